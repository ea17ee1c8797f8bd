/* Workers: who is carried out when, what takes effect when. */
#include "tests/portal/probe.h"
#include "tests/portal/timed.h"

#include <string.h>

#define SECOND ((gint64)G_USEC_PER_SEC)

/* "abc": titles of the deals by id. */
static char *titles(const struct timed *timed)
{
	const struct kind *kind = timed->portal->store->deal;
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < kind->all->len; i++)
		g_string_append(text,
		                entity_get(kind, kind->all->pdata[i], "TITLE"));
	return g_string_free(text, FALSE);
}

/* ---- who is carried out when ---- */

static void test_one_worker(void)
{
	struct timed *timed = timed_new(1);

	timed_cost(timed, "scope=2");
	timed_cost(timed, "profile=1");
	timed_ask(timed, "a", "scope");
	timed_ask(timed, "b", "scope");
	timed_ask(timed, "c", "profile");
	timed_skip(timed, 1.5);
	timed_check(timed, "");
	timed_skip(timed, 10);
	timed_check(timed, "a 200 @2\nb 200 @4\nc 200 @5\n");
	/* It is free long before it is asked again. */
	timed_ask(timed, "d", "scope");
	timed_skip(timed, 10);
	timed_check(timed, "d 200 @13.5\n");
	timed_free(timed);
}

static void test_two_workers(void)
{
	struct timed *timed = timed_new(2);

	timed_cost(timed, "scope=2");
	timed_cost(timed, "profile=5");
	timed_ask(timed, "a", "profile");
	timed_ask(timed, "b", "scope");
	timed_ask(timed, "c", "scope");
	timed_ask(timed, "d", "scope");
	timed_skip(timed, 100);
	timed_check(timed, "b 200 @2\nc 200 @4\na 200 @5\nd 200 @6\n");
	g_assert_cmpuint(timed->portal->load->in_progress.most, ==, 2);
	g_assert_cmpuint(timed->portal->load->waiting.most, ==, 2);
	timed_free(timed);
}

static void test_no_bound(void)
{
	struct timed *timed = timed_new(0);

	timed_cost(timed, "scope=2");
	for (int i = 0; i < 100; i++)
		timed_ask(timed, "x", "scope");
	timed_skip(timed, 2);
	g_assert_cmpuint(timed->portal->load->in_progress.most, ==, 100);
	g_assert_cmpuint(timed->portal->load->in_progress.now, ==, 0);
	g_assert_cmpuint(timed->portal->answered, ==, 100);
	timed_free(timed);
}

/* A wrong secret takes a worker, but no time. */
static void test_refused(void)
{
	struct timed *timed = timed_new(1);

	timed_cost(timed, "scope=2");
	timed_ask(timed, "a", "scope");
	timed_ask(timed, "b", "nope");
	timed_ask(timed, "c", "scope");
	timed_skip(timed, 100);
	timed_check(timed, "a 200 @2\nb 404 @2\nc 200 @4\n");
	timed_free(timed);
}

/* Property: with N workers and requests of one command each, everyone gets
 * the worker that is free first, in order of arrival. */
static void test_schedule(void)
{
	for (int round = 0; round < 100; round++) {
		guint workers = (guint)g_test_rand_int_range(1, 5);
		struct timed *timed = timed_new(workers);
		gint64 free_at[5] = { 0 };
		gint64 expected[30];

		for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
			gint64 *first = free_at;
			gint64 now = clock_timeline(&timed->portal->clock);
			int seconds = g_test_rand_int_range(0, 8);

			for (guint w = 1; w < workers; w++) {
				if (free_at[w] < *first)
					first = &free_at[w];
			}
			operating_set_cost(timed->portal->operating, "scope",
			                   seconds);
			*first = MAX(*first, now) + seconds * SECOND;
			expected[i] = *first;
			/* The cost is drawn when it begins: so let it begin
			 * before the next one is set. */
			timed_ask(timed, "x", "scope");
			timed_skip(timed, MAX(0, (double)(*first - now) / 1e6 -
			                                 seconds));
			timed_skip(timed, g_test_rand_int_range(0, 3));
		}
		timed_skip(timed, 10000);
		for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
			const struct timed_client *client =
				timed->clients->pdata[i];

			g_assert_cmpint(client->answered, ==, expected[i]);
		}
		g_assert_cmpuint(timed->portal->load->in_progress.most, <=,
		                 workers);
		timed_free(timed);
	}
}

/* ---- what takes effect when ---- */

static void test_effect(void)
{
	struct timed *timed = timed_new(0);

	timed_cost(timed, "crm.deal.add=2");
	timed_ask(timed, "a", "crm.deal.add");
	timed_skip(timed, 1.9);
	g_assert_cmpuint(timed_deals(timed), ==, 0);
	timed_skip(timed, 0.1);
	g_assert_cmpuint(timed_deals(timed), ==, 1);
	timed_check(timed, "a 200 @2\n");
	timed_free(timed);
}

static void test_batch(void)
{
	struct timed *timed = timed_new(0);

	timed_cost(timed, "crm.deal.add=2");
	timed_cost(timed, "scope=0.5");
	timed_ask_batch(timed, "a",
	                TIMED_ADD "1\",\"scope\"," TIMED_ADD "2\",\"nope\"");
	timed_skip(timed, 2);
	g_assert_cmpuint(timed_deals(timed), ==, 1);
	timed_skip(timed, 2.4);
	g_assert_cmpuint(timed_deals(timed), ==, 1);
	timed_check(timed, "");
	timed_skip(timed, 0.1);
	g_assert_cmpuint(timed_deals(timed), ==, 2);
	timed_check(timed, "a 200 @4.5\n");
	timed_free(timed);
}

/* Two requests in flight: their commands come in turn, each time the one that
 * ends first, and one sees what the other did. */
static void test_interleaved(void)
{
	struct timed *timed = timed_new(2);
	struct timed_client *list;

	timed_cost(timed, "crm.deal.add=2");
	timed_cost(timed, "crm.deal.list=3");
	timed_ask_batch(timed, "a",
	                TIMED_ADD "a\"," TIMED_ADD "b\"," TIMED_ADD "c\"");
	timed_skip(timed, 1);
	list = timed_ask_batch(timed, "b",
	                       "\"crm.deal.list?select[]=TITLE\"," TIMED_ADD
	                       "x\"");
	timed_skip(timed, 100);
	g_autofree char *made = titles(timed);
	g_assert_cmpstr(made, ==, "abcx");
	timed_check(timed, "a 200 @6\nb 200 @6\n");
	g_assert_nonnull(strstr(list->body->str,
	                        "[{\"TITLE\":\"a\"},{\"TITLE\":\"b\"}]"));
	timed_free(timed);
}

static void test_interleaved_writes(void)
{
	struct timed *timed = timed_new(2);

	timed_cost(timed, "crm.deal.add=2");
	timed_ask_batch(timed, "a",
	                TIMED_ADD "a\"," TIMED_ADD "a\"," TIMED_ADD "a\"");
	timed_skip(timed, 1);
	timed_ask_batch(timed, "b",
	                TIMED_ADD "b\"," TIMED_ADD "b\"," TIMED_ADD "b\"");
	timed_skip(timed, 100);
	g_autofree char *made = titles(timed);
	g_assert_cmpstr(made, ==, "ababab");
	timed_free(timed);
}

#define ADDED_AS(key, title)                                \
	"{\"key\":\"" key "\",\"method\":\"crm.deal.add\"," \
	"\"params\":{\"fields\":{\"TITLE\":\"" title "\"}}}"
#define ADDED(title) "[" ADDED_AS("0", title) "," ADDED_AS("1", title) "]"

/* The journal keeps requests apart whose commands came in turn. */
static void test_journal(void)
{
	struct timed *timed = timed_new(2);
	g_autoptr(GString) lines = g_string_new(NULL);

	timed_cost(timed, "crm.deal.add=2");
	timed_ask_batch(timed, "a", TIMED_ADD "a\"," TIMED_ADD "a\"");
	timed_skip(timed, 1);
	timed_ask_batch(timed, "b", TIMED_ADD "b\"," TIMED_ADD "b\"");
	timed_skip(timed, 100);
	journal_lines(timed->portal->journal, lines, "\n");
	g_auto(GStrv) all = g_strsplit(lines->str, "\n", -1);
	g_assert_cmpuint(g_strv_length(all), ==, 2);
	for (gsize i = 0; i < 2; i++) {
		g_autoptr(cJSON) line = cJSON_Parse(all[i]);
		g_autofree char *number = probe_at(line, "request");
		g_autofree char *commands = probe_at(line, "commands");

		g_assert_cmpstr(number, ==, i ? "2" : "1");
		g_assert_cmpstr(commands, ==, i ? ADDED("b") : ADDED("a"));
	}
	timed_free(timed);
}

/* References need what came before, so they are read when their command
 * begins. */
static void test_reference(void)
{
	struct timed *timed = timed_new(0);
	struct timed_client *client;

	timed_cost(timed, "*=1");
	client = timed_ask_for(
		timed, "a", "batch",
		"{\"cmd\":{\"a\":\"crm.deal.add?fields[TITLE]=x\","
		"\"b\":\"crm.deal.get?id=$result[a]\"}}",
		0);
	timed_skip(timed, 2);
	g_assert_nonnull(strstr(client->body->str, "\"TITLE\":\"x\""));
	timed_free(timed);
}

static void test_stamps(void)
{
	struct timed *timed = timed_new(1);
	struct timed_client *client;

	timed_cost(timed, "crm.deal.add=2.5");
	timed_ask(timed, "a", "crm.deal.add");
	client = timed_ask_batch(timed, "b", "\"crm.deal.add\"");
	timed_skip(timed, 100);
	g_assert_cmpstr(entity_get(timed->portal->store->deal,
	                           kind_find(timed->portal->store->deal, 2),
	                           "DATE_CREATE"),
	                ==, "2020-12-26T12:00:05+03:00");
	/* `time` counts from when a worker took it. */
	g_autoptr(cJSON) body = cJSON_Parse(client->body->str);
	g_autofree char *outer = probe_at(body, "time/start");
	g_autofree char *duration = probe_at(body, "time/duration");
	g_autofree char *inner = probe_at(body, "result/result_time/0/finish");
	g_assert_cmpstr(outer, ==, "1608973202.5");
	g_assert_cmpstr(duration, ==, "2.5");
	g_assert_cmpstr(inner, ==, "1608973205");
	timed_free(timed);
}

/* Without a clock that waits, costs show in `time` all the same. */
static void test_not_waited_for(void)
{
	struct portal *portal = probe_portal(NULL);

	operating_set_cost(portal->operating, "scope", 2.5);
	g_autoptr(cJSON) answer =
		probe_ask(portal, "batch", "{\"cmd\":[\"scope\",\"scope\"]}");
	g_autofree char *outer = probe_at(answer, "time/duration");
	g_autofree char *second =
		probe_at(answer, "result/result_time/1/start");
	g_assert_cmpstr(outer, ==, "5");
	g_assert_cmpstr(second, ==, "1608973202.5");
	g_assert_cmpint(clock_seconds(&portal->clock), ==, 1608973200);
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/workers/one", test_one_worker);
	g_test_add_func("/workers/two", test_two_workers);
	g_test_add_func("/workers/no bound", test_no_bound);
	g_test_add_func("/workers/refused", test_refused);
	g_test_add_func("/workers/schedule", test_schedule);
	g_test_add_func("/workers/effect", test_effect);
	g_test_add_func("/workers/batch", test_batch);
	g_test_add_func("/workers/interleaved", test_interleaved);
	g_test_add_func("/workers/interleaved writes", test_interleaved_writes);
	g_test_add_func("/workers/journal", test_journal);
	g_test_add_func("/workers/reference", test_reference);
	g_test_add_func("/workers/stamps", test_stamps);
	g_test_add_func("/workers/not waited for", test_not_waited_for);
	return g_test_run();
}
