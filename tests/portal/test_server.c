/*
 * What arrives at the other end of the line: headers, broken lines, halves,
 * bytes that take their time. The server runs in a child.
 */
#include "tests/portal/probe.h"
#include "tests/portal/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define ADD "/rest/1/secret/crm.deal.add"
#define SCOPE "/rest/1/secret/scope"
#define PATIENCE 20 /* s */

struct running {
	pid_t child;
	int until; /* closed, it ends */
	guint16 port;
};

static struct running start_portal(struct portal *portal, const char *fault)
{
	struct running running;
	g_autoptr(GError) error = NULL;
	struct server *server = server_new(portal, 0, &error);
	int ends[2];

	g_assert_no_error(error);
	if (fault)
		faults_add(portal->faults, fault, &error);
	g_assert_no_error(error);
	g_assert_cmpint(pipe(ends), ==, 0);
	running.port = server_port(server);
	running.child = fork();
	g_assert_cmpint(running.child, >=, 0);
	if (!running.child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ends[1]);
		server_run(server, ends[0]);
		server_free(server);
		portal_free(portal);
		_exit(0);
	}
	close(ends[0]);
	running.until = ends[1];
	/* The child serves; the parent's copy of the socket is not polled. */
	server_free(server);
	portal_free(portal);
	return running;
}

static struct running start(const char *seed, const char *fault)
{
	return start_portal(probe_portal(seed), fault);
}

static void stop(const struct running *running)
{
	int status = 0;

	close(running->until);
	for (int i = 0; waitpid(running->child, &status, WNOHANG) == 0; i++) {
		g_assert_cmpint(i, <, PATIENCE * 100);
		g_usleep(10000);
	}
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
}

struct heard {
	GString *text;
	int error; /* errno where the line broke */
	double seconds;
};

static int connect_from(const struct running *running, const char *client)
{
	struct sockaddr_in from = { .sin_family = AF_INET };
	struct sockaddr_in to = { .sin_family = AF_INET,
		                  .sin_port = htons(running->port),
		                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval limit = { .tv_sec = PATIENCE };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	g_assert_cmpint(fd, >=, 0);
	inet_pton(AF_INET, client, &from.sin_addr);
	g_assert_cmpint(bind(fd, (struct sockaddr *)&from, sizeof(from)), ==,
	                0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	g_assert_cmpint(connect(fd, (struct sockaddr *)&to, sizeof(to)), ==, 0);
	return fd;
}

static int send_request(const struct running *running, const char *client,
                        const char *head, const char *body)
{
	int fd = connect_from(running, client);
	g_autofree char *text =
		g_strdup_printf("%s\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
	                        "Content-Length: %zu\r\n\r\n%s",
	                        head, strlen(body), body);

	g_assert_cmpint(send(fd, text, strlen(text), MSG_NOSIGNAL), ==,
	                (gssize)strlen(text));
	return fd;
}

static struct heard ask_from(const struct running *running, const char *client,
                             const char *head, const char *body)
{
	struct heard heard = { .text = g_string_new(NULL) };
	gint64 began = g_get_monotonic_time();
	int fd = send_request(running, client, head, body);
	char chunk[65536];
	ssize_t got;

	while ((got = recv(fd, chunk, sizeof(chunk), 0)) > 0)
		g_string_append_len(heard.text, chunk, got);
	heard.error = got < 0 ? errno : 0;
	heard.seconds = (double)(g_get_monotonic_time() - began) / 1e6;
	close(fd);
	return heard;
}

static struct heard post(const struct running *running, const char *path)
{
	g_autofree char *head = g_strdup_printf("POST %s HTTP/1.1", path);

	return ask_from(running, "127.0.0.1", head, "");
}

static const char *body_of(const struct heard *heard)
{
	const char *end = strstr(heard->text->str, "\r\n\r\n");

	return end ? end + 4 : NULL;
}

static gsize body_length(const struct heard *heard)
{
	const char *body = body_of(heard);

	return body ? heard->text->len - (gsize)(body - heard->text->str) : 0;
}

static gsize told_length(const struct heard *heard)
{
	const char *at = strstr(heard->text->str, "Content-Length: ");

	g_assert_nonnull(at);
	return (gsize)g_ascii_strtoull(at + strlen("Content-Length: "), NULL,
	                               10);
}

static void forget(struct heard *heard)
{
	g_string_free(heard->text, TRUE);
}

static bool has_deals(const struct running *running)
{
	struct heard heard =
		ask_from(running, "127.0.0.1", "GET /_state HTTP/1.1", "");
	bool has = strstr(body_of(&heard), "\"title\"") != NULL;

	forget(&heard);
	return has;
}

static void test_whole(void)
{
	struct running running = start(NULL, NULL);
	struct heard heard = post(&running, SCOPE);

	g_assert_true(g_str_has_prefix(heard.text->str, "HTTP/1.1 200 OK\r\n"));
	g_assert_nonnull(strstr(heard.text->str,
	                        "Content-Type: application/json; "
	                        "charset=utf-8\r\n"));
	g_assert_cmpuint(told_length(&heard), ==, body_length(&heard));
	g_assert_true(
		g_str_has_prefix(body_of(&heard), "{\"result\":[\"crm\"]"));
	forget(&heard);
	stop(&running);
}

static void test_encoded_path(void)
{
	struct running running = start(NULL, NULL);
	struct heard heard = post(&running, "/rest/1/s%65cret/sc%6Fpe/?a=%5B");

	g_assert_nonnull(strstr(body_of(&heard), "crm"));
	forget(&heard);
	stop(&running);
}

static void test_token(void)
{
	struct running running =
		start("{\"tokens\":[{\"token\":\"t\"}]}", NULL);
	struct heard heard = ask_from(
		&running, "127.0.0.1",
		"GET /rest/scope HTTP/1.1\r\nAuthorization: Bearer t", "");

	g_assert_nonnull(strstr(body_of(&heard), "\"result\":[\"crm\"]"));
	forget(&heard);
	stop(&running);
}

static void test_multipart(void)
{
	struct running running = start(NULL, NULL);
	struct heard heard = ask_from(
		&running, "127.0.0.1",
		"POST /rest/1/secret/method.get HTTP/1.1\r\n"
		"Content-Type: multipart/form-data; boundary=b",
		"--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n"
		"scope\r\n--b--\r\n");

	g_assert_nonnull(strstr(body_of(&heard), "\"isExisting\":true"));
	forget(&heard);
	stop(&running);
}

static void test_reset(void)
{
	struct running running = start(NULL, "reset-before");
	struct heard heard = post(&running, ADD);

	g_assert_cmpuint(heard.text->len, ==, 0);
	g_assert_cmpint(heard.error, ==, ECONNRESET);
	g_assert_false(has_deals(&running));
	forget(&heard);
	stop(&running);
}

static void test_lost(void)
{
	struct running running = start(NULL, "reset-after");
	struct heard heard = post(&running, ADD);

	g_assert_cmpuint(heard.text->len, ==, 0);
	g_assert_cmpint(heard.error, ==, ECONNRESET);
	g_assert_true(has_deals(&running));
	forget(&heard);
	stop(&running);
}

static void test_truncated(void)
{
	struct running running = start(NULL, "truncate");
	struct heard heard = post(&running, ADD);

	g_assert_cmpuint(body_length(&heard), ==, told_length(&heard) / 2);
	g_assert_true(has_deals(&running));
	forget(&heard);
	stop(&running);
}

static void test_redirected(void)
{
	struct running running = start(NULL, "302:http://127.0.0.1:9/x");
	struct heard heard = post(&running, ADD);

	g_assert_true(g_str_has_prefix(heard.text->str, "HTTP/1.1 302 "));
	g_assert_nonnull(
		strstr(heard.text->str, "Location: http://127.0.0.1:9/x\r\n"));
	forget(&heard);
	stop(&running);
}

static void test_delayed(void)
{
	struct running running = start(NULL, "delay:300");
	struct heard heard = post(&running, SCOPE);

	g_assert_cmpfloat(heard.seconds, >=, 0.3);
	g_assert_cmpuint(told_length(&heard), ==, body_length(&heard));
	forget(&heard);
	stop(&running);
}

/* Nobody waits any more, and it is done all the same. */
static void test_late(void)
{
	struct running running = start(NULL, "late:1000");
	gint64 end = g_get_monotonic_time() + PATIENCE * G_USEC_PER_SEC;

	close(send_request(&running, "127.0.0.1", "POST " ADD " HTTP/1.1", ""));
	g_assert_false(has_deals(&running));
	while (!has_deals(&running)) {
		g_assert_cmpint(g_get_monotonic_time(), <, end);
		g_usleep(10000);
	}
	stop(&running);
}

static void test_slow(void)
{
	struct running running = start(NULL, "slow:2");
	struct heard heard = post(&running, SCOPE);

	g_assert_cmpuint(told_length(&heard), ==, body_length(&heard));
	g_assert_cmpfloat(heard.seconds, >=,
	                  (double)(body_length(&heard) - 1) * 0.002);
	forget(&heard);
	stop(&running);
}

/* Others are served while one drips, and it ends in the middle of it. */
static void test_slow_alone(void)
{
	struct running running = start(NULL, "slow:1000");
	int fd = send_request(&running, "127.0.0.1", "POST " ADD " HTTP/1.1",
	                      "");
	char first;

	g_assert_cmpint(recv(fd, &first, 1, 0), ==, 1);
	g_assert_true(has_deals(&running));
	stop(&running);
	close(fd);
}

static void test_huge(void)
{
	struct running running = start(NULL, "huge:5");
	struct heard heard = post(&running, SCOPE);

	g_assert_cmpuint(body_length(&heard), ==, 5 << 20);
	forget(&heard);
	stop(&running);
}

static void test_garbage(void)
{
	struct running running = start(NULL, "garbage");
	struct heard heard = post(&running, SCOPE);

	g_assert_true(g_str_has_prefix(heard.text->str, "HTTP/1.1 200 "));
	g_assert_cmpuint(body_length(&heard), ==, 512);
	forget(&heard);
	stop(&running);
}

static void test_down(void)
{
	struct running running = start(NULL, NULL);
	struct heard heard = post(&running, "/_down");

	forget(&heard);
	heard = post(&running, ADD);
	g_assert_cmpuint(heard.text->len, ==, 0);
	g_assert_false(has_deals(&running));
	forget(&heard);
	stop(&running);
}

static guint passed(const struct running *running, const char *client,
                    guint requests)
{
	guint good = 0;

	for (guint i = 0; i < requests; i++) {
		struct heard heard = ask_from(running, client,
		                              "POST " SCOPE " HTTP/1.1", "");

		if (g_str_has_prefix(heard.text->str, "HTTP/1.1 200"))
			good++;
		forget(&heard);
	}
	return good;
}

static void test_addresses(void)
{
	struct portal *portal = probe_portal(NULL);
	struct running running;

	portal->bucket.off = false;
	running = start_portal(portal, NULL);
	g_assert_cmpuint(passed(&running, "127.0.0.1", 60), ==, 51);
	g_assert_cmpuint(passed(&running, "127.0.0.2", 10), ==, 10);
	stop(&running);
}

static const struct {
	const char *name;
	GTestFunc run;
} tests[] = {
	{ "whole", test_whole },        { "encoded path", test_encoded_path },
	{ "token", test_token },        { "multipart", test_multipart },
	{ "reset-before", test_reset }, { "reset-after", test_lost },
	{ "truncate", test_truncated }, { "302", test_redirected },
	{ "delay", test_delayed },      { "late", test_late },
	{ "slow", test_slow },          { "slow, alone", test_slow_alone },
	{ "huge", test_huge },          { "garbage", test_garbage },
	{ "down", test_down },          { "rate by address", test_addresses },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *path =
			g_strconcat("/portal/server/", tests[i].name, NULL);
		g_test_add_func(path, tests[i].run);
	}
	return g_test_run();
}
