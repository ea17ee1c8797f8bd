#ifndef WATCHER_FLOOR_H
#define WATCHER_FLOOR_H

#include "core/settings.h"

#include <glib.h>
#include <stdbool.h>
#include <sys/statvfs.h>

/*
 * How much of a disk stays free, so that what was begun can be finished: 64 MiB
 * or a twentieth of the file system, whichever is less, and 200 inodes or a
 * twentieth likewise. What lies lower is the floor: then nothing is taken and
 * nothing begun, until half as much again is free.
 *
 * Looked at: the exchange folder, the state, and the folder for temporary files
 * (TMPDIR), where the orders of a file lie while it is carried out. That is
 * best put beside the state: a /tmp in memory may be smaller than a file.
 */

/* Pure; `bytes` and `files` are needed beside the floor. A file system that
 * does not count its inodes has enough. `again`: after it was low. */
bool floor_has_room(const struct statvfs *about, guint64 bytes, guint64 files,
                    bool again);

/* Of what a path lies on; true where nobody can tell. */
bool floor_path_has_room(const char *path, guint64 bytes, guint64 files,
                         bool again);

/* Which place is low, and what to do, Russian, owned; NULL: none is. */
char *floor_fault(const struct settings *settings, bool again);

/* There is room for a file of this size, what becomes of it, and its ack. */
bool floor_fits(const struct settings *settings, guint64 size);

#endif
