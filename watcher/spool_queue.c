/*
 * What is to be carried out, and in which order: work/, in turns like in/.
 *
 * Leaves out what somebody still writes to, after a kill in the middle of its
 * claim.
 */
#include "watcher/folder.h"
#include "watcher/spool_p.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static bool is_free(struct spool *spool, const char *name,
                    const struct stat *about)
{
	int fd;
	if (spool_is_own(spool, name, about))
		return true;
	fd = spool_open_file(spool, SPOOL_WORK, name, NULL);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

GPtrArray *spool_queue(struct spool *spool, guint most, GError **error)
{
	g_autoptr(GPtrArray) names = spool_list(spool, SPOOL_WORK, error);
	g_autoptr(GArray) turns =
		g_array_new(FALSE, FALSE, sizeof(struct turn));
	GPtrArray *queue;
	if (names == NULL)
		return NULL;
	for (guint i = 0; i < names->len; i++) {
		struct turn turn = { .name = names->pdata[i] };
		struct stat about;
		if (fstatat(spool->folders[SPOOL_WORK], turn.name, &about,
		            AT_SYMLINK_NOFOLLOW) != 0 ||
		    !is_free(spool, turn.name, &about))
			continue;
		turn.came = spool_came(&about);
		g_array_append_val(turns, turn);
	}
	turns_sort(turns);
	queue = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < turns->len && i < most; i++)
		g_ptr_array_add(
			queue,
			g_strdup(g_array_index(turns, struct turn, i).name));
	return queue;
}
