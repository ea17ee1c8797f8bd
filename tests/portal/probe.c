/*
 * Rows of questions to a portal and the answers they expect.
 */
#include "tests/portal/probe.h"

#include "tests/portal/control.h"
#include "tests/portal/json.h"
#include "tests/portal/php.h"
#include "tests/portal/seed.h"

#include <string.h>

#define HOOK "/rest/1/secret/"

struct portal *probe_portal(const char *seed)
{
	struct portal *portal = portal_new();
	g_autoptr(GError) error = NULL;

	clock_freeze(&portal->clock, 1608973200); /* 2020-12-26 12:00 MSK */
	portal->bucket.off = true;
	faults_set_seed(portal->faults, 1);
	if (seed)
		seed_load(portal, seed, strlen(seed), &error);
	g_assert_no_error(error);
	return portal;
}

struct portal *probe_faulty(const char *fault)
{
	struct portal *portal = probe_portal(NULL);
	g_autoptr(GError) error = NULL;

	faults_add(portal->faults, fault, &error);
	g_assert_no_error(error);
	return portal;
}

cJSON *probe_request(struct portal *portal, const struct request *request)
{
	struct answer answer;
	cJSON *tree;

	portal_handle(portal, request, &answer);
	tree = cJSON_Parse(answer.body->str);
	if (!cJSON_IsObject(tree)) {
		cJSON_Delete(tree);
		tree = cJSON_CreateObject();
		cJSON_AddStringToObject(tree, "text", answer.body->str);
	}
	cJSON_AddNumberToObject(tree, "status",
	                        answer.ending == END_WHOLE ? answer.status : 0);
	answer_clear(&answer);
	return tree;
}

cJSON *probe_http(struct portal *portal, const char *verb, const char *path,
                  const char *query, const char *type, const char *body)
{
	struct request request = {
		.verb = verb ? verb : "POST",
		.path = path,
		.query = query,
		.type = type ? type : "application/json",
		.body = body ? body : "",
		.length = body ? strlen(body) : 0,
	};

	return probe_request(portal, &request);
}

cJSON *probe_ask(struct portal *portal, const char *method, const char *params)
{
	g_autofree char *path = g_strconcat(HOOK, method, NULL);

	return probe_http(portal, NULL, path, NULL, NULL, params);
}

char *probe_status(struct portal *portal, const char *method,
                   const char *params)
{
	g_autoptr(cJSON) answer = probe_ask(portal, method, params);

	return probe_at(answer, "status");
}

char *probe_at(const cJSON *answer, const char *path)
{
	g_auto(GStrv) keys = g_strsplit(path, "/", -1);
	GString *text = g_string_new(NULL);

	for (GStrv key = keys; *key && answer; key++)
		answer = php_get(answer, *key);
	if (answer)
		json_wire(text, answer);
	else
		g_string_append(text, "(none)");
	return g_string_free(text, FALSE);
}

char *probe_find(const struct portal *portal, const cJSON *answer,
                 const char *path)
{
	g_autoptr(cJSON) tree = NULL;
	g_autoptr(GString) state = g_string_new(NULL);

	if (g_str_has_prefix(path, "journal/")) {
		tree = journal_counters(portal->journal);
		return probe_at(tree, path + strlen("journal/"));
	}
	if (g_str_has_prefix(path, "state/")) {
		control_state(portal, true, state);
		tree = cJSON_Parse(state->str);
		return probe_at(tree, path + strlen("state/"));
	}
	return probe_at(answer, path);
}

char *probe_raw(struct portal *portal, const char *method, const char *params)
{
	g_autofree char *path = g_strconcat(HOOK, method, NULL);
	struct request request = {
		.verb = "POST",
		.path = path,
		.type = "application/json",
		.body = params,
		.length = strlen(params),
	};
	struct answer answer;
	char *body;

	portal_handle(portal, &request, &answer);
	body = g_strdup(answer.body->str);
	answer_clear(&answer);
	return body;
}

void probe_expect(struct portal *portal, const char *method, const char *params,
                  const char *path, const char *expected)
{
	g_autoptr(cJSON) answer = probe_ask(portal, method, params);
	g_autofree char *found = probe_find(portal, answer, path);

	g_assert_cmpstr(found, ==, expected);
}

struct probe_case {
	const struct probe_row *row;
	const struct probe_http_row *http;
	const char *seed;
};

static void run(gconstpointer data)
{
	const struct probe_case *probe = data;
	const struct probe_row *row = probe->row;
	struct portal *portal = probe_portal(probe->seed);

	if (row->before)
		cJSON_Delete(
			probe_ask(portal, row->before, row->before_params));
	probe_expect(portal, row->method, row->params, row->path,
	             row->expected);
	portal_free(portal);
}

static void run_http(gconstpointer data)
{
	const struct probe_case *probe = data;
	const struct probe_http_row *row = probe->http;
	struct portal *portal = probe_portal(probe->seed);
	g_autoptr(cJSON) answer = probe_http(portal, row->verb, row->path,
	                                     row->query, row->type, row->body);
	g_autofree char *found = probe_find(portal, answer, row->at);

	g_assert_cmpstr(found, ==, row->expected);
	portal_free(portal);
}

static void add(const char *group, const char *name, struct probe_case probe,
                GTestDataFunc function)
{
	g_autofree char *path = g_strconcat("/", group, "/", name, NULL);

	g_test_add_data_func_full(path, g_memdup2(&probe, sizeof(probe)),
	                          function, g_free);
}

void probe_add(const char *group, const char *seed,
               const struct probe_row *rows)
{
	for (; rows->name; rows++)
		add(group, rows->name,
		    (struct probe_case){ .row = rows, .seed = seed }, run);
}

void probe_add_http(const char *group, const char *seed,
                    const struct probe_http_row *rows)
{
	for (; rows->name; rows++)
		add(group, rows->name,
		    (struct probe_case){ .http = rows, .seed = seed },
		    run_http);
}
