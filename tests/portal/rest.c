/*
 * The way of a request: address, parameters, webhook, method.
 *
 * Refuses multipart bodies (they carry no parameters here) and OAuth.
 */
#include "tests/portal/rest.h"

#include "tests/portal/answer.h"
#include "tests/portal/php.h"

#include <string.h>

void rest_clear(struct rest *rest)
{
	g_free(rest->user);
	g_free(rest->secret);
	g_free(rest->name);
	cJSON_Delete(rest->params);
}

/* /rest/{user}/{secret}/{method}[.json][/], or /rest/{method}. */
static void read_path(struct rest *rest, const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path + strlen("/rest/"), "/", -1);
	guint count = g_strv_length(parts);

	while (count && !*parts[count - 1])
		count--;
	if (count == 3) {
		rest->user = g_strdup(parts[0]);
		rest->secret = g_strdup(parts[1]);
		rest->name = g_ascii_strdown(parts[2], -1);
	} else {
		rest->name = g_ascii_strdown(count == 1 ? parts[0] : "", -1);
	}
	if (g_str_has_suffix(rest->name, ".json"))
		rest->name[strlen(rest->name) - strlen(".json")] = '\0';
	rest->method = method_find(rest->name);
}

static bool is_type(const char *type, const char *wanted)
{
	size_t length = strlen(wanted);

	return type && g_ascii_strncasecmp(type, wanted, length) == 0 &&
	       (!type[length] || strchr("; \t", type[length]));
}

/* A body counts with a POST only, and as JSON only where it says so. */
static cJSON *read_params(const struct request *request)
{
	cJSON *params = php_query(request->query);
	cJSON *body = NULL;

	if (strcmp(request->verb, "POST") != 0 || !request->length)
		return params;
	if (is_type(request->type, "application/json")) {
		body = php_json(request->body, request->length);
	} else if (is_type(request->type,
	                   "application/x-www-form-urlencoded")) {
		g_autofree char *text =
			g_strndup(request->body, request->length);
		body = php_query(text);
	}
	return php_merge(params, body);
}

void rest_read(struct rest *rest, const struct request *request)
{
	*rest = (struct rest){ 0 };
	read_path(rest, request->path);
	rest->params = read_params(request);
}

static void say_result(struct answer *answer, struct call *call, gint64 start)
{
	cJSON *body = cJSON_CreateObject();

	if (!call->result)
		call->result = cJSON_CreateNull();
	cJSON_AddItemToObject(body, "result", call->result);
	call->result = NULL;
	if (call->next >= 0)
		cJSON_AddNumberToObject(body, "next", (double)call->next);
	if (call->total >= 0)
		cJSON_AddNumberToObject(body, "total", (double)call->total);
	cJSON_AddItemToObject(
		body, "time",
		call_time(call->portal, call->method->name, start));
	answer_json(answer, 200, body);
}

static void run(struct portal *portal, const struct rest *rest,
                struct answer *answer)
{
	gint64 start = clock_now(&portal->clock);
	struct call call;

	portal->spent = 0;
	call_init(&call, portal, rest->method, rest->params);
	call_run(&call, false);
	if (rest->method->run != method_batch) {
		g_autofree char *error =
			call.error ? php_string(call.error) : NULL;
		journal_command(portal->journal, NULL, rest->method->name,
		                rest->method->flags & METHOD_WRITE,
		                rest->params, error);
	}
	if (!call.error)
		say_result(answer, &call, start);
	else if (cJSON_IsNull(call.error))
		answer_html(answer, call.status, call.description);
	else
		answer_json(answer, call.status, call_error(&call));
	if (portal->settings.sleep)
		answer->delay_ms += (gint64)(portal->spent * 1000);
	call_clear(&call);
}

static bool is_owner(const struct portal *portal, const struct rest *rest)
{
	g_autofree char *user =
		g_strdup_printf("%" G_GINT64_FORMAT, portal->settings.user);

	return strcmp(rest->user, user) == 0 &&
	       strcmp(rest->secret, portal->settings.secret) == 0;
}

void rest_carry_out(struct portal *portal, const struct rest *rest,
                    struct answer *answer)
{
	if (!rest->method)
		answer_error(answer, 404, "\"ERROR_METHOD_NOT_FOUND\"",
		             "Method not found!");
	else if (!rest->secret)
		answer_error(answer, 401, "\"NO_AUTH_FOUND\"",
		             "Wrong authorization data");
	else if (!is_owner(portal, rest))
		answer_error(answer, portal->settings.secret_status,
		             "\"INVALID_CREDENTIALS\"",
		             "Invalid request credentials");
	else
		run(portal, rest, answer);
}
