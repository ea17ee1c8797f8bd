/*
 * Answers as HTTP.
 *
 * Refuses nothing; a broken line is an answer, too.
 */
#include "tests/portal/reply.h"

#include <string.h>
#include <sys/socket.h>

struct half {
	char *text;
	size_t length;
};

static ssize_t give_half(void *data, uint64_t at, char *buffer, size_t most)
{
	const struct half *half = data;
	size_t rest = half->length - (size_t)at;

	if (!rest)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	most = MIN(most, rest);
	memcpy(buffer, half->text + at, most);
	return (ssize_t)most;
}

static void free_half(void *data)
{
	struct half *half = data;

	g_free(half->text);
	g_free(half);
}

static struct MHD_Response *response_of(struct MHD_Connection *connection,
                                        struct answer *answer,
                                        struct drips *drips)
{
	size_t length = answer->body->len;
	char *text = g_string_free(answer->body, FALSE);

	answer->body = NULL;
	if (answer->ending == END_TRUNCATE && length > 1) {
		struct half *half = g_new0(struct half, 1);

		half->length = length / 2;
		half->text = text;
		return MHD_create_response_from_callback(
			length, 4096, give_half, half, free_half);
	}
	if (answer->ending == END_DRIP)
		return drip_response(drips, connection, text, length,
		                     answer->drip_ms);
	return MHD_create_response_from_buffer_with_free_callback(length, text,
	                                                          g_free);
}

static void make_reset(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	struct sockaddr nobody = { .sa_family = AF_UNSPEC };

	/* libmicrohttpd would say goodbye first, which is another thing. */
	if (info)
		connect(info->connect_fd, &nobody, sizeof(nobody));
}

enum MHD_Result reply_send(struct MHD_Connection *connection,
                           struct answer *answer, const char *clock,
                           struct drips *drips)
{
	struct MHD_Response *response;
	enum MHD_Result queued;

	if (answer->ending == END_RESET)
		make_reset(connection);
	if (answer->ending == END_RESET || answer->ending == END_DROP)
		return MHD_NO;
	response = response_of(connection, answer, drips);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
	                        answer->type);
	if (answer->location)
		MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION,
		                        answer->location);
	if (clock)
		MHD_add_response_header(response, REPLY_CLOCK, clock);
	queued = MHD_queue_response(connection, answer->status, response);
	MHD_destroy_response(response);
	return queued;
}
