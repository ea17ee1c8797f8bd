/*
 * The keeper and the reader. The reader prepares what a confined child can no
 * longer get, confines itself, and then serves one request at a time until the
 * program closes its end of the socket.
 *
 * Refuses to read a file itself, but for the two bytes that tell an archive.
 */
#include "watcher/reader_confine.h"

#include "xml/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	KILLED_MS = 10 * 1000, /* until a killed child is gone */
};

struct serving {
	struct reader_next next;
	struct reader_work work;
	struct settings *settings;
	char *names;  /* the text that they were read from */
	char *broken; /* why it cannot read, or NULL */
};

/* What is the same as before is not read again. */
static bool use_names(struct serving *serving, const char *text, gsize length)
{
	struct settings *settings;

	if (serving->names && strlen(serving->names) == length &&
	    memcmp(serving->names, text, length) == 0)
		return true;
	settings = settings_read(text, length, "", NULL);
	if (!settings)
		return false;
	settings_free(serving->settings);
	g_free(serving->names);
	serving->settings = settings;
	serving->names = g_strndup(text, length);
	serving->work.settings = settings;
	reader_next_drop(&serving->next);
	return true;
}

/* As little as settings can be. */
static const char first_names[] = READER_NAMES_HEAD;

static void prepare(struct serving *serving)
{
	g_autoptr(GError) error = NULL;

	/* Settings have a time zone, which GLib reads from a file, and shares
	 * with all that come later. */
	use_names(serving, first_names, strlen(first_names));
	serving->work.reader = order_reader_new(&error);
	if (!serving->work.reader) {
		serving->broken = g_strdup(error->message);
		return;
	}
	serving->work.first = reader_warm_text();
	serving->work.filter = confine_child_filter();
	reader_warm(&serving->work);
	if (!serving->work.filter || !reader_next_open(&serving->next) ||
	    !confine_reader())
		serving->broken = g_strdup_printf(
			"процесс чтения не ограничить (seccomp): %s",
			g_strerror(errno));
	/* Else each child merges what was left free until now. */
	malloc_trim(0);
}

/* ---- a request ---- */

/* Nobody waits for the answer any more. */
static bool forsaken(int fd)
{
	struct pollfd pipe_end = { .fd = fd };

	return poll(&pipe_end, 1, 0) > 0 &&
	       (pipe_end.revents & (POLLERR | POLLNVAL)) != 0;
}

static bool take_names(struct serving *serving, int paper)
{
	g_autoptr(GByteArray) bytes = reader_paper_read(paper);

	return bytes != NULL &&
	       use_names(serving, (const char *)bytes->data, bytes->len);
}

/* ---- a child ---- */

/* Whether it ended in time. */
static bool ended(int pidfd, guint64 milliseconds)
{
	struct pollfd polled = { .fd = pidfd, .events = POLLIN };
	int count;

	do
		count = poll(&polled, 1,
		             (int)MIN(milliseconds, (guint64)G_MAXINT));
	while (count < 0 && errno == EINTR);
	return count > 0;
}

static struct reader_verdict judge(int status,
                                   const struct reader_limits *limits)
{
	struct reader_verdict verdict = { .end = END_SIGNAL };
	int mib = (int)MIN(limits->memory >> 20, (guint64)G_MAXINT);

	if (WIFSIGNALED(status)) {
		verdict.detail = WTERMSIG(status);
		if (verdict.detail == SIGXCPU) {
			verdict.end = END_TIME;
			verdict.detail = (int)limits->seconds;
		} else if (verdict.detail == SIGXFSZ) {
			verdict.end = END_SIZE;
			verdict.detail =
				(int)MIN(limits->size >> 20, (guint64)G_MAXINT);
		}
		return verdict;
	}
	verdict.detail = WEXITSTATUS(status);
	switch (verdict.detail) {
	case CHILD_DONE:
		verdict.end = END_ANSWERED;
		break;
	case CHILD_MEMORY:
		verdict.end = END_MEMORY;
		verdict.detail = mib;
		break;
	case CHILD_UNCONFINED:
		verdict.end = END_UNCONFINED;
		break;
	default:
		verdict.end = END_ODD;
	}
	return verdict;
}

/* Until it is gone, and then nobody but the program has the files. */
static struct reader_verdict await(pid_t pid,
                                   const struct reader_limits *limits)
{
	struct reader_verdict late = { .end = END_TIME,
		                       .detail = (int)limits->patience };
	int pidfd = pidfd_open(pid, 0);
	bool in_time = pidfd >= 0 && ended(pidfd, limits->patience * 1000);
	bool gone = in_time;
	int status = 0;

	if (!in_time) {
		kill(pid, SIGKILL);
		gone = pidfd < 0 || ended(pidfd, KILLED_MS);
	}
	if (pidfd >= 0)
		close(pidfd);
	/* One that even so does not end sits in a file system that does not
	 * answer; serve() reaps it later. */
	while (gone && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return in_time ? judge(status, limits) : late;
}

static struct reader_verdict read_one(struct serving *serving, int *fds)
{
	struct reader_limits limits =
		reader_limits_of(fds[READER_SOURCE], serving->work.options);
	pid_t pid;
	int code;

	/* What is on the paper must not pass for an answer. */
	if (!take_names(serving, fds[READER_PAPER]) ||
	    !reader_paper_write(fds[READER_PAPER], NULL, 0))
		return (struct reader_verdict){ .end = END_ODD };
	pid = reader_next_give(&serving->next, &serving->work, fds, &limits);
	code = errno;
	for (int i = READER_SOURCE; i < READER_FDS; i++)
		close(fds[i]);
	if (pid < 0)
		return (struct reader_verdict){ .end = END_NO_CHILD,
			                        .detail = code };
	return await(pid, &limits);
}

/* ---- serving ---- */

static void serve_one(struct serving *serving, int ask, int *fds, int count)
{
	struct reader_verdict verdict = { .end = END_READY };
	int pipe_end = fds[READER_PIPE];
	int from = 1;

	if (serving->broken) {
		verdict.end = END_NO_SCHEMA;
		g_strlcpy(verdict.text, serving->broken, sizeof(verdict.text));
	} else if (ask == ASK_READ && count == READER_FDS &&
	           !forsaken(pipe_end)) {
		verdict = read_one(serving, fds);
		from = READER_FDS;
	}
	for (int i = from; i < count; i++)
		close(fds[i]);
	/* So few bytes go through a pipe in one piece. */
	if (!write_all(pipe_end, &verdict, sizeof(verdict)) && errno != EPIPE)
		_exit(EXIT_FAILURE);
	close(pipe_end);
}

static void serve(const struct reader_options *options) G_GNUC_NORETURN;

static void serve(const struct reader_options *options)
{
	struct serving serving = { .work.options = options,
		                   .work.parent = getpid() };
	int fds[READER_FDS];
	int ask, count;

	prepare(&serving);
	while ((count = reader_receive(READER_REQUESTS, 0, &ask, sizeof(ask),
	                               fds)) >= 0) {
		if (count > 0)
			serve_one(&serving, ask, fds, count);
		reader_next_reap(&serving.next);
		if (!serving.broken)
			reader_next_fork(&serving.next, &serving.work);
	}
	_exit(EXIT_SUCCESS);
}

/* ---- the keeper ---- */

static void name_process(const char *name, pid_t parent)
{
	prctl(PR_SET_NAME, name);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* It died before the line above. */
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
}

/* Signals that mean the program reach its whole group. */
static void set_signals(void)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT,
		                       SIGPIPE };
	sigset_t none;

	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_DFL);
	for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++)
		signal(ignored[i], SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* What stays: the socket, and standard error for the word of a crash. */
static bool set_descriptors(int fd)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	return nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
	       dup2(nothing, STDOUT_FILENO) >= 0 &&
	       (fd == READER_REQUESTS || dup2(fd, READER_REQUESTS) >= 0) &&
	       close_range(READER_REQUESTS + 1, ~0U, 0) == 0 && chdir("/") == 0;
}

void reader_keep(int fd, pid_t program, const struct reader_options *options)
{
	static const struct timespec pause = { .tv_sec = 1 };
	pid_t keeper = getpid();
	int status = 0;

	set_signals();
	name_process("b24-keeper", program);
	if (!set_descriptors(fd))
		_exit(EXIT_FAILURE);
	for (;;) {
		gint64 begun = g_get_monotonic_time();
		pid_t pid = fork();

		if (pid == 0) {
			name_process("b24-reader", keeper);
			serve(options);
		}
		while (pid > 0 && waitpid(pid, &status, 0) < 0 &&
		       errno == EINTR)
			;
		if (pid > 0 && WIFEXITED(status) &&
		    WEXITSTATUS(status) == EXIT_SUCCESS)
			_exit(EXIT_SUCCESS);
		if (pid < 0 || g_get_monotonic_time() - begun < G_USEC_PER_SEC)
			nanosleep(&pause, NULL);
	}
}
