/*
 * Finds the daemon by its lock and sends it SIGHUP.
 *
 * Refuses to signal a process that is only said to be it: the process is held
 * by a descriptor before it is looked at, so that no other one can take its
 * number between the look and the signal.
 */
#include "watcher/daemon_nudge.h"

#include "watcher/spool_p.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <unistd.h>

enum { STATUS_BYTES = 8 * 1024, PID_BYTES = 32 };

/* The id in a lock file that somebody holds; 0: nobody does. */
static pid_t holder(int fd)
{
	char text[PID_BYTES] = "";
	ssize_t got;

	if (flock(fd, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK)
		return 0;
	got = pread(fd, text, sizeof(text) - 1, 0);
	if (got <= 0)
		return 0;
	text[got] = '\0';
	return (pid_t)g_ascii_strtoll(text, NULL, 10);
}

static bool is_file(const char *folder, const char *name, const struct stat *it)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	struct stat about;

	return stat(path, &about) == 0 && about.st_dev == it->st_dev &&
	       about.st_ino == it->st_ino;
}

/* Where we may not look, as at another user's, the number has to do. */
static bool has_open(pid_t pid, int lock)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/fd", (int)pid);
	g_autoptr(GError) failure = NULL;
	g_autoptr(GDir) dir = g_dir_open(path, 0, &failure);
	const char *name;
	struct stat about;

	if (dir == NULL)
		return g_error_matches(failure, G_FILE_ERROR,
		                       G_FILE_ERROR_ACCES);
	if (fstat(lock, &about) != 0)
		return false;
	while ((name = g_dir_read_name(dir)) != NULL)
		if (is_file(path, name, &about))
			return true;
	return false;
}

/* The daemon takes SIGHUP from a descriptor and keeps it blocked
 * (signals.c). */
static bool waits_for_hangup(pid_t pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/status", (int)pid);
	g_autofree char *text = NULL;
	const char *blocked;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return false;
	blocked = strstr(text, "\nSigBlk:");
	return blocked != NULL &&
	       (g_ascii_strtoull(blocked + strlen("\nSigBlk:\t"), NULL, 16) &
	        (G_GUINT64_CONSTANT(1) << (SIGHUP - 1))) != 0;
}

/* A descriptor of the process; -1: it is not the daemon. */
static int hold(pid_t pid, int lock)
{
	int process = pid > 0 && pid != getpid() ? pidfd_open(pid, 0) : -1;

	if (process < 0)
		return -1;
	if (has_open(pid, lock) && waits_for_hangup(pid))
		return process;
	close(process);
	return -1;
}

static int hold_by(const char *folder, const char *name, pid_t *pid_r)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	int lock = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int process;

	if (lock < 0)
		return -1;
	*pid_r = holder(lock);
	process = hold(*pid_r, lock);
	close(lock);
	return process;
}

static int hold_daemon(const char *state, const char *folder, pid_t *pid_r)
{
	int process = hold_by(state, SPOOL_STATE_LOCK, pid_r);

	if (process < 0)
		process = hold_by(folder, SPOOL_FOLDER_LOCK, pid_r);
	return process;
}

pid_t daemon_find(const char *state, const char *folder)
{
	pid_t pid = 0;
	int process = hold_daemon(state, folder, &pid);

	if (process < 0)
		return 0;
	close(process);
	return pid;
}

bool daemon_nudge(const char *state, const char *folder, bool *running_r,
                  GError **error)
{
	pid_t pid = 0;
	int process = hold_daemon(state, folder, &pid);
	int sent, code;

	*running_r = process >= 0;
	if (process < 0)
		return true;
	sent = pidfd_send_signal(process, SIGHUP, NULL, 0);
	code = errno;
	close(process);
	if (sent == 0)
		return true;
	if (code == ESRCH) {
		*running_r = false;
		return true;
	}
	g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(code),
	            "Службе (процесс %d) не передать, что настройки новые: %s. "
	            "Передайте сами: sudo kill -HUP %d",
	            (int)pid, g_strerror(code), (int)pid);
	return false;
}
