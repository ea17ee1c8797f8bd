/* Traps around limits and lost answers. */
#include "tests/portal/php.h"
#include "tests/portal/probe.h"
#include "tests/portal/timed.h"

#include <string.h>

#define GROUP "portal/traps"
#define ADD "crm.deal.add"

static struct portal *costly(enum operating_mode mode, double cost,
                             double limit)
{
	struct portal *portal =
		probe_portal("{\"hooks\":[{\"user\":7,\"secret\":\"other\"}],"
	                     "\"tokens\":[{\"token\":\"a1\",\"user\":7}]}");

	operating_set_cost(portal->operating, ADD, cost);
	portal->operating->mode = mode;
	portal->operating->limit = limit;
	return portal;
}

static void add_fault(struct portal *portal, const char *spec)
{
	g_autoptr(GError) error = NULL;

	faults_add(portal->faults, spec, &error);
	g_assert_no_error(error);
}

static void expect_status(struct portal *portal, const char *path,
                          const char *expected)
{
	g_autoptr(cJSON) answer =
		probe_http(portal, NULL, path, NULL, NULL, "{}");
	g_autofree char *status = probe_at(answer, "status");

	g_assert_cmpstr(status, ==, expected);
}

#define MINE "/rest/1/secret/"

static void test_cumulative(void)
{
	struct portal *portal = costly(OPERATING_NESTED, 2.5, 480);

	probe_expect(portal, ADD, "{}", "time/operating", "2.5");
	probe_expect(portal, ADD, "{}", "time/operating", "5");
	probe_expect(portal, ADD, "{}", "time/duration", "2.5");
	portal_free(portal);
}

/* The start of a second, so the duration is of up to a second too much. */
static void test_whole_start(void)
{
	struct portal *portal =
		probe_portal("{\"settings\":{\"wholeTime\":true}}");

	clock_skip(&portal->clock, 0.75);
	probe_expect(portal, "scope", "{}", "time/start", "1608973200");
	probe_expect(portal, "scope", "{}", "time/duration", "0.75");
	probe_expect(portal, "scope", "{}", "time/processing", "0");
	portal_free(portal);
}

static void test_429(void)
{
	struct portal *portal = costly(OPERATING_NESTED, 3, 5);

	expect_status(portal, MINE ADD, "200");
	expect_status(portal, MINE ADD, "200"); /* it crosses */
	expect_status(portal, MINE ADD, "429");
	expect_status(portal, MINE "crm.contact.add", "200");
	expect_status(portal, "/rest/7/other/" ADD, "200");
	expect_status(portal, MINE "batch", "200");
	g_assert_cmpuint(portal->store->deal->all->len, ==, 3);
	portal_free(portal);
}

static guint passes(struct portal *portal, const char *client, guint requests)
{
	struct request request = {
		.verb = "POST",
		.path = MINE "scope",
		.body = "",
		.client = client,
	};
	guint good = 0;

	for (guint i = 0; i < requests; i++) {
		g_autoptr(cJSON) answer = probe_request(portal, &request);
		g_autofree char *status = probe_at(answer, "status");

		good += strcmp(status, "200") == 0;
	}
	return good;
}

/* Two programs behind one address share what it may ask. */
static void test_rate_by_address(void)
{
	struct portal *portal = probe_portal(NULL);

	portal->bucket.off = false;
	g_assert_cmpuint(passes(portal, "127.0.0.1", 30), ==, 30);
	g_assert_cmpuint(passes(portal, "127.0.0.1", 30), ==, 21);
	g_assert_cmpuint(passes(portal, "127.0.0.2", 60), ==, 51);
	clock_skip(&portal->clock, 5);
	g_assert_cmpuint(passes(portal, "127.0.0.1", 20), ==, 10);
	portal_free(portal);
}

static void test_rate_as_html(void)
{
	struct portal *portal =
		probe_portal("{\"settings\":{\"limitHtml\":true}}");

	portal->bucket.off = false;
	portal->bucket.burst = -1;
	probe_expect(portal, "scope", "{}", "status", "503");
	probe_expect(portal, "scope", "{}", "error", "(none)");
	portal_free(portal);
}

/* It is done when the client has gone; whoever repeats it has two. */
static void test_late_twice(void)
{
	struct timed *timed = timed_new(0);

	timed_fault(timed, "late:40000");
	timed_ask_for(timed, "impatient", ADD, "{}", 30);
	timed_skip(timed, 30);
	timed_ask(timed, "repeat", ADD);
	timed_check(timed, "impatient 0 @30\nrepeat 200 @30\n");
	g_assert_cmpuint(timed_deals(timed), ==, 1);
	timed_skip(timed, 10);
	g_assert_cmpuint(timed_deals(timed), ==, 2);
	timed_free(timed);
}

static void test_redirect(void)
{
	struct portal *portal = probe_portal(NULL);
	struct request post = { .verb = "POST",
		                .path = MINE ADD,
		                .type = "application/json",
		                .body = "{\"fields\":{\"TITLE\":\"x\"}}",
		                .length = 25 };
	struct request get = post;
	struct answer answer;

	add_fault(portal, "302:http://127.0.0.1/");
	portal_handle(portal, &post, &answer);
	g_assert_cmpuint(answer.status, ==, 302);
	g_assert_cmpstr(answer.location, ==, "http://127.0.0.1/");
	answer_clear(&answer);
	/* Followed as a browser does, the parameters are gone. */
	get.verb = "GET";
	g_autoptr(cJSON) followed = probe_request(portal, &get);
	g_autofree char *title =
		probe_find(portal, followed, "state/deals/0/title");
	g_assert_cmpstr(title, ==, "\"Сделка #1\"");
	portal_free(portal);
}

static const struct {
	const char *spec, *status;
} pages[] = {
	{ "500html", "500" }, { "502html", "502" },
	{ "503html", "503" }, { "504html", "504" },
	{ "403html", "403" }, { "302:http://127.0.0.1/", "302" },
	{ "html200", "200" },
};

static void test_html(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
		struct portal *portal = probe_portal(NULL);
		g_autofree char *spec =
			g_strconcat(pages[i].spec, " count=0", NULL);

		add_fault(portal, spec);
		g_autofree char *body = probe_raw(portal, ADD, "{}");
		g_assert_true(g_str_has_prefix(body, "<!DOCTYPE html>"));
		expect_status(portal, MINE ADD, pages[i].status);
		g_assert_cmpuint(portal->store->deal->all->len, ==, 0);
		portal_free(portal);
	}
}

static const struct {
	const char *name;
	GTestFunc run;
} tests[] = {
	{ GROUP "/46-operating-is-cumulative", test_cumulative },
	{ GROUP "/46-a-whole-start-spoils-the-duration", test_whole_start },
	{ GROUP "/47-429-comes-at-the-call-after", test_429 },
	{ GROUP "/48-the-rate-is-shared-by-address", test_rate_by_address },
	{ GROUP "/49-a-late-write-and-its-repeat-are-two", test_late_twice },
	{ GROUP "/50-a-302-turns-post-into-get", test_redirect },
	{ GROUP "/52-html-comes-in-place-of-json", test_html },
	{ "portal/rate/as a page", test_rate_as_html },
};

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
		g_autofree char *path = g_strconcat("/", tests[i].name, NULL);
		g_test_add_func(path, tests[i].run);
	}
	return g_test_run();
}
