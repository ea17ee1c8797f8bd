/*
 * The method batch: up to 50 commands, one after another, one request.
 *
 * Refuses nesting. Never fails as a whole, unless the setting batchErrors says
 * so; work.c cuts what takes too long.
 */
#include "tests/portal/batch.h"

#include "tests/portal/call.h"
#include "tests/portal/php.h"

#include <string.h>

#define MOST 50

struct batch {
	struct call *outer;
	struct batch_maps maps;
	guint64 commands;
	const cJSON *next; /* of the commands */
	int index;
	bool begun, halt;

	/* The command under way. */
	bool under_way;
	char *key;
	cJSON *params;
	struct call call;
	gint64 start;
	struct fault *instead; /* of its answer; owned, or NULL */
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

static void fail_by(struct call *call, const struct fault *fault)
{
	call_fail_json(call, fault->answer.status, fault->answer.code,
	               fault->answer.text);
}

static void begin_method(struct batch *batch, const struct method *method,
                         cJSON *params)
{
	struct portal *portal = batch->outer->portal;
	const struct fault *fault = faults_strike_command(
		portal->faults, portal->number, batch->key, method->name);

	batch->under_way = true;
	batch->params = params;
	batch->start = portal_now(portal);
	call_init(&batch->call, portal, method, params);
	if (fault && fault->executed)
		batch->instead = fault_copy(fault);
	if (fault && !fault->executed)
		fail_by(&batch->call, fault);
	else
		call_admit(&batch->call, true);
}

static void begin_command(struct batch *batch, const char *command)
{
	g_autofree char *path = NULL;
	g_autofree char *query = NULL;
	const struct method *method;

	split(command, &path, &query);
	method = method_find(path);
	if (!method) {
		fail(batch, batch->key, "ERROR_METHOD_NOT_FOUND",
		     "Method not found!");
		journal_command(batch->outer->portal->journal, batch->key, path,
		                false, NULL, "ERROR_METHOD_NOT_FOUND");
		return;
	}
	if (method->run == method_batch) {
		fail(batch, batch->key, "ERROR_BATCH_METHOD_NOT_ALLOWED",
		     "Method is not allowed for batch usage");
		return;
	}
	cJSON *params = php_query(query);
	batch_resolve(&batch->maps, params);
	begin_method(batch, method, params);
}

/* The rest is not carried out where a command failed and "halt" was asked. */
static void halt(struct batch *batch)
{
	if (batch->halt && php_get(batch->maps.error, batch->key))
		batch->next = NULL;
}

static void take_next(struct batch *batch)
{
	const cJSON *command = batch->next;
	g_autofree char *owned = NULL;
	const char *key = php_key(command, batch->index++, &owned);

	g_free(batch->key);
	batch->key = g_strdup(key);
	batch->next = command->next;
	/* No text: no result, no error, but its place is used. */
	if (++batch->commands > MOST)
		fail(batch, key, "ERROR_BATCH_LENGTH_EXCEEDED",
		     "Max batch length exceeded");
	else if (cJSON_IsString(command))
		begin_command(batch, command->valuestring);
	if (!batch->under_way)
		halt(batch);
}

static void begin(struct batch *batch)
{
	const cJSON *commands = call_param(batch->outer, "cmd");

	batch->begun = true;
	batch->halt = php_true(call_param(batch->outer, "halt"));
	if (php_is_array(commands))
		batch->next = commands->child;
	batch->outer->portal->journal->batches++;
}

bool batch_begin(struct batch *batch, double *seconds_r)
{
	struct journal *journal = batch->outer->portal->journal;

	if (!batch->begun)
		begin(batch);
	while (batch->next && !batch->under_way)
		take_next(batch);
	journal->most_commands = MAX(journal->most_commands, batch->commands);
	if (batch->under_way)
		*seconds_r = batch->call.error ? 0 : batch->call.cost;
	return batch->under_way;
}

/* The table of system errors has these as failures of the whole request; the
 * page of the method has them inside it. */
bool batch_is_refused(struct call *call)
{
	const cJSON *commands = call_param(call, "cmd");
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

guint64 batch_commands(const struct batch *batch)
{
	return batch->commands;
}

static void end_command(struct batch *batch)
{
	call_clear(&batch->call);
	cJSON_Delete(batch->params);
	batch->params = NULL;
	g_clear_pointer(&batch->instead, fault_free);
	batch->under_way = false;
}

void batch_end(struct batch *batch, double seconds)
{
	struct call *call = &batch->call;
	const struct method *method = call->method;

	call->cost = seconds;
	if (!call->error)
		call_run(call, true);
	if (batch->instead)
		fail_by(call, batch->instead);
	g_autofree char *error = call->error ? php_string(call->error) : NULL;
	journal_command(batch->outer->portal->journal, batch->key, method->name,
	                method->flags & METHOD_WRITE, batch->params, error);
	store(batch, batch->key, call, batch->start);
	end_command(batch);
	halt(batch);
}

struct batch *batch_new(struct call *outer)
{
	struct batch *batch = g_new0(struct batch, 1);

	batch->outer = outer;
	batch->maps = (struct batch_maps){
		cJSON_CreateObject(), cJSON_CreateObject(),
		cJSON_CreateObject(), cJSON_CreateObject(),
		cJSON_CreateObject(),
	};
	return batch;
}

void batch_free(struct batch *batch)
{
	if (!batch)
		return;
	if (batch->under_way)
		end_command(batch);
	cJSON_Delete(batch->maps.result);
	cJSON_Delete(batch->maps.error);
	cJSON_Delete(batch->maps.total);
	cJSON_Delete(batch->maps.next);
	cJSON_Delete(batch->maps.time);
	g_free(batch->key);
	g_free(batch);
}

/* Whoever lets time pass between the commands has ended them already. */
void method_batch(struct call *call)
{
	struct batch *batch = call->batch;
	cJSON *result = cJSON_CreateObject();
	double seconds;

	while (batch_begin(batch, &seconds))
		batch_end(batch, seconds);
	cJSON_AddItemToObject(result, "result", batch->maps.result);
	cJSON_AddItemToObject(result, "result_error", batch->maps.error);
	cJSON_AddItemToObject(result, "result_total", batch->maps.total);
	cJSON_AddItemToObject(result, "result_next", batch->maps.next);
	cJSON_AddItemToObject(result, "result_time", batch->maps.time);
	batch->maps = (struct batch_maps){ 0 };
	call->result = result;
}
