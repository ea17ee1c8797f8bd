/*
 * The method batch: up to 50 commands, one after another, one request.
 *
 * Refuses nesting. Never fails as a whole (unless the setting batchErrors says
 * so), and ends where its time is up: rest.c sees to what is answered then.
 */
#include "tests/portal/batch.h"

#include "tests/portal/call.h"
#include "tests/portal/php.h"
#include "tests/portal/rest.h"

#include <string.h>

#define MOST 50

struct batch {
	struct call *outer;
	struct batch_maps maps;
	guint64 commands;
};

/* A command is split like a URL: path, query, and what is behind a raw '#'
 * is lost. Control characters become '_'. */
static void split(const char *command, char **path_r, char **query_r)
{
	g_autofree char *text = g_strndup(command, strcspn(command, "#"));

	for (char *at = text; *at; at++) {
		if (g_ascii_iscntrl(*at))
			*at = '_';
	}
	char *question = strchr(text, '?');
	if (question)
		*question = '\0';
	*path_r = g_strdup(text);
	*query_r = g_strdup(question ? question + 1 : "");
}

static void add_number(cJSON *map, const char *key, gint64 number)
{
	if (number >= 0)
		cJSON_AddNumberToObject(map, key, (double)number);
}

static void store(struct batch *batch, const char *key, struct call *call,
                  gint64 start)
{
	struct portal *portal = batch->outer->portal;
	bool as_batch = portal->operating->mode == OPERATING_BATCH;

	if (call->error) {
		cJSON_AddItemToObject(batch->maps.error, key, call_error(call));
		return;
	}
	if (!call->result)
		call->result = cJSON_CreateNull();
	cJSON_AddItemToObject(batch->maps.result, key,
	                      php_normal(call->result));
	call->result = NULL;
	add_number(batch->maps.total, key, call->total);
	add_number(batch->maps.next, key, call->next);
	cJSON_AddItemToObject(batch->maps.time, key,
	                      call_time(portal,
	                                as_batch ? "batch" : call->method->name,
	                                start));
}

static void fail(struct batch *batch, const char *key, const char *code,
                 const char *text)
{
	cJSON *error = cJSON_CreateObject();

	cJSON_AddStringToObject(error, "error", code);
	cJSON_AddStringToObject(error, "error_description", text);
	cJSON_AddItemToObject(batch->maps.error, key, error);
}

static char *error_text(const struct call *call)
{
	return call->error ? php_string(call->error) : NULL;
}

static void fail_by(struct call *call, const struct fault *fault)
{
	call_fail_json(call, fault->answer.status, fault->answer.code,
	               fault->answer.text);
}

static void run_method(struct batch *batch, const char *key,
                       const struct method *method, const cJSON *params)
{
	struct portal *portal = batch->outer->portal;
	gint64 start = portal_now(portal);
	const struct fault *fault = faults_strike_command(
		portal->faults, portal->requests, key, method->name);
	struct call call;

	call_init(&call, portal, method, params);
	if (fault && !fault->executed)
		fail_by(&call, fault);
	else
		call_run(&call, true);
	if (fault && fault->executed)
		fail_by(&call, fault);
	g_autofree char *error = error_text(&call);
	journal_command(portal->journal, key, method->name,
	                method->flags & METHOD_WRITE, params, error);
	store(batch, key, &call, start);
	call_clear(&call);
}

static void run_command(struct batch *batch, const char *key,
                        const char *command)
{
	g_autofree char *path = NULL;
	g_autofree char *query = NULL;
	const struct method *method;

	split(command, &path, &query);
	method = method_find(path);
	if (!method) {
		fail(batch, key, "ERROR_METHOD_NOT_FOUND", "Method not found!");
		journal_command(batch->outer->portal->journal, key, path, false,
		                NULL, "ERROR_METHOD_NOT_FOUND");
		return;
	}
	if (method->run == method_batch) {
		fail(batch, key, "ERROR_BATCH_METHOD_NOT_ALLOWED",
		     "Method is not allowed for batch usage");
		return;
	}
	cJSON *params = php_query(query);
	batch_resolve(&batch->maps, params);
	run_method(batch, key, method, params);
	cJSON_Delete(params);
}

/* The time of a request is over, by its costs or because it is told so. */
static bool is_cut(const struct portal *portal, guint64 number)
{
	return portal->spent > REST_MOST_SECONDS ||
	       (portal->cut && number >= portal->cut);
}

/* False where the batch ends here. */
static bool run_one(struct batch *batch, const char *key, const cJSON *command,
                    bool halt)
{
	guint64 number = ++batch->commands;

	if (number > MOST) {
		fail(batch, key, "ERROR_BATCH_LENGTH_EXCEEDED",
		     "Max batch length exceeded");
		return !halt;
	}
	/* No text: no result, no error, but its place is used. */
	if (!cJSON_IsString(command))
		return true;
	run_command(batch, key, command->valuestring);
	if (is_cut(batch->outer->portal, number)) {
		batch->outer->status = REST_TIMED_OUT;
		return false;
	}
	return !halt || !php_get(batch->maps.error, key);
}

static void answer(struct batch *batch)
{
	cJSON *result = cJSON_CreateObject();

	cJSON_AddItemToObject(result, "result", batch->maps.result);
	cJSON_AddItemToObject(result, "result_error", batch->maps.error);
	cJSON_AddItemToObject(result, "result_total", batch->maps.total);
	cJSON_AddItemToObject(result, "result_next", batch->maps.next);
	cJSON_AddItemToObject(result, "result_time", batch->maps.time);
	batch->outer->result = result;
}

/* The table of system errors has these as failures of the whole request; the
 * page of the method has them inside it. */
static bool is_refused(struct call *call, const cJSON *commands)
{
	const cJSON *command;
	int count = 0;

	if (!call->portal->settings.batch_errors || !php_is_array(commands))
		return false;
	cJSON_ArrayForEach (command, commands) {
		const char *text = cJSON_GetStringValue(command);
		g_autofree char *path = g_strndup(
			text ? text : "", strcspn(text ? text : "", "?#"));

		if (++count > MOST) {
			call_fail(call, 400, "ERROR_BATCH_LENGTH_EXCEEDED",
			          "Max batch length exceeded");
			return true;
		}
		if (g_ascii_strcasecmp(path, "batch") == 0) {
			call_fail(call, 405, "ERROR_BATCH_METHOD_NOT_ALLOWED",
			          "Method is not allowed for batch usage");
			return true;
		}
	}
	return false;
}

void method_batch(struct call *call)
{
	const cJSON *commands = call_param(call, "cmd");
	struct batch batch = { .outer = call };
	bool halt = php_true(call_param(call, "halt"));
	g_autofree char *owned = NULL;
	const cJSON *command;
	int index = 0;

	if (is_refused(call, commands))
		return;
	batch.maps = (struct batch_maps){
		cJSON_CreateObject(), cJSON_CreateObject(),
		cJSON_CreateObject(), cJSON_CreateObject(),
		cJSON_CreateObject(),
	};
	if (php_is_array(commands)) {
		cJSON_ArrayForEach (command, commands) {
			const char *key = php_key(command, index++, &owned);
			if (!run_one(&batch, key, command, halt))
				break;
		}
	}
	struct journal *journal = call->portal->journal;
	journal->batches++;
	journal->most_commands = MAX(journal->most_commands, batch.commands);
	answer(&batch);
}
