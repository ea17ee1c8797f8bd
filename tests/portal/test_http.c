/* The way of a request: address, body, order of checks, limits. */
#include "tests/portal/probe.h"

#define HOOK "/rest/1/secret/"
#define FORM "application/x-www-form-urlencoded"
#define GET17 "{\"id\":17}"
#define PARTS "multipart/form-data; boundary=\"=_b 1\""
#define MARK "--=_b 1"
#define PART(name, value)                                       \
	MARK "\r\nContent-Disposition: form-data; name=\"" name \
	     "\"\r\n\r\n" value "\r\n"

static const char seed[] = "{\"deals\":[{\"id\":17},{\"id\":18}]}";

static const struct probe_http_row rows[] = {
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
	{ "multipart", NULL, HOOK "crm.deal.get", NULL, PARTS,
	  PART("id", "17") MARK "--\r\n", "result/ID", "\"17\"" },
	{ "multipart nests", NULL, HOOK "crm.deal.list", NULL, PARTS,
	  PART("filter[ID]", "17") PART("select[]", "ID") MARK "--\r\n",
	  "result", "[{\"ID\":\"17\"}]" },
	{ "multipart is not decoded", NULL, HOOK "crm.deal.add", NULL, PARTS,
	  PART("fields[TITLE]", "a+b %2B\r\nc") MARK "--\r\n",
	  "state/deals/2/title", "\"a+b %2B\\r\\nc\"" },
	{ "multipart with an unquoted boundary", NULL, HOOK "crm.deal.get",
	  NULL, "multipart/form-data; boundary=xyz",
	  "--xyz\r\ncontent-disposition: form-data; name=id\r\n"
	  "Content-Type: text/plain\r\n\r\n17\r\n--xyz--\r\n",
	  "result/ID", "\"17\"" },
	{ "multipart wins over the query", NULL, HOOK "crm.deal.get", "id=18",
	  PARTS, PART("id", "17") MARK "--\r\n", "result/ID", "\"17\"" },
	{ "multipart carries a batch", NULL, HOOK "batch", NULL, PARTS,
	  PART("cmd[a]", "crm.deal.get?id=17") MARK "--\r\n",
	  "result/result/a/ID", "\"17\"" },
	{ "a file is no parameter", NULL, HOOK "crm.deal.get", NULL, PARTS,
	  MARK "\r\nContent-Disposition: form-data; name=\"id\"; filename=\""
	       "x\"\r\n\r\n17\r\n" MARK "--\r\n",
	  "error_description", "\"ID is not defined or invalid.\"" },
	{ "multipart without its end", NULL, HOOK "crm.deal.get", NULL, PARTS,
	  PART("id", "17"), "error_description",
	  "\"ID is not defined or invalid.\"" },
	{ "multipart without a boundary", NULL, HOOK "crm.deal.get", NULL,
	  "multipart/form-data", PART("id", "17") MARK "--\r\n",
	  "error_description", "\"ID is not defined or invalid.\"" },
	{ "several slashes", NULL, HOOK "crm.deal.get.json//", NULL, NULL,
	  GET17, "result/ID", "\"17\"" },
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
	{ .name = NULL },
};

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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	probe_add_http("http", seed, rows);
	g_test_add_func("/limit/rate", test_rate);
	g_test_add_func("/limit/rate before all else", test_rate_first);
	return g_test_run();
}
