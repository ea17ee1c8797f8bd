/*
 * Leads a first visitor through what a bridge needs. A step is done when what
 * it asks for is true, not when its form was sent: whoever comes back later
 * goes on where he was.
 */
#include "web/page_start.h"

#include "core/rules.h"
#include "core/when.h"
#include "watcher/history_browse.h"
#include "watcher/secret_file.h"
#include "watcher/spool.h"
#include "web/form.h"
#include "web/page.h"

#include <string.h>
#include <unistd.h>

struct start_step {
	const char *template; /* start_*.html holds its form */
	const char *title;
	bool (*done)(const struct visit *visit, const struct rules *rules);
};

static bool is_there(const struct visit *visit, int mode)
{
	g_autofree char *place =
		secret_file_place(visit->settings->webhook_file);

	return access(place, mode) == 0;
}

static bool has_webhook(const struct visit *visit, const struct rules *rules)
{
	(void)rules;
	return is_there(visit, R_OK) && visit->portal != NULL &&
	       !visit->file->missing;
}

static bool has_field(const struct visit *visit, const struct rules *rules)
{
	(void)visit;
	return rules != NULL && rules->id_field != NULL;
}

/* Every state resolves in the funnel of new deals. */
static bool has_stages(const struct visit *visit, const struct rules *rules)
{
	GHashTableIter at;
	gpointer stage;
	GHashTable *of_funnel;
	gint64 funnel;

	(void)visit;
	if (rules == NULL || rules->place == NULL ||
	    rules->place->funnel == RULE_FUNNEL_NONE)
		return false;
	funnel = rules->place->funnel;
	of_funnel = g_hash_table_lookup(rules->stages, &funnel);
	if (of_funnel == NULL || g_hash_table_size(of_funnel) == 0)
		return false;
	g_hash_table_iter_init(&at, of_funnel);
	while (g_hash_table_iter_next(&at, NULL, &stage))
		if (((struct rule_stage *)stage)->stage == NULL)
			return false;
	return true;
}

/* That everything is to be carried looks like nothing was said: kept aside. */
static char *all_path(const struct visit *visit)
{
	return g_build_filename(visit->settings->state, "carry-all", NULL);
}

static bool has_since(const struct visit *visit, const struct rules *rules)
{
	g_autofree char *path = all_path(visit);

	(void)rules;
	return visit->settings->since != WHEN_NONE ||
	       visit->settings->organizations[0] != NULL ||
	       access(path, F_OK) == 0;
}

static bool has_folder(const struct visit *visit, const struct rules *rules)
{
	g_autofree char *in =
		g_build_filename(visit->settings->folder, "in", NULL);

	(void)rules;
	return access(in, W_OK) == 0;
}

static bool has_files(const struct visit *visit, const struct rules *rules)
{
	const struct browse browse = { .most = 1 };
	struct history *history =
		history_open(visit->settings->state, true, NULL, NULL);
	cJSON *files = history != NULL
	                       ? history_browse_files(history, &browse, NULL)
	                       : NULL;
	bool any = cJSON_GetArraySize(files) > 0;

	(void)rules;
	cJSON_Delete(files);
	history_close(history);
	return any;
}

static const struct start_step steps[] = {
	{ "start_webhook", "Вебхук Битрикс24", has_webhook },
	{ "start_field", "Поле с номером заказ-наряда", has_field },
	{ "start_stages", "Статусы", has_stages },
	{ "start_since", "Организации и дата, с которой начать", has_since },
	{ "start_folder", "Папка обмена", has_folder },
	{ "start_test", "Первый файл", has_files },
};

bool page_start_is_needed(const struct visit *visit)
{
	return visit->file->missing ||
	       (visit->file->settings != NULL && !is_there(visit, F_OK));
}

static void add_fields(struct visit *visit)
{
	struct form *form = form_new(visit->file);
	cJSON *since = page_list(visit->model, "since_fields");
	cJSON *folder = page_list(visit->model, "folder_fields");
	cJSON *field = page_list(visit->model, "id_fields");

	form->portal = visit->portal;
	cJSON_AddItemToArray(since, form_field(form, "exchange",
	                                       form_row("exchange.since")));
	cJSON_AddItemToArray(since,
	                     form_field(form, "exchange",
	                                form_row("exchange.organizations")));
	cJSON_AddItemToArray(folder, form_field(form, "exchange",
	                                        form_row("exchange.folder")));
	cJSON_AddItemToArray(folder, form_field(form, "exchange",
	                                        form_row("exchange.timezone")));
	cJSON_AddItemToArray(
		field, form_field(form, "deal", form_row("deal.id_field")));
	form_free(form);
}

struct response *page_start_get(struct visit *visit)
{
	GPtrArray *findings = NULL;
	struct rules *rules =
		visit->portal != NULL
			? rules_new(visit->settings, visit->portal, &findings)
			: NULL;
	cJSON *list = page_list(visit->model, "steps");
	bool open = true;

	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		bool done = open && steps[i].done(visit, rules);
		cJSON *row = page_add(list);

		page_number(row, "number", (gint64)i + 1);
		page_text(row, "title", steps[i].title);
		page_text(row, "form", steps[i].template);
		cJSON_AddBoolToObject(row, "done", done);
		cJSON_AddBoolToObject(row, "now", open && !done);
		open = open && done;
	}
	cJSON_AddBoolToObject(visit->model, "ready", open);
	page_text(visit->model, "webhook_back", "/start");
	page_text(visit->model, "make_back", "/start");
	if (visit->portal != NULL)
		add_fields(visit);
	rules_free(rules);
	if (findings != NULL)
		g_ptr_array_unref(findings);
	return page_show(visit, 200, "start", "Первая настройка");
}

static bool make_folder(const struct visit *visit, GError **error)
{
	struct spool *spool = spool_open(visit->settings->folder,
	                                 visit->settings->state, false, error);

	if (spool == NULL)
		return false;
	spool_close(spool);
	return true;
}

struct response *page_start_post(struct visit *visit)
{
	const char *choice = fields_text(visit->request->fields, "choice");
	g_autofree char *path = all_path(visit);
	GError *error = NULL;
	bool ok = true;

	if (strcmp(choice, "folder") == 0)
		ok = make_folder(visit, &error);
	else if (strcmp(choice, "all") == 0)
		ok = g_file_set_contents(path, "", 0, &error);
	return ok ? response_redirect("/start") : page_error(visit, error);
}
