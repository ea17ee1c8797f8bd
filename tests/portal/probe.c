/*
 * Rows of questions to a portal and the answers they expect.
 */
#include "tests/portal/probe.h"

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
	if (seed)
		seed_load(portal, seed, strlen(seed), &error);
	g_assert_no_error(error);
	return portal;
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
	struct answer answer;
	cJSON *tree;

	portal_handle(portal, &request, &answer);
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

cJSON *probe_ask(struct portal *portal, const char *method, const char *params)
{
	g_autofree char *path = g_strconcat(HOOK, method, NULL);

	return probe_http(portal, NULL, path, NULL, NULL, params);
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

struct probe_case {
	const struct probe_row *row;
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
	g_autoptr(cJSON) answer = probe_ask(portal, row->method, row->params);
	g_autofree char *found = probe_at(answer, row->path);
	g_assert_cmpstr(found, ==, row->expected);
	portal_free(portal);
}

void probe_add(const char *group, const char *seed,
               const struct probe_row *rows)
{
	for (; rows->name; rows++) {
		struct probe_case *probe = g_new0(struct probe_case, 1);
		g_autofree char *path =
			g_strconcat("/", group, "/", rows->name, NULL);

		probe->row = rows;
		probe->seed = seed;
		g_test_add_data_func_full(path, probe, run, g_free);
	}
}
