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

/* False where the folder lies on a network: there are no events, leases and
 * locks there that bind the other side. */
bool folder_check_local(int fd, const char *path, GError **error);

/*
 * Sets a G_FILE_ERROR of `code` (an errno): the text, the system's words and,
 * where there is something to do about it, what to do. Always false.
 */
bool folder_fail(GError **error, int code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

#endif
