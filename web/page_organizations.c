/*
 * Organizations: those of the settings and those that files have had, as boxes
 * to tick, each with a card of what is different for it.
 */
#include "web/page_organizations.h"

#include "core/text.h"
#include "watcher/history.h"
#include "web/page.h"
#include "web/page_save.h"
#include "web/words.h"

#include <string.h>

struct card {
	char *name;
	gint64 orders;
	bool ticked;  /* in [exchange] organizations */
	bool section; /* has a group of its own */
};

static void card_free(gpointer data)
{
	struct card *card = data;

	g_free(card->name);
	g_free(card);
}

static struct card *card_of(GPtrArray *cards, const char *name)
{
	struct card *card;

	for (guint i = 0; i < cards->len; i++) {
		card = cards->pdata[i];
		if (text_same(card->name, name, TEXT_CASE))
			return card;
	}
	card = g_new0(struct card, 1);
	card->name = g_strdup(name);
	g_ptr_array_add(cards, card);
	return card;
}

/* A name that can stand in a list and in a group's line. */
static bool can_be_named(const char *name)
{
	return name != NULL && *name != '\0' && strpbrk(name, ";\r\n") == NULL;
}

static void add_seen(const struct visit *visit, GPtrArray *cards)
{
	struct history *history =
		history_open(visit->settings->state, true, NULL, NULL);
	cJSON *seen = history != NULL
	                      ? history_seen(history, "organization", NULL)
	                      : NULL;
	const cJSON *row;

	cJSON_ArrayForEach (row, seen) {
		const char *name = cJSON_GetStringValue(
			cJSON_GetObjectItemCaseSensitive(row, "name"));

		if (can_be_named(name))
			card_of(cards, name)->orders +=
				(gint64)cJSON_GetNumberValue(
					cJSON_GetObjectItemCaseSensitive(
						row, "orders"));
	}
	cJSON_Delete(seen);
	history_close(history);
}

static GPtrArray *gather(const struct visit *visit)
{
	GPtrArray *cards = g_ptr_array_new_with_free_func(card_free);
	const struct settings *settings = visit->settings;

	for (gsize i = 0; settings->organizations[i] != NULL; i++)
		card_of(cards, settings->organizations[i])->ticked = true;
	for (guint i = 0; i < settings->organization_sections->len; i++) {
		const struct settings_organization *section =
			settings->organization_sections->pdata[i];

		card_of(cards, section->name)->section = true;
	}
	add_seen(visit, cards);
	return cards;
}

/* ---- showing ---- */

static void add_card(cJSON *list, const struct form *form,
                     const struct card *card, bool all)
{
	cJSON *model = page_add(list);
	cJSON *fields = page_list(model, "fields");
	g_autofree char *group = g_strdup_printf("organization %s", card->name);
	size_t count;
	const struct settings_row *rows = settings_organization_rows(&count);

	page_text(model, "name", card->name);
	if (card->orders > 0)
		page_number(model, "orders", card->orders);
	cJSON_AddBoolToObject(model, "ticked", card->ticked);
	cJSON_AddBoolToObject(model, "left", !all && !card->ticked);
	cJSON_AddBoolToObject(model, "section", card->section);
	if (strpbrk(card->name, "[]") != NULL)
		return;
	cJSON_AddBoolToObject(model, "editable", true);
	for (size_t i = 0; i < count; i++)
		cJSON_AddItemToArray(fields, form_field(form, group, &rows[i]));
}

static struct response *show(struct visit *visit, struct form *form)
{
	g_autoptr(GPtrArray) cards = gather(visit);
	cJSON *list = page_list(visit->model, "organizations");
	bool all = visit->settings->organizations[0] == NULL;

	cJSON_AddBoolToObject(visit->model, "all", all);
	for (guint i = 0; i < cards->len; i++)
		add_card(list, form, cards->pdata[i], all);
	return page_show(visit, 200, "organizations", "Организации");
}

struct response *page_organizations_get(struct visit *visit)
{
	struct form *form = form_new(visit->file);
	struct response *response;

	form->portal = visit->portal;
	response = show(visit, form);
	form_free(form);
	return response;
}

/* ---- reading ---- */

static void add_word(GString *list, const char *text)
{
	g_autofree char *word = text_trim(text);

	if (word != NULL)
		g_string_append_printf(list, "%s%s", list->len > 0 ? "; " : "",
		                       word);
}

/* Ticked ones and those written by hand; all of them means an empty list. */
static void read_list(const struct form *form, const struct fields *sent,
                      GPtrArray *changes)
{
	const GPtrArray *ticked = fields_all(sent, "carry");
	g_auto(GStrv) more =
		g_strsplit_set(fields_text(sent, "more"), "\r\n;", -1);
	bool all = strcmp(fields_text(sent, "which"), "all") == 0;
	g_autoptr(GString) is = g_string_new(NULL);
	g_autofree char *was =
		settings_edit_get(form->edit, "exchange", "organizations");

	for (guint i = 0; !all && ticked != NULL && i < ticked->len; i++)
		add_word(is, ticked->pdata[i]);
	for (gsize i = 0; !all && more[i] != NULL; i++)
		add_word(is, more[i]);
	if (!words_same(was != NULL ? was : "", is->str))
		form_change_add(changes, "exchange", "organizations", was,
		                is->str);
}

/* A group none of whose keys says anything goes as a whole. */
static void drop_empty(const struct form *form, GPtrArray *changes)
{
	const GPtrArray *sections;

	if (form->file->settings == NULL)
		return;
	sections = form->file->settings->organization_sections;
	for (guint i = 0; i < sections->len; i++) {
		const struct settings_organization *section =
			sections->pdata[i];
		g_autofree char *group =
			g_strdup_printf("organization %s", section->name);
		guint empty = 0, set = 0;
		size_t count;
		const struct settings_row *rows =
			settings_organization_rows(&count);

		for (size_t j = 0; j < count; j++) {
			g_autofree char *now = settings_edit_get(
				form->edit, group, rows[j].key);

			if (now != NULL && *now != '\0')
				set++;
		}
		for (guint j = 0; j < changes->len; j++) {
			const struct form_change *change = changes->pdata[j];

			if (text_same(change->group, group, TEXT_CASE))
				empty += change->is == NULL ||
				                         *change->is == '\0'
				                 ? 1
				                 : 100;
		}
		if (set > 0 && empty == set)
			form_change_add(changes, group, NULL, NULL, NULL);
	}
}

/* An empty list means all of them, which nobody has asked for then. */
static bool lacks_choice(const struct fields *sent)
{
	g_autofree char *more = text_trim(fields_text(sent, "more"));

	return strcmp(fields_text(sent, "which"), "some") == 0 &&
	       fields_all(sent, "carry") == NULL && more == NULL;
}

struct response *page_organizations_post(struct visit *visit)
{
	struct form *form = form_new(visit->file);
	g_autoptr(GPtrArray) changes = form_changes_new();
	g_autoptr(GPtrArray) faults = NULL;
	struct response *response = NULL;

	form->portal = visit->portal;
	read_list(form, visit->request->fields, changes);
	form_read(form, visit->request->fields, changes);
	drop_empty(form, changes);
	if (lacks_choice(visit->request->fields))
		page_notice(visit, PAGE_BAD,
		            "Отметьте хотя бы одну организацию или выберите "
		            "«Все организации».");
	else
		response = page_save_preview(visit, changes, "/organizations",
		                             &faults);
	if (response == NULL) {
		form->sent = visit->request->fields;
		form->faults = faults;
		response = show(visit, form);
	}
	form_free(form);
	return response;
}
