/* Faults of single commands, by share, and with bodies that are none. */
#include "tests/portal/php.h"
#include "tests/portal/probe.h"

#include <string.h>

#define ADD "crm.deal.add"

static void test_command(void)
{
	struct portal *portal = probe_faulty("limit-in-batch command=b");
	g_autoptr(cJSON) answer =
		probe_ask(portal, "batch",
	                  "{\"cmd\":{\"a\":\"" ADD "\",\"b\":\"" ADD
	                  "\",\"c\":\"" ADD "\"}}");
	g_autofree char *error =
		probe_at(answer, "result/result_error/b/error");
	g_autofree char *result = probe_at(answer, "result/result");

	g_assert_cmpstr(error, ==, "\"OPERATION_TIME_LIMIT\"");
	g_assert_cmpstr(result, ==, "{\"a\":1,\"c\":2}");
	portal_free(portal);
}

/* Each of these fails one command of a good batch. */
static void test_command_kinds(void)
{
	static const struct {
		const char *spec, *error;
		guint made;
	} rows[] = {
		{ "limit-in-batch", "\"OPERATION_TIME_LIMIT\"", 1 },
		{ "query-limit-in-batch", "\"QUERY_LIMIT_EXCEEDED\"", 1 },
		{ "error-in-batch", "\"\"", 1 },
		{ "int-error-in-batch", "100", 1 },
		{ "error-in-batch executed=1", "\"\"", 2 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *spec =
			g_strconcat(rows[i].spec, " method=" ADD, NULL);
		struct portal *portal = probe_faulty(spec);
		g_autoptr(cJSON) answer =
			probe_ask(portal, "batch",
		                  "{\"cmd\":{\"a\":\"scope\",\"b\":\"" ADD
		                  "\",\"c\":\"" ADD "\"}}");
		g_autofree char *status = probe_at(answer, "status");
		g_autofree char *error =
			probe_at(answer, "result/result_error/b/error");
		g_autofree char *good = probe_at(answer, "result/result/a");
		g_autofree char *time =
			probe_at(answer, "result/result_time/b");

		g_assert_cmpstr(status, ==, "200");
		g_assert_cmpstr(error, ==, rows[i].error);
		g_assert_cmpstr(good, ==, "[\"crm\"]");
		g_assert_cmpstr(time, ==, "(none)");
		g_assert_cmpuint(portal->store->deal->all->len, ==,
		                 rows[i].made);
		portal_free(portal);
	}
}

static char *pattern(const char *spec, guint32 seed, int requests)
{
	struct portal *portal = probe_faulty(spec);
	GString *text = g_string_new(NULL);

	faults_set_seed(portal->faults, seed);
	for (int i = 0; i < requests; i++) {
		g_autofree char *status = probe_status(portal, "scope", "{}");
		g_string_append_c(text, *status == '5' ? 'x' : '.');
	}
	portal_free(portal);
	return g_string_free(text, FALSE);
}

static int struck(const char *text)
{
	int count = 0;

	for (; *text; text++)
		count += *text == 'x';
	return count;
}

static void test_share(void)
{
	g_autofree char *one = pattern("503 share=20", 7, 1000);
	g_autofree char *same = pattern("503 share=20", 7, 1000);
	g_autofree char *other = pattern("503 share=20", 8, 1000);
	g_autofree char *counted = pattern("503 share=20 count=3", 7, 1000);
	g_autofree char *skipped = pattern("503 share=20 skip=900", 7, 1000);

	g_assert_cmpint(struck(one), >, 150);
	g_assert_cmpint(struck(one), <, 250);
	g_assert_cmpstr(one, ==, same);
	g_assert_cmpstr(one, !=, other);
	g_assert_cmpint(struck(counted), ==, 3);
	g_assert_nonnull(strchr(skipped, 'x'));
	g_assert_cmpint(strchr(skipped, 'x') - skipped, >=, 900);
}

/* ---- by share ---- */

/* The generator draws only for what fits the other conditions. */
static void test_share_of_method(void)
{
	struct portal *portal = probe_faulty("503 share=50 method=" ADD);
	int failed = 0;

	for (int i = 0; i < 100; i++) {
		g_autofree char *other = probe_status(portal, "scope", "{}");
		g_autofree char *this = probe_status(portal, ADD, "{}");

		g_assert_cmpstr(other, ==, "200");
		failed += strcmp(this, "503") == 0;
	}
	g_assert_cmpint(failed, >, 30);
	g_assert_cmpint(failed, <, 70);
	g_assert_cmpuint(portal->store->deal->all->len, ==,
	                 (guint)(100 - failed));
	g_assert_cmpuint(faults_struck(portal->faults), ==, (guint)failed);
	portal_free(portal);
}

static void test_share_of_commands(void)
{
	struct portal *portal = probe_faulty("error-in-batch share=50");
	g_autoptr(GString) text = g_string_new("{\"cmd\":[\"scope\"");

	for (int i = 1; i < 50; i++)
		g_string_append(text, ",\"scope\"");
	g_string_append(text, "]}");
	g_autoptr(cJSON) answer = probe_ask(portal, "batch", text->str);
	const cJSON *errors =
		php_get(php_get(answer, "result"), "result_error");
	g_assert_cmpint(cJSON_GetArraySize(errors), >, 10);
	g_assert_cmpint(cJSON_GetArraySize(errors), <, 40);
	portal_free(portal);
}

static void test_seed_is_told(void)
{
	struct portal *portal = probe_portal(NULL);
	g_autoptr(cJSON) journal =
		probe_http(portal, "GET", "/_journal", NULL, NULL, NULL);
	g_autofree char *seed = probe_at(journal, "counters/fault_seed");

	g_assert_cmpstr(seed, ==, "1");
	portal_free(portal);
}

static char *body_of(const char *spec, gsize *length_r)
{
	struct portal *portal = probe_faulty(spec);
	struct request request = { .verb = "POST",
		                   .path = "/rest/1/secret/" ADD,
		                   .body = "" };
	struct answer answer;
	char *body;

	portal_handle(portal, &request, &answer);
	*length_r = answer.body->len;
	body = g_memdup2(answer.body->str, answer.body->len + 1);
	g_assert_cmpstr(answer.type, ==, "application/json; charset=utf-8");
	answer_clear(&answer);
	portal_free(portal);
	return body;
}

static void test_garbage(void)
{
	gsize length;
	g_autofree char *body = body_of("garbage", &length);

	g_assert_cmpuint(length, ==, 512);
	g_assert_nonnull(memchr(body, '\0', length));
	g_assert_false(g_utf8_validate(body, (gssize)length, NULL));
}

static void test_huge(void)
{
	gsize length;
	g_autofree char *body = body_of("huge:3", &length);

	g_assert_cmpuint(length, ==, 3 << 20);
	g_assert_true(g_str_has_prefix(body, "{\"result\":\"xxx"));
	g_assert_cmpstr(body + length - 4, ==, "xx\"}");
}

/* ---- bodies that are none ---- */

/* The request that meets it is refused, and so is the next. */
static void test_rotate(void)
{
	struct portal *portal = probe_faulty("rotate:new skip=1");
	g_autofree char *before = probe_status(portal, "scope", "{}");
	g_autofree char *met = probe_status(portal, "scope", "{}");
	g_autofree char *after = probe_status(portal, "scope", "{}");
	g_autoptr(cJSON) fresh =
		probe_http(portal, NULL, "/rest/1/new/scope", NULL, NULL, NULL);
	g_autofree char *status = probe_at(fresh, "status");

	g_assert_cmpstr(before, ==, "200");
	g_assert_cmpstr(met, ==, "401");
	g_assert_cmpstr(after, ==, "401");
	g_assert_cmpstr(status, ==, "200");
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fault/one command", test_command);
	g_test_add_func("/fault/kinds of commands", test_command_kinds);
	g_test_add_func("/fault/share", test_share);
	g_test_add_func("/fault/share of a method", test_share_of_method);
	g_test_add_func("/fault/share of commands", test_share_of_commands);
	g_test_add_func("/fault/the seed is told", test_seed_is_told);
	g_test_add_func("/fault/garbage", test_garbage);
	g_test_add_func("/fault/huge", test_huge);
	g_test_add_func("/fault/rotate", test_rotate);
	return g_test_run();
}
