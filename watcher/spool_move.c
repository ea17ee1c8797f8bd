/*
 * Moves between the folders. A rename, then the target folder is synced, then
 * the source: a power cut may show a file in both or in the old place, never
 * in none.
 *
 * Where syncing fails the file is moved back, so that an error means "it is
 * where it was". Where even that fails it stays in the target, which is looked
 * at on the next start like every other.
 */
#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "watcher/spool_names.h"
#include "watcher/spool_p.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum {
	/* Names to try; more files of one name on one day are no work of 1C. */
	NAMES_MOST = 100 * 1000
};

bool spool_sync_folder(const struct spool *spool, int dir)
{
	/* A descriptor of its own each time: one that failed once would say
	 * yes. */
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool synced = fsync(fd) == 0;
	int code = errno;
	close(fd);
	errno = code;
	return synced || (code == EINVAL && spool->remote != NULL);
}

static bool sync_both(const struct spool *spool, int first, int second)
{
	return spool_sync_folder(spool, first) &&
	       spool_sync_folder(spool, second);
}

bool spool_rename(struct spool *spool, int from, const char *name, int to,
                  const char *wanted, char **name_r, GError **error)
{
	bool foreign =
		from == spool->folders[SPOOL_IN] && !spool_name_is_hidden(name);
	for (guint n = 1; n <= NAMES_MOST; n++) {
		g_autofree char *numbered = spool_name_numbered(wanted, n);
		if (spool_at_rename(from, name, to, numbered, foreign) == 0) {
			if (!sync_both(spool, to, from)) {
				int code = errno;
				spool_at_rename(to, numbered, from, name,
				                false);
				errno = code;
				break;
			}
			*name_r = g_steal_pointer(&numbered);
			return true;
		}
		if (errno != EEXIST)
			break;
	}
	g_autofree char *plain = spool_name_plain(name);
	return folder_fail(error, errno, "Файл «%s» не перемещается", plain);
}

bool spool_unchanged(struct spool *spool, const struct spool_file *file)
{
	struct stat named, opened;
	if (fstatat(spool->folders[SPOOL_IN], file->name, &named,
	            AT_SYMLINK_NOFOLLOW) != 0 ||
	    fstat(file->fd, &opened) != 0)
		return false;
	struct spool_identity a = spool_identity(&named);
	struct spool_identity b = spool_identity(&opened);
	return spool_identity_same(&a, file->identity) &&
	       spool_identity_same(&b, file->identity) &&
	       (!file->leased || spool_lease_held(file->fd));
}

/* The file that was moved is the one that was looked at, as it was then. */
static bool moved_unchanged(const struct spool *spool,
                            const struct spool_file *file)
{
	struct stat named;
	if (fstatat(spool->folders[SPOOL_WORK], file->name, &named,
	            AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	struct spool_identity now = spool_identity(&named);
	return spool_identity_moved(file->identity, &now) &&
	       named.st_nlink == 1 &&
	       (!file->leased || spool_lease_held(file->fd));
}

bool spool_claim_check(struct spool *spool, const struct spool_file *file,
                       GError **error)
{
	g_autofree char *got = NULL;
	if (moved_unchanged(spool, file))
		return true;
	spool_rename(spool, spool->folders[SPOOL_WORK], file->name,
	             spool->folders[SPOOL_IN], file->name, &got, error);
	return false;
}

static bool may_write(int dir)
{
	return faccessat(dir, ".", W_OK | X_OK, AT_EACCESS) == 0;
}

/* The sender's own file goes back; a copy that took its place stays. */
static void put_back(struct spool *spool, const struct spool_file *file)
{
	struct stat named;
	g_autofree char *got = NULL;
	if (fstatat(spool->folders[SPOOL_WORK], file->name, &named,
	            AT_SYMLINK_NOFOLLOW) == 0 &&
	    named.st_ino == file->identity->inode &&
	    named.st_dev == file->identity->device)
		spool_rename(spool, spool->folders[SPOOL_WORK], file->name,
		             spool->folders[SPOOL_IN], file->name, &got, NULL);
}

static bool copy_claimed(struct spool *spool, const struct spool_file *file,
                         GError **error)
{
	g_autoptr(GError) failure = NULL;
	if (spool_own(spool, file->name, file->fd, file->leased, &failure))
		return true;
	put_back(spool, file);
	/* Written to meanwhile: that is no error. */
	if (g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_AGAIN))
		return false;
	spool_stick(spool, file, NULL);
	g_propagate_error(error, g_steal_pointer(&failure));
	return false;
}

/* Always false. Taken by name, or gone: neither is an error. A file that may
 * not be moved where others may is one of its own: immutable, or somebody
 * else's in a folder with a sticky bit. */
static bool not_moved(struct spool *spool, const struct spool_file *file,
                      GError **error)
{
	int code = errno;
	g_autofree char *plain = NULL;
	if (code == EEXIST || code == ENOENT)
		return false;
	if ((code == EPERM || code == EACCES || code == EBUSY) &&
	    may_write(spool->folders[SPOOL_IN]) &&
	    may_write(spool->folders[SPOOL_WORK])) {
		spool_stick(spool, file,
		            "его нельзя переместить: снимите запрет (lsattr, "
		            "chattr -i -a) или отдайте файл пользователю "
		            "службы");
		return false;
	}
	plain = spool_name_plain(file->name);
	spool_stick(spool, file, NULL);
	return folder_fail(error, code, "Файл «%s/in/%s»", spool->path, plain);
}

bool spool_claim(struct spool *spool, const struct spool_file *file,
                 GError **error)
{
	int in = spool->folders[SPOOL_IN], work = spool->folders[SPOOL_WORK];
	if (!spool_unchanged(spool, file))
		return false;
	if (spool_at_rename(in, file->name, work, file->name, true) != 0)
		return not_moved(spool, file, error);
	if (!spool_claim_check(spool, file, error) ||
	    !copy_claimed(spool, file, error))
		return false;
	g_hash_table_remove(spool->seen, file->name);
	/* It stays claimed: a power cut may show it in both. */
	if (spool_sync_folder(spool, in))
		return true;
	return folder_fail(error, errno, "Папка «%s/in»", spool->path);
}

/* Opens a folder, made where it lacks. One that was there may have been made
 * by a process that was killed before it synced. */
static int open_made(const struct spool *spool, int above, const char *name,
                     bool sync)
{
	bool made = mkdirat(above, name, 0750) == 0;
	if ((!made && errno != EEXIST) ||
	    ((made || sync) && !spool_sync_folder(spool, above)))
		return -1;
	return spool_at_open(above, name, O_RDONLY | O_DIRECTORY, 0);
}

/* Opens archive/YYYY-MM/DD; *path_r: that path below archive/. */
static int open_day(struct spool *spool, gint64 day, char **path_r)
{
	g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(day);
	if (date == NULL) {
		errno = EINVAL;
		return -1;
	}
	g_autofree char *month_name = g_date_time_format(date, "%Y-%m");
	g_autofree char *day_name = g_date_time_format(date, "%d");
	g_autofree char *path = g_build_filename(month_name, day_name, NULL);
	bool sync = g_strcmp0(path, spool->synced_day) != 0;
	int month = open_made(spool, spool->folders[SPOOL_ARCHIVE], month_name,
	                      sync);
	if (month < 0)
		return -1;
	int fd = open_made(spool, month, day_name, sync);
	int code = errno;
	close(month);
	errno = code;
	if (fd < 0)
		return -1;
	if (sync) {
		g_free(spool->synced_day);
		spool->synced_day = g_strdup(path);
	}
	*path_r = g_steal_pointer(&path);
	return fd;
}

static void forget(struct spool *spool, enum spool_folder from,
                   const char *name)
{
	if (from == SPOOL_WORK)
		spool_own_forget(spool, name);
}

static bool archive(struct spool *spool, enum spool_folder from,
                    const char *name, gint64 day, char **path_r, GError **error)
{
	g_autofree char *below = NULL;
	char *got = NULL;
	int to = open_day(spool, day, &below);
	if (to < 0)
		return folder_fail(error, errno, "Папка «%s/archive»",
		                   spool->path);
	bool moved = spool_rename(spool, spool->folders[from], name, to, name,
	                          &got, error);
	close(to);
	if (moved) {
		forget(spool, from, name);
		*path_r = g_strdup_printf("archive/%s/%s", below, got);
	}
	g_free(got);
	return moved;
}

bool spool_move(struct spool *spool, enum spool_folder from, const char *name,
                enum spool_folder to, gint64 day, char **path_r, GError **error)
{
	if (!spool_name_single(name)) {
		g_autofree char *plain = spool_name_plain(name);
		return folder_fail(error, EINVAL, "Имя файла «%s»", plain);
	}
	if (to == SPOOL_ARCHIVE)
		return archive(spool, from, name, day, path_r, error);
	g_autofree char *got = NULL;
	if (!spool_rename(spool, spool->folders[from], name, spool->folders[to],
	                  name, &got, error))
		return false;
	forget(spool, from, name);
	*path_r = g_build_filename(spool_folder_name(to), got, NULL);
	return true;
}
