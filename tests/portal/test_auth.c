/* Who may call, in which order it is checked, and what changes that. */
#include "tests/portal/probe.h"
#include "tests/portal/workers.h"

#include <string.h>

#define HOOK "/rest/1/secret/"

static const char seed[] =
	"{\"settings\":{\"scopes\":[\"crm\"]},"
	"\"users\":[{\"ID\":7,\"NAME\":\"Семь\"},{\"ID\":8,\"ACTIVE\":false},"
	"{\"ID\":9,\"ACTIVE\":\"N\"}],"
	"\"hooks\":[{\"user\":7,\"secret\":\"other\",\"admin\":false,"
	"\"scopes\":[\"user\"]},"
	"{\"user\":1,\"secret\":\"old\",\"expires\":\"2020-12-26T11:59:59\"},"
	"{\"user\":1,\"secret\":\"soon\",\"expires\":\"2020-12-26T12:00:01\"},"
	"{\"user\":8,\"secret\":\"gone\"},{\"user\":9,\"secret\":\"gone\"}],"
	"\"tokens\":[{\"token\":\"good\",\"user\":7},"
	"{\"token\":\"stale\",\"expires\":\"2020-12-26T12:00:00\"}],"
	"\"deals\":[{\"id\":17}]}";

static const struct probe_http_row rows[] = {
	{ "the first webhook", NULL, HOOK "profile", NULL, NULL, NULL,
	  "result/ID", "\"1\"" },
	{ "another webhook", NULL, "/rest/7/other/profile", NULL, NULL, NULL,
	  "result/ID", "\"7\"" },
	{ "with rights of its own", NULL, "/rest/7/other/profile", NULL, NULL,
	  NULL, "result/ADMIN", "false" },
	{ "with scopes of its own", NULL, "/rest/7/other/crm.deal.list", NULL,
	  NULL, NULL, "error", "\"insufficient_scope\"" },
	{ "somebody else's secret", NULL, "/rest/1/other/profile", NULL, NULL,
	  NULL, "error", "\"INVALID_CREDENTIALS\"" },
	{ "an expired secret", NULL, "/rest/1/old/profile", NULL, NULL, NULL,
	  "error", "\"INVALID_CREDENTIALS\"" },
	{ "one that expires soon", NULL, "/rest/1/soon/profile", NULL, NULL,
	  NULL, "status", "200" },
	{ "of a dismissed user", NULL, "/rest/8/gone/profile", NULL, NULL, NULL,
	  "status", "401" },
	{ "dismissed by a letter", NULL, "/rest/9/gone/profile", NULL, NULL,
	  NULL, "status", "401" },
	{ "no credentials", NULL, "/rest/profile", NULL, NULL, NULL, "error",
	  "\"NO_AUTH_FOUND\"" },
	{ "empty credentials", NULL, "/rest/profile", "auth=", NULL, NULL,
	  "error", "\"NO_AUTH_FOUND\"" },
	{ "a token in the query", NULL, "/rest/profile", "auth=good", NULL,
	  NULL, "result/ID", "\"7\"" },
	{ "a token in the body", NULL, "/rest/profile", NULL, NULL,
	  "{\"auth\":\"good\"}", "result/ID", "\"7\"" },
	{ "a token with a slash behind the method", "GET", "/rest/profile/",
	  "auth=good", NULL, NULL, "result/ID", "\"7\"" },
	{ "a token with a suffix", "GET", "/rest/profile.json", "auth=good",
	  NULL, NULL, "result/ID", "\"7\"" },
	{ "a token beside parameters", NULL, "/rest/crm.deal.get",
	  "auth=good&id=17", NULL, NULL, "result/ID", "\"17\"" },
	{ "an unknown token", NULL, "/rest/profile", "auth=bad", NULL, NULL,
	  "error", "\"invalid_token\"" },
	{ "an expired token", NULL, "/rest/profile", "auth=stale", NULL, NULL,
	  "error", "\"expired_token\"" },
	{ "with its status", NULL, "/rest/profile", "auth=stale", NULL, NULL,
	  "status", "401" },
	{ "a token is no secret", NULL, "/rest/7/good/profile", NULL, NULL,
	  NULL, "status", "401" },
	{ "a secret is no token", NULL, "/rest/profile", "auth=secret", NULL,
	  NULL, "error", "\"invalid_token\"" },
	{ "who calls is who adds", NULL, "/rest/crm.deal.add", "auth=good",
	  NULL, "{}", "state/deals/1/createdBy", "7" },
	{ "app.info by a token", NULL, "/rest/app.info", "auth=good", NULL,
	  NULL, "result/STATUS", "\"L\"" },
	{ .name = NULL },
};

static void test_bearer(void)
{
	static const struct {
		const char *header, *expected;
	} headers[] = {
		{ "Bearer good", "200" },   { "bearer good", "200" },
		{ "Bearer  good ", "200" }, { "Bearer bad", "401" },
		{ "Basic good", "401" },
	};
	struct portal *portal = probe_portal(seed);
	struct request request = { .verb = "GET",
		                   .path = "/rest/profile",
		                   .body = "" };

	for (gsize i = 0; i < G_N_ELEMENTS(headers); i++) {
		request.authorization = headers[i].header;
		g_autoptr(cJSON) answer = probe_request(portal, &request);
		g_autofree char *status = probe_at(answer, "status");
		g_assert_cmpstr(status, ==, headers[i].expected);
	}
	portal_free(portal);
}

/* ---- the order ---- */

static char *ask(struct portal *portal, const char *path, const char *params,
                 const char *at)
{
	g_autoptr(cJSON) answer =
		probe_http(portal, NULL, path, NULL, NULL, params);

	return probe_at(answer, at);
}

/* Everything is wrong at once; one thing after the other is put right. */
static void test_order(void)
{
	struct portal *portal =
		probe_portal("{\"settings\":{\"scopes\":[\"user\"]}}");
	static const char lost[] = "{\"id\":9}";

	operating_set_cost(portal->operating, "crm.deal.get", 9);
	portal->operating->limit = -1;
	portal->bucket.off = false;
	portal->bucket.burst = -1;
	g_autofree char *rate = ask(portal, "/rest/1/x/nope", lost, "status");
	portal->bucket.off = true;
	g_autofree char *method = ask(portal, "/rest/1/x/nope", lost, "status");
	g_autofree char *secret =
		ask(portal, "/rest/1/x/crm.deal.get", lost, "error");
	g_autofree char *scope =
		ask(portal, HOOK "crm.deal.get", lost, "error");
	g_strfreev(portal->hook->scopes);
	portal->hook->scopes = g_strsplit("crm", " ", -1);
	g_autofree char *limit =
		ask(portal, HOOK "crm.deal.get", lost, "status");
	portal->operating->limit = 480;
	g_autofree char *own = ask(portal, HOOK "crm.deal.get", lost, "error");

	g_assert_cmpstr(rate, ==, "503");
	g_assert_cmpstr(method, ==, "404");
	g_assert_cmpstr(secret, ==, "\"INVALID_CREDENTIALS\"");
	g_assert_cmpstr(scope, ==, "\"insufficient_scope\"");
	g_assert_cmpstr(limit, ==, "429");
	g_assert_cmpstr(own, ==, "\"\"");
	portal_free(portal);
}

/* ---- what changes while it runs ---- */

static void change(struct portal *portal, const char *text)
{
	g_autoptr(cJSON) answer =
		probe_http(portal, "POST", "/_seed", NULL, NULL, text);
	g_autofree char *status = probe_at(answer, "status");

	g_assert_cmpstr(status, ==, "200");
}

static void expect(struct portal *portal, const char *path, const char *at,
                   const char *expected)
{
	g_autofree char *found = ask(portal, path, NULL, at);

	g_assert_cmpstr(found, ==, expected);
}

/* An administrator edits a webhook: it is his, with another secret. */
static void test_rotated(void)
{
	struct portal *portal = probe_portal(NULL);

	expect(portal, HOOK "profile", "status", "200");
	change(portal, "{\"settings\":{\"secret\":\"new\",\"user\":5}}");
	expect(portal, HOOK "profile", "status", "401");
	expect(portal, "/rest/1/new/profile", "status", "401");
	expect(portal, "/rest/5/new/profile", "result/ID", "\"5\"");
	portal_free(portal);
}

static void test_expires(void)
{
	struct portal *portal = probe_portal(
		"{\"settings\":{\"secretExpires\":\"2020-12-26T12:01:00\"}}");

	expect(portal, HOOK "profile", "status", "200");
	clock_skip(&portal->clock, 60);
	expect(portal, HOOK "profile", "error", "\"INVALID_CREDENTIALS\"");
	change(portal, "{\"settings\":{\"secretExpires\":\"\"}}");
	expect(portal, HOOK "profile", "status", "200");
	portal_free(portal);
}

static void test_dismissed(void)
{
	struct portal *portal = probe_portal(NULL);

	change(portal, "{\"users\":[{\"ID\":1,\"NAME\":\"Обмен\"}]}");
	expect(portal, HOOK "profile", "result/NAME", "\"Обмен\"");
	change(portal, "{\"users\":[{\"ID\":1,\"ACTIVE\":false}]}");
	expect(portal, HOOK "profile", "status", "401");
	change(portal, "{\"users\":[{\"ID\":1,\"ACTIVE\":true}]}");
	expect(portal, HOOK "profile", "result/NAME", "\"Обмен\"");
	portal_free(portal);
}

/* ---- several at a time ---- */

static void hand_in(struct portal *portal, const char *path, const char *body)
{
	struct request request = { .verb = "POST",
		                   .path = path,
		                   .type = "application/json",
		                   .body = body,
		                   .length = strlen(body) };
	struct answer answer;
	struct work *work = portal_take(portal, &request, &answer);

	g_assert_nonnull(work);
	answer_clear(&answer);
	workers_add(portal->workers, work, NULL, 0);
}

/* Between two commands of one caller's batch another one comes in. */
static void test_interleaved(void)
{
	struct portal *portal =
		probe_portal("{\"hooks\":[{\"user\":7,\"secret\":\"other\"}]}");
	static const char adds[] =
		"{\"cmd\":[\"crm.deal.add\",\"crm.deal.add\"]}";
	g_autoptr(cJSON) none = cJSON_CreateObject();

	clock_make_virtual(&portal->clock, 1608973200);
	operating_set_cost(portal->operating, "crm.deal.add", 2);
	hand_in(portal, "/rest/7/other/batch", adds);
	workers_skip(portal->workers, 1);
	hand_in(portal, HOOK "batch", adds);
	workers_skip(portal->workers, 9);
	for (int i = 0; i < 4; i++) {
		g_autofree char *path =
			g_strdup_printf("state/deals/%d/createdBy", i);
		g_autofree char *by = probe_find(portal, none, path);
		g_assert_cmpstr(by, ==, i % 2 ? "1" : "7");
	}
	portal_free(portal);
}

/* What a fault said is said, though it was taken away meanwhile. */
static void test_cleared_fault(void)
{
	struct portal *portal = probe_faulty("error:403:x executed=1 count=0");

	clock_make_virtual(&portal->clock, 1608973200);
	operating_set_cost(portal->operating, "crm.deal.add", 2);
	hand_in(portal, HOOK "crm.deal.add", "{}");
	faults_clear(portal->faults);
	workers_skip(portal->workers, 3);
	probe_expect(portal, "scope", "{}", "journal/by_status",
	             "{\"200\":1,\"403\":1}");
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	probe_add_http("portal/auth", seed, rows);
	g_test_add_func("/portal/auth/bearer", test_bearer);
	g_test_add_func("/portal/auth/order of checks", test_order);
	g_test_add_func("/portal/auth/rotated", test_rotated);
	g_test_add_func("/portal/auth/expires", test_expires);
	g_test_add_func("/portal/auth/dismissed", test_dismissed);
	g_test_add_func("/portal/auth/interleaved", test_interleaved);
	g_test_add_func("/portal/auth/a fault is cleared", test_cleared_fault);
	return g_test_run();
}
