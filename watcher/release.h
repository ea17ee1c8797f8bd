#ifndef WATCHER_RELEASE_H
#define WATCHER_RELEASE_H

#include "watcher/bridge.h"

#include <glib.h>
#include <stdbool.h>

/*
 * Lets a file of held/ pass the brake: its content is allowed once, and it
 * goes to in/, where whoever has the folder takes it.
 */

/* `name` as it stands in held/: a name and no path. Needs BRIDGE_SPOOL.
 * G_FILE_ERROR: INVAL for a name that in/ would not take, NOENT for one that
 * is not there. */
bool release_file(struct bridge *bridge, const char *name, GError **error);

#endif
