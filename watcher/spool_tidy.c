/*
 * Lists what the folders hold, opens it, and removes what is old.
 *
 * Removes nothing in ack/ that is not ours: people and 1C keep things there.
 */
#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "watcher/spool_names.h"
#include "watcher/spool_p.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH_MOST = 3 }; /* archive/, YYYY-MM/, DD/ */

struct walk {
	bool below; /* go into folders */
	guint depth;
	char *prefix; /* "" or "2020-12/26/" */
	GPtrArray *paths;
	/* For spool_expire; paths is NULL then. */
	bool acks_only;
	gint64 before;
	int code; /* the first errno */
};

static bool visit(int dir, const char *name, void *context);

static void walk_folder(struct walk *walk, int dir, const char *name)
{
	int fd = spool_at_open(dir, name, O_RDONLY | O_DIRECTORY, 0);
	if (fd < 0)
		return;
	char *prefix = walk->prefix;
	walk->prefix = g_strconcat(prefix, name, "/", NULL);
	walk->depth++;
	if (spool_at_each(fd, visit, walk) != 0 && walk->code == 0)
		walk->code = errno;
	walk->depth--;
	g_free(walk->prefix);
	walk->prefix = prefix;
	close(fd);
	if (walk->paths == NULL)
		unlinkat(dir, name, AT_REMOVEDIR); /* where it is empty */
}

static void expire(struct walk *walk, int dir, const char *name,
                   const struct stat *about)
{
	/* ctime: a rename sets it, so it says since when a file is here. */
	if (about->st_ctim.tv_sec >= walk->before ||
	    (walk->acks_only && !spool_name_is_ack(name)))
		return;
	if (unlinkat(dir, name, 0) != 0 && errno != ENOENT && walk->code == 0)
		walk->code = errno;
}

static bool visit(int dir, const char *name, void *context)
{
	struct walk *walk = context;
	struct stat about;
	if (name[0] == '.' ||
	    fstatat(dir, name, &about, AT_SYMLINK_NOFOLLOW) != 0)
		return true;
	if (S_ISDIR(about.st_mode) && walk->below && walk->depth < DEPTH_MOST)
		walk_folder(walk, dir, name);
	else if (!S_ISREG(about.st_mode))
		return true;
	else if (walk->paths == NULL)
		expire(walk, dir, name, &about);
	else
		g_ptr_array_add(walk->paths,
		                g_strconcat(walk->prefix, name, NULL));
	return true;
}

static bool walk_all(struct spool *spool, enum spool_folder folder,
                     struct walk *walk, GError **error)
{
	char *none = g_strdup("");
	walk->below = folder == SPOOL_ARCHIVE || folder == SPOOL_ERROR;
	walk->prefix = none;
	if (spool_at_each(spool->folders[folder], visit, walk) != 0 &&
	    walk->code == 0)
		walk->code = errno;
	g_free(none);
	if (walk->code == 0)
		return true;
	return folder_fail(error, walk->code, "Папка «%s/%s»", spool->path,
	                   spool_folder_name(folder));
}

static gint compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *spool_list(struct spool *spool, enum spool_folder folder,
                      GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	struct walk walk = { .paths = paths };
	if (!walk_all(spool, folder, &walk, error))
		return NULL;
	g_ptr_array_sort(paths, compare);
	return g_steal_pointer(&paths);
}

bool spool_expire(struct spool *spool, enum spool_folder folder,
                  gint64 older_than, gint64 now, GError **error)
{
	if (older_than <= 0)
		return true;
	struct walk walk = {
		.acks_only = folder == SPOOL_ACK,
		.before = now - older_than,
	};
	return walk_all(spool, folder, &walk, error);
}

int spool_open_file(struct spool *spool, enum spool_folder folder,
                    const char *name, GError **error)
{
	struct stat about;
	int fd = spool_at_open(spool->folders[folder], name, O_RDONLY, 0);
	int code = errno;
	g_autofree char *plain = spool_name_plain(name);
	const char *where = spool_folder_name(folder);
	if (fd < 0 || fstat(fd, &about) != 0) {
		folder_fail(error, fd < 0 ? code : errno, "Файл «%s/%s/%s»",
		            spool->path, where, plain);
	} else if (!S_ISREG(about.st_mode)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
		            "«%s/%s/%s» — не обычный файл: уберите его.",
		            spool->path, where, plain);
	} else if (folder == SPOOL_WORK && spool_lease(fd) == LEASE_BUSY) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
		            "Файл «%s/%s/%s» ещё открыт на запись другой "
		            "программой: дождитесь её или закройте.",
		            spool->path, where, plain);
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}
