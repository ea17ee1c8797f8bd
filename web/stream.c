/* A pipe between two threads, with a way to say "nobody listens any more". */
#include "web/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { END_READ, END_WRITE };

struct stream {
	GThreadFunc work;
	gpointer data;
	GThread *thread;
	int lines[2];
	int gone[2];
	int stop; /* not owned */
};

struct stream *stream_new(GThreadFunc work, gpointer data, int stop)
{
	struct stream *stream = g_new0(struct stream, 1);

	stream->work = work;
	stream->data = data;
	stream->stop = stop;
	if (pipe2(stream->lines, O_CLOEXEC) != 0) {
		g_free(stream);
		return NULL;
	}
	if (pipe2(stream->gone, O_CLOEXEC) != 0) {
		close(stream->lines[END_READ]);
		close(stream->lines[END_WRITE]);
		g_free(stream);
		return NULL;
	}
	return stream;
}

void stream_start(struct stream *stream)
{
	stream->thread = g_thread_new("stream", stream->work, stream->data);
}

int stream_wake(const struct stream *stream)
{
	return stream->gone[END_READ];
}

static bool put(struct stream *stream, const char *text, gsize length)
{
	while (length > 0) {
		gssize wrote = write(stream->lines[END_WRITE], text, length);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return false;
		text += wrote;
		length -= (gsize)wrote;
	}
	return true;
}

void stream_line(struct stream *stream, const char *line)
{
	if (put(stream, line, strlen(line)))
		put(stream, "\n", 1);
}

void stream_end(struct stream *stream)
{
	close(stream->lines[END_WRITE]);
}

/* False where the process is to end instead. */
static bool wait_for_line(const struct stream *stream)
{
	struct pollfd polled[] = {
		{ .fd = stream->lines[END_READ], .events = POLLIN },
		{ .fd = stream->stop, .events = POLLIN },
	};

	while (poll(polled, G_N_ELEMENTS(polled), -1) < 0)
		if (errno != EINTR)
			return false;
	return polled[1].revents == 0;
}

gssize stream_next(gpointer data, char *buffer, gsize most)
{
	struct stream *stream = data;
	gssize got;

	if (!wait_for_line(stream))
		return -1;
	do {
		got = read(stream->lines[END_READ], buffer, most);
	} while (got < 0 && errno == EINTR);
	return got > 0 ? got : -1;
}

void stream_free(gpointer data)
{
	struct stream *stream = data;

	/* The worker's next line ends in EPIPE, its waiting in the wake. */
	close(stream->lines[END_READ]);
	close(stream->gone[END_WRITE]);
	if (stream->thread != NULL)
		g_thread_join(stream->thread);
	close(stream->gone[END_READ]);
	g_free(stream);
}
