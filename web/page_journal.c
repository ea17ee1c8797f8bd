/* Looks up what happened. Only the repeat button writes: a file into in/. */
#include "web/page_journal.h"

#include "core/outcome.h"
#include "core/when.h"
#include "web/kept.h"
#include "web/model.h"
#include "web/page.h"

#include "watcher/history_browse.h"

#include <string.h>
#include <unistd.h>

enum { ROWS = 100, DAY_SECONDS = 24 * 60 * 60 };
enum { ACK_SHOWN = 2 * 1024 * 1024 };

/* ---- what is looked for ---- */

/* A day of the form, in the settings' zone; 0: none. */
static gint64 day_of(const struct visit *visit, const char *name)
{
	gint64 when;

	if (!when_read(fields_text(visit->request->query, name),
	               visit->settings->timezone, &when) ||
	    when == WHEN_NONE)
		return 0;
	return when;
}

static const char *said(const struct fields *query, const char *name)
{
	const char *text = fields_get(query, name);

	return text != NULL && *text != '\0' ? text : NULL;
}

static struct browse read_browse(const struct visit *visit)
{
	const struct fields *query = visit->request->query;
	gint64 to = day_of(visit, "to");

	return (struct browse){
		.name = said(query, "name"),
		.number = said(query, "number"),
		.phone_end = said(query, "phone"),
		.kind = said(query, "kind"),
		.deal = fields_number(query, "deal"),
		.file = fields_number(query, "file"),
		.from = day_of(visit, "from"),
		.to = to > 0 ? to + DAY_SECONDS : 0,
		.before_id = fields_number(query, "before"),
		.most = ROWS,
	};
}

static void add_kinds(cJSON *model, const char *now, bool files)
{
	static const char *const kinds[][2] = {
		{ "", "любой" },
		{ "created", "создана сделка" },
		{ "updated", "обновлена" },
		{ "unchanged", "без изменений" },
		{ "skipped", "пропущен" },
		{ "held", "отложен" },
		{ "failed", "ошибка" },
		{ "rejected", "файл не принят" },
	};
	cJSON *list = page_list(model, "kinds");

	for (size_t i = 0; i < G_N_ELEMENTS(kinds) - !files; i++) {
		cJSON *option = page_add(list);

		page_text(option, "value", kinds[i][0]);
		page_text(option, "label", kinds[i][1]);
		cJSON_AddBoolToObject(option, "selected",
		                      strcmp(kinds[i][0], now) == 0);
	}
}

/* The form shows what it was filled with. */
static void echo_query(struct visit *visit, bool files)
{
	static const char *const names[] = { "name", "number", "phone",
		                             "deal", "from",   "to" };
	const struct fields *query = visit->request->query;
	cJSON *model = cJSON_AddObjectToObject(visit->model, "sought");

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		page_text(model, names[i], fields_text(query, names[i]));
	add_kinds(visit->model, fields_text(query, "kind"), files);
}

static void add_to_address(void *context, const char *name, const char *value)
{
	GString *address = context;
	g_autofree char *escaped = g_uri_escape_string(value, NULL, false);

	if (strcmp(name, "before") != 0 && *value != '\0')
		g_string_append_printf(address, "%s=%s&", name, escaped);
}

/* The address of the next page, where this one is full. */
static void add_next(struct visit *visit, const cJSON *rows)
{
	g_autoptr(GString) address = g_string_new("/journal?");
	const cJSON *last;

	if (cJSON_GetArraySize(rows) < ROWS)
		return;
	last = cJSON_GetArrayItem(rows, ROWS - 1);
	fields_walk(visit->request->query, add_to_address, address);
	g_string_append_printf(address, "before=%" G_GINT64_FORMAT,
	                       model_number(last, "id"));
	page_text(visit->model, "next", address->str);
}

/* ---- files ---- */

static void add_file(const struct visit *visit, cJSON *list, const cJSON *file)
{
	static const char *const totals[] = { "all",       "created", "updated",
		                              "unchanged", "skipped", "held",
		                              "failed" };
	cJSON *row = page_add(list);
	const char *tone;
	const char *state = model_file_state(model_text(file, "state"), &tone);
	g_autofree char *received =
		model_time(visit, model_text(file, "received"));

	page_number(row, "id", model_number(file, "id"));
	page_text(row, "name", model_text(file, "name"));
	page_text(row, "format", model_text(file, "format"));
	page_text(row, "received", received);
	page_text(row, "state", state);
	page_text(row, "tone", tone);
	page_text(row, "why", model_text(file, "why"));
	page_query(row, "ack", model_text(file, "ack"));
	page_text(row, "kept", model_text(file, "kept"));
	for (size_t i = 0; i < G_N_ELEMENTS(totals); i++)
		page_number(row, totals[i],
		            model_number(model_at(file, "totals"), totals[i]));
}

/* ---- the list ---- */

static struct response *show_list(struct visit *visit, struct history *history)
{
	bool files = strcmp(fields_text(visit->request->query, "view"),
	                    "files") == 0;
	const struct browse browse = read_browse(visit);
	GError *error = NULL;
	cJSON *rows = files ? history_browse_files(history, &browse, &error)
	                    : history_browse_orders(history, &browse, &error);
	cJSON *list;
	const cJSON *row;

	if (rows == NULL)
		return page_error(visit, error);
	echo_query(visit, files);
	cJSON_AddBoolToObject(visit->model, files ? "by_file" : "by_order",
	                      true);
	list = page_list(visit->model, "rows");
	cJSON_ArrayForEach (row, rows) {
		if (files)
			add_file(visit, list, row);
		else
			model_add_order(visit, list, row);
	}
	add_next(visit, rows);
	cJSON_Delete(rows);
	return page_show(visit, 200, "journal", "Журнал");
}

/* A history that is not there yet has nothing to show. */
static struct response *with_history(
	struct visit *visit,
	struct response *(*show)(struct visit *visit, struct history *history))
{
	GError *error = NULL;
	struct history *history =
		history_open(visit->settings->state, true, NULL, &error);
	struct response *response;

	if (error != NULL)
		return page_error(visit, error);
	if (history == NULL) {
		echo_query(visit, false);
		cJSON_AddBoolToObject(visit->model, "nothing", true);
		return page_show(visit, 200, "journal", "Журнал");
	}
	response = show(visit, history);
	history_close(history);
	return response;
}

struct response *page_journal_get(struct visit *visit)
{
	return with_history(visit, show_list);
}

/* ---- one order ---- */

static void add_changes(const struct visit *visit, cJSON *row,
                        const cJSON *passage)
{
	cJSON *list = page_list(row, "changes");
	const cJSON *change;

	cJSON_ArrayForEach (change, model_at(passage, "changes")) {
		cJSON *line = page_add(list);
		bool deal = strcmp(model_text(change, "entity"), "deal") == 0;
		g_autofree char *at =
			model_time(visit, model_text(change, "at"));

		page_text(line, "entity",
		          outcome_entity_name(deal ? ENTITY_DEAL
		                                   : ENTITY_CONTACT));
		page_text(line, "field", model_text(change, "field"));
		page_text(line, "from", model_text(change, "from"));
		page_text(line, "to", model_text(change, "to"));
		page_text(line, "at", at);
	}
}

static void add_passage(const struct visit *visit, cJSON *list,
                        const cJSON *passage)
{
	const cJSON *outcome = model_at(passage, "outcome");
	g_autofree char *at = model_time(visit, model_text(passage, "at"));
	cJSON *row;

	model_add_order(visit, list, outcome);
	row = cJSON_GetArrayItem(list, cJSON_GetArraySize(list) - 1);
	cJSON_ReplaceItemInObjectCaseSensitive(
		row, "file", cJSON_CreateString(model_text(passage, "file")));
	cJSON_ReplaceItemInObjectCaseSensitive(row, "at",
	                                       cJSON_CreateString(at));
	page_query(row, "ack", model_text(passage, "ack"));
	add_changes(visit, row, passage);
	cJSON_AddBoolToObject(row, "has_changes",
	                      model_at(passage, "changes") != NULL &&
	                              model_at(passage, "changes")->child !=
	                                      NULL);
}

static struct response *show_order(struct visit *visit, struct history *history)
{
	const char *number = fields_text(visit->request->query, "number");
	GError *error = NULL;
	cJSON *shown = history_show(history, number, &error);
	cJSON *list;
	const cJSON *passage;

	if (error != NULL)
		return page_error(visit, error);
	if (shown == NULL)
		return page_fail(visit, 404,
		                 "О таком заказ-наряде ничего не известно.");
	list = page_list(visit->model, "passages");
	page_text(visit->model, "number", model_text(shown, "number"));
	cJSON_ArrayForEach (passage, model_at(shown, "orders"))
		add_passage(visit, list, passage);
	cJSON_Delete(shown);
	return page_show(visit, 200, "order", "Заказ-наряд");
}

struct response *page_journal_order(struct visit *visit)
{
	return with_history(visit, show_order);
}

/* ---- acks ---- */

struct response *page_journal_ack(struct visit *visit)
{
	const char *name = fields_text(visit->request->query, "name");
	GError *error = NULL;
	g_autofree char *text = kept_ack(visit, name, ACK_SHOWN, &error);

	if (text == NULL)
		return page_error(visit, error);
	page_text(visit->model, "name", name);
	page_text(visit->model, "text", text);
	return page_show(visit, 200, "ack", "Ответ для 1С");
}

/* What a header can hold of a name. */
static char *ascii_name(const char *name)
{
	char *plain = g_strdup(name);

	for (char *at = plain; *at != '\0'; at++)
		if (!g_ascii_isalnum(*at) && strchr("._-", *at) == NULL)
			*at = '_';
	return plain;
}

/* Acks of many orders are long: they go from the file to the visitor. */
static gssize next_of_file(gpointer stream, char *buffer, gsize most)
{
	gssize got = read(GPOINTER_TO_INT(stream), buffer, most);

	return got > 0 ? got : -1;
}

static void close_file(gpointer stream)
{
	close(GPOINTER_TO_INT(stream));
}

struct response *page_journal_ack_file(struct visit *visit)
{
	const char *name = fields_text(visit->request->query, "name");
	GError *error = NULL;
	int fd = kept_ack_open(visit, name, &error);
	struct response *response;

	if (fd < 0)
		return page_error(visit, error);
	response = response_new(200, "application/xml", NULL);
	response->stream = GINT_TO_POINTER(fd);
	response->next = next_of_file;
	response->stream_free = close_file;
	response->file_name = ascii_name(name);
	return response;
}

/* ---- once more ---- */

struct response *page_journal_repeat(struct visit *visit)
{
	gint64 id = fields_number(visit->request->fields, "file");
	GError *error = NULL;
	g_autofree char *name = kept_repeat(visit, id, &error);

	return name != NULL
	               ? response_redirect("/journal?view=files&done=repeated")
	               : page_error(visit, error);
}
