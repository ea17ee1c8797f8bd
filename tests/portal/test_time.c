/* Time: 60 seconds, clients that go, faults, limits, clocks, costs. */
#include "tests/portal/probe.h"
#include "tests/portal/timed.h"

#include <math.h>
#include <string.h>

#define SECOND ((gint64)G_USEC_PER_SEC)

/* ---- 60 seconds ---- */

static void check_cost(const struct timed *timed, const char *expected)
{
	g_autoptr(cJSON) counters = cJSON_CreateObject();

	load_add_counters(timed->portal->load, counters);
	g_autofree char *costs = probe_at(counters, "cost_by_method");
	g_assert_cmpstr(costs, ==, expected);
}

static void test_cut(void)
{
	struct timed *timed = timed_new(0);

	timed_cost(timed, "crm.deal.add=25");
	timed_ask_batch(timed, "a",
	                TIMED_ADD "1\"," TIMED_ADD "2\"," TIMED_ADD
	                          "3\"," TIMED_ADD "4\"");
	timed_skip(timed, 1000);
	timed_check(timed, "a 504 @60\n");
	/* The third was under way, the fourth did not begin. */
	g_assert_cmpuint(timed_deals(timed), ==, 3);
	check_cost(timed, "{\"crm.deal.add\":60}");
	g_assert_cmpuint(timed->portal->load->in_progress.now, ==, 0);
	timed_free(timed);
}

static void test_not_cut(void)
{
	struct timed *timed = timed_new(1);

	timed_cost(timed, "crm.deal.add=1.2");
	g_autoptr(GString) commands = g_string_new(NULL);
	for (int i = 0; i < 50; i++)
		g_string_append_printf(commands, "%s" TIMED_ADD "x\"",
		                       i ? "," : "");
	timed_ask_batch(timed, "a", commands->str);
	timed_ask_batch(timed, "b", commands->str);
	timed_skip(timed, 1000);
	/* 60 s are no more than 60 s, and waiting does not count. */
	timed_check(timed, "a 200 @60\nb 200 @120\n");
	g_assert_cmpuint(timed_deals(timed), ==, 100);
	timed_free(timed);
}

static void test_one_too_long(void)
{
	struct timed *timed = timed_new(0);

	timed_cost(timed, "crm.deal.add=61");
	timed_ask(timed, "a", "crm.deal.add");
	timed_skip(timed, 1000);
	timed_check(timed, "a 504 @60\n");
	g_assert_cmpuint(timed_deals(timed), ==, 1);
	timed_free(timed);
}

/* ---- clients that go ---- */

static void test_gone(void)
{
	struct timed *timed = timed_new(1);
	struct timed_client *client;

	timed_cost(timed, "crm.deal.add=2");
	client = timed_ask_batch(
		timed, "a", TIMED_ADD "1\"," TIMED_ADD "2\"," TIMED_ADD "3\"");
	timed_ask(timed, "b", "crm.deal.add");
	timed_skip(timed, 3);
	workers_forget(timed->portal->workers, client);
	timed_skip(timed, 100);
	timed_check(timed, "b 200 @8\n");
	g_assert_cmpuint(timed_deals(timed), ==, 4);
	g_assert_cmpuint(timed->portal->load->given_up, ==, 1);
	timed_free(timed);
}

static void test_patience(void)
{
	struct timed *timed = timed_new(1);

	timed_cost(timed, "crm.deal.add=7");
	timed_ask_for(timed, "a", "crm.deal.add", "{}", 7);
	timed_ask_for(timed, "b", "crm.deal.add", "{}", 10);
	/* It goes before a worker has it, and is carried out nevertheless. */
	timed_ask_for(timed, "c", "crm.deal.add", "{}", 10);
	timed_skip(timed, 100);
	timed_check(timed, "a 200 @7\nb 0 @10\nc 0 @10\n");
	g_assert_cmpuint(timed_deals(timed), ==, 3);
	g_assert_cmpuint(timed->portal->load->given_up, ==, 2);
	g_assert_cmpuint(timed->portal->answered, ==, 3);
	timed_free(timed);
}

/* ---- faults ---- */

static void test_late(void)
{
	struct timed *timed = timed_new(1);

	timed_cost(timed, "crm.deal.add=2");
	timed_fault(timed, "late:5000");
	timed_ask(timed, "a", "crm.deal.add");
	timed_ask(timed, "b", "crm.deal.add");
	timed_skip(timed, 4);
	g_assert_cmpuint(timed_deals(timed), ==, 1);
	timed_skip(timed, 100);
	timed_check(timed, "b 200 @2\na 200 @7\n");
	timed_free(timed);
}

/* The answer is late; the worker is free. */
static void test_delay(void)
{
	struct timed *timed = timed_new(1);

	timed_cost(timed, "crm.deal.add=2");
	timed_fault(timed, "delay:5000");
	timed_ask(timed, "a", "crm.deal.add");
	timed_ask(timed, "b", "crm.deal.add");
	timed_skip(timed, 100);
	timed_check(timed, "b 200 @4\na 200 @7\n");
	timed_free(timed);
}

/* A command is its own request's, whoever came in between. */
static void test_request(void)
{
	struct timed *timed = timed_new(0);
	struct timed_client *client;

	timed_cost(timed, "crm.deal.add=2");
	timed_fault(timed, "error-in-batch request=1 command=1");
	client = timed_ask_batch(timed, "a", TIMED_ADD "a\"," TIMED_ADD "a\"");
	timed_skip(timed, 1);
	timed_ask_batch(timed, "b", TIMED_ADD "b\"," TIMED_ADD "b\"");
	timed_skip(timed, 100);
	g_assert_nonnull(strstr(client->body->str, "Ошибка"));
	g_assert_cmpuint(timed_deals(timed), ==, 3);
	timed_free(timed);
}

/* A fault that is cleared meanwhile still has what it struck. */
static void test_cleared(void)
{
	struct timed *timed = timed_new(1);

	timed_cost(timed, "crm.deal.add=2");
	timed_fault(timed, "reset-after");
	timed_fault(timed, "500html executed=1 skip=1");
	timed_fault(timed, "error-in-batch executed=1 method=crm.deal.add");
	timed_ask(timed, "a", "crm.deal.add");
	struct timed_client *client =
		timed_ask_batch(timed, "b", TIMED_ADD "x\"");
	timed_skip(timed, 3);
	faults_clear(timed->portal->faults);
	timed_skip(timed, 100);
	timed_check(timed, "a 0 @2\nb 200 @4\n");
	g_assert_nonnull(strstr(client->body->str, "Ошибка"));
	g_assert_cmpuint(timed_deals(timed), ==, 2);
	timed_free(timed);
}

static void test_down(void)
{
	struct timed *timed = timed_new(1);

	timed_cost(timed, "crm.deal.add=2");
	timed_ask(timed, "a", "crm.deal.add");
	timed_skip(timed, 1);
	timed->portal->down = DOWN_DROP;
	timed_ask(timed, "b", "crm.deal.add");
	timed_skip(timed, 100);
	timed_check(timed, "b 0 @1\na 0 @2\n");
	g_assert_cmpuint(timed_deals(timed), ==, 1);
	timed_free(timed);
}

/* ---- limits ---- */

static void test_rate(void)
{
	struct timed *timed = timed_new(0);

	timed->portal->bucket.off = false;
	for (int i = 0; i < 51; i++)
		timed_ask(timed, "x", "scope");
	g_string_truncate(timed->heard, 0);
	timed_ask(timed, "over", "scope");
	timed_skip(timed, 0.5);
	timed_ask(timed, "within", "scope");
	timed_check(timed, "over 503 @0\nwithin 200 @0.5\n");
	g_assert_cmpuint(timed->portal->load->refused_503, ==, 1);
	timed_free(timed);
}

static void test_operating(void)
{
	struct timed *timed = timed_new(0);

	timed->portal->operating->limit = 5;
	timed_cost(timed, "scope=3");
	timed_ask(timed, "a", "scope");
	timed_ask(timed, "b", "scope");
	timed_skip(timed, 3);
	/* Judged as it begins: two at once may cross the limit. */
	timed_ask(timed, "c", "scope");
	timed_ask_batch(timed, "d", "\"scope\",\"profile\"");
	timed_skip(timed, 601);
	timed_ask(timed, "e", "scope");
	timed_skip(timed, 3);
	timed_check(timed, "a 200 @3\nb 200 @3\nc 429 @3\nd 200 @3\n"
	                   "e 200 @607\n");
	g_assert_cmpuint(timed->portal->load->refused_429, ==, 2);
	timed_free(timed);
}

static void test_bill(void)
{
	struct timed *timed = timed_new(0);
	timed_cost(timed, "scope=3");
	timed_cost(timed, "profile=0.5");
	timed_ask(timed, "a", "scope");
	timed_ask_batch(timed, "b", "\"scope\",\"profile\",\"nope\"");
	timed_skip(timed, 100);
	check_cost(timed, "{\"profile\":0.5,\"scope\":6}");
	timed_free(timed);
}

static void test_reset(void)
{
	struct timed *timed = timed_new(0);
	struct load *load = timed->portal->load;

	timed_cost(timed, "scope=3");
	timed_ask(timed, "a", "scope");
	timed_ask(timed, "b", "scope");
	timed_skip(timed, 3);
	timed_ask(timed, "c", "scope");
	g_assert_cmpuint(load->in_progress.most, ==, 2);
	load_reset(load);
	g_assert_cmpuint(load->in_progress.most, ==, 1);
	timed_skip(timed, 3);
	g_assert_cmpuint(load->in_progress.now, ==, 0);
	g_assert_cmpuint(g_hash_table_size(load->cost), ==, 1);
	timed_free(timed);
}

/* ---- clocks ---- */

static void test_wait(void)
{
	struct timed *timed = timed_new(0);
	struct clock *clock = &timed->portal->clock;

	timed_cost(timed, "scope=3");
	timed_cost(timed, "profile=5");
	workers_wait(timed->portal->workers, 2);
	g_assert_cmpint(clock_timeline(clock), ==, 2 * SECOND);
	timed_ask(timed, "a", "scope");
	timed_ask(timed, "b", "scope");
	timed_ask(timed, "c", "profile");
	workers_wait(timed->portal->workers, 2);
	g_assert_cmpint(clock_timeline(clock), ==, 4 * SECOND);
	workers_wait(timed->portal->workers, 100);
	g_assert_cmpint(clock_timeline(clock), ==, 5 * SECOND);
	timed_check(timed, "a 200 @5\nb 200 @5\n");
	workers_wait(timed->portal->workers, 100);
	timed_check(timed, "c 200 @7\n");
	timed_free(timed);
}

/* --sleep: the machine's clock, which a test can push. */
static void test_pushed(void)
{
	struct timed *timed = timed_new(1);
	struct portal *portal = timed->portal;

	portal->clock.virtual = false;
	portal->settings.sleep = true;
	timed_cost(timed, "crm.deal.add=1000");
	timed_cost(timed, "scope=50");
	timed_ask_batch(timed, "a", "\"scope\"," TIMED_ADD "x\"");
	workers_run(portal->workers, clock_timeline(&portal->clock));
	g_assert_cmpuint(timed->heard->len, ==, 0);
	timed_skip(timed, 50);
	g_assert_cmpuint(timed->heard->len, ==, 0);
	timed_skip(timed, 10);
	g_assert_true(g_str_has_prefix(timed->heard->str, "a 504 @"));
	timed_free(timed);
}

/* What was due is done before what comes now. */
static void test_overdue(void)
{
	struct timed *timed = timed_new(1);
	struct clock *clock = &timed->portal->clock;
	gint64 began;

	clock->virtual = false;
	timed->portal->settings.sleep = true;
	timed_cost(timed, "scope=50");
	began = clock_timeline(clock);
	timed_ask(timed, "a", "scope");
	clock_skip(clock, 58);
	timed_ask(timed, "b", "scope");
	g_assert_true(g_str_has_prefix(timed->heard->str, "a 200 @"));
	g_assert_cmpint(workers_due(timed->portal->workers), >=,
	                began + 108 * SECOND);
	timed_free(timed);
}

static void test_far(void)
{
	struct timed *timed = timed_new(0);

	timed_skip(timed, -5);
	g_assert_cmpint(timed->portal->clock.played, ==, 0);
	timed_skip(timed, INFINITY);
	g_assert_cmpint(timed->portal->clock.played, >, 0);
	timed_free(timed);
}

/* ---- costs ---- */

static const struct {
	const char *text;
	double seconds, jitter; /* < 0: refused */
} costs[] = {
	{ "a=1", 1, 0 },         { "a=0.25", 0.25, 0 },
	{ "A.B=2±0.5", 2, 0.5 }, { "a.b=2+-0.5", 2, 0.5 },
	{ "*=3", 3, 0 },         { "a=0", 0, 0 },
	{ "a", -1, 0 },          { "a=", -1, 0 },
	{ "=1", -1, 0 },         { "a=x", -1, 0 },
	{ "a=-1", -1, 0 },       { "a=1s", -1, 0 },
	{ "a=1±", -1, 0 },       { "a=1±2x", -1, 0 },
	{ "a=inf", -1, 0 },      { "a=1e99", -1, 0 },
};

static void test_costs(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(costs); i++) {
		struct operating *operating = operating_new();
		g_autoptr(GError) error = NULL;
		g_auto(GStrv) parts = g_strsplit(costs[i].text, "=", 2);
		g_autofree char *method = g_ascii_strdown(parts[0], -1);
		bool good =
			operating_read_cost(operating, costs[i].text, &error);
		double least = G_MAXDOUBLE, most = 0;

		g_test_message("%s", costs[i].text);
		g_assert_true(good == (costs[i].seconds >= 0));
		for (int n = 0; good && n < 200; n++) {
			double drawn = operating_draw(operating, method);

			least = MIN(least, drawn);
			most = MAX(most, drawn);
		}
		if (good) {
			g_assert_cmpfloat(least, >=,
			                  costs[i].seconds - costs[i].jitter);
			g_assert_cmpfloat(most, <=,
			                  costs[i].seconds + costs[i].jitter);
			g_assert_cmpfloat(most - least, >=,
			                  costs[i].jitter * 1.8);
		}
		operating_free(operating);
	}
}

static void test_any_other(void)
{
	struct operating *operating = operating_new();

	g_assert_cmpfloat(operating_draw(operating, "scope"), ==, 0);
	operating_set_cost(operating, "*", 2);
	g_assert_cmpfloat(operating_draw(operating, "scope"), ==, 2);
	g_assert_cmpfloat(operating_draw(operating, "batch"), ==, 0);
	operating_free(operating);
}

/* Two runs are one. */
static void test_jitter(void)
{
	g_autofree char *first = NULL;

	for (int round = 0; round < 2; round++) {
		struct timed *timed = timed_new(2);

		timed_cost(timed, "scope=2±1.5");
		for (int i = 0; i < 20; i++)
			timed_ask(timed, "x", "scope");
		timed_skip(timed, 1000);
		if (first)
			g_assert_cmpstr(timed->heard->str, ==, first);
		else
			first = g_strdup(timed->heard->str);
		timed_free(timed);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/workers/cut", test_cut);
	g_test_add_func("/workers/not cut", test_not_cut);
	g_test_add_func("/workers/one too long", test_one_too_long);
	g_test_add_func("/workers/gone", test_gone);
	g_test_add_func("/workers/patience", test_patience);
	g_test_add_func("/workers/late", test_late);
	g_test_add_func("/workers/delay", test_delay);
	g_test_add_func("/workers/request", test_request);
	g_test_add_func("/workers/cleared fault", test_cleared);
	g_test_add_func("/workers/down", test_down);
	g_test_add_func("/workers/rate", test_rate);
	g_test_add_func("/workers/operating", test_operating);
	g_test_add_func("/workers/bill", test_bill);
	g_test_add_func("/workers/reset", test_reset);
	g_test_add_func("/clock/wait", test_wait);
	g_test_add_func("/clock/pushed", test_pushed);
	g_test_add_func("/clock/overdue", test_overdue);
	g_test_add_func("/clock/far", test_far);
	g_test_add_func("/cost/read", test_costs);
	g_test_add_func("/cost/any other", test_any_other);
	g_test_add_func("/cost/jitter", test_jitter);
	return g_test_run();
}
