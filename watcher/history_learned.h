#ifndef WATCHER_HISTORY_LEARNED_H
#define WATCHER_HISTORY_LEARNED_H

#include "watcher/history.h"
#include "xml/learned.h"

/*
 * What files taught about clients, states, cars …, kept for as long as the
 * history: the store that xml/ asks. Losing it costs a full export of the
 * catalogs from 1C, no order.
 */

/* A store that is valid for as long as the history. */
struct learned_store history_learned(struct history *history);

#endif
