/*
 * The program's side: asks, waits with an end, and believes nothing.
 *
 * Refuses to read in this process where the reader cannot: the file stays where
 * it is.
 */
#include "watcher/reader_p.h"

#include "core/when.h"
#include "watcher/file_hash.h"
#include "xml/order_file.h"
#include "xml/order_source.h"
#include "xml/records.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	TRIES = 2,
	SLACK_SECONDS = 30, /* behind the reader's own end of waiting */
	READY_SECONDS = 60,
	BEAT_MS = 1000,
	STOP_MS = 2000,
};

struct reader {
	pid_t pid; /* of the keeper */
	int fd;
	struct reader_options options;
	gint wake; /* atomic */
	void (*beat)(void *context);
	void *beat_context;
	GMutex asking;
};

/* ---- start and end ---- */

static bool system_error(GError **error, const char *what)
{
	int code = errno;

	g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(code),
	            "%s: %s", what, g_strerror(code));
	return false;
}

struct reader *reader_start(const struct reader_options *options,
                            GError **error)
{
	static const struct reader_options usual;
	const struct timeval patience = { .tv_sec = SLACK_SECONDS };
	struct reader *reader;
	int ends[2];
	pid_t program = getpid();
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		system_error(error, "процесс чтения не запускается");
		return NULL;
	}
	pid = fork();
	if (pid == 0)
		reader_keep(ends[1], program, options ? options : &usual);
	close(ends[1]);
	if (pid < 0) {
		system_error(error, "процесс чтения не запускается");
		close(ends[0]);
		return NULL;
	}
	setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &patience,
	           sizeof(patience));
	reader = g_new0(struct reader, 1);
	reader->pid = pid;
	reader->fd = ends[0];
	reader->wake = -1;
	if (options)
		reader->options = *options;
	g_mutex_init(&reader->asking);
	return reader;
}

/* A pidfd polls as readable when the process ended. */
static void wait_a_while(pid_t pid)
{
	struct pollfd polled = { .fd = pidfd_open(pid, 0), .events = POLLIN };

	if (polled.fd < 0)
		return;
	while (poll(&polled, 1, STOP_MS) < 0 && errno == EINTR)
		;
	close(polled.fd);
}

void reader_stop(struct reader *reader)
{
	if (!reader)
		return;
	close(reader->fd);
	wait_a_while(reader->pid);
	/* No harm to one that ended. */
	kill(reader->pid, SIGKILL);
	while (waitpid(reader->pid, NULL, 0) < 0 && errno == EINTR)
		;
	g_mutex_clear(&reader->asking);
	g_free(reader);
}

void reader_wake(struct reader *reader, int wake)
{
	g_atomic_int_set(&reader->wake, wake);
}

bool reader_is_gone(const struct reader *reader)
{
	struct pollfd line = { .fd = reader->fd };

	return poll(&line, 1, 0) > 0 &&
	       (line.revents & (POLLHUP | POLLERR)) != 0;
}

void reader_beat(struct reader *reader, void (*beat)(void *context),
                 void *context)
{
	reader->beat = beat;
	reader->beat_context = context;
}

/* ---- asking ---- */

static bool send_request(const struct reader *reader, enum reader_ask ask,
                         const int *fds, int count)
{
	int number = (int)ask;

	return reader_send(reader->fd, &number, sizeof(number), fds, count);
}

/* Waits for the answer; false with errno where none comes in time. */
static bool poll_answer(const struct reader *reader, int fd, guint64 seconds)
{
	gint64 until =
		g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;
	struct pollfd polled[] = { { .fd = fd, .events = POLLIN },
		                   { .fd = g_atomic_int_get(&reader->wake),
		                     .events = POLLIN } };
	bool given_up = false;

	for (;;) {
		gint64 now = g_get_monotonic_time();
		gint64 left = MAX((until - now) / 1000, 0);
		int count = poll(polled, G_N_ELEMENTS(polled),
		                 (int)MIN(left, BEAT_MS));

		if (count < 0 && errno != EINTR)
			return false;
		if (count > 0 && polled[0].revents != 0)
			return true;
		if (reader->beat)
			reader->beat(reader->beat_context);
		if (count == 0 && left == 0) {
			errno = given_up ? EINTR : ETIMEDOUT;
			return false;
		}
		if (count > 0) {
			given_up = true;
			polled[1].fd = -1;
			until = MIN(until,
			            now + READER_WAKE_SECONDS * G_USEC_PER_SEC);
		}
	}
}

/* 1 with a verdict, 0 where the reader died over it, -1 with errno. */
static int await(const struct reader *reader, int fd, guint64 seconds,
                 struct reader_verdict *verdict_r)
{
	char *to = (char *)verdict_r;
	size_t length = 0;

	if (!poll_answer(reader, fd, seconds))
		return -1;
	/* It comes in one piece, or not at all: no wait is needed. */
	while (length < sizeof(*verdict_r)) {
		ssize_t got =
			read(fd, to + length, sizeof(*verdict_r) - length);

		if (got < 0 && errno != EINTR)
			return -1;
		if (got == 0)
			return 0;
		length += (size_t)MAX(got, 0);
	}
	verdict_r->text[sizeof(verdict_r->text) - 1] = '\0';
	return 1;
}

/* Likewise; fds[READER_PIPE] is made here. */
static int ask(struct reader *reader, enum reader_ask what, int *fds, int count,
               guint64 seconds, struct reader_verdict *verdict_r)
{
	int ends[2];
	bool sent;
	int result = -1, code;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	fds[READER_PIPE] = ends[1];
	g_mutex_lock(&reader->asking);
	sent = send_request(reader, what, fds, count);
	code = errno;
	close(ends[1]);
	if (sent) {
		result = await(reader, ends[0], seconds, verdict_r);
		code = errno;
	}
	g_mutex_unlock(&reader->asking);
	close(ends[0]);
	errno = code;
	return result;
}

static bool unreached(int result, GError **error)
{
	if (result == 0)
		errno = ECONNRESET;
	if (result < 0 && errno == EINTR)
		return system_error(error, "файл не дочитан");
	return system_error(error, "процесс чтения не отвечает, запустите "
	                           "b24bridge заново");
}

/* What no file is to blame for. */
static bool refused(const struct reader_verdict *verdict, GError **error)
{
	const char *text = verdict->text;

	if (verdict->end == END_NO_CHILD || verdict->end == END_UNCONFINED)
		text = verdict->end == END_NO_CHILD
		               ? g_strerror(verdict->detail)
		               : "ядро не даёт ограничить процесс чтения";
	else if (verdict->end != END_NO_SCHEMA)
		return false;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
	            "файлы не читаются: %s", text);
	return true;
}

bool reader_ready(struct reader *reader, GError **error)
{
	struct reader_verdict verdict;
	int fds[READER_FDS];
	int result = 0;

	/* A reader that died is followed by another. */
	for (int i = 0; i < TRIES && result == 0; i++)
		result =
			ask(reader, ASK_READY, fds, 1, READY_SECONDS, &verdict);
	if (result <= 0)
		return unreached(result, error);
	return !refused(&verdict, error);
}

/* ---- a file that children die of ---- */

static char *why(const struct reader_verdict *verdict)
{
	switch (verdict->end) {
	case END_TIME:
		return g_strdup_printf("он не прочитан за отведённое время "
		                       "(%d с)",
		                       verdict->detail);
	case END_MEMORY:
		return g_strdup_printf("ему не хватает памяти (%d МиБ)",
		                       verdict->detail);
	case END_SIZE:
		return g_strdup_printf("разобранное занимает на диске больше, "
		                       "чем может (%d МиБ)",
		                       verdict->detail);
	case END_SIGNAL:
		return g_strdup_printf("программа чтения на нём падает "
		                       "(сигнал %d)",
		                       verdict->detail);
	default:
		return g_strdup("программа чтения на нём сбивается");
	}
}

/* As if its content were wrong. */
static int reject(int fd, const struct reader_verdict *verdict,
                  struct order_file *file_r, GError **error)
{
	struct order_file file = { .exported = WHEN_NONE };
	g_autofree char *hash = file_hash(fd, error);
	g_autofree char *reason = why(verdict);
	g_autofree char *text = NULL;
	struct stat about;

	if (!hash)
		return -1;
	if (fstat(fd, &about) == 0)
		file.size = (guint64)about.st_size;
	g_strlcpy(file.sha256, hash, sizeof(file.sha256));
	text = g_strdup_printf(
		"Файл дважды не удалось прочитать: %s. Так бывает, когда файл "
		"испорчен или сделан, чтобы навредить. Выгрузите его из 1С "
		"заново, лучше частями; если не поможет — покажите файл "
		"разработчику.",
		reason);
	file.faults =
		g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
	g_ptr_array_add(file.faults, message_said(MESSAGE_INVALID, text));
	*file_r = file;
	return READING_REJECTED;
}

/* ---- reading ---- */

struct reading_try {
	struct reader *reader;
	int fd; /* the file */
	const struct settings *settings;
	const char *names;
	struct order_file file;
	struct order_source *source;
	struct reader_verdict verdict;
};

enum { TRY_DIED = -3, TRY_UNREACHED = -2 };

/* What was answered; takes the record file. */
static int open_answer(struct reading_try *one, int records, int paper,
                       GError **error)
{
	g_autoptr(GByteArray) bytes = reader_paper_read(paper);
	int reading = bytes ? order_file_unpack(bytes->data, bytes->len,
	                                        &one->file, error)
	                    : ORDER_FILE_NONE;

	if (reading >= 0)
		order_file_date(&one->file, one->settings->timezone);
	if (reading == READING_WHOLE) {
		one->source = order_source_new(records, &one->file, NULL);
		if (one->source)
			return reading;
		order_file_clear(&one->file);
		reading = ORDER_FILE_NONE;
	} else {
		close(records);
	}
	if (reading != ORDER_FILE_NONE)
		return reading;
	one->verdict = (struct reader_verdict){ .end = END_ODD };
	return TRY_DIED;
}

/* A reading, or -1 with an error, or TRY_…. Takes the record file. */
static int ask_paper(struct reading_try *one, int records, int paper,
                     GError **error)
{
	struct reader_limits limits =
		reader_limits_of(one->fd, &one->reader->options);
	int fds[READER_FDS] = { [READER_SOURCE] = one->fd,
		                [READER_RECORDS] = records,
		                [READER_PAPER] = paper };
	int result = ask(one->reader, ASK_READ, fds, READER_FDS,
	                 limits.patience + SLACK_SECONDS, &one->verdict);

	if (result > 0 && one->verdict.end == END_ANSWERED)
		return open_answer(one, records, paper, error);
	close(records);
	if (result == 0)
		return TRY_UNREACHED;
	if (result < 0) {
		unreached(result, error);
		return -1;
	}
	return refused(&one->verdict, error) ? -1 : TRY_DIED;
}

/* Each try gets files of its own: of one that died nothing counts. */
static int try_once(struct reading_try *one, GError **error)
{
	int records = records_file(error);
	int paper, result;

	if (records < 0)
		return -1;
	paper = reader_paper_new();
	if (paper < 0 ||
	    !reader_paper_write(paper, one->names, strlen(one->names))) {
		system_error(error, "файл не читается");
		result = -1;
		close(records);
	} else {
		result = ask_paper(one, records, paper, error);
	}
	if (paper >= 0)
		close(paper);
	return result;
}

int reader_read(struct reader *reader, int fd, const struct settings *settings,
                struct order_file *file_r, struct order_source **source_r,
                GError **error)
{
	g_autofree char *names = reader_names_text(settings);
	struct reading_try one = {
		.reader = reader, .fd = fd, .settings = settings, .names = names
	};
	int result = TRY_DIED;

	for (int i = 0; i < TRIES && result < -1; i++)
		result = try_once(&one, error);
	if (result == TRY_UNREACHED) {
		unreached(0, error);
		return -1;
	}
	if (result == TRY_DIED)
		return reject(fd, &one.verdict, file_r, error);
	if (result >= 0)
		*file_r = one.file;
	if (one.source)
		*source_r = one.source;
	return result;
}
