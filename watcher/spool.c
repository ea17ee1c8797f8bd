/*
 * The folders themselves: made, opened, locked, and looked after while they
 * are in use.
 *
 * Killed at any point, the next start goes on from what the folders show:
 *
 *   in/      not taken; the scan finds it again
 *   work/    taken, perhaps read, perhaps written to the portal; goes on. Also
 *            where a claim was killed before its second look or its copy, so
 *            whoever goes on there opens with spool_open_own, which asks for
 *            the lease and makes the copy
 *   archive/ held/ error/   finished: the rename is the last thing done
 *   hidden files            not whole; removed by the next spool_open
 *
 * A power cut may undo renames that were not synced yet; every move syncs
 * the target before the source, so it can show a file twice, never not at all.
 * Never syncs a descriptor again that failed once: the kernel has dropped the
 * data by then and would say yes.
 */
#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "watcher/spool_p.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

static const struct {
	const char *name;
	bool shared; /* 1C and people write to it too */
} layout[SPOOL_FOLDERS] = {
	[SPOOL_IN] = { "in", true },
	[SPOOL_WORK] = { "work", false },
	[SPOOL_ACK] = { "ack", true },
	[SPOOL_ARCHIVE] = { "archive", false },
	[SPOOL_HELD] = { "held", false },
	[SPOOL_ERROR] = { "error", false },
};

const char *spool_folder_name(enum spool_folder folder)
{
	return layout[folder].name;
}

const char *spool_path(const struct spool *spool)
{
	return spool->path;
}

int spool_in(const struct spool *spool)
{
	return spool->folders[SPOOL_IN];
}

const char *spool_remote(const struct spool *spool)
{
	return spool->remote;
}

static bool same_folder(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* A folder in which anybody may rename can be swapped under our feet. */
static bool check_closed(const struct stat *about, const char *path,
                         const char *name, GError **error)
{
	if ((about->st_mode & S_IWOTH) == 0)
		return true;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_PERM,
	            "В папку «%s/%s» может писать кто угодно. Исправьте: "
	            "chmod o-w '%s/%s'",
	            path, name, path, name);
	return false;
}

static bool make_folder(struct spool *spool, enum spool_folder folder,
                        GError **error)
{
	const char *name = layout[folder].name;
	mode_t mode = layout[folder].shared ? 0770 : 0750;
	if (mkdirat(spool->root, name, mode) != 0) {
		if (errno == EEXIST)
			return true;
		return folder_fail(error, errno, "Папка «%s/%s» не создаётся",
		                   spool->path, name);
	}
	/* The service's umask would keep the share's group out of in/; where
	 * the root hands its group down, so do the folders. */
	struct stat root;
	if (fstat(spool->root, &root) != 0 ||
	    fchmodat(spool->root, name, mode | (root.st_mode & S_ISGID), 0) !=
	            0 ||
	    !spool_sync_folder(spool, spool->root))
		return folder_fail(error, errno, "Папка «%s/%s»", spool->path,
		                   name);
	return true;
}

static bool check_folder(const struct spool *spool, enum spool_folder folder,
                         int fd, GError **error)
{
	const char *name = layout[folder].name;
	struct stat root, about;
	if (fstat(spool->root, &root) != 0 || fstat(fd, &about) != 0)
		return folder_fail(error, errno, "Папка «%s/%s»", spool->path,
		                   name);
	if (about.st_dev != root.st_dev)
		return folder_fail(error, EXDEV, "Папка «%s/%s»", spool->path,
		                   name);
	if (!layout[folder].shared &&
	    !check_closed(&about, spool->path, name, error))
		return false;
	if (faccessat(fd, ".", R_OK | W_OK | X_OK, AT_EACCESS) != 0)
		return folder_fail(error, errno, "Папка «%s/%s»", spool->path,
		                   name);
	return true;
}

static bool open_folder(struct spool *spool, enum spool_folder folder,
                        GError **error)
{
	if (!make_folder(spool, folder, error))
		return false;
	int fd = spool_at_open(spool->root, layout[folder].name,
	                       O_RDONLY | O_DIRECTORY, 0);
	if (fd < 0)
		return folder_fail(error, errno,
		                   "Папка «%s/%s» не открывается (ссылка "
		                   "вместо папки не подойдёт)",
		                   spool->path, layout[folder].name);
	if (!check_folder(spool, folder, fd, error)) {
		close(fd);
		return false;
	}
	if (spool->folders[folder] >= 0)
		close(spool->folders[folder]);
	spool->folders[folder] = fd;
	return true;
}

static bool open_root(struct spool *spool, GError **error)
{
	/* Only the last part is made: where its parent lacks too, a disk is
	 * not mounted or the setting is misspelt. */
	if (mkdir(spool->path, 0750) != 0 && errno != EEXIST)
		return folder_fail(error, errno, "Папка «%s» не создаётся",
		                   spool->path);
	spool->root = open(spool->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat about;
	if (spool->root < 0 || fstat(spool->root, &about) != 0)
		return folder_fail(error, errno, "Папка «%s» не открывается",
		                   spool->path);
	return folder_remote(spool->root, spool->path, &spool->remote, error) &&
	       check_closed(&about, spool->path, ".", error);
}

static bool take_locks(struct spool *spool, const char *state, GError **error)
{
	int dir = folder_open_state(state, error);
	if (dir < 0)
		return false;
	bool real = false;
	spool->locks[0] =
		spool_lock(dir, SPOOL_STATE_LOCK, state, &real, error);
	close(dir);
	if (spool->locks[0] < 0)
		return false;
	if (!real)
		return folder_fail(error, ENOLCK,
		                   "Папка состояния «%s»: блокировки", state);
	spool->locks[1] = spool_lock(spool->root, SPOOL_FOLDER_LOCK,
	                             spool->path, &real, error);
	if (spool->locks[1] < 0 || real)
		return spool->locks[1] >= 0;
	spool->token = spool_token_take(spool->root, spool->path, error);
	return spool->token;
}

static bool sweep(const struct spool *spool, GError **error)
{
	for (int i = 0; i < SPOOL_FOLDERS; i++)
		if (spool_at_sweep(spool->folders[i]) != 0)
			return folder_fail(error, errno, "Папка «%s/%s»",
			                   spool->path, layout[i].name);
	return true;
}

/* Folders that were there may not have been synced when they were made, nor
 * what a killed process moved. */
static bool sync_all(const struct spool *spool, GError **error)
{
	for (int i = 0; i < SPOOL_FOLDERS; i++)
		if (!spool_sync_folder(spool, spool->folders[i]))
			return folder_fail(error, errno, "Папка «%s/%s»",
			                   spool->path, layout[i].name);
	return spool_sync_folder(spool, spool->root) ||
	       folder_fail(error, errno, "Папка «%s»", spool->path);
}

/* The file of the lock can be removed by whoever may write here, and then two
 * would hold one each; the folder itself is one. */
static bool lock_root(const struct spool *spool, GError **error)
{
	if (flock(spool->root, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return true;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
	            "Папкой «%s» уже занимается другой b24bridge, а его файл "
	            "блокировки %s кто-то удалил. Остановите его: systemctl "
	            "stop b24bridge",
	            spool->path, SPOOL_FOLDER_LOCK);
	return false;
}

static bool open_all(struct spool *spool, const char *state, bool lock,
                     GError **error)
{
	if (!open_root(spool, error))
		return false;
	if (lock && !take_locks(spool, state, error))
		return false;
	if (lock && !lock_root(spool, error))
		return false;
	for (int i = 0; i < SPOOL_FOLDERS; i++)
		if (!open_folder(spool, (enum spool_folder)i, error))
			return false;
	return !lock || (sync_all(spool, error) && sweep(spool, error));
}

struct spool *spool_open(const char *folder, const char *state, bool lock,
                         GError **error)
{
	/* Whoever opens a file on which we hold a lease makes the kernel send
	 * us SIGIO, which would end the process. We look at the lease when it
	 * matters instead (F_GETLEASE). */
	signal(SIGIO, SIG_IGN);

	struct spool *spool = g_new0(struct spool, 1);
	spool->path = g_strdup(folder);
	spool->root = -1;
	for (int i = 0; i < SPOOL_FOLDERS; i++)
		spool->folders[i] = -1;
	spool->locks[0] = spool->locks[1] = -1;
	spool->seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	spool->turns = g_array_new(FALSE, FALSE, sizeof(struct turn));
	spool->own =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (!open_all(spool, state, lock, error)) {
		spool_close(spool);
		return NULL;
	}
	return spool;
}

static void close_fd(int fd)
{
	if (fd >= 0)
		close(fd);
}

void spool_close(struct spool *spool)
{
	if (spool == NULL)
		return;
	for (int i = 0; i < SPOOL_FOLDERS; i++)
		close_fd(spool->folders[i]);
	if (spool->token)
		spool_token_drop(spool->root);
	close_fd(spool->root);
	close_fd(spool->locks[1]);
	close_fd(spool->locks[0]);
	g_array_unref(spool->turns);
	g_hash_table_destroy(spool->own);
	g_hash_table_destroy(spool->seen);
	g_free(spool->synced_day);
	g_free(spool->path);
	g_free(spool);
}

static bool still_there(int at, const char *path, int fd)
{
	struct stat named, opened;
	return fstatat(at, path, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(fd, &opened) == 0 && same_folder(&named, &opened);
}

bool spool_check(struct spool *spool, GError **error)
{
	struct stat named, opened;
	if (stat(spool->path, &named) != 0)
		return folder_fail(error, errno, "Папка обмена «%s» пропала",
		                   spool->path);
	if (fstat(spool->root, &opened) != 0 || !same_folder(&named, &opened)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
		            "На месте папки обмена «%s» теперь другая: "
		            "отключён диск? Верните прежнюю или перезапустите "
		            "службу.",
		            spool->path);
		return false;
	}
	for (int i = 0; i < SPOOL_FOLDERS; i++)
		if (!still_there(spool->root, layout[i].name,
		                 spool->folders[i]) &&
		    !open_folder(spool, (enum spool_folder)i, error))
			return false;
	return true;
}
