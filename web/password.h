#ifndef WEB_PASSWORD_H
#define WEB_PASSWORD_H

#include <glib.h>
#include <stdbool.h>

/*
 * The page's password: its yescrypt hash (crypt(5)) stands in the file
 * `[settings] password_file`, mode 0600.
 */

enum { PASSWORD_LEAST = 8, PASSWORD_MOST = 512 /* bytes; libcrypt's bound */ };

/* Russian: what is wrong with a new password; NULL: nothing. */
const char *password_fault(const char *password);

/* Its hash, owned; NULL where libcrypt cannot make one. */
char *password_hash(const char *password);

/* Takes about a tenth of a second, on purpose. */
bool password_matches(const char *password, const char *hash);

#endif
