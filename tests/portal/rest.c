/*
 * The way of a request: address, parameters, webhook, method.
 *
 * Refuses REST 3.0 and XML answers.
 */
#include "tests/portal/rest.h"

#include "tests/portal/answer.h"
#include "tests/portal/multipart.h"
#include "tests/portal/php.h"

#include <string.h>

void rest_clear(struct rest *rest)
{
	g_free(rest->user);
	g_free(rest->secret);
	g_free(rest->token);
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

cJSON *rest_params(const struct request *request)
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
	} else if (is_type(request->type, "multipart/form-data")) {
		body = multipart_read(request->type, request->body,
		                      request->length);
	}
	return php_merge(params, body);
}

/* A header wins over the parameter `auth`. */
static char *read_token(const struct request *request, const cJSON *params)
{
	static const char bearer[] = "Bearer ";
	const char *header = request->authorization;

	if (header && g_ascii_strncasecmp(header, bearer, strlen(bearer)) == 0)
		return g_strstrip(g_strdup(header + strlen(bearer)));
	char *token = php_string(php_get(params, "auth"));
	return token ? token : g_strdup("");
}

void rest_read(struct rest *rest, const struct request *request)
{
	*rest = (struct rest){ 0 };
	read_path(rest, request->path);
	rest->params = rest_params(request);
	rest->token = read_token(request, rest->params);
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

void rest_say(struct answer *answer, struct call *call, gint64 start)
{
	if (!call->error)
		say_result(answer, call, start);
	else if (cJSON_IsNull(call->error))
		answer_html(answer, call->status, call->description);
	else
		answer_json(answer, call->status, call_error(call));
}

bool rest_check(struct portal *portal, const struct rest *rest,
                struct answer *answer)
{
	if (rest->method)
		return auth_check(portal, rest, answer);
	answer_error(answer, 404, "\"ERROR_METHOD_NOT_FOUND\"",
	             "Method not found!");
	return false;
}
