/*
 * Retrying is dropping the source in again: there is one way into the bridge.
 *
 * Refuses to touch the kept source itself.
 */
#include "watcher/retry.h"

#include "watcher/file_hash.h"

#include <string.h>
#include <unistd.h>

static const char archive_prefix[] = "archive/";

static bool drop(struct bridge *bridge, const char *path, guint *count,
                 GError **error)
{
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *name = NULL;
	g_autofree char *sha256 = NULL;
	g_autoptr(GError) failure = NULL;
	bool ok;
	int fd;

	if (!g_str_has_prefix(path, archive_prefix))
		return true;
	fd = spool_open_file(bridge->spool, SPOOL_ARCHIVE,
	                     path + strlen(archive_prefix), NULL);
	if (fd < 0)
		return true;
	sha256 = file_hash(fd, &failure);
	ok = sha256 != NULL &&
	     history_drop(bridge->history, sha256, &failure) &&
	     spool_put(bridge->spool, SPOOL_IN, base, fd, &name, &failure);
	close(fd);
	*count += ok;
	/* A name that in/ does not take, of an older version's file. */
	if (ok || g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_INVAL))
		return true;
	g_propagate_error(error, g_steal_pointer(&failure));
	return false;
}

bool retry_drop(struct bridge *bridge, const char *number, bool held_only,
                gint64 since, guint *count_r, GError **error)
{
	g_autoptr(GPtrArray) paths = history_retriable(bridge->history, number,
	                                               held_only, since, error);

	*count_r = 0;
	if (paths == NULL)
		return false;
	for (guint i = 0; i < paths->len; i++) {
		if (!drop(bridge, paths->pdata[i], count_r, error))
			return false;
	}
	return true;
}
