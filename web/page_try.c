/*
 * «Пробный прогон»: the plan of a file as a table, with the real look-ups and
 * no write; and the button that then drops the file in.
 */
#include "web/page_try.h"

#include "core/message.h"
#include "watcher/bridge.h"
#include "web/kept.h"
#include "web/model.h"
#include "web/page.h"

#include <string.h>
#include <unistd.h>

enum { SHOWN = 300 };

struct trying {
	struct visit *visit;
	cJSON *orders, *faults;
	gint64 counts[ACTION_ERROR + 1];
	gint64 all;
};

static const struct action_word {
	const char *kind, *text;
} words[] = {
	[ACTION_NONE] = { "unchanged", "без изменений" },
	[ACTION_CREATE] = { "created", "будет создана" },
	[ACTION_UPDATE] = { "updated", "будет изменена" },
	[ACTION_SKIP] = { "skipped", "будет пропущен" },
	[ACTION_HOLD] = { "held", "будет отложен" },
	[ACTION_ERROR] = { "failed", "ошибка" },
};

static void add_changes(cJSON *row, const struct outcome *outcome)
{
	cJSON *list = page_list(row, "changes");

	for (guint i = 0; i < outcome->changes->len; i++) {
		const struct outcome_change *change =
			outcome->changes->pdata[i];
		cJSON *line = page_add(list);

		page_text(line, "entity", outcome_entity_name(change->entity));
		page_text(line, "field", change->field);
		page_text(line, "from", change->from);
		page_text(line, "to", change->to);
	}
}

static void tell_order(void *context, const struct outcome *outcome,
                       enum action action)
{
	struct trying *trying = context;
	cJSON *json, *row;

	trying->all++;
	trying->counts[action]++;
	if (cJSON_GetArraySize(trying->orders) >= SHOWN)
		return;
	json = outcome_to_json(outcome);
	model_add_order(trying->visit, trying->orders, json);
	cJSON_Delete(json);
	row = cJSON_GetArrayItem(trying->orders,
	                         cJSON_GetArraySize(trying->orders) - 1);
	cJSON_ReplaceItemInObjectCaseSensitive(
		row, "kind", cJSON_CreateString(words[action].kind));
	cJSON_ReplaceItemInObjectCaseSensitive(
		row, "outcome", cJSON_CreateString(words[action].text));
	page_text(row, "match", outcome_match_name(outcome->match));
	add_changes(row, outcome);
}

static void tell_fault(void *context, const struct message *fault)
{
	struct trying *trying = context;
	cJSON *row = page_add(trying->faults);

	if (fault->line > 0)
		page_number(row, "line", fault->line);
	page_text(row, "code", message_name(fault->code));
	page_text(row, "text", fault->text);
	page_text(row, "number", fault->number);
}

/* ---- the run ---- */

static int plan(struct trying *trying, int fd, GError **error)
{
	const struct bridge_options options = {
		.settings_path = trying->visit->file->path,
		.want = BRIDGE_PORTAL | BRIDGE_HISTORY,
		.reader = trying->visit->site->reader,
		.wake = trying->visit->site->wake,
	};
	const struct exchange_plan plan = { tell_order, tell_fault, trying };
	struct bridge *bridge = bridge_open(&options, error);
	int reading;

	if (bridge == NULL)
		return -1;
	reading = exchange_plan_file(bridge->exchange, fd, &plan, error);
	bridge_close(bridge);
	return reading;
}

static void add_counts(const struct trying *trying)
{
	cJSON *list = page_list(trying->visit->model, "counts");

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		cJSON *row;

		if (trying->counts[i] == 0)
			continue;
		row = page_add(list);
		page_text(row, "kind", words[i].kind);
		page_text(row, "text", words[i].text);
		page_number(row, "count", trying->counts[i]);
	}
	page_number(trying->visit->model, "all", trying->all);
	if (trying->all > SHOWN)
		page_number(trying->visit->model, "more", trying->all - SHOWN);
}

static struct response *show(struct visit *visit, int fd, const char *name)
{
	struct trying trying = {
		.visit = visit,
		.orders = page_list(visit->model, "orders"),
		.faults = page_list(visit->model, "faults"),
	};
	GError *error = NULL;
	int reading = plan(&trying, fd, &error);

	if (reading < 0)
		return page_error(visit, error);
	page_text(visit->model, "name", name);
	cJSON_AddBoolToObject(visit->model, "rejected",
	                      reading == READING_REJECTED);
	add_counts(&trying);
	return page_show(visit, 200, "plan", "Пробный прогон");
}

static const char no_file[] = "Выберите файл: XML или zip из 1С.";

struct response *page_try_plan(struct visit *visit)
{
	const struct upload *upload = visit->request->upload;
	gint64 id = fields_number(visit->request->fields, "file");
	g_autofree char *name = NULL;
	struct response *response;
	GError *error = NULL;
	int fd;

	if (upload != NULL)
		return show(visit, upload->fd, upload->name);
	if (id == 0)
		return page_fail(visit, 400, no_file);
	fd = kept_open(visit, id, &name, &error);
	if (fd < 0)
		return page_error(visit, error);
	page_number(visit->model, "file", id);
	response = show(visit, fd, name);
	close(fd);
	return response;
}

struct response *page_try_drop(struct visit *visit)
{
	const struct upload *upload = visit->request->upload;
	g_autofree char *name = NULL;
	GError *error = NULL;

	if (upload == NULL)
		return page_fail(visit, 400, no_file);
	name = kept_drop(visit, upload->name, upload->fd, &error);
	if (name == NULL)
		return page_error(visit, error);
	return response_redirect("/journal?view=files&done=dropped");
}
