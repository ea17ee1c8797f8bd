/*
 * libmicrohttpd in an outer loop, which also drives the workers and a virtual
 * clock.
 *
 * Refuses to listen anywhere but on loopback.
 */
#include "tests/portal/server.h"

#include "tests/portal/exchange.h"
#include "tests/portal/workers.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>

#define CONNECTION_MEMORY (256 * 1024)
#define MOST_MS 60000

struct server {
	struct portal *portal;
	struct exchanges *exchanges;
	struct MHD_Daemon *daemon;
	guint16 port;
};

static gint64 sooner(gint64 a, gint64 b)
{
	if (a < 0 || b < 0)
		return MAX(a, b);
	return MIN(a, b);
}

/* µs until something happens by itself; -1: nothing will. */
static gint64 time_left(const struct server *server)
{
	const struct clock *clock = &server->portal->clock;
	gint64 due = workers_due(server->portal->workers);

	if (due >= 0 && clock->virtual)
		due = exchanges_run_clock(server->exchanges) ? 0 : -1;
	else if (due >= 0)
		due = MAX(0, due - clock_timeline(clock));
	due = sooner(due, drips_left(server->exchanges->drips));
	return sooner(due, exchanges_patience(server->exchanges));
}

/* The same of libmicrohttpd. */
static gint64 daemon_left(const struct server *server)
{
	MHD_UNSIGNED_LONG_LONG told = 0;

	if (server->exchanges->resumed)
		return 0;
	if (MHD_get_timeout(server->daemon, &told) != MHD_YES)
		return -1;
	return (gint64)MIN(told, MOST_MS) * 1000;
}

/* libmicrohttpd does not look at a connection that is suspended: so it is
 * looked for clients that are gone. */
static void watch_held(const struct server *server, GArray *polled)
{
	const GPtrArray *held = server->exchanges->held;

	for (guint i = 0; i < held->len; i++) {
		struct pollfd one = { .fd = exchange_socket(held->pdata[i]),
			              .events = POLLRDHUP };

		g_array_append_val(polled, one);
	}
}

/* What they asked for is done all the same. */
static void let_go(struct server *server, const struct pollfd *polled,
                   guint count)
{
	for (guint i = count; i > 0; i--) {
		if (polled[i - 1].revents)
			exchange_let_go(server->exchanges->held->pdata[i - 1]);
	}
}

/* A virtual clock jumps when there is nothing else to do. */
static void pass_time(struct server *server, bool idle)
{
	struct workers *workers = server->portal->workers;

	if (!server->portal->clock.virtual)
		workers_run(workers, clock_timeline(&server->portal->clock));
	else if (idle && exchanges_run_clock(server->exchanges))
		workers_run(workers, workers_due(workers));
}

/* False where it is to end. */
static bool turn(struct server *server, GArray *polled)
{
	gint64 busy = daemon_left(server);
	gint64 left = sooner(busy, time_left(server));
	struct pollfd *all;
	int ready;

	g_array_set_size(polled, 2);
	watch_held(server, polled);
	all = (struct pollfd *)(void *)polled->data;
	ready = poll(all, polled->len,
	             left < 0 ? -1 : (int)MIN((left + 999) / 1000, MOST_MS));
	if (all[0].revents)
		return false;
	let_go(server, all + 2, polled->len - 2);
	pass_time(server, ready == 0 && busy != 0);
	drips_run(server->exchanges->drips);
	server->exchanges->resumed = false;
	MHD_run(server->daemon);
	exchanges_try_again(server->exchanges);
	return true;
}

static void let_all_go(struct server *server)
{
	const GPtrArray *held = server->exchanges->held;

	while (held->len)
		exchange_let_go(held->pdata[held->len - 1]);
}

void server_run(struct server *server, int until)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	const struct pollfd first[] = {
		{ .fd = until, .events = POLLIN },
		{ .fd = info->epoll_fd, .events = POLLIN },
	};
	g_autoptr(GArray) polled =
		g_array_new(FALSE, FALSE, sizeof(struct pollfd));

	g_array_append_vals(polled, first, G_N_ELEMENTS(first));
	while (turn(server, polled))
		;
	/* What is under way runs to its end, and libmicrohttpd cannot stop
	 * while connections are suspended. */
	workers_run(server->portal->workers, G_MAXINT64 - 1);
	let_all_go(server);
	drips_end(server->exchanges->drips);
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
	server->exchanges = exchanges_new(portal);
	server->daemon = MHD_start_daemon(
		MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, port, NULL, NULL,
		exchange_handle, server->exchanges, MHD_OPTION_SOCK_ADDR,
		(struct sockaddr *)&address, MHD_OPTION_URI_LOG_CALLBACK,
		exchange_begin, server->exchanges, MHD_OPTION_NOTIFY_COMPLETED,
		exchange_finish, server->exchanges,
		MHD_OPTION_NOTIFY_CONNECTION, exchange_notice,
		server->exchanges, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)CONNECTION_MEMORY, MHD_OPTION_END);
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
	exchanges_free(server->exchanges);
	g_free(server);
}

guint16 server_port(const struct server *server)
{
	return server->port;
}
