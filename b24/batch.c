/*
 * Packs commands into requests of at most 50 and takes the answers apart
 * (Bitrix24 docs: batch). No command ever refers to the result of another:
 * where that one failed, the whole map of results would take its place.
 */
#include "b24/batch.h"

#include "b24/query.h"

#include <string.h>

/* The body of a batch that still arrives quickly. */
enum { BODY_MOST = 1024 * 1024, READ_LEAST = 5 };

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

guint batch_span(const GPtrArray *commands, guint from, guint most)
{
	guint count = 0;
	gsize bytes = 0;

	while (count < most && from + count < commands->len) {
		struct command *command = commands->pdata[from + count];

		if (!query_safe(command->params))
			return count ? count : 1;
		bytes += strlen(command_query(command));
		if (count && bytes > BODY_MOST)
			break;
		count++;
	}
	return count;
}

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
	const cJSON *time = answer_entry(
		cJSON_GetObjectItemCaseSensitive(result, "result_time"), key);
	cJSON *entry = (cJSON *)answer_entry(results, key);
	g_autofree char *text = NULL;
	enum answer_kind kind;

	if (answer_reset_at(time))
		portal->reset_at = answer_reset_at(time);
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

static void send_alone(struct portal *portal, struct command *command,
                       bool write, struct reply *reply)
{
	struct answer *answer = &reply->answer;

	call_once(portal, command->method, command->params, write, reply);
	end(command, answer->kind, answer->text);
	if (answer->kind == ANSWER_OK)
		command->result = cJSON_DetachItemFromObjectCaseSensitive(
			answer->json, "result");
}

static cJSON *batch_body(const GPtrArray *commands, guint from, guint count)
{
	cJSON *body = cJSON_CreateObject();
	cJSON *cmd;
	char key[16];

	cJSON_AddNumberToObject(body, "halt", 0);
	cmd = cJSON_AddObjectToObject(body, "cmd");
	for (guint i = 0; i < count; i++) {
		g_snprintf(key, sizeof(key), "c%u", i);
		cJSON_AddStringToObject(
			cmd, key, command_query(commands->pdata[from + i]));
	}
	return body;
}

/* A refusal inside a batch is told to the pacer as one outside is. */
static void tell_pacer(struct portal *portal, const GPtrArray *commands,
                       guint from, guint count)
{
	struct transport *transport = portal->transport;

	for (guint i = from; i < from + count; i++) {
		const struct command *command = commands->pdata[i];

		if (command->kind == ANSWER_LIMIT) {
			pacer_overflow(portal->pacer,
			               transport->now_ms(transport));
			return;
		}
		if (command->kind == ANSWER_PARK) {
			call_park(portal);
			return;
		}
	}
}

void batch_send(struct portal *portal, const GPtrArray *commands, guint from,
                guint count, bool write, struct reply *reply_r)
{
	struct command *first = commands->pdata[from];
	g_autoptr(cJSON) body = NULL;
	struct answer *answer = &reply_r->answer;
	char key[16];

	portal->counts.commands += count;
	if (write)
		portal->counts.writes += count;
	if (count == 1 && !query_safe(first->params)) {
		send_alone(portal, first, write, reply_r);
		return;
	}
	body = batch_body(commands, from, count);
	call_once(portal, "batch", body, write, reply_r);
	for (guint i = 0; i < count; i++) {
		struct command *command = commands->pdata[from + i];

		g_snprintf(key, sizeof(key), "c%u", i);
		if (answer->kind == ANSWER_OK)
			take_entry(portal, command, (cJSON *)answer->result,
			           key);
		else
			end(command, answer->kind, answer->text);
	}
	tell_pacer(portal, commands, from, count);
}

/* How one request of reads went. */
struct round {
	guint done;
	enum answer_kind kind; /* of one that is to be repeated, else NONE */
	const char *text;
};

static bool sort_read(GPtrArray *todo, struct command *command, bool spare,
                      struct round *round, GError **error)
{
	switch (command->kind) {
	case ANSWER_OK:
		round->done++;
		return true;
	case ANSWER_REFUSED:
	case ANSWER_MISSING:
		round->done++;
		if (spare)
			return true;
		break;
	case ANSWER_LIMIT:
	case ANSWER_PARK:
	case ANSWER_NOT_SENT:
	case ANSWER_UNKNOWN:
		round->kind = command->kind;
		round->text = command->text;
		g_ptr_array_add(todo, command);
		return true;
	default:
		break;
	}
	call_fail(error, command->kind, command->text);
	return false;
}

static bool read_round(struct portal *portal, GPtrArray *todo, bool spare,
                       struct round *round, GError **error)
{
	guint count = batch_span(todo, 0, portal->read_most);
	struct reply reply = { 0 };
	bool ok = true;

	batch_send(portal, todo, 0, count, false, &reply);
	/* Perhaps it was more than the portal can do in its 60 s. */
	if (reply.answer.kind == ANSWER_UNKNOWN)
		portal->read_most = MAX(portal->read_most / 2, READ_LEAST);
	else if (reply.answer.kind == ANSWER_OK)
		portal->read_most = MIN(portal->read_most * 2, BATCH_MOST);
	reply_clear(&reply);
	for (guint i = 0; i < count && ok; i++)
		ok = sort_read(todo, todo->pdata[i], spare, round, error);
	g_ptr_array_remove_range(todo, 0, count);
	return ok;
}

bool batch_read(struct portal *portal, const GPtrArray *commands, bool spare,
                GError **error)
{
	g_autoptr(GPtrArray) todo = g_ptr_array_sized_new(commands->len);
	struct patience patience = { 0 };

	g_ptr_array_extend(todo, (GPtrArray *)commands, NULL, NULL);
	while (todo->len) {
		struct round round = { 0 };

		if (!call_wait(portal, error) ||
		    !read_round(portal, todo, spare, &round, error))
			return false;
		if (round.done)
			patience = (struct patience){ 0 };
		if (round.kind != ANSWER_NONE &&
		    !patience_go_on(portal, &patience, round.kind, round.text,
		                    error))
			return false;
	}
	return true;
}
