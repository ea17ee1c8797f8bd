/* Operating time: what is billed to whom, when it is too much, when it is
 * forgotten; and the minute that a request may take. */
#include "tests/portal/probe.h"

#include <string.h>

#define ADD "crm.deal.add"
#define MINE "/rest/1/secret/"
#define CMD(commands) "{\"cmd\":{" commands "}}"
#define THREE "\"a\":\"" ADD "\",\"b\":\"" ADD "\",\"c\":\"" ADD "\""

static struct portal *costly(enum operating_mode mode, double cost,
                             double limit)
{
	struct portal *portal = probe_portal(
		"{\"hooks\":[{\"user\":7,\"secret\":\"other\"},{\"user\":1,"
		"\"secret\":\"second\"}],"
		"\"tokens\":[{\"token\":\"a1\",\"user\":7}]}");

	operating_set_cost(portal->operating, ADD, cost);
	portal->operating->mode = mode;
	portal->operating->limit = limit;
	return portal;
}

static void expect_status(struct portal *portal, const char *path,
                          const char *expected)
{
	g_autoptr(cJSON) answer =
		probe_http(portal, NULL, path, NULL, NULL, "{}");
	g_autofree char *status = probe_at(answer, "status");

	g_assert_cmpstr(status, ==, expected);
}

/* Exactly at the limit nothing is over it. */
static void test_429_above(void)
{
	struct portal *portal = costly(OPERATING_NESTED, 5, 5);

	expect_status(portal, MINE ADD, "200");
	expect_status(portal, MINE ADD, "200");
	expect_status(portal, MINE ADD, "429");
	portal_free(portal);
}

/* A minute leaves ten minutes after the first call that it recorded, and
 * takes only itself along. The portal's 12:00:00 is the start of a minute. */
static void test_buckets(void)
{
	struct portal *portal = costly(OPERATING_NESTED, 2, 5);

	clock_skip(&portal->clock, 20);
	probe_expect(portal, ADD, "{}", "time/operating_reset_at",
	             "1608973820");
	clock_skip(&portal->clock, 30);
	probe_expect(portal, ADD, "{}", "time/operating_reset_at",
	             "1608973820");
	clock_skip(&portal->clock, 60);
	probe_expect(portal, ADD, "{}", "time/operating", "6");
	expect_status(portal, MINE ADD, "429");
	clock_skip(&portal->clock, 509); /* 12:10:19 */
	expect_status(portal, MINE ADD, "429");
	clock_skip(&portal->clock, 1);
	probe_expect(portal, ADD, "{}", "time/operating", "4");
	probe_expect(portal, ADD, "{}", "time/operating_reset_at",
	             "1608973910");
	portal_free(portal);
}

static void test_short_hits(void)
{
	struct portal *portal = costly(OPERATING_NESTED, 0.09, 5);

	probe_expect(portal, ADD, "{}", "time/operating", "0");
	probe_expect(portal, ADD, "{}", "time/operating_reset_at",
	             "1608973800");
	portal_free(portal);
}

static void test_callers(void)
{
	struct portal *portal = costly(OPERATING_NESTED, 3, 2);

	expect_status(portal, MINE ADD, "200");
	expect_status(portal, MINE ADD, "429");
	expect_status(portal, "/rest/7/other/" ADD, "200");
	expect_status(portal, "/rest/1/second/" ADD, "200");
	g_autoptr(cJSON) app =
		probe_http(portal, NULL, "/rest/" ADD, "auth=a1", NULL, "{}");
	g_autofree char *status = probe_at(app, "status");
	g_assert_cmpstr(status, ==, "200");
	portal_free(portal);
}

/* Each command pays for itself, is checked by itself, the batch is exempt. */
static void test_nested(void)
{
	struct portal *portal = costly(OPERATING_NESTED, 3, 5);
	g_autoptr(cJSON) answer =
		probe_ask(portal, "batch", CMD(THREE ",\"d\":\"scope\""));
	static const struct {
		const char *path, *expected;
	} rows[] = {
		{ "status", "200" },
		{ "result/result_time/a/operating", "3" },
		{ "result/result_time/b/operating", "6" },
		{ "result/result_error/c/error", "\"OPERATION_TIME_LIMIT\"" },
		{ "result/result_time/c", "(none)" },
		{ "result/result_time/d/operating", "0" },
		{ "result/result_time/b/start", "1608973203" },
		{ "result/result_time/b/finish", "1608973206" },
		{ "time/operating", "0" },
		{ "time/duration", "6" },
		{ "time/date_finish", "\"2020-12-26T12:00:06+03:00\"" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *found = probe_at(answer, rows[i].path);
		g_assert_cmpstr(found, ==, rows[i].expected);
	}
	portal_free(portal);
}

static void test_batch_is_exempt(void)
{
	struct portal *portal = costly(OPERATING_NESTED, 3, 5);

	operating_set_cost(portal->operating, "batch", 9);
	for (int i = 0; i < 3; i++)
		expect_status(portal, MINE "batch", "200");
	probe_expect(portal, "batch", "{}", "time/operating", "0");
	portal_free(portal);
}

/* The batch pays for all, and every command tells its sum. */
static void test_billed_to_batch(void)
{
	struct portal *portal = costly(OPERATING_BATCH, 3, 5);
	g_autoptr(cJSON) answer = probe_ask(
		portal, "batch", CMD("\"a\":\"" ADD "\",\"b\":\"scope\""));
	g_autofree char *outer = probe_at(answer, "time/operating");
	g_autofree char *inner =
		probe_at(answer, "result/result_time/b/operating");

	g_assert_cmpstr(outer, ==, "3");
	g_assert_cmpstr(inner, ==, "3");
	probe_expect(portal, ADD, "{}", "time/operating", "3");
	expect_status(portal, MINE "batch", "200");
	cJSON_Delete(probe_ask(portal, "batch", CMD("\"a\":\"" ADD "\"")));
	expect_status(portal, MINE "batch", "429");
	expect_status(portal, MINE ADD, "200");
	portal_free(portal);
}

static void test_absent(void)
{
	struct portal *portal = costly(OPERATING_ABSENT, 50, 5);

	probe_expect(portal, ADD, "{}", "time/operating", "(none)");
	probe_expect(portal, ADD, "{}", "time/operating_reset_at", "(none)");
	probe_expect(portal, ADD, "{}", "status", "200");
	g_assert_cmpuint(portal->store->deal->all->len, ==, 3);
	portal_free(portal);
}

static void test_zero(void)
{
	struct portal *portal = costly(OPERATING_ZERO, 30, 5);

	probe_expect(portal, ADD, "{}", "time/operating", "0");
	probe_expect(portal, ADD, "{}", "time/operating_reset_at", "(none)");
	expect_status(portal, MINE ADD, "200");
	portal_free(portal);
}

/* Cut after the command in which the minute ends; the rest is not run. */
static void test_60_seconds(void)
{
	struct portal *portal = costly(OPERATING_NESTED, 25, 480);
	g_autoptr(cJSON) answer =
		probe_ask(portal, "batch", CMD(THREE ",\"d\":\"" ADD "\""));
	g_autofree char *status = probe_at(answer, "status");
	g_autofree char *text = probe_at(answer, "text");

	g_assert_cmpstr(status, ==, "504");
	g_assert_nonnull(strstr(text, "html"));
	g_assert_cmpuint(portal->store->deal->all->len, ==, 3);
	operating_set_cost(portal->operating, ADD, 61);
	probe_expect(portal, ADD, "{}", "status", "504");
	g_assert_cmpuint(portal->store->deal->all->len, ==, 4);
	operating_set_cost(portal->operating, ADD, 60);
	probe_expect(portal, ADD, "{}", "status", "200");
	portal_free(portal);
}

static void test_documented_costs(void)
{
	struct portal *portal = probe_portal(NULL);

	operating_documented_costs(portal->operating);
	probe_expect(portal, "crm.item.add",
	             "{\"entityTypeId\":2,\"fields\":{}}", "time/processing",
	             "2.3");
	portal_free(portal);
}

static const struct {
	const char *name;
	GTestFunc run;
} tests[] = {
	{ "portal/operating/above the limit, not at it", test_429_above },
	{ "portal/operating/ten minutes of their own", test_buckets },
	{ "portal/operating/short hits are not counted", test_short_hits },
	{ "portal/operating/per caller", test_callers },
	{ "portal/operating/nested", test_nested },
	{ "portal/operating/a batch is exempt", test_batch_is_exempt },
	{ "portal/operating/billed to the batch", test_billed_to_batch },
	{ "portal/operating/absent", test_absent },
	{ "portal/operating/zero", test_zero },
	{ "portal/operating/60 seconds", test_60_seconds },
	{ "portal/operating/documented costs", test_documented_costs },
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
