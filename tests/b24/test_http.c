/*
 * The real transport against a server that breaks off wherever a row says.
 */
#include "b24/http.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SECRET "s3cr3tS3cr3t"
#define BODY "{\"x\":\"Ё\"}"

enum end { END_CLOSE, END_RESET, END_SILENT };

/* One connection: what the server sends and how it ends. */
struct script {
	const char *answer; /* NULL: nothing is read before the end */
	enum end end;
	guint flood_mib; /* sent after the answer */
	int delay_ms;    /* before the answer */
};

struct server {
	int fd;
	guint port;
	GThread *thread;
	const struct script *scripts; /* one a connection, the last for ever */
	guint count;
	GMutex mutex;
	GString *seen;     /* all that came in */
	guint connections; /* that were accepted */
	int quit[2];
};

struct connection {
	struct server *server;
	int fd;
	const struct script *script;
};

static bool is_over(struct server *server, int fd, int ms)
{
	struct pollfd wait[] = { { .fd = server->quit[0], .events = POLLIN },
		                 { .fd = fd, .events = POLLIN } };

	return poll(wait, 2, ms) > 0 && wait[0].revents;
}

/* Reads one whole request of known length. */
static bool read_request(struct server *server, int fd)
{
	g_autoptr(GString) text = g_string_new(NULL);
	char chunk[4096];

	for (;;) {
		const char *end;
		const char *length;
		ssize_t got;

		if (is_over(server, fd, -1))
			return false;
		got = recv(fd, chunk, sizeof(chunk), 0);
		if (got <= 0)
			return false;
		g_string_append_len(text, chunk, got);
		end = strstr(text->str, "\r\n\r\n");
		length = strstr(text->str, "Content-Length: ");
		if (!end || !length)
			continue;
		if (text->len - (gsize)(end + 4 - text->str) >=
		    g_ascii_strtoull(length + 16, NULL, 10))
			break;
	}
	g_mutex_lock(&server->mutex);
	g_string_append_len(server->seen, text->str, (gssize)text->len);
	g_mutex_unlock(&server->mutex);
	return true;
}

static void flood(int fd, guint mib)
{
	g_autofree char *block = g_strnfill(1024 * 1024, 'x');

	for (guint i = 0; i < mib; i++)
		if (send(fd, block, 1024 * 1024, MSG_NOSIGNAL) < 0)
			return;
}

static void finish(struct server *server, int fd, enum end end)
{
	struct linger hard = { .l_onoff = 1, .l_linger = 0 };

	if (end == END_RESET)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	while (end == END_SILENT && !is_over(server, -1, 100))
		continue;
	close(fd);
}

static void serve(struct server *server, int fd, const struct script *script)
{
	while (script->answer && read_request(server, fd)) {
		is_over(server, -1, script->delay_ms);
		send(fd, script->answer, strlen(script->answer), MSG_NOSIGNAL);
		flood(fd, script->flood_mib);
		if (script->end != END_CLOSE ||
		    !strstr(script->answer, "keep-alive"))
			break;
	}
	finish(server, fd, script->end);
}

static struct connection *connection_new(struct server *server, int fd,
                                         guint which)
{
	struct connection *connection = g_new0(struct connection, 1);

	*connection =
		(struct connection){ server, fd, &server->scripts[which] };
	return connection;
}

static gpointer run_connection(gpointer data)
{
	struct connection *connection = data;

	serve(connection->server, connection->fd, connection->script);
	g_free(connection);
	return NULL;
}

static void join_thread(gpointer thread)
{
	g_thread_join(thread);
}

static gpointer run_server(gpointer data)
{
	struct server *server = data;
	g_autoptr(GPtrArray) threads =
		g_ptr_array_new_with_free_func(join_thread);

	while (!is_over(server, server->fd, -1)) {
		int fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC);
		guint which;

		if (fd < 0)
			continue;
		g_mutex_lock(&server->mutex);
		which = MIN(server->connections, server->count - 1);
		server->connections++;
		g_mutex_unlock(&server->mutex);
		g_ptr_array_add(
			threads,
			g_thread_new("connection", run_connection,
		                     connection_new(server, fd, which)));
	}
	return NULL;
}

static void server_start(struct server *server, const struct script *scripts,
                         guint count)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t length = sizeof(address);

	*server = (struct server){ .scripts = scripts, .count = count };
	g_mutex_init(&server->mutex);
	server->seen = g_string_new(NULL);
	g_assert_cmpint(pipe2(server->quit, O_CLOEXEC), ==, 0);
	server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	g_assert_cmpint(
		bind(server->fd, (struct sockaddr *)&address, sizeof(address)),
		==, 0);
	g_assert_cmpint(listen(server->fd, 8), ==, 0);
	getsockname(server->fd, (struct sockaddr *)&address, &length);
	server->port = ntohs(address.sin_port);
	server->thread = g_thread_new("server", run_server, server);
}

static void server_stop(struct server *server)
{
	g_assert_cmpint(write(server->quit[1], "x", 1), ==, 1);
	g_thread_join(server->thread);
	close(server->fd);
	close(server->quit[0]);
	close(server->quit[1]);
	g_string_free(server->seen, TRUE);
	g_mutex_clear(&server->mutex);
}

static struct transport *transport_to(guint port, int wake, gint64 seconds)
{
	g_autofree char *webhook = g_strdup_printf(
		"http://127.0.0.1:%u/rest/1/" SECRET "/\n", port);
	struct http_options options = { .webhook = webhook,
		                        .timeout_seconds = seconds,
		                        .wake = wake };
	g_autoptr(GError) error = NULL;
	struct transport *transport = http_transport_new(&options, &error);

	g_assert_no_error(error);
	return transport;
}

#define OK                                                      \
	"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" \
	"Content-Length: 15\r\nConnection: keep-alive\r\n\r\n"  \
	"{\"result\":true}"

static const struct row {
	const char *name;
	struct script script;
	bool write;
	enum transport_fate fate;
	long status;
} rows[] = {
	{ "whole", { OK, END_CLOSE, 0, 0 }, false, TRANSPORT_ANSWERED, 200 },
	{ "whole-write",
	  { OK, END_CLOSE, 0, 0 },
	  true,
	  TRANSPORT_ANSWERED,
	  200 },
	{ "page",
	  { "HTTP/1.1 503 Busy\r\nContent-Length: 6\r\n\r\n<html>", END_CLOSE,
	    0, 0 },
	  true,
	  TRANSPORT_ANSWERED,
	  503 },
	{ "reset-after", { "", END_RESET, 0, 0 }, true, TRANSPORT_LOST, 0 },
	{ "closed-after", { "", END_CLOSE, 0, 0 }, true, TRANSPORT_LOST, 0 },
	{ "cut",
	  { "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"re", END_CLOSE, 0,
	    0 },
	  true,
	  TRANSPORT_LOST,
	  0 },
	{ "cut-headers",
	  { "HTTP/1.1 200 OK\r\nContent-Le", END_RESET, 0, 0 },
	  true,
	  TRANSPORT_LOST,
	  0 },
	{ "silent", { "", END_SILENT, 0, 0 }, true, TRANSPORT_LOST, 0 },
	{ "endless",
	  { "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", END_CLOSE, 70, 0 },
	  false,
	  TRANSPORT_LOST,
	  0 },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct server server;
	struct transport_answer answer;
	struct transport *transport;

	server_start(&server, &row->script, 1);
	transport = transport_to(server.port, -1, 1);
	transport_post(transport, "batch", BODY, row->write, &answer);
	g_assert_cmpint(answer.fate, ==, row->fate);
	if (row->fate == TRANSPORT_ANSWERED) {
		g_assert_cmpint(answer.status, ==, row->status);
		g_assert_null(answer.why);
	} else {
		g_assert_cmpuint(answer.body->len, ==, 0);
		g_test_message("%s", answer.why);
		g_assert_null(strstr(answer.why, SECRET));
	}
	transport_answer_clear(&answer);
	http_transport_free(transport);
	server_stop(&server);
}

static void test_not_sent(void)
{
	static const struct script script = { NULL, END_RESET, 0, 0 };
	struct server server;
	struct transport_answer answer;
	struct transport *transport;

	server_start(&server, &script, 1);
	server_stop(&server);
	transport = transport_to(server.port, -1, 1);
	transport_post(transport, "batch", BODY, true, &answer);
	g_assert_cmpint(answer.fate, ==, TRANSPORT_NOT_SENT);
	g_assert_null(strstr(answer.why, SECRET));
	transport_answer_clear(&answer);
	http_transport_free(transport);
}

/* TLS that does not come about is before any request. */
static void test_no_tls(void)
{
	static const struct script script = { "no tls here", END_CLOSE, 0, 0 };
	struct server server;
	struct transport_answer answer;
	struct transport *transport;
	struct http_options options = { .timeout_seconds = 1, .wake = -1 };
	g_autofree char *webhook = NULL;

	server_start(&server, &script, 1);
	webhook = g_strdup_printf("https://127.0.0.1:%u/rest/1/" SECRET,
	                          server.port);
	options.webhook = webhook;
	transport = http_transport_new(&options, NULL);
	transport_post(transport, "batch", BODY, true, &answer);
	g_assert_cmpint(answer.fate, ==, TRANSPORT_NOT_SENT);
	g_assert_null(strstr(answer.why, SECRET));
	transport_answer_clear(&answer);
	http_transport_free(transport);
	server_stop(&server);
}

static void test_request(void)
{
	static const struct script script = { OK, END_CLOSE, 0, 0 };
	struct server server;
	struct transport_answer answer;
	struct transport *transport;

	server_start(&server, &script, 1);
	transport = transport_to(server.port, -1, 5);
	transport_post(transport, "crm.item.list", BODY, false, &answer);
	g_assert_nonnull(strstr(server.seen->str,
	                        "POST /rest/1/" SECRET
	                        "/crm.item.list HTTP/1.1\r\n"));
	g_assert_nonnull(strstr(server.seen->str,
	                        "\r\nContent-Type: application/json\r\n"));
	g_assert_nonnull(strstr(server.seen->str,
	                        "\r\nUser-Agent: b24bridge/" VERSION "\r\n"));
	g_assert_null(strstr(server.seen->str, "Expect"));
	g_assert_true(g_str_has_suffix(server.seen->str, "\r\n\r\n" BODY));
	transport_answer_clear(&answer);
	http_transport_free(transport);
	server_stop(&server);
}

/* Reads share a connection; a write has one of its own, for libcurl would
 * send it twice where an old one is dead. */
static void test_connections(void)
{
	static const struct script script = { OK, END_CLOSE, 0, 0 };
	static const struct {
		bool write;
		guint connections;
	} posts[] = { { false, 1 },
		      { false, 1 },
		      { true, 2 },
		      { true, 3 },
		      { false, 3 } };
	struct server server;
	struct transport *transport;
	struct transport_answer answer;

	server_start(&server, &script, 1);
	transport = transport_to(server.port, -1, 5);
	for (gsize i = 0; i < G_N_ELEMENTS(posts); i++) {
		transport_post(transport, "m", BODY, posts[i].write, &answer);
		g_assert_cmpint(answer.fate, ==, TRANSPORT_ANSWERED);
		g_assert_cmpuint(server.connections, ==, posts[i].connections);
		transport_answer_clear(&answer);
	}
	http_transport_free(transport);
	server_stop(&server);
}

/* An answer that never comes: libcurl must not try again by itself. */
static void test_never_twice(void)
{
	static const struct script scripts[] = { { OK, END_CLOSE, 0, 0 },
		                                 { "", END_RESET, 0, 0 },
		                                 { OK, END_CLOSE, 0, 0 } };
	struct server server;
	struct transport *transport;
	struct transport_answer answer;

	server_start(&server, scripts, G_N_ELEMENTS(scripts));
	transport = transport_to(server.port, -1, 5);
	transport_post(transport, "m", BODY, false, &answer);
	g_assert_cmpint(answer.fate, ==, TRANSPORT_ANSWERED);
	transport_answer_clear(&answer);
	transport_post(transport, "m", BODY, true, &answer);
	g_assert_cmpint(answer.fate, ==, TRANSPORT_LOST);
	transport_answer_clear(&answer);
	g_assert_cmpuint(server.connections, ==, 2);
	http_transport_free(transport);
	server_stop(&server);
}

static void test_redirect(void)
{
	static const struct script script = {
		"HTTP/1.1 302 Found\r\nLocation: "
		"https://new.example/rest/1/" SECRET
		"/batch\r\nContent-Length: 0\r\n\r\n",
		END_CLOSE, 0, 0
	};
	struct server server;
	struct transport *transport;
	struct transport_answer answer;

	server_start(&server, &script, 1);
	transport = transport_to(server.port, -1, 5);
	transport_post(transport, "batch", BODY, true, &answer);
	g_assert_cmpint(answer.status, ==, 302);
	g_assert_cmpstr(answer.location, ==,
	                "https://new.example/rest/1/***/batch");
	g_assert_cmpuint(server.connections, ==, 1);
	g_assert_true(transport->moved(transport, answer.location));
	g_assert_cmpstr(transport->address(transport), ==,
	                "https://new.example");
	g_assert_false(transport->moved(transport, "https://x.example/login"));
	g_assert_false(transport->moved(transport, NULL));
	transport_answer_clear(&answer);
	http_transport_free(transport);
	server_stop(&server);
}

static void test_masked(void)
{
	static const struct script script = {
		"HTTP/1.1 200 OK\r\nContent-Length: 27\r\n\r\n"
		"{\"error\":\"at " SECRET "\"}",
		END_CLOSE, 0, 0
	};
	struct server server;
	struct transport *transport;
	struct transport_answer answer;

	server_start(&server, &script, 1);
	transport = transport_to(server.port, -1, 5);
	transport_post(transport, "batch", BODY, true, &answer);
	g_assert_cmpstr(answer.body->str, ==, "{\"error\":\"at ***\"}");
	transport_answer_clear(&answer);
	http_transport_free(transport);
	server_stop(&server);
}

/* Asked to end: nothing is sent any more, a read is broken off at once. */
static void test_stop(void)
{
	static const struct script script = { "", END_SILENT, 0, 0 };
	struct server server;
	struct transport *transport;
	struct transport_answer answer;
	gint64 begun;
	int wake[2];

	g_assert_cmpint(pipe2(wake, O_CLOEXEC), ==, 0);
	server_start(&server, &script, 1);
	transport = transport_to(server.port, wake[0], 60);
	begun = g_get_monotonic_time();
	g_assert_true(transport->wait_ms(transport, 20));
	g_assert_cmpint(g_get_monotonic_time() - begun, >=, 19000);
	g_assert_cmpint(write(wake[1], "x", 1), ==, 1);
	g_assert_false(transport->wait_ms(transport, 60000));
	transport_post(transport, "batch", BODY, true, &answer);
	g_assert_cmpint(answer.fate, ==, TRANSPORT_STOPPED);
	transport_answer_clear(&answer);
	g_assert_cmpuint(server.connections, ==, 0);
	http_transport_free(transport);
	server_stop(&server);
	close(wake[0]);
	close(wake[1]);
}

static gpointer wake_when_seen(gpointer data)
{
	struct server *server = ((gpointer *)data)[0];
	int fd = GPOINTER_TO_INT(((gpointer *)data)[1]);
	bool seen = false;

	while (!seen) {
		g_usleep(2000);
		g_mutex_lock(&server->mutex);
		seen = server->seen->len > 0;
		g_mutex_unlock(&server->mutex);
	}
	g_assert_cmpint(write(fd, "x", 1), ==, 1);
	return NULL;
}

/* Asked to end while a request is in flight: a read is broken off, a write's
 * answer is still taken. */
static void test_stop_in_flight(gconstpointer data)
{
	static const struct script silent = { "", END_SILENT, 0, 0 };
	static const struct script slow = { OK, END_CLOSE, 0, 300 };
	bool writes = GPOINTER_TO_INT(data);
	struct server server;
	struct transport *transport;
	struct transport_answer answer;
	gpointer waking[2];
	GThread *waker;
	int wake[2];

	g_assert_cmpint(pipe2(wake, O_CLOEXEC), ==, 0);
	server_start(&server, writes ? &slow : &silent, 1);
	transport = transport_to(server.port, wake[0], 60);
	waking[0] = &server;
	waking[1] = GINT_TO_POINTER(wake[1]);
	waker = g_thread_new("waker", wake_when_seen, waking);
	transport_post(transport, "batch", BODY, writes, &answer);
	g_thread_join(waker);
	g_assert_cmpint(answer.fate, ==,
	                writes ? TRANSPORT_ANSWERED : TRANSPORT_STOPPED);
	transport_answer_clear(&answer);
	http_transport_free(transport);
	server_stop(&server);
	close(wake[0]);
	close(wake[1]);
}

struct traced {
	guint count;
	bool secret;
};

static void note_trace(void *context, const struct http_trace *trace)
{
	struct traced *traced = context;

	traced->count++;
	g_assert_cmpstr(trace->method, ==, "batch");
	g_assert_cmpstr(trace->request, ==, BODY);
	g_assert_cmpint(trace->ms, >=, 0);
	traced->secret = traced->secret || strstr(trace->answer, SECRET) ||
	                 (trace->why && strstr(trace->why, SECRET));
}

static void test_trace(void)
{
	static const struct script script = { OK, END_CLOSE, 0, 0 };
	struct server server;
	struct traced traced = { 0 };
	struct http_options options = { .timeout_seconds = 5,
		                        .wake = -1,
		                        .debug = note_trace,
		                        .context = &traced };
	struct transport *transport;
	struct transport_answer answer;
	g_autofree char *webhook = NULL;

	server_start(&server, &script, 1);
	webhook = g_strdup_printf("http://127.0.0.1:%u/rest/1/" SECRET,
	                          server.port);
	options.webhook = webhook;
	transport = http_transport_new(&options, NULL);
	transport_post(transport, "batch", BODY, false, &answer);
	transport_answer_clear(&answer);
	server_stop(&server);
	transport_post(transport, "batch", BODY, true, &answer);
	transport_answer_clear(&answer);
	g_assert_cmpuint(traced.count, ==, 2);
	g_assert_false(traced.secret);
	http_transport_free(transport);
}

static void expect_masked(void *context, const struct http_trace *trace)
{
	(*(guint *)context)++;
	g_assert_cmpstr(trace->request, ==, "{\"comments\":\"at ***\"}");
	g_assert_cmpstr(trace->answer, ==, "{\"x\":\"***, ***\"}");
	g_assert_cmpstr(trace->location, ==,
	                "https://new.example/rest/1/***/batch");
}

/* Somebody typed the webhook into an order, and the portal echoes it in every
 * spelling. */
static void test_trace_masked(void)
{
	static const struct script script = {
		"HTTP/1.1 302 Found\r\nLocation: "
		"https://new.example/rest/1/%733cr3tS3cr3%74/batch\r\n"
		"Content-Length: 41\r\n\r\n"
		"{\"x\":\"s%33cr3tS3cr3t, \\u00733cr3tS3cr3t\"}",
		END_CLOSE, 0, 0
	};
	guint count = 0;
	struct server server;
	struct http_options options = { .timeout_seconds = 5,
		                        .wake = -1,
		                        .debug = expect_masked,
		                        .context = &count };
	struct transport *transport;
	struct transport_answer answer;
	g_autofree char *webhook = NULL;

	server_start(&server, &script, 1);
	webhook = g_strdup_printf("http://127.0.0.1:%u/rest/1/" SECRET,
	                          server.port);
	options.webhook = webhook;
	transport = http_transport_new(&options, NULL);
	transport_post(transport, "batch", "{\"comments\":\"at " SECRET "\"}",
	               false, &answer);
	g_assert_cmpuint(count, ==, 1);
	transport_answer_clear(&answer);
	server_stop(&server);
	http_transport_free(transport);
}

static void test_bad_webhook(void)
{
	struct http_options options = {
		.webhook = "http://portal.example/rest/1/" SECRET "/",
		.wake = -1,
		.timeout_seconds = 5
	};
	g_autoptr(GError) error = NULL;

	g_assert_null(http_transport_new(&options, &error));
	g_assert_error(error, HTTP_ERROR, HTTP_WEBHOOK);
	g_assert_null(strstr(error->message, SECRET));
}

int main(int argc, char **argv)
{
	/* A proxy of the environment would be told the secret. */
	g_setenv("http_proxy", "http://127.0.0.1:1/", TRUE);
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/http/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/http/not-sent", test_not_sent);
	g_test_add_func("/http/no-tls", test_no_tls);
	g_test_add_func("/http/request", test_request);
	g_test_add_func("/http/connections", test_connections);
	g_test_add_func("/http/never-twice", test_never_twice);
	g_test_add_func("/http/redirect", test_redirect);
	g_test_add_func("/http/masked", test_masked);
	g_test_add_func("/http/stop", test_stop);
	g_test_add_data_func("/http/stop-read", GINT_TO_POINTER(false),
	                     test_stop_in_flight);
	g_test_add_data_func("/http/stop-write", GINT_TO_POINTER(true),
	                     test_stop_in_flight);
	g_test_add_func("/http/trace", test_trace);
	g_test_add_func("/http/trace-masked", test_trace_masked);
	g_test_add_func("/http/bad-webhook", test_bad_webhook);
	return g_test_run();
}
