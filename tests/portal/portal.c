/*
 * The portal as a whole: its parts put together, and the way of a request
 * through it: rate limiter, method, webhook, scope, operating time, method.
 *
 * Refuses multipart bodies (they carry no parameters here) and OAuth.
 */
#include "tests/portal/portal.h"

#include "tests/portal/call.h"
#include "tests/portal/control.h"
#include "tests/portal/json.h"
#include "tests/portal/php.h"

#include <string.h>

#define JSON_TYPE "application/json; charset=utf-8"
#define HTML_TYPE "text/html; charset=utf-8"

struct portal *portal_new(void)
{
	static const char *const scopes[] = { "crm", NULL };
	struct portal *portal = g_new0(struct portal, 1);

	portal->settings.secret = g_strdup("secret");
	portal->settings.user = 1;
	portal->settings.admin = true;
	portal->settings.scopes = g_strdupv((GStrv)scopes);
	portal->settings.secret_status = 401;
	portal->clock.offset = 3 * 60 * 60;
	portal->store = store_new();
	portal->dictionary = dictionary_new();
	portal->bucket.burst = 50;
	portal->bucket.drain = 2;
	portal->operating = operating_new();
	portal->faults = faults_new();
	portal->journal = journal_new();
	portal->users = cJSON_CreateArray();
	dictionary_add_stages(
		portal->dictionary,
		dictionary_add_funnel(portal->dictionary, 0, "Общая"));
	return portal;
}

void portal_free(struct portal *portal)
{
	if (!portal)
		return;
	g_free(portal->settings.secret);
	g_strfreev(portal->settings.scopes);
	store_free(portal->store);
	dictionary_free(portal->dictionary);
	operating_free(portal->operating);
	faults_free(portal->faults);
	journal_free(portal->journal);
	cJSON_Delete(portal->users);
	g_free(portal);
}

const cJSON *portal_user(const struct portal *portal, gint64 id)
{
	const cJSON *user;

	cJSON_ArrayForEach (user, portal->users) {
		if (php_int(php_get(user, "ID")) == id)
			return user;
	}
	return NULL;
}

void answer_clear(struct answer *answer)
{
	g_clear_pointer(&answer->location, g_free);
	if (answer->body)
		g_string_free(answer->body, TRUE);
	answer->body = NULL;
}

/* ---- what is asked ---- */

struct rest {
	char *user, *secret, *name;  /* secret NULL: none in the path */
	const struct method *method; /* NULL: no such */
	cJSON *params;
};

static void rest_clear(struct rest *rest)
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

/* ---- what is answered ---- */

static void say_html(struct answer *answer, unsigned status, const char *text)
{
	answer->status = status;
	answer->type = HTML_TYPE;
	g_string_printf(answer->body,
	                "<!DOCTYPE html>\n<html><head><title>%s</title>"
	                "</head>\n<body><h1>%s</h1></body></html>\n",
	                text, text);
}

static void say_json(struct answer *answer, unsigned status, cJSON *body)
{
	answer->status = status;
	answer->type = JSON_TYPE;
	json_wire(answer->body, php_normal(body));
	cJSON_Delete(body);
}

static void say_error(struct answer *answer, unsigned status, const char *code,
                      const char *text)
{
	cJSON *body = cJSON_CreateObject();

	cJSON_AddItemToObject(body, "error", cJSON_Parse(code));
	cJSON_AddStringToObject(body, "error_description", text);
	say_json(answer, status, body);
}

static void say_fault(struct answer *answer, const struct fault *fault)
{
	const struct fault_answer *says = fault->answer;

	g_string_truncate(answer->body, 0);
	if (says->code)
		say_error(answer, says->status, says->code, says->text);
	else
		say_html(answer, says->status, says->text);
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
	say_json(answer, 200, body);
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
		say_html(answer, call.status, call.description);
	else
		say_json(answer, call.status, call_error(&call));
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

static void carry_out(struct portal *portal, const struct rest *rest,
                      struct answer *answer)
{
	if (!rest->method)
		say_error(answer, 404, "\"ERROR_METHOD_NOT_FOUND\"",
		          "Method not found!");
	else if (!rest->secret)
		say_error(answer, 401, "\"NO_AUTH_FOUND\"",
		          "Wrong authorization data");
	else if (!is_owner(portal, rest))
		say_error(answer, portal->settings.secret_status,
		          "\"INVALID_CREDENTIALS\"",
		          "Invalid request credentials");
	else
		run(portal, rest, answer);
}

/* ---- faults ---- */

struct subject {
	struct fault_subject base;
	const struct rest *rest;
};

static bool any_command(const struct rest *rest, const char *name,
                        unsigned flags)
{
	const cJSON *commands = php_get_caseless(rest->params, "cmd");
	const cJSON *command;

	cJSON_ArrayForEach (command, commands) {
		const char *text = cJSON_GetStringValue(command);
		g_autofree char *path =
			text ? g_strndup(text, strcspn(text, "?#")) : NULL;
		const struct method *method = path ? method_find(path) : NULL;

		if (method && (!name || strcmp(method->name, name) == 0) &&
		    (method->flags & flags) == flags)
			return true;
	}
	return false;
}

static bool asks(const struct fault_subject *base, const char *name)
{
	const struct rest *rest = ((const struct subject *)base)->rest;

	if (strcmp(rest->name, name) == 0)
		return true;
	return strcmp(rest->name, "batch") == 0 && any_command(rest, name, 0);
}

static bool writes(const struct fault_subject *base)
{
	const struct rest *rest = ((const struct subject *)base)->rest;

	if (rest->method && rest->method->flags & METHOD_WRITE)
		return true;
	return strcmp(rest->name, "batch") == 0 &&
	       any_command(rest, NULL, METHOD_WRITE);
}

static gint64 milliseconds(const struct fault *fault)
{
	return fault->argument ? g_ascii_strtoll(fault->argument, NULL, 10)
	                       : 1000;
}

/* What a fault does after, or in place of, the true answer. */
static void spoil(struct answer *answer, const struct fault *fault)
{
	switch (fault->kind) {
	case FAULT_ANSWER:
		say_fault(answer, fault);
		break;
	case FAULT_REDIRECT:
		say_html(answer, 302, "302 Found");
		g_free(answer->location);
		answer->location = g_strdup(fault->argument);
		break;
	case FAULT_RESET_BEFORE:
	case FAULT_RESET_AFTER:
		answer->ending = END_RESET;
		break;
	case FAULT_TRUNCATE:
		answer->ending = END_TRUNCATE;
		break;
	case FAULT_DELAY:
		answer->delay_ms += milliseconds(fault);
		break;
	case FAULT_LATE:
	case FAULT_COMMAND:
	case FAULT_LAG:
		break;
	}
}

static bool runs_anyway(const struct fault *fault)
{
	if (fault->kind == FAULT_ANSWER || fault->kind == FAULT_REDIRECT)
		return fault->executed;
	return fault->kind != FAULT_RESET_BEFORE;
}

static const char *answer_rest(struct portal *portal,
                               const struct request *request,
                               const struct rest *rest, struct answer *answer)
{
	struct subject subject = {
		.base = { portal->requests, asks, writes },
		.rest = rest,
	};
	const struct fault *fault = NULL;

	if (!request->postponed)
		fault = faults_strike(portal->faults, &subject.base);
	if (fault && fault->kind == FAULT_LATE) {
		answer->postponed_ms = milliseconds(fault);
		return fault->spec;
	}
	if (!fault || runs_anyway(fault))
		carry_out(portal, rest, answer);
	if (fault)
		spoil(answer, fault);
	return fault ? fault->spec : NULL;
}

static void handle_down(const struct portal *portal, struct answer *answer)
{
	say_html(answer, 500, "500 Internal Server Error");
	if (portal->down == DOWN_DROP)
		answer->ending = END_DROP;
}

static void handle_rest(struct portal *portal, const struct request *request,
                        struct answer *answer)
{
	const char *fault = NULL;

	if (!request->postponed)
		portal->requests++;
	if (portal->down != DOWN_NOT) {
		handle_down(portal, answer);
		fault = "down";
	} else if (!request->postponed &&
	           !bucket_take(&portal->bucket, clock_tick(&portal->clock))) {
		say_error(answer, 503, "\"QUERY_LIMIT_EXCEEDED\"",
		          "Too many requests");
	} else {
		struct rest rest = { 0 };

		read_path(&rest, request->path);
		rest.params = read_params(request);
		fault = answer_rest(portal, request, &rest, answer);
		rest_clear(&rest);
	}
	journal_request(portal->journal, portal->requests, request->verb,
	                request->path, answer->status, fault);
}

void portal_handle(struct portal *portal, const struct request *request,
                   struct answer *answer)
{
	*answer = (struct answer){
		.status = 200,
		.type = JSON_TYPE,
		.body = g_string_new(NULL),
	};
	if (g_str_has_prefix(request->path, "/rest/"))
		handle_rest(portal, request, answer);
	else if (!control_handle(portal, request, answer))
		say_html(answer, 404, "404 Not Found");
}
