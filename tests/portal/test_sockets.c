/* The portal over sockets: many connections, clients that go, a clock that a
 * client drives. */
#include "tests/portal/probe.h"
#include "tests/portal/server.h"
#include "tests/portal/workers.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_SECONDS = 20 };

struct site {
	struct portal *portal; /* only while the server does not run */
	struct server *server;
	GThread *thread;
	int until;
};

static gpointer serve(gpointer data)
{
	struct site *site = data;

	server_run(site->server, site->until);
	return NULL;
}

static struct site *site_new(bool virtual, const char *cost, guint workers)
{
	struct site *site = g_new0(struct site, 1);
	g_autoptr(GError) error = NULL;

	site->portal = probe_portal(NULL);
	site->portal->clock.frozen = false;
	if (virtual)
		clock_make_virtual(&site->portal->clock, 1608973200);
	else
		site->portal->settings.sleep = true;
	operating_read_cost(site->portal->operating, cost, &error);
	g_assert_no_error(error);
	workers_limit(site->portal->workers, workers);
	site->server = server_new(site->portal, 0, &error);
	g_assert_no_error(error);
	site->until = eventfd(0, EFD_CLOEXEC);
	site->thread = g_thread_new("portal", serve, site);
	return site;
}

/* Afterwards its portal may be looked at. */
static void site_stop(struct site *site)
{
	static const guint64 one = 1;

	if (!site->thread)
		return;
	g_assert_cmpint(write(site->until, &one, sizeof(one)), ==, sizeof(one));
	g_thread_join(site->thread);
	site->thread = NULL;
	server_free(site->server);
}

static void site_free(struct site *site)
{
	site_stop(site);
	close(site->until);
	portal_free(site->portal);
	g_free(site);
}

/* ---- a client ---- */

static int dial(const struct site *site)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(server_port(site->server)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct timeval limit = { .tv_sec = PATIENCE_SECONDS };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	g_assert_cmpint(fd, >=, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	g_assert_cmpint(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), ==,
		0);
	return fd;
}

/* `headers`: lines that end in \r\n. */
static void say(int fd, const char *verb, const char *path, const char *headers,
                const char *body)
{
	g_autofree char *text = g_strdup_printf(
		"%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s"
		"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n"
		"%s",
		verb, path, headers, strlen(body), body);
	gssize length = (gssize)strlen(text);

	g_assert_cmpint(send(fd, text, strlen(text), MSG_NOSIGNAL), ==, length);
}

static gsize number_in(const char *head, const char *name)
{
	const char *at = strstr(head, name);

	return at ? g_ascii_strtoull(at + strlen(name), NULL, 10) : 0;
}

static const char *clock_in(const char *head)
{
	static const char name[] = "X-Portal-Clock: ";
	const char *at = strstr(head, name);

	return at ? at + strlen(name) : "-";
}

/* "200 @1.500000 BODY", "broken", "broken in BODY". Reads a byte at a time:
 * what comes behind is the next answer's. Owned by the caller. */
static char *hear(int fd)
{
	g_autoptr(GString) head = g_string_new(NULL);
	g_autoptr(GString) body = g_string_new(NULL);
	char byte;

	while (!g_str_has_suffix(head->str, "\r\n\r\n")) {
		if (recv(fd, &byte, 1, 0) != 1)
			return g_strdup("broken");
		g_string_append_c(head, byte);
	}
	while (body->len < number_in(head->str, "Content-Length: ")) {
		if (recv(fd, &byte, 1, 0) != 1)
			return g_strdup_printf("broken in %s", body->str);
		g_string_append_c(body, byte);
	}
	return g_strdup_printf("%zu @%.*s %s",
	                       number_in(head->str, "HTTP/1.1 "),
	                       (int)strspn(clock_in(head->str), "-0123456789."),
	                       clock_in(head->str), body->str);
}

static void check_starts(const char *text, const char *start)
{
	g_test_message("%s", text);
	g_assert_true(g_str_has_prefix(text, start));
}

static void check_heard(int fd, const char *start)
{
	g_autofree char *heard = hear(fd);

	check_starts(heard, start);
}

static void ask(int fd, const char *method, const char *headers)
{
	g_autofree char *path = g_strconcat("/rest/1/secret/", method, NULL);

	say(fd, "POST", path, headers, "{}");
}

/* An address of the double itself; the body. */
static char *tell(const struct site *site, const char *verb, const char *path)
{
	int fd = dial(site);
	g_autofree char *heard = NULL;

	say(fd, verb, path, "", "");
	heard = hear(fd);
	close(fd);
	g_assert_true(g_str_has_prefix(heard, "200 @"));
	return g_strdup(strchr(heard + 5, ' ') + 1);
}

static double count(const struct site *site, const char *counter)
{
	g_autofree char *text = tell(site, "GET", "/_counters");
	g_autoptr(cJSON) counters = cJSON_Parse(text);
	g_autofree char *found = probe_at(counters, counter);

	return g_ascii_strtod(found, NULL);
}

static void wait_for(const struct site *site, const char *counter,
                     double wanted)
{
	gint64 end = g_get_monotonic_time() +
	             PATIENCE_SECONDS * (gint64)G_USEC_PER_SEC;

	while (count(site, counter) < wanted) {
		g_assert_cmpint(g_get_monotonic_time(), <, end);
		g_usleep(2000);
	}
}

#define HOLD "X-Portal-Clock: hold\r\n"

/* ---- a virtual clock ---- */

/* It jumps for whoever waits, and says how far. */
static void test_alone(void)
{
	struct site *site = site_new(true, "*=3", 1);
	int fd = dial(site);

	ask(fd, "scope", "");
	check_heard(fd, "200 @3.000000 {\"result\":[\"crm\"]");
	ask(fd, "scope", "");
	check_heard(fd, "200 @6.000000 {");
	g_autofree char *skipped = tell(site, "POST", "/_clock?skip=1.5");
	g_assert_cmpstr(skipped, ==,
	                "{\"clock\":7.5,\"now\":\"2020-12-26T12:00:07+03:00\","
	                "\"requests\":2,\"answered\":2}");
	ask(fd, "nope", "");
	check_heard(fd, "404 @7.500000 {");
	close(fd);
	site_free(site);
}

/* In lockstep: three lines, one worker, time passes when the client says. */
static void test_lockstep(void)
{
	struct site *site = site_new(true, "*=3", 1);
	int fds[3];

	for (gsize i = 0; i < G_N_ELEMENTS(fds); i++) {
		g_autofree char *path =
			g_strdup_printf("/_clock?sent=%" G_GSIZE_FORMAT, i + 1);

		fds[i] = dial(site);
		ask(fds[i], "crm.deal.add", HOLD);
		/* They arrive in this order, and nothing happens yet. */
		g_autofree char *said = tell(site, "POST", path);
		check_starts(said, "{\"clock\":0,");
	}
	for (gsize i = 0; i < G_N_ELEMENTS(fds); i++) {
		g_autofree char *start = g_strdup_printf(
			"200 @%" G_GSIZE_FORMAT
			".000000 {\"result\":%" G_GSIZE_FORMAT ",",
			3 * (i + 1), i + 1);
		g_autofree char *said =
			tell(site, "POST", "/_clock?wait=90&sent=3");

		check_heard(fds[i], start);
		close(fds[i]);
	}
	g_assert_cmpfloat(count(site, "most_in_progress"), ==, 1);
	g_assert_cmpfloat(count(site, "most_waiting"), ==, 2);
	g_assert_cmpfloat(count(site, "most_connections"), ==, 3);
	site_free(site);
}

/* The clock waits for requests that are still on their way. */
static void test_sent(void)
{
	struct site *site = site_new(true, "*=3", 0);
	int control = dial(site);
	int fd = dial(site);
	struct pollfd polled = { .fd = control, .events = POLLIN };

	say(control, "POST", "/_clock?wait=90&sent=1", "", "");
	/* Whoever asks later is heard, and the first still waits. */
	g_autofree char *state = tell(site, "GET", "/_clock");
	check_starts(state, "{\"clock\":0,");
	g_assert_cmpint(poll(&polled, 1, 0), ==, 0);
	ask(fd, "scope", HOLD);
	check_heard(control, "200 @3.000000 {\"clock\":3,");
	check_heard(fd, "200 @3.000000 {");
	close(control);
	close(fd);
	site_free(site);
}

static void test_patience(void)
{
	struct site *site = site_new(true, "*=25", 0);
	int fd = dial(site);

	say(fd, "POST", "/rest/1/secret/batch", "X-Portal-Patience: 40\r\n",
	    "{\"cmd\":[\"crm.deal.add\",\"crm.deal.add\"]}");
	check_heard(fd, "broken");
	close(fd);
	g_autofree char *broken = tell(site, "GET", "/_clock");
	check_starts(broken, "{\"clock\":40,");
	g_assert_cmpfloat(count(site, "by_method/crm.deal.add"), ==, 1);
	/* Nobody waits, so somebody must say that time passes. */
	g_autofree char *later = tell(site, "POST", "/_clock?skip=10");
	check_starts(later, "{\"clock\":50,");
	g_assert_cmpfloat(count(site, "by_method/crm.deal.add"), ==, 2);
	g_assert_cmpfloat(count(site, "given_up"), ==, 1);
	site_free(site);
}

/* Ten thousand seconds are no time at all. */
static void test_long(void)
{
	struct site *site = site_new(true, "*=50", 1);
	int fd = dial(site);

	for (int i = 0; i < 200; i++) {
		g_autofree char *heard = NULL;

		ask(fd, "scope", "");
		heard = hear(fd);
		g_assert_true(g_str_has_prefix(heard, "200 ") ||
		              g_str_has_prefix(heard, "429 "));
		g_free(tell(site, "POST", "/_clock?skip=1"));
	}
	g_assert_cmpfloat(count(site, "refused_429"), >, 0);
	close(fd);
	site_free(site);
}

/* ---- the machine's clock ---- */

static void test_side_by_side(void)
{
	struct site *site = site_new(false, "*=1000±1", 2);
	int fds[3];

	for (gsize i = 0; i < G_N_ELEMENTS(fds); i++) {
		fds[i] = dial(site);
		ask(fds[i], "crm.deal.add", "");
		wait_for(site, "most_connections", (double)i + 1);
	}
	g_assert_cmpfloat(count(site, "in_progress"), ==, 2);
	/* The first two are cut at 60 s; the third begins then. */
	g_free(tell(site, "POST", "/_clock?skip=60"));
	check_heard(fds[0], "504 @- ");
	check_heard(fds[1], "504 @- ");
	wait_for(site, "in_progress", 1);
	g_free(tell(site, "POST", "/_clock?skip=60"));
	check_heard(fds[2], "504 @- ");
	for (gsize i = 0; i < G_N_ELEMENTS(fds); i++)
		close(fds[i]);
	site_free(site);
}

/* A client that breaks the line stops nothing. */
static void test_gone(void)
{
	struct site *site = site_new(false, "crm.deal.add=25", 0);
	int fd = dial(site);

	say(fd, "POST", "/rest/1/secret/batch", "",
	    "{\"cmd\":[\"crm.deal.add\",\"crm.deal.add\"]}");
	wait_for(site, "in_progress", 1);
	close(fd);
	wait_for(site, "given_up", 1);
	g_assert_cmpfloat(count(site, "writes"), ==, 0);
	g_free(tell(site, "POST", "/_clock?skip=51"));
	wait_for(site, "writes", 2);
	g_assert_cmpfloat(count(site, "in_progress"), ==, 0);
	site_free(site);
}

/* What is under way when it ends is done, and nobody is left hanging. */
static void test_end(void)
{
	struct site *site = site_new(false, "crm.deal.add=50", 1);
	int fds[2] = { dial(site), dial(site) };

	ask(fds[0], "crm.deal.add", "");
	ask(fds[1], "crm.deal.add", "");
	wait_for(site, "most_waiting", 1);
	wait_for(site, "most_connections", 2);
	site_stop(site);
	g_assert_cmpuint(site->portal->store->deal->all->len, ==, 2);
	g_assert_cmpuint(site->portal->load->connections.now, ==, 0);
	close(fds[0]);
	close(fds[1]);
	site_free(site);
}

/* ---- endings ---- */

static void test_endings(void)
{
	static const struct {
		const char *fault, *heard;
	} rows[] = {
		{ "truncate", "broken in {\"result\":[\"crm\"]" },
		{ "reset-before", "broken" },
		{ "reset-after", "broken" },
		{ "302:https://other/", "302 @" },
		{ "500html", "500 @" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct site *site = site_new(true, "*=1", 1);
		int control = dial(site);
		int fd = dial(site);

		say(control, "POST", "/_fault", "", rows[i].fault);
		check_heard(control, "200 @0.000000 ok");
		ask(fd, "scope", "");
		check_heard(fd, rows[i].heard);
		close(fd);
		close(control);
		site_free(site);
	}
}

static void test_bad_clock(void)
{
	struct site *site = site_new(false, "*=1", 0);
	int fd = dial(site);

	say(fd, "POST", "/_clock?wait=1", "", "");
	check_heard(fd, "400 @- only a virtual clock");
	say(fd, "POST", "/_counters", "", "");
	check_heard(fd, "405 @- GET");
	close(fd);
	site_free(site);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/sockets/virtual/alone", test_alone);
	g_test_add_func("/sockets/virtual/lockstep", test_lockstep);
	g_test_add_func("/sockets/virtual/sent", test_sent);
	g_test_add_func("/sockets/virtual/patience", test_patience);
	g_test_add_func("/sockets/virtual/long", test_long);
	g_test_add_func("/sockets/side by side", test_side_by_side);
	g_test_add_func("/sockets/gone", test_gone);
	g_test_add_func("/sockets/end", test_end);
	g_test_add_func("/sockets/endings", test_endings);
	g_test_add_func("/sockets/bad clock", test_bad_clock);
	return g_test_run();
}
