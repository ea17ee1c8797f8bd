/*
 * One instance a folder and a state: flock(2) on a file in each. The kernel
 * drops it with the process, however that ends; the number in the file is for
 * people only.
 *
 * Where there are no such locks, as on some networks, this takes none; the
 * folder has spool_token.c for that, and the state lies on no network.
 *
 * The file is never removed: two who lock the old one and a new one would both
 * believe that they are alone.
 */
#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "watcher/spool_p.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* spool_locked_by_other() holds a lock for an instant; a start must not fail
 * because somebody asked for the status just then. */
enum { LOCK_TRIES = 10, LOCK_PAUSE_US = 20 * 1000 };

static bool take(int fd, bool *real_r)
{
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (spool_at_lock(fd, real_r))
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		g_usleep(LOCK_PAUSE_US);
	}
	errno = EWOULDBLOCK;
	return false;
}

static void say_busy(int fd, const char *path, const char *name, GError **error)
{
	char holder[32] = "";
	ssize_t got = pread(fd, holder, sizeof(holder) - 1, 0);
	size_t digits = got > 0 ? strspn(holder, "0123456789") : 0;
	holder[digits] = '\0';
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
	            "Папкой «%s» уже занимается другой b24bridge (процесс %s, "
	            "файл блокировки %s). Остановите его: systemctl stop "
	            "b24bridge",
	            path, digits > 0 ? holder : "неизвестен", name);
}

static bool write_pid(int fd)
{
	char pid[32];
	int length = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
	return ftruncate(fd, 0) == 0 &&
	       pwrite(fd, pid, (size_t)length, 0) == length;
}

int spool_lock(int dir, const char *name, const char *path, bool *real_r,
               GError **error)
{
	int fd = spool_at_open(dir, name, O_RDWR | O_CREAT, 0644);
	if (fd < 0) {
		folder_fail(error, errno, "Файл блокировки «%s/%s»", path,
		            name);
		return -1;
	}
	if (take(fd, real_r) && write_pid(fd))
		return fd;
	if (errno == EWOULDBLOCK)
		say_busy(fd, path, name, error);
	else
		folder_fail(error, errno, "Файл блокировки «%s/%s»", path,
		            name);
	close(fd);
	return -1;
}

static bool locked(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool busy = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	close(fd);
	return busy;
}

bool spool_locked_by_other(const char *folder, const char *state)
{
	return locked(state, SPOOL_STATE_LOCK) ||
	       locked(folder, SPOOL_FOLDER_LOCK);
}
