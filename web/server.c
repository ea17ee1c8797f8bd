/*
 * Requests in, answers out. Refuses bodies that are longer than any of ours
 * before it has read them, and methods that no page has.
 */
#include "web/server.h"

#include "web/server_body.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct server {
	struct MHD_Daemon *daemon;
	struct server_handler handler;
};

/* One request on its way. */
struct passage {
	struct request *request;
	struct body *body; /* of a POST that was let in */
	bool admitted;
};

/* ---- answers ---- */

static const char csp[] = "default-src 'self'; base-uri 'none'; "
			  "form-action 'self'; frame-ancestors 'none'; "
			  "img-src 'self' data:; object-src 'none'";

static void add_headers(struct MHD_Response *out,
                        const struct response *response)
{
	/* With "no-referrer" browsers send forms with `Origin: null`. */
	static const char *const always[][2] = {
		{ "Content-Security-Policy", csp },
		{ "X-Content-Type-Options", "nosniff" },
		{ "X-Frame-Options", "DENY" },
		{ "Referrer-Policy", "same-origin" },
		{ "Cross-Origin-Opener-Policy", "same-origin" },
		{ "Cross-Origin-Resource-Policy", "same-origin" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(always); i++)
		MHD_add_response_header(out, always[i][0], always[i][1]);
	MHD_add_response_header(out, "Content-Type", response->type);
	MHD_add_response_header(out, "Cache-Control",
	                        response->tag != NULL ? "no-cache"
	                                              : "no-store");
	if (response->tag != NULL)
		MHD_add_response_header(out, "ETag", response->tag);
	if (response->location != NULL)
		MHD_add_response_header(out, "Location", response->location);
}

static void add_more_headers(struct MHD_Response *out,
                             const struct response *response)
{
	g_autofree char *cookie = NULL;
	g_autofree char *disposition = NULL;

	if (response->set_cookie != NULL) {
		cookie = g_strdup_printf(
			"b24bridge=%s; Path=/; HttpOnly; SameSite=Strict%s",
			response->set_cookie,
			*response->set_cookie != '\0' ? "" : "; Max-Age=0");
		MHD_add_response_header(out, "Set-Cookie", cookie);
	}
	if (response->file_name != NULL) {
		disposition = g_strdup_printf("attachment; filename=\"%s\"",
		                              response->file_name);
		MHD_add_response_header(out, "Content-Disposition",
		                        disposition);
	}
}

static ssize_t next_piece(void *context, uint64_t position, char *buffer,
                          size_t most)
{
	struct response *response = context;
	gssize got = response->next(response->stream, buffer, most);

	(void)position;
	return got < 0 ? MHD_CONTENT_READER_END_OF_STREAM : got;
}

static void stream_done(void *context)
{
	response_free(context);
}

/* Takes the response. */
static enum MHD_Result send_response(struct MHD_Connection *connection,
                                     struct response *response)
{
	guint status = response->status;
	struct MHD_Response *out;
	enum MHD_Result result;

	if (response->next != NULL)
		out = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN,
		                                        16 * 1024, next_piece,
		                                        response, stream_done);
	else
		out = MHD_create_response_from_buffer(
			response->length,
			response->body != NULL ? response->body : (char *)"",
			MHD_RESPMEM_MUST_COPY);
	if (out == NULL) {
		response_free(response);
		return MHD_NO;
	}
	add_headers(out, response);
	add_more_headers(out, response);
	if (response->next == NULL)
		response_free(response);
	result = MHD_queue_response(connection, status, out);
	MHD_destroy_response(out);
	return result;
}

static enum MHD_Result refuse(struct MHD_Connection *connection, guint status,
                              const char *text)
{
	return send_response(connection,
	                     response_new(status, "text/plain; charset=utf-8",
	                                  g_strdup(text)));
}

/* ---- requests ---- */

static enum MHD_Result add_query(void *context, enum MHD_ValueKind kind,
                                 const char *name, const char *value)
{
	struct request *request = context;

	(void)kind;
	return value == NULL || !g_utf8_validate(value, -1, NULL) ||
	                       fields_add(request->query, name, value,
	                                  strlen(value), false)
	               ? MHD_YES
	               : MHD_NO;
}

static char *header(struct MHD_Connection *connection, const char *name)
{
	return g_strdup(
		MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name));
}

static struct request *read_request(struct MHD_Connection *connection,
                                    const char *url, bool post)
{
	struct request *request = request_new(post, url);

	MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, add_query,
	                          request);
	request->host = header(connection, "Host");
	request->origin = header(connection, "Origin");
	request->cookie = g_strdup(MHD_lookup_connection_value(
		connection, MHD_COOKIE_KIND, "b24bridge"));
	request->tag = header(connection, "If-None-Match");
	return request;
}

/* The length that the body is said to have; G_MAXUINT64: not a number. */
static guint64 said_length(struct MHD_Connection *connection)
{
	const char *text = MHD_lookup_connection_value(
		connection, MHD_HEADER_KIND, "Content-Length");
	guint64 length;

	if (text == NULL)
		return 0; /* in pieces: counted as they come */
	return g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, &length,
	                                  NULL)
	               ? length
	               : G_MAXUINT64;
}

static enum MHD_Result begin(const struct server *server,
                             struct MHD_Connection *connection,
                             struct passage *passage)
{
	struct request *request = passage->request;
	struct response *instead =
		server->handler.admit(server->handler.context, request);

	if (instead != NULL)
		return send_response(connection, instead);
	passage->admitted = true;
	if (!request->post)
		return MHD_YES;
	passage->body = body_new(connection, request);
	if (passage->body == NULL)
		return refuse(connection, 415,
		              "Такую форму страница не понимает.\n");
	if (said_length(connection) > request->most)
		return refuse(connection, 413, body_too_long);
	return MHD_YES;
}

static enum MHD_Result finish(const struct server *server,
                              struct MHD_Connection *connection,
                              struct passage *passage)
{
	if (passage->body != NULL) {
		const char *fault = body_end(passage->body);

		if (fault != NULL)
			return refuse(connection,
			              fault == body_too_long ? 413 : 400,
			              fault);
	}
	return send_response(connection,
	                     server->handler.answer(server->handler.context,
	                                            passage->request));
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection,
                              const char *url, const char *method,
                              const char *version, const char *data,
                              size_t *length, void **state)
{
	const struct server *server = context;
	struct passage *passage = *state;
	bool post = strcmp(method, "POST") == 0;

	(void)version;
	if (passage == NULL) {
		if (!post && strcmp(method, "GET") != 0 &&
		    strcmp(method, "HEAD") != 0)
			return refuse(connection, 405, "GET, POST\n");
		passage = g_new0(struct passage, 1);
		passage->request = read_request(connection, url, post);
		*state = passage;
		return begin(server, connection, passage);
	}
	if (*length > 0) {
		bool go_on = passage->body == NULL ||
		             body_take(passage->body, data, *length);

		*length = 0;
		/* In the middle of a body only the connection can end. */
		return go_on ? MHD_YES : MHD_NO;
	}
	return finish(server, connection, passage);
}

static void completed(void *context, struct MHD_Connection *connection,
                      void **state, enum MHD_RequestTerminationCode code)
{
	struct passage *passage = *state;

	(void)context;
	(void)connection;
	(void)code;
	if (passage == NULL)
		return;
	body_free(passage->body);
	request_free(passage->request);
	g_free(passage);
	*state = NULL;
}

/* ---- beginning and end ---- */

static int listen_at(const char *host, guint16 port, GError **error)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		                        .ai_flags =
		                                AI_PASSIVE | AI_NUMERICSERV };
	g_autofree char *service = g_strdup_printf("%u", port);
	struct addrinfo *list = NULL;
	int code = getaddrinfo(host, service, &hints, &list);
	int fd = -1, one = 1;

	if (code != 0) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
		            "[settings] listen: адрес «%s» не найден: %s", host,
		            gai_strerror(code));
		return -1;
	}
	fd = socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (fd < 0 || bind(fd, list->ai_addr, list->ai_addrlen) != 0 ||
	    listen(fd, SERVER_CONNECTIONS) != 0) {
		g_set_error(error, G_FILE_ERROR,
		            (gint)g_file_error_from_errno(errno),
		            "[settings] listen: %s:%u: %s%s", host, port,
		            g_strerror(errno),
		            errno == EADDRINUSE
		                    ? ". Порт занят: страница настроек уже "
		                      "открыта? Её адрес видно в журнале."
		                    : "");
		if (fd >= 0)
			close(fd);
		fd = -1;
	}
	freeaddrinfo(list);
	return fd;
}

static guint16 port_of(int fd)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} address = { .v6 = { .sin6_port = 0 } };
	socklen_t length = sizeof(address);

	if (getsockname(fd, &address.any, &length) != 0)
		return 0;
	return ntohs(address.any.sa_family == AF_INET6 ? address.v6.sin6_port
	                                               : address.v4.sin_port);
}

struct server *server_start(const char *host, guint16 port,
                            const struct server_handler *handler,
                            guint16 *port_r, GError **error)
{
	struct server *server;
	int fd = listen_at(host, port, error);

	if (fd < 0)
		return NULL;
	if (port_r != NULL)
		*port_r = port_of(fd);
	server = g_new0(struct server, 1);
	server->handler = *handler;
	server->daemon = MHD_start_daemon(
		MHD_USE_THREAD_PER_CONNECTION |
			MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL,
		0, NULL, NULL, handle, server, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)SERVER_CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SERVER_IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(128 * 1024),
		MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_END);
	if (server->daemon == NULL) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
		            "Страница настроек не запускается: %s",
		            g_strerror(errno));
		close(fd);
		g_free(server);
		return NULL;
	}
	return server;
}

void server_stop(struct server *server)
{
	if (server == NULL)
		return;
	MHD_stop_daemon(server->daemon);
	g_free(server);
}
