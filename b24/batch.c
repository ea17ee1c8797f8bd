/*
 * Packs commands into requests of at most 50 and takes the answers apart
 * (Bitrix24 docs: batch). No command ever refers to the result of another:
 * where that one failed, the whole map of results would take its place.
 */
#include "b24/batch.h"

#include "b24/query.h"

#include <string.h>

/* The body of a batch that still arrives quickly. */
enum { BODY_MOST = 1024 * 1024 };

struct command *command_new(const char *method, cJSON *params)
{
	struct command *command = g_new0(struct command, 1);

	command->method = method;
	command->params = params ? params : cJSON_CreateObject();
	return command;
}

void command_free(struct command *command)
{
	if (!command)
		return;
	if (command->release)
		command->release(command->context);
	cJSON_Delete(command->params);
	cJSON_Delete(command->result);
	g_free(command->query);
	g_free(command->text);
	g_free(command);
}

GPtrArray *commands_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)command_free);
}

static const char *command_query(struct command *command)
{
	if (!command->query)
		command->query =
			query_command(command->method, command->params);
	return command->query;
}

/* ---- picking ---- */

/* What is being put together for one request. */
struct pick {
	struct portal *portal;
	GPtrArray *taken;
	gsize bytes;
	gint64 wait_s; /* the shortest of those that may not leave yet; 0 */
	bool full;
};

static bool may_leave(struct pick *pick, const char *method)
{
	gint64 wait = 0;

	if (budget_begin(pick->portal->budget, method,
	                 call_clock_s(pick->portal), &wait))
		return true;
	if (!pick->wait_s || wait < pick->wait_s)
		pick->wait_s = wait;
	return false;
}

/* A command whose text a batch would change goes alone, and not along. */
static bool take_alone(struct pick *pick, struct command *command)
{
	pick->full = true;
	if (pick->taken->len)
		return false;
	pick->full = may_leave(pick, command->method);
	return pick->full;
}

static bool take_along(struct pick *pick, struct command *command, guint most)
{
	gsize bytes = strlen(command_query(command));

	if (pick->taken->len && pick->bytes + bytes > BODY_MOST) {
		pick->full = true;
		return false;
	}
	if (!may_leave(pick, "batch")) {
		pick->full = true;
		return false;
	}
	if (!may_leave(pick, command->method)) {
		budget_not_made(pick->portal->budget, "batch", 1);
		return false;
	}
	pick->bytes += bytes;
	pick->full = pick->taken->len + 1 >= most;
	return true;
}

GPtrArray *batch_pick(struct portal *portal, GPtrArray *queue, guint most,
                      gint64 *wait_ms_r)
{
	struct pick pick = { .portal = portal, .taken = g_ptr_array_new() };
	guint left = 0;

	for (guint i = 0; i < queue->len; i++) {
		struct command *command = queue->pdata[i];
		bool taken = false;

		if (!pick.full)
			taken = query_safe(command->params)
			                ? take_along(&pick, command, most)
			                : take_alone(&pick, command);
		if (taken)
			g_ptr_array_add(pick.taken, command);
		else
			queue->pdata[left++] = command;
	}
	g_ptr_array_set_size(queue, (gint)left);
	*wait_ms_r = pick.wait_s * 1000;
	if (pick.taken->len)
		return pick.taken;
	g_ptr_array_unref(pick.taken);
	return NULL;
}

static bool goes_alone(const GPtrArray *commands)
{
	const struct command *first = commands->pdata[0];

	return commands->len == 1 && !query_safe(first->params);
}

static void end_inner(struct portal *portal, const GPtrArray *commands)
{
	for (guint i = 0; i < commands->len; i++) {
		const struct command *command = commands->pdata[i];

		budget_ended(portal->budget, command->method, 1);
	}
}

void batch_give_back(struct portal *portal, GPtrArray *picked)
{
	if (!goes_alone(picked))
		budget_not_made(portal->budget, "batch", picked->len);
	for (guint i = 0; i < picked->len; i++) {
		const struct command *command = picked->pdata[i];

		budget_not_made(portal->budget, command->method, 1);
	}
	g_ptr_array_unref(picked);
}

/* ---- answers ---- */

static void end(struct command *command, enum answer_kind kind,
                const char *text)
{
	cJSON_Delete(command->result);
	command->result = NULL;
	g_free(command->text);
	command->text = g_strdup(text);
	command->kind = kind;
}

/* A command without a result and without an error was probably not carried
 * out; but only probably. */
static void take_entry(struct portal *portal, struct command *command,
                       cJSON *result, const char *key)
{
	cJSON *results = cJSON_GetObjectItemCaseSensitive(result, "result");
	const cJSON *error = answer_entry(
		cJSON_GetObjectItemCaseSensitive(result, "result_error"), key);
	cJSON *entry = (cJSON *)answer_entry(results, key);
	g_autofree char *text = NULL;
	enum answer_kind kind;

	budget_ended(portal->budget, command->method, 1);
	if (error) {
		kind = answer_read_error(error, 0, &text);
		end(command, kind, text);
	} else if (entry) {
		end(command, ANSWER_OK, NULL);
		command->result = cJSON_DetachItemViaPointer(results, entry);
	} else {
		end(command, ANSWER_UNKNOWN,
		    "портал не ответил на одну из команд пакета");
	}
}

static void take_alone_answer(struct command *command, struct answer *answer)
{
	end(command, answer->kind, answer->text);
	if (answer->kind == ANSWER_OK)
		command->result = cJSON_DetachItemFromObjectCaseSensitive(
			answer->json, "result");
}

/* A refusal inside a batch is told to pacer and budget as one outside is. */
static void tell_limits(struct portal *portal, const struct batch *batch)
{
	bool overflown = false;

	for (guint i = 0; i < batch->commands->len; i++) {
		const struct command *command = batch->commands->pdata[i];

		overflown = overflown || command->kind == ANSWER_LIMIT;
		if (command->kind == ANSWER_PARK)
			call_park(portal, command->method);
	}
	if (overflown)
		pacer_overflow(portal->pacer, batch->reply.sent_ms,
		               batch->reply.ended_ms);
}

static const cJSON *time_of(const struct batch *batch, guint place)
{
	char key[16];

	g_snprintf(key, sizeof(key), "c%u", place);
	return answer_entry(cJSON_GetObjectItemCaseSensitive(
				    batch->reply.answer.result, "result_time"),
	                    key);
}

static bool is_last_word(const struct batch *batch, guint place)
{
	const struct command *command = batch->commands->pdata[place];

	if (!time_of(batch, place))
		return false;
	for (guint i = place + 1; i < batch->commands->len; i++) {
		const struct command *later = batch->commands->pdata[i];

		if (g_str_equal(later->method, command->method) &&
		    time_of(batch, i))
			return false;
	}
	return true;
}

/* Of each method the last word alone: those before it tell of requests that
 * ran beside this one, again and again. */
static void tell_times(struct portal *portal, const struct batch *batch)
{
	for (guint i = 0; i < batch->commands->len; i++) {
		const struct command *command = batch->commands->pdata[i];

		call_took(portal, command->method, time_of(batch, i));
		if (is_last_word(batch, i))
			call_said(portal, command->method, time_of(batch, i));
	}
}

static void take_packed(struct portal *portal, const struct batch *batch)
{
	const struct answer *answer = &batch->reply.answer;
	char key[16];

	if (answer->kind != ANSWER_OK)
		end_inner(portal, batch->commands);
	for (guint i = 0; i < batch->commands->len; i++) {
		struct command *command = batch->commands->pdata[i];

		g_snprintf(key, sizeof(key), "c%u", i);
		if (answer->kind == ANSWER_OK)
			take_entry(portal, command, (cJSON *)answer->result,
			           key);
		else
			end(command, answer->kind, answer->text);
	}
	if (answer->kind == ANSWER_OK) {
		tell_times(portal, batch);
		tell_limits(portal, batch);
	}
}

/* ---- requests ---- */

static cJSON *batch_body(const GPtrArray *commands)
{
	cJSON *body = cJSON_CreateObject();
	cJSON *cmd;
	char key[16];

	cJSON_AddNumberToObject(body, "halt", 0);
	cmd = cJSON_AddObjectToObject(body, "cmd");
	for (guint i = 0; i < commands->len; i++) {
		g_snprintf(key, sizeof(key), "c%u", i);
		cJSON_AddStringToObject(cmd, key,
		                        command_query(commands->pdata[i]));
	}
	return body;
}

void batch_begin(struct portal *portal, GPtrArray *picked, bool write)
{
	struct batch *batch = g_new0(struct batch, 1);
	const struct command *first = picked->pdata[0];
	g_autoptr(cJSON) body = NULL;
	char *text;

	batch->commands = picked;
	batch->write = write;
	batch->alone = goes_alone(picked);
	portal->counts.commands += picked->len;
	if (write)
		portal->counts.writes += picked->len;
	body = batch->alone ? cJSON_Duplicate(first->params, true)
	                    : batch_body(picked);
	text = cJSON_PrintUnformatted(body);
	call_begin(portal, batch->alone ? first->method : "batch", picked->len,
	           text, write, batch);
	cJSON_free(text);
}

struct batch *batch_next(struct portal *portal, gint64 ms)
{
	struct reply reply;
	struct batch *batch = call_next(portal, ms, &reply);

	if (!batch)
		return NULL;
	batch->reply = reply;
	if (batch->alone)
		take_alone_answer(batch->commands->pdata[0],
		                  &batch->reply.answer);
	else
		take_packed(portal, batch);
	return batch;
}

void batch_free(struct batch *batch)
{
	if (!batch)
		return;
	g_ptr_array_unref(batch->commands);
	reply_clear(&batch->reply);
	g_free(batch);
}
