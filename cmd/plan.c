/*
 * `b24bridge plan FILE…`: what would change in Bitrix24, field by field, with
 * the real look-ups and no write.
 */
#include "cmd/command.h"
#include "cmd/report.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

struct planning {
	bool json;
	const char *file;
	bool rejected, failed, changes;
};

static const char *action_words(enum action action)
{
	switch (action) {
	case ACTION_CREATE:
		return "будет создана сделка";
	case ACTION_UPDATE:
		return "будет изменено";
	case ACTION_SKIP:
		return "будет пропущен";
	case ACTION_HOLD:
		return "будет отложен";
	case ACTION_ERROR:
		return "ошибка";
	default:
		return "без изменений";
	}
}

static void print_text(const struct planning *planning,
                       const struct outcome *outcome, enum action action)
{
	const char *match = outcome_match_name(outcome->match);
	g_autoptr(GString) head = g_string_new(NULL);

	g_string_append_printf(head, "%s: № %s от %s: %s", planning->file,
	                       outcome->number != NULL ? outcome->number : "?",
	                       outcome->date != NULL ? outcome->date : "?",
	                       action_words(action));
	if (outcome->deal != 0)
		g_string_append_printf(head, ", сделка %" G_GINT64_FORMAT,
		                       outcome->deal);
	if (match != NULL)
		g_string_append_printf(head, " (%s)", match);
	command_print("%s", head->str);
	for (guint i = 0; i < outcome->changes->len; i++) {
		const struct outcome_change *change =
			outcome->changes->pdata[i];
		g_autofree char *text = report_change(change);

		command_print("    %s  %s", outcome_entity_name(change->entity),
		              text);
	}
	for (guint i = 0; i < outcome->messages->len; i++) {
		const struct message *message = outcome->messages->pdata[i];

		command_print("    %s [%s] %s",
		              message_kind_name(message->kind),
		              message_name(message->code), message->text);
	}
}

static void print_json(const struct planning *planning,
                       const struct outcome *outcome, enum action action)
{
	cJSON *json = outcome_plan_json(outcome, planning->file, action);
	char *text = cJSON_PrintUnformatted(json);

	puts(text);
	cJSON_free(text);
	cJSON_Delete(json);
}

static void tell_order(void *context, const struct outcome *outcome,
                       enum action action)
{
	struct planning *planning = context;

	planning->failed = planning->failed || action == ACTION_ERROR;
	planning->changes = planning->changes || action == ACTION_CREATE ||
	                    action == ACTION_UPDATE;
	if (planning->json)
		print_json(planning, outcome, action);
	else
		print_text(planning, outcome, action);
}

static void tell_fault(void *context, const struct message *fault)
{
	const struct planning *planning = context;
	g_autofree char *text = report_fault(planning->file, fault);

	command_say(text);
}

static bool plan_file(struct bridge *bridge, struct planning *planning,
                      GError **error)
{
	struct exchange_plan plan = { tell_order, tell_fault, planning };
	int fd = command_open(planning->file);
	int reading;

	if (fd < 0) {
		planning->rejected = true;
		return true;
	}
	reading = exchange_plan_file(bridge->exchange, fd, &plan, error);
	close(fd);
	if (reading == READING_REJECTED)
		planning->rejected = true;
	return reading >= 0;
}

static int plan_files(struct bridge *bridge, const GPtrArray *names, bool json)
{
	struct planning planning = { .json = json };

	for (guint i = 0; i < names->len; i++) {
		GError *error = NULL;

		planning.file = names->pdata[i];
		if (!plan_file(bridge, &planning, &error))
			return command_fail(error);
	}
	if (planning.rejected || planning.failed)
		return 1;
	return planning.changes ? 3 : EX_OK;
}

int command_plan(const struct command_line *line)
{
	bool json = false;
	const struct command_flag flags[] = { { "--json", &json } };
	g_autoptr(GPtrArray) names = NULL;
	struct bridge *bridge;
	int status = EX_OK;

	if (!command_words(line, flags, G_N_ELEMENTS(flags), &names))
		return EX_USAGE;
	if (names->len == 0) {
		command_say("plan: укажите файл с заказ-нарядами");
		return EX_USAGE;
	}
	bridge = command_bridge(line, BRIDGE_PORTAL | BRIDGE_HISTORY, &status);
	if (bridge == NULL)
		return status;
	status = plan_files(bridge, names, json);
	bridge_close(bridge);
	return status;
}
