/* Faults: which request they strike, what is done and what is answered. */
#include "tests/portal/php.h"
#include "tests/portal/probe.h"
#include "tests/portal/workers.h"

#include <string.h>

#define ADD "crm.deal.add"

static const struct {
	const char *name, *spec;
	const char *at, *expected; /* of the answer to crm.deal.add */
	guint made;                /* deals afterwards */
} kinds[] = {
	{ "503", "503", "error", "\"QUERY_LIMIT_EXCEEDED\"", 0 },
	{ "503 is a status", "503", "status", "503", 0 },
	{ "429", "429", "status", "429", 0 },
	{ "429 has its code", "429", "error", "\"OPERATION_TIME_LIMIT\"", 0 },
	{ "429 has no time", "429", "time", "(none)", 0 },
	{ "overload", "overload", "error", "\"OVERLOAD_LIMIT\"", 0 },
	{ "overload by another status", "overload:401", "status", "401", 0 },
	{ "500", "500", "error", "\"INTERNAL_SERVER_ERROR\"", 0 },
	{ "500, executed", "500 executed=1", "status", "500", 1 },
	{ "unexpected", "unexpected", "error", "\"ERROR_UNEXPECTED_ANSWER\"",
	  0 },
	{ "expired", "expired", "error", "\"expired_token\"", 0 },
	{ "expired is 401", "expired", "status", "401", 0 },
	{ "credentials", "credentials", "error", "\"INVALID_CREDENTIALS\"", 0 },
	{ "denied", "denied", "error", "\"ACCESS_DENIED\"", 0 },
	{ "denied is 403", "denied", "status", "403", 0 },
	{ "deleted", "deleted", "error", "\"PORTAL_DELETED\"", 0 },
	{ "encoding", "encoding", "error", "\"WRONG_ENCODING\"", 0 },
	{ "int-error", "int-error", "error", "100", 0 },
	{ "int-error with 200", "int-error:200", "status", "200", 0 },
	{ "zero-error", "zero-error", "error", "0", 0 },
	{ "empty-error", "empty-error", "error", "\"\"", 0 },
	{ "empty-error with 200", "empty-error:200", "status", "200", 0 },
	{ "error", "error:403:user_access_error", "error",
	  "\"user_access_error\"", 0 },
	{ "error has its status", "error:403:user_access_error", "status",
	  "403", 0 },
	{ "500html", "500html", "status", "500", 0 },
	{ "500html has no error", "500html", "error", "(none)", 0 },
	{ "500html, executed", "500html executed=1", "status", "500", 1 },
	{ "502html", "502html", "status", "502", 0 },
	{ "503html", "503html", "status", "503", 0 },
	{ "504html, executed", "504html executed=1", "status", "504", 1 },
	{ "403html", "403html", "status", "403", 0 },
	{ "html200", "html200", "status", "200", 0 },
	{ "html200 has no result", "html200", "result", "(none)", 0 },
	{ "reset-before", "reset-before", "status", "0", 0 },
	{ "reset-after", "reset-after", "status", "0", 1 },
	{ "truncate", "truncate", "status", "0", 1 },
	{ "delay", "delay:5000", "status", "200", 1 },
	{ "slow", "slow:10", "status", "0", 1 },
	{ "slow is the true answer", "slow:10", "result", "1", 1 },
	{ "late", "late:5000", "result", "(none)", 0 },
	{ "302", "302:https://other/", "status", "302", 0 },
	{ "302, executed", "302:https://other/ executed=1", "status", "302",
	  1 },
	{ "garbage", "garbage", "status", "200", 0 },
	{ "garbage has no result", "garbage", "result", "(none)", 0 },
	{ "garbage, executed", "garbage executed=1", "status", "200", 1 },
	{ "huge", "huge:1", "status", "200", 0 },
	{ "huge, executed", "huge:1 executed=1", "status", "200", 1 },
	{ "rotate", "rotate:other", "error", "\"INVALID_CREDENTIALS\"", 0 },
	{ "rotate is 401", "rotate", "status", "401", 0 },
	{ "another method", "503 method=scope", "status", "200", 1 },
	{ "this method", "503 method=crm.deal.ADD", "status", "503", 0 },
	{ "a write", "503 write=1", "status", "503", 0 },
	{ "another request", "503 request=2", "status", "200", 1 },
	{ "this request", "503 request=1", "status", "503", 0 },
	{ "not yet", "503 skip=1", "status", "200", 1 },
	{ "always", "503 share=100", "status", "503", 0 },
	{ "hardly ever", "503 share=0.0001", "status", "200", 1 },
	{ "a fault of commands is none of requests", "error-in-batch", "status",
	  "200", 1 },
};

static void test_kind(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	struct portal *portal = probe_faulty(kinds[i].spec);
	g_autoptr(cJSON) answer = probe_ask(portal, ADD, "{}");
	g_autofree char *found = probe_at(answer, kinds[i].at);

	g_assert_cmpstr(found, ==, kinds[i].expected);
	g_assert_cmpuint(portal->store->deal->all->len, ==, kinds[i].made);
	portal_free(portal);
}

static void test_count(void)
{
	struct portal *portal = probe_faulty("503 skip=2 count=2");
	static const char *const expected[] = { "200", "200", "503", "503",
		                                "200" };

	for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
		g_autofree char *status = probe_status(portal, "scope", "{}");
		g_assert_cmpstr(status, ==, expected[i]);
	}
	portal_free(portal);
}

static void test_for_ever(void)
{
	struct portal *portal = probe_faulty("503 count=0");

	for (int i = 0; i < 5; i++) {
		g_autofree char *status = probe_status(portal, "scope", "{}");
		g_assert_cmpstr(status, ==, "503");
	}
	faults_clear(portal->faults);
	g_autofree char *status = probe_status(portal, "scope", "{}");
	g_assert_cmpstr(status, ==, "200");
	portal_free(portal);
}

static void test_method_in_batch(void)
{
	struct portal *portal = probe_faulty("reset-after method=" ADD);
	g_autofree char *read =
		probe_status(portal, "batch", "{\"cmd\":[\"crm.deal.list\"]}");
	g_autofree char *write = probe_status(
		portal, "batch", "{\"cmd\":[\"scope\",\"crm.deal.add\"]}");

	g_assert_cmpstr(read, ==, "200");
	g_assert_cmpstr(write, ==, "0");
	g_assert_cmpuint(portal->store->deal->all->len, ==, 1);
	portal_free(portal);
}

static void test_alone(void)
{
	struct portal *portal = probe_faulty("503 alone=1");
	g_autofree char *batch =
		probe_status(portal, "batch", "{\"cmd\":[\"" ADD "\"]}");
	g_autofree char *alone = probe_status(portal, ADD, "{}");

	g_assert_cmpstr(batch, ==, "200");
	g_assert_cmpstr(alone, ==, "503");
	g_assert_cmpuint(portal->store->deal->all->len, ==, 1);
	portal_free(portal);
}

static void test_cut(void)
{
	struct portal *portal = probe_faulty("cut:2");
	static const char body[] =
		"{\"cmd\":[\"" ADD "\",\"" ADD "\",\"" ADD "\"]}";
	g_autofree char *cut = probe_status(portal, "batch", body);
	guint made = portal->store->deal->all->len;
	g_autofree char *whole = probe_status(portal, "batch", body);

	g_assert_cmpstr(cut, ==, "504");
	g_assert_cmpuint(made, ==, 2);
	g_assert_cmpstr(whole, ==, "200");
	g_assert_cmpuint(portal->store->deal->all->len, ==, 5);
	portal_free(portal);
}

static void test_late(void)
{
	struct portal *portal = probe_faulty("late:60000");
	struct request request = { .verb = "POST",
		                   .path = "/rest/1/secret/" ADD,
		                   .body = "" };
	struct answer answer;
	struct work *work;

	clock_make_virtual(&portal->clock, 1608973200);
	work = portal_take(portal, &request, &answer);
	g_assert_nonnull(work);
	answer_clear(&answer);
	workers_add(portal->workers, work, NULL, 0);
	workers_skip(portal->workers, 59.9);
	g_assert_cmpuint(portal->postponed, ==, 1);
	g_assert_cmpuint(portal->store->deal->all->len, ==, 0);
	workers_skip(portal->workers, 0.1);
	g_assert_cmpuint(portal->postponed, ==, 0);
	g_assert_cmpuint(portal->store->deal->all->len, ==, 1);
	portal_free(portal);
}

static char *total(struct portal *portal)
{
	g_autoptr(cJSON) answer =
		probe_ask(portal, "crm.item.list", "{\"entityTypeId\":2}");

	return probe_at(answer, "total");
}

static void test_lag_requests(void)
{
	struct portal *portal = probe_faulty("lag:2");

	cJSON_Delete(probe_ask(portal, ADD, "{}"));
	g_autofree char *at_once = total(portal);
	g_autofree char *get =
		probe_status(portal, "crm.deal.get", "{\"id\":1}");
	g_autofree char *later = total(portal);

	g_assert_cmpstr(at_once, ==, "0");
	g_assert_cmpstr(get, ==, "200");
	g_assert_cmpstr(later, ==, "1");
	portal_free(portal);
}

static void test_lag_seconds(void)
{
	struct portal *portal = probe_faulty("lag:30s");
	static const char find[] =
		"{\"type\":\"PHONE\",\"values\":[\"+79270001234\"]}";

	cJSON_Delete(probe_ask(portal, "crm.contact.add",
	                       "{\"fields\":{\"PHONE\":[{\"VALUE\":"
	                       "\"89270001234\"}]}}"));
	g_autoptr(cJSON) early =
		probe_ask(portal, "crm.duplicate.findbycomm", find);
	clock_skip(&portal->clock, 31);
	g_autoptr(cJSON) late =
		probe_ask(portal, "crm.duplicate.findbycomm", find);
	g_autofree char *before = probe_at(early, "result");
	g_autofree char *after = probe_at(late, "result");

	g_assert_cmpstr(before, ==, "[]");
	g_assert_cmpstr(after, ==, "{\"CONTACT\":[1]}");
	portal_free(portal);
}

static void test_nonsense(void)
{
	static const char *const specs[] = {
		"",
		"504",
		"503 methode=x",
		"503 scope",
		"503:500",
		"denied:99",
		"denied:x",
		"error:403",
		"error:x:y",
		"error",
		"302",
		"302:",
		"delay:soon",
		"late:-1",
		"lag",
		"lag:x",
		"huge:0",
		"cut:0",
		"cut:x",
		"huge:257",
		"503 share=0",
		"503 share=101",
		"503 share=",
		"503 share=x",
		"503 count=x",
		"503 count=-1",
		"503 skip=",
		"503 method=",
		"reset-after:1",
		"503 request=1x",
	};
	struct portal *portal = probe_portal(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(specs); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_false(faults_add(portal->faults, specs[i], &error));
		g_assert_nonnull(error);
	}
	portal_free(portal);
}

static void test_down(void)
{
	struct portal *portal = probe_portal(NULL);

	cJSON_Delete(probe_http(portal, "POST", "/_down", "on=1", NULL, NULL));
	g_autofree char *dropped = probe_status(portal, ADD, "{}");
	cJSON_Delete(probe_http(portal, "POST", "/_down", "on=1&mode=html",
	                        NULL, NULL));
	g_autofree char *html = probe_status(portal, ADD, "{}");
	cJSON_Delete(probe_http(portal, "POST", "/_down", "on=0", NULL, NULL));
	g_autofree char *up = probe_status(portal, ADD, "{}");

	g_assert_cmpstr(dropped, ==, "0");
	g_assert_cmpstr(html, ==, "500");
	g_assert_cmpstr(up, ==, "200");
	g_assert_cmpuint(portal->store->deal->all->len, ==, 1);
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *path =
			g_strconcat("/fault/kind/", kinds[i].name, NULL);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_kind);
	}
	g_test_add_func("/fault/skip and count", test_count);
	g_test_add_func("/fault/for ever", test_for_ever);
	g_test_add_func("/fault/method in a batch", test_method_in_batch);
	g_test_add_func("/fault/alone", test_alone);
	g_test_add_func("/fault/cut", test_cut);
	g_test_add_func("/fault/late", test_late);
	g_test_add_func("/fault/lag by requests", test_lag_requests);
	g_test_add_func("/fault/lag by seconds", test_lag_seconds);
	g_test_add_func("/fault/nonsense", test_nonsense);
	g_test_add_func("/fault/down", test_down);
	return g_test_run();
}
