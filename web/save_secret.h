#ifndef WEB_SAVE_SECRET_H
#define WEB_SAVE_SECRET_H

#include <glib.h>
#include <stdbool.h>

/* A file with a secret, 0600 from its first byte on, in the place of the one
 * before; synced. The error never holds any of the text. */
bool save_secret(const char *path, const char *text, GError **error);

#endif
