#ifndef WATCHER_SECRET_FILE_H
#define WATCHER_SECRET_FILE_H

#include <glib.h>

/*
 * A file that holds a secret: the webhook's address, a password, a token. Its
 * text without outer blanks and line ends, to be given to secret_file_wipe().
 *
 * NULL where it is not a regular file of ours or root's, where group or others
 * may read or write it (a file in $CREDENTIALS_DIRECTORY, where systemd keeps
 * guard, may have any mode), where it is empty, longer than 4 KiB or no text.
 * The error says what to do and never holds any of the file's text.
 */
char *secret_file_read(const char *path, GError **error);

/*
 * The file that is read for `path` (owned): where systemd has put one of its
 * name into $CREDENTIALS_DIRECTORY (LoadCredential=), that one. A credential
 * stays what it was when the service started; so where we may read `path`
 * itself and it was changed since, it is `path`.
 */
char *secret_file_place(const char *path);

/* Overwrites and frees; accepts NULL. */
void secret_file_wipe(char *secret);

#endif
