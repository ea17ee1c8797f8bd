/* The way of a request: address, body, order of checks, limits. */
#include "tests/portal/probe.h"

#define HOOK "/rest/1/secret/"
#define FORM "application/x-www-form-urlencoded"
#define GET17 "{\"id\":17}"

static const char seed[] = "{\"deals\":[{\"id\":17},{\"id\":18}]}";

static const struct {
	const char *name, *verb, *path, *query, *type, *body;
	const char *at, *expected;
} rows[] = {
	{ "JSON", NULL, HOOK "crm.deal.get", NULL, NULL, GET17, "result/ID",
	  "\"17\"" },
	{ "JSON with a charset", NULL, HOOK "crm.deal.get", NULL,
	  "application/json; charset=utf-8", GET17, "result/ID", "\"17\"" },
	{ "suffix", NULL, HOOK "crm.deal.get.json", NULL, NULL, GET17,
	  "result/ID", "\"17\"" },
	{ "trailing slash", NULL, HOOK "crm.deal.get/", NULL, NULL, GET17,
	  "result/ID", "\"17\"" },
	{ "letter case", NULL, HOOK "CRM.Deal.GET", NULL, NULL, GET17,
	  "result/ID", "\"17\"" },
	{ "GET", "GET", HOOK "crm.deal.get", "id=17", NULL, NULL, "result/ID",
	  "\"17\"" },
	{ "GET hears no body", "GET", HOOK "crm.deal.get", NULL, NULL, GET17,
	  "error_description", "\"ID is not defined or invalid.\"" },
	{ "form", NULL, HOOK "crm.deal.get", NULL, FORM, "id=17", "result/ID",
	  "\"17\"" },
	{ "JSON sent as a form is lost", NULL, HOOK "crm.deal.get", NULL, FORM,
	  GET17, "error_description", "\"ID is not defined or invalid.\"" },
	{ "JSON sent as text is lost", NULL, HOOK "crm.deal.get", NULL,
	  "text/plain", GET17, "error_description",
	  "\"ID is not defined or invalid.\"" },
	{ "broken JSON is no parameters", NULL, HOOK "crm.deal.get", NULL, NULL,
	  "{\"id\":17", "error_description",
	  "\"ID is not defined or invalid.\"" },
	{ "the body wins over the query", NULL, HOOK "crm.deal.get", "id=18",
	  NULL, GET17, "result/ID", "\"17\"" },
	{ "the query adds to the body", NULL, HOOK "crm.deal.list",
	  "select[]=ID", NULL, "{\"filter\":{\"ID\":17}}", "result",
	  "[{\"ID\":\"17\"}]" },
	{ "unknown method", NULL, HOOK "crm.nope", NULL, NULL, NULL, "error",
	  "\"ERROR_METHOD_NOT_FOUND\"" },
	{ "404 before the secret", NULL, "/rest/1/wrong/crm.nope", NULL, NULL,
	  NULL, "status", "404" },
	{ "wrong secret", NULL, "/rest/1/wrong/profile", NULL, NULL, NULL,
	  "error", "\"INVALID_CREDENTIALS\"" },
	{ "wrong secret is 401", NULL, "/rest/1/wrong/profile", NULL, NULL,
	  NULL, "status", "401" },
	{ "wrong user", NULL, "/rest/2/secret/profile", NULL, NULL, NULL,
	  "status", "401" },
	{ "no user in the path", NULL, "/rest/secret/profile", NULL, NULL, NULL,
	  "error", "\"ERROR_METHOD_NOT_FOUND\"" },
	{ "no webhook at all", NULL, "/rest/profile", NULL, NULL, NULL, "error",
	  "\"NO_AUTH_FOUND\"" },
	{ "REST 3.0 is not here", NULL, "/rest/api/1/secret/profile", NULL,
	  NULL, NULL, "status", "404" },
	{ "scope", NULL, HOOK "user.current", NULL, NULL, NULL, "error",
	  "\"insufficient_scope\"" },
	{ "scope before the method", NULL, HOOK "user.current", NULL, NULL,
	  NULL, "status", "401" },
	{ "time", NULL, HOOK "server.time", NULL, NULL, NULL, "time",
	  "{\"start\":1608973200,\"finish\":1608973200,\"duration\":0,"
	  "\"processing\":0,\"date_start\":\"2020-12-26T12:00:00+03:00\","
	  "\"date_finish\":\"2020-12-26T12:00:00+03:00\","
	  "\"operating_reset_at\":1608973800,\"operating\":0}" },
	{ "elsewhere", "GET", "/", NULL, NULL, NULL, "status", "404" },
};

static void test_row(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	struct portal *portal = probe_portal(seed);
	g_autoptr(cJSON) answer =
		probe_http(portal, rows[i].verb, rows[i].path, rows[i].query,
	                   rows[i].type, rows[i].body);
	g_autofree char *found = probe_at(answer, rows[i].at);

	g_assert_cmpstr(found, ==, rows[i].expected);
	portal_free(portal);
}

static char *status_of(struct portal *portal, const char *method)
{
	g_autoptr(cJSON) answer = probe_ask(portal, method, "{}");

	return probe_at(answer, "status");
}

static guint statuses(struct portal *portal, guint requests, const char *wanted)
{
	guint count = 0;

	for (guint i = 0; i < requests; i++) {
		g_autofree char *status = status_of(portal, "scope");
		count += g_strcmp0(status, wanted) == 0;
	}
	return count;
}

static void test_rate(void)
{
	struct portal *portal = probe_portal(NULL);

	portal->bucket.off = false;
	/* The counter must be above X = 50 when the request arrives. */
	g_assert_cmpuint(statuses(portal, 60, "200"), ==, 51);
	g_assert_cmpuint(statuses(portal, 1, "503"), ==, 1);
	clock_skip(&portal->clock, 5);
	g_assert_cmpuint(statuses(portal, 20, "200"), ==, 10);
	portal_free(portal);
}

static void test_rate_first(void)
{
	struct portal *portal = probe_portal(NULL);

	portal->bucket.off = false;
	portal->bucket.burst = -1;
	g_autoptr(cJSON) answer =
		probe_http(portal, NULL, "/rest/1/x/nope", NULL, NULL, NULL);
	g_autofree char *error = probe_at(answer, "error");
	g_assert_cmpstr(error, ==, "\"QUERY_LIMIT_EXCEEDED\"");
	portal_free(portal);
}

static void test_operating(void)
{
	struct portal *portal = probe_portal(NULL);

	operating_set_cost(portal->operating, "crm.deal.add", 3);
	portal->operating->limit = 5;
	/* The call that crosses is carried out, the next one is not. */
	for (int i = 0; i < 2; i++) {
		g_autofree char *status = status_of(portal, "crm.deal.add");
		g_assert_cmpstr(status, ==, "200");
	}
	g_autofree char *blocked = status_of(portal, "crm.deal.add");
	g_assert_cmpstr(blocked, ==, "429");
	g_autofree char *other = status_of(portal, "crm.contact.add");
	g_assert_cmpstr(other, ==, "200");
	clock_skip(&portal->clock, 601);
	g_autofree char *later = status_of(portal, "crm.deal.add");
	g_assert_cmpstr(later, ==, "200");
	g_assert_cmpuint(portal->store->deal->all->len, ==, 3);
	portal_free(portal);
}

static void test_operating_in_batch(void)
{
	struct portal *portal = probe_portal(NULL);

	operating_set_cost(portal->operating, "crm.deal.add", 3);
	portal->operating->limit = 5;
	g_autoptr(cJSON) answer = probe_ask(
		portal, "batch",
		"{\"cmd\":{\"a\":\"crm.deal.add\",\"b\":\"crm.deal.add\","
		"\"c\":\"crm.deal.add\",\"d\":\"scope\"}}");
	g_autofree char *error =
		probe_at(answer, "result/result_error/c/error");
	g_autofree char *sum =
		probe_at(answer, "result/result_time/b/operating");
	g_autofree char *last = probe_at(answer, "result/result/d");

	g_assert_cmpstr(error, ==, "\"OPERATION_TIME_LIMIT\"");
	g_assert_cmpstr(sum, ==, "6");
	g_assert_cmpstr(last, ==, "[\"crm\"]");
	portal_free(portal);
}

static void test_operating_billed_to_batch(void)
{
	struct portal *portal = probe_portal(NULL);

	operating_set_cost(portal->operating, "crm.deal.add", 3);
	portal->operating->mode = OPERATING_BATCH;
	g_autoptr(cJSON) answer =
		probe_ask(portal, "batch", "{\"cmd\":[\"crm.deal.add\"]}");
	g_autofree char *outer = probe_at(answer, "time/operating");

	g_assert_cmpstr(outer, ==, "3");
	portal_free(portal);
}

static void test_operating_absent(void)
{
	struct portal *portal = probe_portal(NULL);

	portal->operating->mode = OPERATING_ABSENT;
	g_autoptr(cJSON) answer = probe_ask(portal, "scope", "{}");
	g_autofree char *operating = probe_at(answer, "time/operating");

	g_assert_cmpstr(operating, ==, "(none)");
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/http/", rows[i].name, NULL);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/limit/rate", test_rate);
	g_test_add_func("/limit/rate before all else", test_rate_first);
	g_test_add_func("/limit/operating", test_operating);
	g_test_add_func("/limit/operating in a batch", test_operating_in_batch);
	g_test_add_func("/limit/operating billed to the batch",
	                test_operating_billed_to_batch);
	g_test_add_func("/limit/operating absent", test_operating_absent);
	return g_test_run();
}
