/*
 * `release`, for the command and the settings page.
 *
 * Refuses what is no name of held/. What is allowed is the content, so that
 * another file under the same name has to wait again.
 */
#include "watcher/release.h"

#include "watcher/file_hash.h"
#include "watcher/spool_names.h"

#include <unistd.h>

static bool check_name(const char *name, GError **error)
{
	if (spool_name_single(name) && spool_name_accepted(name))
		return true;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
	            "%s: такое имя папка in/ не берёт. Переименуйте файл в "
	            "held/, чтобы имя кончалось на .xml.",
	            name);
	return false;
}

static char *content_of(struct bridge *bridge, const char *name, GError **error)
{
	int fd = spool_open_file(bridge->spool, SPOOL_HELD, name, error);
	char *sha256;

	if (fd < 0)
		return NULL;
	sha256 = file_hash(fd, error);
	close(fd);
	return sha256;
}

bool release_file(struct bridge *bridge, const char *name, GError **error)
{
	g_autofree char *sha256 = NULL;
	g_autofree char *path = NULL;

	if (!check_name(name, error))
		return false;
	sha256 = content_of(bridge, name, error);
	/* What waited is as old as it was: newer data may have come since. */
	return sha256 != NULL && history_drop(bridge->history, sha256, error) &&
	       history_allow(bridge->history, sha256, PASS_BRAKE, error) &&
	       spool_move(bridge->spool, SPOOL_HELD, name, SPOOL_IN, 0, &path,
	                  error);
}
