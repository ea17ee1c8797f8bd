/*
 * A child that tells when a folder should be looked at.
 *
 * libinotifytools keeps its state in globals, hides its descriptor, reports an
 * overflow as an event without a name (which its own filters swallow), blocks
 * for ever when asked not to wait, and goes on with a dead watch. So it gets a
 * process of its own that uses three of its functions, asks for one event at a
 * time, never filters, and ends as soon as the watch is not what it was; the
 * parent starts another.
 *
 * Refuses to interpret: a byte means "look". The pipe does not block, for a
 * full pipe says the same as one more byte.
 */
#include "watcher/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <inotifytools/inotify.h>
#include <inotifytools/inotifytools.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	PIPE_FD = 3,         /* in the child: the first after stderr */
	LOOK_SECONDS = 60,   /* how often the child looks for its parent */
	START_MS = 10 * 1000 /* how long it may take to set the watch up */
};

/* CREATE is for hard links and O_TMPFILE, which never give CLOSE_WRITE under
 * their name. Of a lost watch the kernel tells unasked. */
static const int wanted = IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE |
                          IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR |
                          IN_DONT_FOLLOW | IN_EXCL_UNLINK;
static const unsigned lost =
	IN_IGNORED | IN_UNMOUNT | IN_DELETE_SELF | IN_MOVE_SELF;

struct notify {
	dev_t device; /* of the folder */
	ino_t inode;
	pid_t pid; /* 0: ended and waited for */
	int fd;
};

/* What the child says first: 0, or the errno of what failed. */
struct greeting {
	enum { SET_UP, NO_INSTANCE, NO_WATCH } stage;
	int code;
};

/* ---- in the child ---- */

static void close_others(void)
{
	if (close_range(PIPE_FD + 1, ~0U, 0) == 0)
		return;
	long most = sysconf(_SC_OPEN_MAX);
	for (int fd = PIPE_FD + 1; fd < (most > 0 ? most : 1024); fd++)
		close(fd);
}

static void greet(int stage, int code)
{
	struct greeting greeting = { .stage = stage, .code = code };
	if (write(PIPE_FD, &greeting, sizeof(greeting)) != sizeof(greeting) ||
	    stage != SET_UP)
		_exit(EXIT_FAILURE);
}

static void become_child(int pipe_fd, int dir, pid_t parent)
{
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_NAME, "b24-notify");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE); /* it died before the line above */
	/* What fails here, watching "." will tell. */
	bool there = fchdir(dir) == 0;
	int code = errno;
	if (pipe_fd != PIPE_FD && dup2(pipe_fd, PIPE_FD) < 0)
		_exit(EXIT_FAILURE);
	close_others();
	if (!there)
		greet(NO_WATCH, code);
}

static void tell(void)
{
	static const char look = 1;
	if (write(PIPE_FD, &look, 1) < 0 && errno != EAGAIN)
		_exit(EXIT_FAILURE);
}

static void watch(pid_t parent)
{
	/* Both give 0 for a failure and then keep errno for us. */
	if (!inotifytools_initialize())
		greet(NO_INSTANCE, inotifytools_error());
	/* What is open, and not what its path is by now. */
	if (!inotifytools_watch_file(".", wanted))
		greet(NO_WATCH, inotifytools_error());
	/* Of a folder that somebody has open, as we do, the kernel does not say
	 * that it was deleted; but above it something is made in its place. */
	inotifytools_watch_file("..", wanted);
	/* A working folder keeps its file system from being unmounted. */
	if (chdir("/") != 0)
		_exit(EXIT_FAILURE);
	greet(SET_UP, 0);
	while (getppid() == parent) {
		const struct inotify_event *event =
			inotifytools_next_event(LOOK_SECONDS);
		if (event == NULL && inotifytools_error() != 0 &&
		    inotifytools_error() != EINTR)
			break;
		if (event == NULL)
			continue;
		tell();
		if ((event->mask & lost) != 0)
			break;
	}
	_exit(EXIT_SUCCESS);
}

/* ---- in the parent ---- */

static char *explain(const struct greeting *greeting, const char *folder)
{
	const char *advice =
		" Папка просматривается и без этого, раз в rescan_seconds.";
	if (greeting->stage == NO_INSTANCE && greeting->code == EMFILE)
		return g_strdup_printf(
			"За папкой «%s» не проследить: исчерпан предел "
			"fs.inotify.max_user_instances. Увеличьте его "
			"(sysctl).%s",
			folder, advice);
	if (greeting->stage == NO_WATCH && greeting->code == ENOSPC)
		return g_strdup_printf(
			"За папкой «%s» не проследить: исчерпан предел "
			"fs.inotify.max_user_watches. Увеличьте его "
			"(sysctl).%s",
			folder, advice);
	return g_strdup_printf("За папкой «%s» не проследить: %s.%s", folder,
	                       g_strerror(greeting->code), advice);
}

/* Whether the child greets in time, and says that the watch is set. */
static bool greeted(int fd, const char *folder, char **why_r)
{
	struct pollfd waiting = { .fd = fd, .events = POLLIN };
	struct greeting greeting = { .stage = NO_WATCH, .code = ETIMEDOUT };
	int count;
	do
		count = poll(&waiting, 1, START_MS);
	while (count < 0 && errno == EINTR);
	/* So few bytes come through a pipe in one piece. */
	if (count > 0 &&
	    read(fd, &greeting, sizeof(greeting)) != sizeof(greeting))
		greeting.code = ECHILD;
	if (greeting.stage == SET_UP)
		return true;
	*why_r = explain(&greeting, folder);
	return false;
}

static void bury(struct notify *notify)
{
	if (notify->pid > 0) {
		kill(notify->pid, SIGKILL);
		while (waitpid(notify->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (notify->fd >= 0)
		close(notify->fd);
	notify->pid = 0;
	notify->fd = -1;
}

static struct notify *refuse(const char *folder, int code, char **why_r)
{
	struct greeting greeting = { .stage = NO_WATCH, .code = code };
	*why_r = explain(&greeting, folder);
	return NULL;
}

struct notify *notify_start(int dir, const char *folder, char **why_r)
{
	struct stat about;
	int ends[2];
	pid_t parent = getpid();
	if (fstat(dir, &about) != 0 || pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return refuse(folder, errno, why_r);
	/* The parent's handlers must not run in the child. */
	sigset_t all, before;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid_t pid = fork();
	if (pid == 0) {
		become_child(ends[1], dir, parent);
		watch(parent);
	}
	int code = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return refuse(folder, code, why_r);
	}
	struct notify *notify = g_new0(struct notify, 1);
	notify->device = about.st_dev;
	notify->inode = about.st_ino;
	notify->pid = pid;
	notify->fd = ends[0];
	if (greeted(notify->fd, folder, why_r))
		return notify;
	notify_stop(notify);
	return NULL;
}

bool notify_watches(const struct notify *notify, int dir)
{
	struct stat about;
	return fstat(dir, &about) == 0 && about.st_dev == notify->device &&
	       about.st_ino == notify->inode;
}

int notify_fd(const struct notify *notify)
{
	return notify->fd;
}

bool notify_drain(struct notify *notify)
{
	char bytes[4096];
	while (notify->fd >= 0) {
		ssize_t got = read(notify->fd, bytes, sizeof(bytes));
		if (got > 0 || (got < 0 && errno == EINTR))
			continue;
		if (got < 0 && errno == EAGAIN)
			return true;
		bury(notify);
	}
	return false;
}

void notify_stop(struct notify *notify)
{
	if (notify == NULL)
		return;
	bury(notify);
	g_free(notify);
}
