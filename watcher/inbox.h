#ifndef WATCHER_INBOX_H
#define WATCHER_INBOX_H

#include "watcher/bridge.h"

#include <glib.h>
#include <stdbool.h>

/*
 * From in/ to work/: what is complete is claimed, what is not waits until
 * `incomplete_minutes` are over, and is claimed then to be rejected.
 */

struct inbox;

struct inbox *inbox_new(void);
void inbox_free(struct inbox *inbox);

/* Claims what is ready, at most `most` files. *claimed_r: how many;
 * *next_ms_r: how long until it is worth looking again, -1: nothing waits. On
 * an error of one file the others are taken all the same. */
bool inbox_take(struct inbox *inbox, struct bridge *bridge, guint most,
                guint *claimed_r, gint64 *next_ms_r, GError **error);

/* The files of work/, those that came first first; owned names. */
GPtrArray *inbox_queue(struct bridge *bridge, GError **error);

#endif
