#ifndef WATCHER_LEFTOVER_H
#define WATCHER_LEFTOVER_H

#include "watcher/history.h"
#include "watcher/spool.h"

#include <glib.h>
#include <stdbool.h>

/*
 * Files that were acked and not moved, or moved and not written down, when the
 * process was killed. To be called once, before anything is claimed: a file
 * that comes later under the same name is a new one, even with the same
 * content.
 */
bool leftover_finish(struct spool *spool, struct history *history,
                     GError **error);

/* A file of that name (path) in that folder has this content. */
bool leftover_is(struct spool *spool, enum spool_folder folder,
                 const char *name, const char *sha256);
/* The newest file of a folder whose name holds `file` and that has this
 * content: its path below the root, owned; "": there is none. */
char *leftover_find(struct spool *spool, enum spool_folder place,
                    const char *file, const char *sha256);

/* Where a file of this state ends. */
enum spool_folder leftover_place(enum file_state state);

#endif
