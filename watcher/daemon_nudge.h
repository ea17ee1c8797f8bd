#ifndef WATCHER_DAEMON_NUDGE_H
#define WATCHER_DAEMON_NUDGE_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * The daemon of a state and folder, seen from another process: whoever holds
 * the lock, has the lock file open under the id that stands in it, and waits
 * for SIGHUP. An id that was used again never fits, nor does a `once`, which
 * SIGHUP would end.
 */

/* Its process; 0: there is none. */
pid_t daemon_find(const char *state, const char *folder);

/* Has it read its settings again. True where there is none as well, with
 * *running_r false. False: there is one and it cannot be told (another user's:
 * G_FILE_ERROR_PERM); the text says what to do. */
bool daemon_nudge(const char *state, const char *folder, bool *running_r,
                  GError **error);

#endif
