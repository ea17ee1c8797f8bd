/*
 * `stages`, `fields`, `sources`: what the portal has, so that nobody needs a
 * browser's developer tools to learn a stage's code.
 */
#include "cmd/command.h"
#include "cmd/json.h"

#include <stdio.h>
#include <sysexits.h>

typedef void print_list(const struct dictionary *dictionary, bool json);

static const char *semantics_name(enum semantics semantics)
{
	switch (semantics) {
	case STAGE_SUCCESS:
		return "success";
	case STAGE_FAILURE:
		return "failure";
	default:
		return "process";
	}
}

static cJSON *funnel_json(const struct funnel *funnel)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *stages;

	cJSON_AddNumberToObject(object, "id", (double)funnel->id);
	cJSON_AddStringToObject(object, "name", funnel->name);
	cJSON_AddBoolToObject(object, "default", funnel->is_default);
	stages = cJSON_AddArrayToObject(object, "stages");
	for (guint i = 0; i < funnel->stages->len; i++) {
		const struct stage *stage = funnel->stages->pdata[i];
		cJSON *row = cJSON_CreateObject();

		cJSON_AddStringToObject(row, "id", stage->id);
		cJSON_AddStringToObject(row, "name", stage->name);
		cJSON_AddStringToObject(row, "semantics",
		                        semantics_name(stage->semantics));
		cJSON_AddItemToArray(stages, row);
	}
	return object;
}

static void print_stages(const struct dictionary *dictionary, bool json)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];

		cJSON_AddItemToArray(list, funnel_json(funnel));
		if (json)
			continue;
		printf("Воронка «%s» (%" G_GINT64_FORMAT ")%s\n", funnel->name,
		       funnel->id, funnel->is_default ? ", основная" : "");
		for (guint j = 0; j < funnel->stages->len; j++) {
			const struct stage *stage = funnel->stages->pdata[j];

			printf("    %-24s %s%s\n", stage->id, stage->name,
			       stage->semantics == STAGE_SUCCESS ? " — успех"
			       : stage->semantics == STAGE_FAILURE ? " — провал"
			                                           : "");
		}
	}
	if (json)
		json_print(list);
	else
		cJSON_Delete(list);
}

static cJSON *field_json(const struct deal_field *field)
{
	cJSON *row = cJSON_CreateObject();

	cJSON_AddStringToObject(row, "code", field->code);
	cJSON_AddStringToObject(row, "name", field->name);
	cJSON_AddStringToObject(row, "label", field->label);
	cJSON_AddStringToObject(row, "type", field->type);
	cJSON_AddBoolToObject(row, "multiple", field->multiple);
	cJSON_AddBoolToObject(row, "read_only", field->read_only);
	cJSON_AddBoolToObject(row, "user", field->user);
	return row;
}

static void print_fields(const struct dictionary *dictionary, bool json)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < dictionary->fields->len; i++) {
		const struct deal_field *field = dictionary->fields->pdata[i];

		cJSON_AddItemToArray(list, field_json(field));
		if (!json)
			printf("%-32s %-10s %s%s%s\n", field->code, field->type,
			       field->label,
			       field->multiple ? " (множественное)" : "",
			       field->read_only ? " (только чтение)" : "");
	}
	if (json)
		json_print(list);
	else
		cJSON_Delete(list);
}

static void print_sources(const struct dictionary *dictionary, bool json)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < dictionary->sources->len; i++) {
		const struct source *source = dictionary->sources->pdata[i];
		cJSON *row = cJSON_CreateObject();

		cJSON_AddStringToObject(row, "id", source->id);
		cJSON_AddStringToObject(row, "name", source->name);
		cJSON_AddItemToArray(list, row);
		if (!json)
			printf("%-24s %s\n", source->id, source->name);
	}
	if (json)
		json_print(list);
	else
		cJSON_Delete(list);
}

static int list(const struct command_line *line, print_list *print)
{
	bool json = false;
	const struct command_flag flags[] = { { "--json", &json } };
	struct dictionary *dictionary;
	struct bridge *bridge;
	GError *error = NULL;
	int status = EX_OK;

	if (!command_flags(line, flags, G_N_ELEMENTS(flags)))
		return EX_USAGE;
	bridge = command_bridge(line, BRIDGE_PORTAL, &status);
	if (bridge == NULL)
		return status;
	dictionary = portal_learn(bridge->portal, &error);
	if (dictionary != NULL)
		print(dictionary, json);
	else
		status = command_fail(error);
	dictionary_free(dictionary);
	bridge_close(bridge);
	return status;
}

int command_stages(const struct command_line *line)
{
	return list(line, print_stages);
}

int command_fields(const struct command_line *line)
{
	return list(line, print_fields);
}

int command_sources(const struct command_line *line)
{
	return list(line, print_sources);
}
