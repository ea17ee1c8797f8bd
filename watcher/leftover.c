/*
 * Ends what a kill left between a file's ack and its last place.
 *
 * Refuses to trust a name: only the very content that was acked is moved, and
 * what was moved already is left where it is.
 */
#include "watcher/leftover.h"

#include "watcher/file_hash.h"

#include <string.h>
#include <unistd.h>

/* A kill leaves one batch of files at most. */
enum { LOOKED_AT = 1000 };

enum spool_folder leftover_place(enum file_state state)
{
	switch (state) {
	case FILE_REJECTED:
		return SPOOL_ERROR;
	case FILE_HELD:
		return SPOOL_HELD;
	default:
		return SPOOL_ARCHIVE;
	}
}

bool leftover_is(struct spool *spool, enum spool_folder folder,
                 const char *name, const char *sha256)
{
	g_autofree char *found = NULL;
	int fd = spool_open_file(spool, folder, name, NULL);

	if (fd < 0)
		return false;
	found = file_hash(fd, NULL);
	close(fd);
	return g_strcmp0(found, sha256) == 0;
}

/* Where the move put it, if it got so far; "" where nobody knows. */
char *leftover_find(struct spool *spool, enum spool_folder place,
                    const char *file, const char *sha256)
{
	static const char *const roots[] = { [SPOOL_ARCHIVE] = "archive",
		                             [SPOOL_HELD] = "held",
		                             [SPOOL_ERROR] = "error" };
	g_autoptr(GPtrArray) names = spool_list(spool, place, NULL);

	for (guint i = names != NULL ? names->len : 0; i-- > 0;) {
		const char *name = names->pdata[i];

		if (strstr(name, file) != NULL &&
		    leftover_is(spool, place, name, sha256))
			return g_build_filename(roots[place], name, NULL);
	}
	return g_strdup("");
}

static bool finish(struct spool *spool, struct history *history,
                   const struct history_file *file, GError **error)
{
	g_autofree char *kept = NULL;

	kept = leftover_find(spool, leftover_place(file->state), file->name,
	                     file->sha256);
	if (kept[0] == '\0' &&
	    leftover_is(spool, SPOOL_WORK, file->name, file->sha256))
		g_clear_pointer(&kept, g_free);
	if (kept == NULL && !spool_move(spool, SPOOL_WORK, file->name,
	                                leftover_place(file->state),
	                                file->finished, &kept, error))
		return false;
	return history_end_file(history, file->id, file->state, file->ack, kept,
	                        &file->totals, file->finished, error);
}

bool leftover_finish(struct spool *spool, struct history *history,
                     GError **error)
{
	g_autoptr(GPtrArray) files =
		history_files(history, NULL, LOOKED_AT, error);

	if (files == NULL)
		return false;
	for (guint i = 0; i < files->len; i++) {
		const struct history_file *file = files->pdata[i];

		if (file->state != FILE_OPEN && file->ack != NULL &&
		    file->kept == NULL && !finish(spool, history, file, error))
			return false;
	}
	return true;
}
