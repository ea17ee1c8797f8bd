#ifndef WATCHER_RETRY_H
#define WATCHER_RETRY_H

#include "watcher/bridge.h"

#include <glib.h>
#include <stdbool.h>

/*
 * Drops kept sources into in/ again: failed and held orders get another try
 * with everything else of their file, which is up to date and costs a look-up.
 */

/* `number` NULL: all; `held_only`: those that wait for a person or the portal,
 * not failed ones. *count_r: files dropped. A source that is no longer kept is
 * passed over. */
bool retry_drop(struct bridge *bridge, const char *number, bool held_only,
                gint64 since, guint *count_r, GError **error);

#endif
