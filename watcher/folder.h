#ifndef WATCHER_FOLDER_H
#define WATCHER_FOLDER_H

#include <glib.h>
#include <stdbool.h>

/* What a folder must be before the bridge trusts it with anything. */

/*
 * Opens the state folder, made (0700) with its parents where it lacks. Refuses
 * one of another user (G_FILE_ERROR_PERM: the text holds the sudo line), one
 * that others may write to, and one on a network. -1: error.
 */
int folder_open_state(const char *path, GError **error);

/*
 * *kind_r: on what network file system, or one that another machine writes to,
 * the folder lies; NULL: on a disk of this computer. There are no events,
 * leases and locks there that bind the other side. FUSE counts as one: nobody
 * can tell what is behind it.
 */
bool folder_remote(int fd, const char *path, const char **kind_r,
                   GError **error);

/* What this means for the exchange, Russian; owned. */
char *folder_remote_note(const char *path, const char *kind);

/*
 * Sets a G_FILE_ERROR of `code` (an errno): the text, the system's words and,
 * where there is something to do about it, what to do. Always false.
 */
bool folder_fail(GError **error, int code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

#endif
