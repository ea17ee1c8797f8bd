#ifndef WEB_STREAM_H
#define WEB_STREAM_H

#include <glib.h>
#include <stdbool.h>

/*
 * Lines from a thread that works to a visitor who reads. A visitor who goes
 * away makes stream_wake() readable, and is waited for in stream_free(): the
 * work must end then.
 */
struct stream;

/* `stop`: readable when the process is to end, -1: none. NULL where there are
 * no descriptors left. */
struct stream *stream_new(GThreadFunc work, gpointer data, int stop);
void stream_start(struct stream *stream);

/* For the worker. */
void stream_line(struct stream *stream, const char *line);
void stream_end(struct stream *stream);
int stream_wake(const struct stream *stream); /* a descriptor to poll */

/* For struct response. */
gssize stream_next(gpointer stream, char *buffer, gsize most);
void stream_free(gpointer stream);

#endif
