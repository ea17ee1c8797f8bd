/* Passwords by libcrypt's yescrypt; refuses short ones. */
#include "web/password.h"

#include "web/guard.h"

#include <crypt.h>
#include <string.h>

const char *password_fault(const char *password)
{
	if (g_utf8_strlen(password, -1) < PASSWORD_LEAST)
		return "Пароль короче восьми знаков: придумайте длиннее.";
	if (strlen(password) >= PASSWORD_MOST)
		return "Пароль длиннее 511 байт.";
	return NULL;
}

static char *crypted(const char *password, const char *setting)
{
	struct crypt_data *data = g_new0(struct crypt_data, 1);
	const char *hash = crypt_r(password, setting, data);
	/* A failure is a text that begins with an asterisk. */
	char *copy = hash != NULL && *hash != '*' ? g_strdup(hash) : NULL;

	explicit_bzero(data, sizeof(*data));
	g_free(data);
	return copy;
}

char *password_hash(const char *password)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];

	if (crypt_gensalt_rn("$y$", 0, NULL, 0, setting, sizeof(setting)) ==
	    NULL)
		return NULL;
	return crypted(password, setting);
}

bool password_matches(const char *password, const char *hash)
{
	g_autofree char *mine = NULL;

	if (*hash != '$' || strlen(password) >= PASSWORD_MOST)
		return false;
	mine = crypted(password, hash);
	return mine != NULL && guard_equal(mine, hash);
}
