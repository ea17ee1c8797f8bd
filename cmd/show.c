/*
 * `show NUMBER`: what happened to an order, when, by which file, field by
 * field.
 *
 * Refuses to mask: whoever may read the history may know.
 */
#include "cmd/command.h"
#include "cmd/json.h"

#include "core/outcome.h"

#include <string.h>
#include <sysexits.h>

static const char *entity(const cJSON *row)
{
	return outcome_entity_name(strcmp(json_text(row, "entity"), "deal") == 0
	                                   ? ENTITY_DEAL
	                                   : ENTITY_CONTACT);
}

static void print_change(const cJSON *change)
{
	const char *from = json_text(change, "from");

	if (from[0] == '\0')
		command_print("    %s, %s: %s", entity(change),
		              json_text(change, "field"),
		              json_text(change, "to"));
	else
		command_print("    %s, %s: %s → %s", entity(change),
		              json_text(change, "field"), from,
		              json_text(change, "to"));
}

/* What was done is told by the changes. */
static void print_write(const cJSON *write)
{
	const char *result = json_text(write, "result");
	const char *refusal = json_text(write, "refusal");

	if (strcmp(result, "done") == 0)
		return;
	if (strcmp(result, "refused") == 0)
		command_print("    Битрикс24 отказал (%s): %s", entity(write),
		              refusal);
	else
		command_print("    Ответ Битрикс24 не получен (%s)",
		              entity(write));
}

static void print_messages(const cJSON *outcome)
{
	const cJSON *message;

	cJSON_ArrayForEach (message, json_member(outcome, "messages"))
		command_print("    [%s] %s", json_text(message, "code"),
		              json_text(message, "text"));
}

static void print_places(const cJSON *order)
{
	const char *ack = json_text(order, "ack");
	const char *kept = json_text(order, "kept");

	if (ack[0] != '\0')
		command_print("    Ответ: ack/%s", ack);
	if (kept[0] != '\0')
		command_print("    Файл: %s", kept);
}

static void print_order(const cJSON *order, GTimeZone *zone)
{
	const cJSON *outcome = json_member(order, "outcome");
	g_autofree char *at = json_time(order, "at", zone);
	const char *link = json_text(outcome, "link");
	double deal = json_number(outcome, "deal");
	g_autofree char *where =
		deal != 0 ? g_strdup_printf(", сделка %.0f", deal)
			  : g_strdup("");
	const cJSON *row;

	command_print("%s  %s: %s%s%s%s", at, json_text(order, "file"),
	              json_text(outcome, "outcome"), where,
	              link[0] != '\0' ? ", " : "", link);
	cJSON_ArrayForEach (row, json_member(order, "changes"))
		print_change(row);
	cJSON_ArrayForEach (row, json_member(order, "writes"))
		print_write(row);
	print_messages(outcome);
	print_places(order);
}

static int print(cJSON *shown, bool json, GTimeZone *zone)
{
	const cJSON *order;

	if (json) {
		json_print(shown);
		return EX_OK;
	}
	command_print("Заказ-наряд № %s", json_text(shown, "number"));
	cJSON_ArrayForEach (order, json_member(shown, "orders"))
		print_order(order, zone);
	cJSON_Delete(shown);
	return EX_OK;
}

static int show(const struct bridge *bridge, const char *number, bool json)
{
	GError *error = NULL;
	cJSON *shown = bridge->history != NULL
	                       ? history_show(bridge->history, number, &error)
	                       : NULL;
	g_autofree char *text = NULL;

	if (shown != NULL)
		return print(shown, json, bridge->settings->timezone);
	if (error != NULL)
		return command_fail(error);
	text = g_strdup_printf("заказ-наряда № %s в истории нет. Проверьте "
	                       "номер и что файл с ним дошёл: b24bridge "
	                       "status",
	                       number);
	command_say(text);
	return 1;
}

int command_show(const struct command_line *line)
{
	bool json = false;
	const struct command_flag flags[] = { { "--json", &json } };
	g_autoptr(GPtrArray) numbers = NULL;
	struct bridge *bridge;
	int status = EX_OK;

	if (!command_words(line, flags, G_N_ELEMENTS(flags), &numbers))
		return EX_USAGE;
	if (numbers->len != 1) {
		command_say("show: укажите один номер заказ-наряда");
		return EX_USAGE;
	}
	bridge = command_bridge(line, BRIDGE_HISTORY, &status);
	if (bridge == NULL)
		return status;
	status = show(bridge, numbers->pdata[0], json);
	bridge_close(bridge);
	return status;
}
