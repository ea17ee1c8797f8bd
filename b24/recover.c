/*
 * Asks for lost writes: adds by their mark, updates by reading the entity
 * back. It sends no write and guesses nothing.
 */
#include "b24/recover.h"

#include "b24/rows.h"

#include <string.h>

enum { FIRST_PAUSE_MS = 2000, PAUSE_MOST_MS = 16000, MARKS_MOST = 40 };

static bool can_be_asked(const struct step *step)
{
	return step->verb == STEP_UPDATE ||
	       (step->originator && *step->originator && step->origin &&
	        *step->origin);
}

static GPtrArray *still_lost(const GPtrArray *lost)
{
	GPtrArray *left = g_ptr_array_new();

	for (guint i = 0; i < lost->len; i++) {
		struct step *step = lost->pdata[i];

		if (step->result == STEP_UNSURE && can_be_asked(step))
			g_ptr_array_add(left, step);
	}
	return left;
}

/* ---- questions ---- */

static struct command *ask_item(struct step *step)
{
	cJSON *params = cJSON_CreateObject();
	struct command *command;

	cJSON_AddNumberToObject(params, "entityTypeId",
	                        writes_entity_type(step->entity));
	cJSON_AddNumberToObject(params, "id", (double)step->id);
	command = command_new("crm.item.get", params);
	command->context = step;
	return command;
}

static struct command *mark_command(const struct step *first)
{
	static const char *const names[] = { "id", "stageId", "originatorId",
		                             "originId" };
	bool deal = first->entity == ENTITY_DEAL;
	cJSON *params = cJSON_CreateObject();
	cJSON *select = cJSON_AddArrayToObject(params, "select");
	cJSON *filter;

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (deal || strcmp(names[i], "stageId") != 0)
			cJSON_AddItemToArray(select,
			                     cJSON_CreateString(names[i]));
	cJSON_AddNumberToObject(params, "entityTypeId",
	                        writes_entity_type(first->entity));
	filter = cJSON_AddObjectToObject(params, "filter");
	cJSON_AddStringToObject(filter, "=originatorId", first->originator);
	cJSON_AddArrayToObject(filter, "@originId");
	cJSON_AddStringToObject(cJSON_AddObjectToObject(params, "order"), "id",
	                        "ASC");
	cJSON_AddNumberToObject(params, "start", -1);
	return command_new("crm.item.list", params);
}

static cJSON *marks_of(const struct command *command)
{
	return cJSON_GetObjectItemCaseSensitive(
		cJSON_GetObjectItemCaseSensitive(command->params, "filter"),
		"@originId");
}

/* Adds of one kind share commands. */
static GPtrArray *ask_marks(const GPtrArray *steps, enum entity entity)
{
	GPtrArray *commands = commands_new();
	struct command *command = NULL;

	for (guint i = 0; i < steps->len; i++) {
		struct step *step = steps->pdata[i];

		if (step->verb != STEP_ADD || step->entity != entity)
			continue;
		if (!command ||
		    cJSON_GetArraySize(marks_of(command)) == MARKS_MOST) {
			command = mark_command(step);
			g_ptr_array_add(commands, command);
		}
		cJSON_AddItemToArray(marks_of(command),
		                     cJSON_CreateString(step->origin));
	}
	return commands;
}

/* ---- answers ---- */

static bool is_of(const cJSON *row, const struct step *step, enum entity entity)
{
	g_autofree char *originator = rows_text(row, "originatorId");
	g_autofree char *origin = rows_text(row, "originId");

	return step->verb == STEP_ADD && step->entity == entity &&
	       !strcmp(step->originator, originator) &&
	       !strcmp(step->origin, origin);
}

static void take_rows(const GPtrArray *steps, enum entity entity,
                      const struct command *command)
{
	const cJSON *row;

	cJSON_ArrayForEach (row, rows_list(command->result)) {
		for (guint i = 0; i < steps->len; i++) {
			struct step *step = steps->pdata[i];

			if (step->result == STEP_UNSURE &&
			    is_of(row, step, entity))
				writes_take_item(step, row);
		}
	}
}

static bool ask_adds(struct portal *portal, const GPtrArray *steps,
                     enum entity entity, GError **error)
{
	g_autoptr(GPtrArray) commands = ask_marks(steps, entity);

	if (!batch_read(portal, commands, false, error))
		return false;
	for (guint i = 0; i < commands->len; i++)
		take_rows(steps, entity, commands->pdata[i]);
	return true;
}

static void take_item(const struct command *command, const struct rules *rules)
{
	struct step *step = command->context;
	const cJSON *item =
		cJSON_GetObjectItemCaseSensitive(command->result, "item");

	if (command->kind == ANSWER_MISSING) {
		step->result = STEP_REFUSED;
		step->gone = true;
		step->refusal = g_strdup(command->text);
	} else if (item && writes_are_shown(step, rules, item)) {
		writes_take_item(step, item);
	}
}

static bool ask_updates(struct portal *portal, const struct rules *rules,
                        const GPtrArray *steps, GError **error)
{
	g_autoptr(GPtrArray) commands = commands_new();

	for (guint i = 0; i < steps->len; i++) {
		struct step *step = steps->pdata[i];

		if (step->verb == STEP_UPDATE)
			g_ptr_array_add(commands, ask_item(step));
	}
	if (!batch_read(portal, commands, true, error))
		return false;
	for (guint i = 0; i < commands->len; i++)
		take_item(commands->pdata[i], rules);
	return true;
}

static bool ask_once(struct portal *portal, const struct rules *rules,
                     const GPtrArray *steps, GError **error)
{
	return ask_adds(portal, steps, ENTITY_CONTACT, error) &&
	       ask_adds(portal, steps, ENTITY_DEAL, error) &&
	       ask_updates(portal, rules, steps, error);
}

/* Asks once. An outage decides nothing as long as there is time `left_ms`. */
static bool ask(struct portal *portal, const struct rules *rules,
                const GPtrArray *steps, gint64 left_ms, bool *asked_r,
                GError **error)
{
	GError *failed = NULL;

	*asked_r = ask_once(portal, rules, steps, &failed);
	if (*asked_r)
		return true;
	if (left_ms > 0 &&
	    g_error_matches(failed, PORTAL_ERROR, PORTAL_RETRY)) {
		g_error_free(failed);
		return true;
	}
	g_propagate_error(error, failed);
	return false;
}

static void set_absent(const GPtrArray *steps)
{
	for (guint i = 0; i < steps->len; i++)
		((struct step *)steps->pdata[i])->result = STEP_WAITING;
}

bool recover(struct portal *portal, const struct rules *rules,
             const GPtrArray *lost, gint64 lost_ms, GError **error)
{
	struct transport *transport = portal->transport;
	gint64 end = lost_ms + (gint64)PORTAL_SETTLE_SECONDS * 1000;
	gint64 pause = FIRST_PAUSE_MS;
	GPtrArray *left = still_lost(lost);
	bool ok = true;

	while (left->len) {
		gint64 now = transport->now_ms(transport);
		bool asked = false;

		ok = ask(portal, rules, left, end - now, &asked, error);
		g_ptr_array_unref(left);
		left = still_lost(lost);
		if (!ok || !left->len)
			break;
		if (asked && now >= end) {
			set_absent(left);
			break;
		}
		now = transport->now_ms(transport);
		ok = call_sleep(portal, CLAMP(end - now, 1, pause), error);
		if (!ok)
			break;
		pause = MIN(pause * 2, PAUSE_MOST_MS);
	}
	g_ptr_array_unref(left);
	return ok;
}
