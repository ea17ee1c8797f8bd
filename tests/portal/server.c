/*
 * libmicrohttpd in an outer loop: requests in, answers out, late ones held
 * back by a list of timers.
 *
 * Refuses to listen anywhere but on loopback.
 */
#include "tests/portal/server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define CONNECTION_MEMORY (256 * 1024)

enum stage { STAGE_NEW, STAGE_READING, STAGE_WAITING, STAGE_READY };

struct exchange {
	struct server *server;
	struct MHD_Connection *connection;
	enum stage stage;
	char *uri, *path, *verb, *type, *authorization;
	char client[INET_ADDRSTRLEN];
	GString *body;
	struct answer answer;
	bool postponed; /* waits to be carried out */
	gint64 due;     /* monotonic µs */
};

struct server {
	struct portal *portal;
	struct MHD_Daemon *daemon;
	GPtrArray *waiting; /* of struct exchange, not owned */
	guint16 port;
	bool ending; /* nothing is waited for any more */
};

static void *begin(void *data, const char *uri,
                   struct MHD_Connection *connection)
{
	struct exchange *exchange = g_new0(struct exchange, 1);

	exchange->server = data;
	exchange->connection = connection;
	exchange->uri = g_strdup(uri);
	exchange->body = g_string_new(NULL);
	return exchange;
}

static void finish(void *data, struct MHD_Connection *connection,
                   void **context, enum MHD_RequestTerminationCode code)
{
	struct exchange *exchange = *context;

	(void)data;
	(void)connection;
	(void)code;
	if (!exchange)
		return;
	g_ptr_array_remove(exchange->server->waiting, exchange);
	answer_clear(&exchange->answer);
	g_string_free(exchange->body, TRUE);
	g_free(exchange->uri);
	g_free(exchange->path);
	g_free(exchange->verb);
	g_free(exchange->type);
	g_free(exchange->authorization);
	g_free(exchange);
	*context = NULL;
}

static void carry_out(struct exchange *exchange)
{
	const char *query = strchr(exchange->uri, '?');
	struct request request = {
		.verb = exchange->verb,
		.path = exchange->path,
		.query = query ? query + 1 : NULL,
		.type = exchange->type,
		.authorization = exchange->authorization,
		.client = exchange->client,
		.body = exchange->body->str,
		.length = exchange->body->len,
		.postponed = exchange->postponed,
	};

	answer_clear(&exchange->answer);
	portal_handle(exchange->server->portal, &request, &exchange->answer);
}

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

/* A byte at a time, and a pause behind each. */
static ssize_t give_byte(void *data, uint64_t at, char *buffer, size_t most)
{
	struct exchange *exchange = data;
	const struct answer *answer = &exchange->answer;
	gint64 now = g_get_monotonic_time();

	(void)most;
	if (exchange->server->ending)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (now < exchange->due) {
		g_ptr_array_add(exchange->server->waiting, exchange);
		MHD_suspend_connection(exchange->connection);
		return 0;
	}
	exchange->due = now + answer->drip_ms * 1000;
	*buffer = answer->body->str[at];
	return 1;
}

static struct MHD_Response *response_of(struct exchange *exchange)
{
	struct answer *answer = &exchange->answer;
	size_t length = answer->body->len;

	if (answer->ending == END_TRUNCATE && length > 1) {
		struct half *half = g_new0(struct half, 1);

		half->length = length / 2;
		half->text = g_memdup2(answer->body->str, half->length);
		return MHD_create_response_from_callback(
			length, 4096, give_half, half, free_half);
	}
	if (answer->ending == END_DRIP)
		return MHD_create_response_from_callback(length, 1, give_byte,
		                                         exchange, NULL);
	return MHD_create_response_from_buffer(length, answer->body->str,
	                                       MHD_RESPMEM_MUST_COPY);
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

static enum MHD_Result respond(struct exchange *exchange)
{
	struct answer *answer = &exchange->answer;
	struct MHD_Response *response;
	enum MHD_Result queued;

	if (answer->ending == END_RESET)
		make_reset(exchange->connection);
	if (answer->ending == END_RESET || answer->ending == END_DROP)
		return MHD_NO;
	response = response_of(exchange);
	MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
	                        answer->type);
	if (answer->location)
		MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION,
		                        answer->location);
	queued = MHD_queue_response(exchange->connection, answer->status,
	                            response);
	MHD_destroy_response(response);
	return queued;
}

static void wait_for(struct exchange *exchange, gint64 milliseconds)
{
	exchange->stage = STAGE_WAITING;
	exchange->due = g_get_monotonic_time() + milliseconds * 1000;
	g_ptr_array_add(exchange->server->waiting, exchange);
	MHD_suspend_connection(exchange->connection);
}

static enum MHD_Result decide(struct exchange *exchange)
{
	carry_out(exchange);
	exchange->postponed = exchange->answer.postponed_ms > 0;
	if (exchange->postponed)
		wait_for(exchange, exchange->answer.postponed_ms);
	else if (exchange->answer.delay_ms > 0)
		wait_for(exchange, exchange->answer.delay_ms);
	else
		return respond(exchange);
	return MHD_YES;
}

static void read_head(struct exchange *exchange, const char *path,
                      const char *verb)
{
	struct MHD_Connection *connection = exchange->connection;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(
		connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	exchange->path = g_strdup(path);
	exchange->verb = g_strdup(verb);
	exchange->type = g_strdup(MHD_lookup_connection_value(
		connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_TYPE));
	exchange->authorization = g_strdup(MHD_lookup_connection_value(
		connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION));
	if (info)
		inet_ntop(AF_INET,
		          &((struct sockaddr_in *)info->client_addr)->sin_addr,
		          exchange->client, sizeof(exchange->client));
}

static enum MHD_Result handle(void *data, struct MHD_Connection *connection,
                              const char *path, const char *verb,
                              const char *version, const char *body,
                              size_t *length, void **context)
{
	struct exchange *exchange = *context;

	(void)data;
	(void)connection;
	(void)version;
	switch (exchange->stage) {
	case STAGE_NEW:
		exchange->stage = STAGE_READING;
		read_head(exchange, path, verb);
		return MHD_YES;
	case STAGE_READING:
		if (!*length)
			return decide(exchange);
		g_string_append_len(exchange->body, body, (gssize)*length);
		*length = 0;
		return MHD_YES;
	case STAGE_WAITING:
		return MHD_YES;
	case STAGE_READY:
		return respond(exchange);
	}
	return MHD_NO;
}

/* Carries out what is due, even where the client has gone. */
static void wake(struct server *server, gint64 now)
{
	for (guint i = server->waiting->len; i > 0; i--) {
		struct exchange *exchange = server->waiting->pdata[i - 1];

		if (exchange->due > now)
			continue;
		g_ptr_array_remove_index(server->waiting, i - 1);
		if (exchange->postponed)
			carry_out(exchange);
		exchange->stage = STAGE_READY;
		MHD_resume_connection(exchange->connection);
	}
}

static int time_left(const struct server *server)
{
	MHD_UNSIGNED_LONG_LONG told = 0;
	gint64 now = g_get_monotonic_time();
	gint64 left = -1;

	if (MHD_get_timeout(server->daemon, &told) == MHD_YES)
		left = (gint64)MIN(told, 60000);
	for (guint i = 0; i < server->waiting->len; i++) {
		const struct exchange *exchange = server->waiting->pdata[i];
		gint64 due = MAX(0, (exchange->due - now + 999) / 1000);

		left = left < 0 ? due : MIN(left, due);
	}
	return (int)left;
}

void server_run(struct server *server, int until)
{
	struct pollfd polled[] = {
		{ .fd = until, .events = POLLIN },
		{ .fd = MHD_get_daemon_info(server->daemon,
		                            MHD_DAEMON_INFO_EPOLL_FD)
		                ->epoll_fd,
		  .events = POLLIN },
	};

	for (;;) {
		poll(polled, G_N_ELEMENTS(polled), time_left(server));
		if (polled[0].revents)
			break;
		wake(server, g_get_monotonic_time());
		MHD_run(server->daemon);
	}
	/* libmicrohttpd cannot stop while connections are suspended. */
	server->ending = true;
	wake(server, G_MAXINT64);
	MHD_run(server->daemon);
}

struct server *server_new(struct portal *portal, guint16 port, GError **error)
{
	struct server *server = g_new0(struct server, 1);
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const union MHD_DaemonInfo *info;

	server->portal = portal;
	server->waiting = g_ptr_array_new();
	server->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, port, NULL, NULL,
		handle, server, MHD_OPTION_SOCK_ADDR,
		(struct sockaddr *)&address, MHD_OPTION_URI_LOG_CALLBACK, begin,
		server, MHD_OPTION_NOTIFY_COMPLETED, finish, server,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_END);
	if (!server->daemon) {
		g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
		            "cannot listen on 127.0.0.1:%u", port);
		server_free(server);
		return NULL;
	}
	info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
	server->port = info->port;
	return server;
}

void server_free(struct server *server)
{
	if (!server)
		return;
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	g_ptr_array_unref(server->waiting);
	g_free(server);
}

guint16 server_port(const struct server *server)
{
	return server->port;
}
