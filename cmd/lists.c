/*
 * `stages`, `fields`, `sources`: what the portal has, so that nobody needs a
 * browser's developer tools to learn a stage's code.
 */
#include "cmd/command.h"
#include "cmd/json.h"
#include "core/dictionary_json.h"

#include <stdio.h>
#include <sysexits.h>

static void print_stages(const struct dictionary *dictionary)
{
	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];

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
}

static void print_fields(const struct dictionary *dictionary)
{
	for (guint i = 0; i < dictionary->fields->len; i++) {
		const struct deal_field *field = dictionary->fields->pdata[i];

		printf("%-32s %-10s %s%s%s\n", field->code, field->type,
		       field->label, field->multiple ? " (множественное)" : "",
		       field->read_only ? " (только чтение)" : "");
	}
}

static void print_sources(const struct dictionary *dictionary)
{
	for (guint i = 0; i < dictionary->sources->len; i++) {
		const struct source *source = dictionary->sources->pdata[i];

		printf("%-24s %s\n", source->id, source->name);
	}
}

struct list {
	void (*print)(const struct dictionary *dictionary);
	cJSON *(*json)(const struct dictionary *dictionary);
};

static int print_list(const struct command_line *line, const struct list *list)
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
	if (dictionary == NULL)
		status = command_fail(error);
	else if (json)
		json_print(list->json(dictionary));
	else
		list->print(dictionary);
	dictionary_free(dictionary);
	bridge_close(bridge);
	return status;
}

int command_stages(const struct command_line *line)
{
	static const struct list list = { print_stages,
		                          dictionary_funnels_json };

	return print_list(line, &list);
}

int command_fields(const struct command_line *line)
{
	static const struct list list = { print_fields,
		                          dictionary_fields_json };

	return print_list(line, &list);
}

int command_sources(const struct command_line *line)
{
	static const struct list list = { print_sources,
		                          dictionary_sources_json };

	return print_list(line, &list);
}
