#ifndef WATCHER_INBOX_H
#define WATCHER_INBOX_H

#include "watcher/bridge.h"

#include <glib.h>
#include <stdbool.h>

/*
 * From in/ to work/: what is complete is claimed, what is not waits until
 * `incomplete_minutes` are over, and is claimed then to be rejected.
 */

/* Claims what is ready, at most `most` files, for some seconds at most.
 * *claimed_r: how many; *next_ms_r: how long until it is worth looking again,
 * -1: nothing waits. Stops at the floor of the disk (floor.h). On an error of
 * one file the others are taken all the same. */
bool inbox_take(struct bridge *bridge, guint most, guint *claimed_r,
                gint64 *next_ms_r, GError **error);

#endif
