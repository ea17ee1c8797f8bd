/* Lines from a thread to a reader who may go away, or be told to end. */
#include "web/stream.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

struct work {
	struct stream *stream;
	int lines; /* to write, then wait for the end if `wait` */
	bool wait;
	gint ended; /* atomic */
};

static gpointer run(gpointer data)
{
	struct work *work = data;
	struct pollfd gone = { .fd = stream_wake(work->stream),
		               .events = POLLIN };

	for (int i = 0; i < work->lines; i++)
		stream_line(work->stream, "line");
	if (work->wait)
		while (poll(&gone, 1, -1) < 0 && errno == EINTR)
			;
	stream_end(work->stream);
	g_atomic_int_set(&work->ended, 1);
	return NULL;
}

static void begin(struct work *work, int stop)
{
	work->stream = stream_new(run, work, stop);
	g_assert_nonnull(work->stream);
	stream_start(work->stream);
}

static void test_lines(void)
{
	struct work work = { .lines = 3 };
	g_autoptr(GString) text = g_string_new(NULL);
	char buffer[4];
	gssize got;

	begin(&work, -1);
	while ((got = stream_next(work.stream, buffer, sizeof(buffer))) > 0)
		g_string_append_len(text, buffer, got);
	g_assert_cmpint(got, ==, -1);
	g_assert_cmpstr(text->str, ==, "line\nline\nline\n");
	stream_free(work.stream);
	g_assert_cmpint(g_atomic_int_get(&work.ended), ==, 1);
}

/* A visitor who goes away wakes the worker, who is waited for. */
static void test_gone(void)
{
	struct work work = { .lines = 1, .wait = true };

	begin(&work, -1);
	stream_free(work.stream);
	g_assert_cmpint(g_atomic_int_get(&work.ended), ==, 1);
}

/* More than a pipe holds, and nobody reads. */
static void test_unread(void)
{
	struct work work = { .lines = 100000 };

	begin(&work, -1);
	stream_free(work.stream);
	g_assert_cmpint(g_atomic_int_get(&work.ended), ==, 1);
}

/* The process is to end: the reader does not wait for the next line. */
static void test_stop(void)
{
	struct work work = { .wait = true };
	int stop[2];
	char buffer[4];

	g_assert_cmpint(pipe(stop), ==, 0);
	g_assert_cmpint(write(stop[1], "x", 1), ==, 1);
	begin(&work, stop[0]);
	g_assert_cmpint(stream_next(work.stream, buffer, sizeof(buffer)), ==,
	                -1);
	stream_free(work.stream);
	close(stop[0]);
	close(stop[1]);
}

int main(int argc, char *argv[])
{
	/* As `b24bridge settings` has it. */
	signal(SIGPIPE, SIG_IGN);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/stream/lines", test_lines);
	g_test_add_func("/stream/gone", test_gone);
	g_test_add_func("/stream/unread", test_unread);
	g_test_add_func("/stream/stop", test_stop);
	return g_test_run();
}
