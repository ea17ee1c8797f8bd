/*
 * open, rename and create below a folder that others write to.
 *
 * A hidden file carries a lock while it is written, so that whoever finds one
 * can tell a live writer (a `once` that hands a file over) from what a crash
 * left behind. The kernel drops the lock with the process. Where a network has
 * no locks, age has to tell.
 *
 * Refuses what would leave the folder: links, `..`, absolute paths.
 */
#include "watcher/spool_at.h"
#include "watcher/spool_names.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	PARTS_MOST = 8,    /* archive/YYYY-MM/DD/NAME is the deepest we have */
	CREATE_TRIES = 16, /* random names of 64 bits do not collide twice */
	HOUR = 60 * 60
};

static const int always = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

int spool_at_walk(int dir, const char *path, int flags, mode_t mode)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", PARTS_MOST + 1);
	guint count = g_strv_length(parts);
	if (count == 0 || count > PARTS_MOST) {
		errno = EINVAL;
		return -1;
	}
	int at = dir;
	for (guint i = 0; i < count; i++) {
		int next = -1;
		if (!spool_name_single(parts[i]))
			errno = EXDEV; /* as openat2 says it */
		else if (i + 1 < count)
			next = openat(at, parts[i],
			              O_PATH | O_DIRECTORY | always);
		else
			next = openat(at, parts[i], flags | always, mode);
		int code = errno;
		if (at != dir)
			close(at);
		errno = code;
		if (next < 0)
			return -1;
		at = next;
	}
	return at;
}

int spool_at_open(int dir, const char *path, int flags, mode_t mode)
{
	struct open_how how = {
		.flags = (unsigned)(flags | always),
		.mode = (flags & O_CREAT) != 0 ? mode : 0,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
		           RESOLVE_NO_MAGICLINKS,
	};
	long fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));
	/* EPERM: a seccomp filter that is older than the call. EAGAIN: the
	 * kernel saw renames on the way and gave up. */
	if (fd < 0 && (errno == ENOSYS || errno == EPERM || errno == EAGAIN))
		return spool_at_walk(dir, path, flags, mode);
	return (int)fd;
}

/* For file systems without RENAME_NOREPLACE (ZFS before 2.2 is one). */
static int rename_checked(int from, const char *old_name, int to,
                          const char *new_name, bool foreign)
{
	if (!foreign) {
		if (linkat(from, old_name, to, new_name, 0) != 0)
			return -1;
		return unlinkat(from, old_name, 0);
	}
	/* link and unlink could unlink what the sender put there in between.
	 * Where it goes, only we write: nobody can take the name meanwhile. */
	struct stat there;
	if (fstatat(to, new_name, &there, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	if (errno != ENOENT)
		return -1;
	return renameat(from, old_name, to, new_name);
}

int spool_at_rename(int from, const char *old_name, int to,
                    const char *new_name, bool foreign)
{
	if (renameat2(from, old_name, to, new_name, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	return rename_checked(from, old_name, to, new_name, foreign);
}

static guint64 random_number(void)
{
	return (guint64)g_random_int() << 32 | g_random_int();
}

/* errno of flock(2) on a file system that has no locks. */
static bool lacks_locks(int code)
{
	return code == ENOLCK || code == EOPNOTSUPP || code == ENOSYS ||
	       code == EINVAL;
}

bool spool_at_lock(int fd, bool *real_r)
{
	bool locked = flock(fd, LOCK_EX | LOCK_NB) == 0;
	*real_r = locked || !lacks_locks(errno);
	return locked || !*real_r;
}

int spool_at_create(int dir, char **hidden_r)
{
	for (int i = 0; i < CREATE_TRIES; i++) {
		g_autofree char *hidden = spool_name_hidden(random_number());
		int fd = openat(dir, hidden, O_RDWR | O_CREAT | O_EXCL | always,
		                0660);
		if (fd < 0 && errno == EEXIST)
			continue;
		if (fd < 0)
			return -1;
		bool real;
		if (spool_at_lock(fd, &real)) {
			*hidden_r = g_steal_pointer(&hidden);
			return fd;
		}
		/* Somebody who sweeps was quicker and removes it. */
		close(fd);
		unlinkat(dir, hidden, 0);
	}
	errno = EEXIST;
	return -1;
}

/* Nobody writes to one for so long. */
static bool is_old(int fd)
{
	struct stat about;
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	return fstat(fd, &about) == 0 && about.st_ctim.tv_sec < now - HOUR;
}

static bool sweep(int dir, const char *name, void *context)
{
	bool real;
	(void)context;
	if (!spool_name_is_hidden(name))
		return true;
	int fd = openat(dir, name, O_RDONLY | always);
	if (fd < 0)
		return true;
	if (spool_at_lock(fd, &real) && (real || is_old(fd)))
		unlinkat(dir, name, 0);
	close(fd);
	return true;
}

int spool_at_sweep(int dir)
{
	return spool_at_each(dir, sweep, NULL);
}

int spool_at_each(int dir, spool_at_visitor visit, void *context)
{
	/* A descriptor of its own: one that is shared has a shared position. */
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	DIR *names = fdopendir(fd);
	if (names == NULL) {
		int code = errno;
		close(fd);
		errno = code;
		return -1;
	}
	const struct dirent *entry;
	bool more = true;
	errno = 0;
	while (more && (entry = readdir(names)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			more = visit(dir, entry->d_name, context);
		errno = 0;
	}
	int code = errno;
	closedir(names);
	errno = code;
	return code == 0 ? 0 : -1;
}
