/*
 * Pages of settings. Which field stands where is said by the table below, and
 * what a field is by the settings' own table: a new setting is one line here.
 */
#include "web/page_settings.h"

#include "web/page.h"
#include "web/page_fields.h"
#include "web/page_save.h"

#include <string.h>

enum { KEYS = 40 };

struct section {
	const char *page; /* path */
	const char *title;
	const char *group;
	const char *keys[KEYS];
	const char *more; /* a template behind the fields, or NULL */
};

static const struct section sections[] = {
	{ "/connect",
	  "Скорость",
	  "portal",
	  { "requests_per_second", "burst", "timeout_seconds", NULL },
	  NULL },
	{ "/connect",
	  "Где лежит адрес",
	  "portal",
	  { "webhook_file", NULL },
	  NULL },
	{ "/connect",
	  "Эта страница",
	  "settings",
	  { "listen", "password_file", NULL },
	  NULL },
	{ "/deals",
	  "Как найти сделку",
	  "deal",
	  { "id_field", "funnels", "several", "phone_match_days",
	    "number_match_days", NULL },
	  "make_field" },
	{ "/deals",
	  "Новая сделка",
	  "deal",
	  { "create", "funnel", "title", "source", "responsible", NULL },
	  NULL },
	{ "/deals",
	  "Что менять в сделке",
	  "deal",
	  { "stage", "reopen", "deleted_stage", "date_field", NULL },
	  NULL },
	{ "/deals", "Метка", "deal", { "originator", NULL }, NULL },
	{ "/contacts",
	  "Карточки клиентов",
	  "contact",
	  { "update", "area_code", "ignore_phones", "ignore_names", NULL },
	  NULL },
	{ "/exchange",
	  "Папки",
	  "exchange",
	  { "folder", "state", "quiet_seconds", "rescan_seconds",
	    "incomplete_minutes", "keep_days", "ack_keep_days", NULL },
	  NULL },
	{ "/exchange",
	  "Что переносить",
	  "exchange",
	  { "since", "brake", "timezone", NULL },
	  NULL },
	{ "/exchange",
	  "Ответы для 1С",
	  "ack",
	  { "load", "load_target", "kd2_rules_file", "reply_folder", NULL },
	  NULL },
	{ "/exchange",
	  "Тревоги",
	  "alarm",
	  { "silence_hours", "work_hours", "command", "email", "smtp_url_file",
	    "telegram_chat", "telegram_token_file", NULL },
	  NULL },
	{ "/exchange", "Показатели", "status", { "metrics_file", NULL }, NULL },
	{ "/names",
	  "Заказ-наряд",
	  "1c",
	  { "order", "number", "date", "closed", "state", "organization",
	    "amount", "currency", "deleted", "phone", "reason", "dispatcher",
	    "master", NULL },
	  NULL },
	{ "/names",
	  "Клиент",
	  "1c",
	  { "client", "client_name", "client_last", "client_first",
	    "client_middle", "client_kind", "client_phone", "client_mail",
	    "contact_info", NULL },
	  NULL },
	{ "/names",
	  "Автомобиль",
	  "1c",
	  { "car", "car_name", "car_vin", "car_plate", "mileage", NULL },
	  NULL },
	{ "/names",
	  "Работы и товары",
	  "1c",
	  { "works", "goods", "row_name", "row_quantity", "row_sum",
	    "properties", NULL },
	  NULL },
	{ "/debug", "Отладка", "exchange", { "debug", NULL }, NULL },
};

struct extra { /* pages with something beside the table's fields */
	const char *page, *title, *template;
	void (*show)(struct visit *visit, const struct form *form);
	void (*read)(const struct form *form, const struct fields *sent,
	             GPtrArray *changes);
};

static const struct extra pages[] = {
	{ "/connect", "Подключение", "connect", NULL, NULL },
	{ "/deals", "Сделки", "deals", page_fields_show, page_fields_read },
	{ "/contacts", "Контакты", "settings", NULL, NULL },
	{ "/exchange", "Обмен с 1С", "settings", NULL, NULL },
	{ "/names", "Реквизиты 1С", "names", NULL, NULL },
	{ "/debug", "Отладка", "debug", NULL, NULL },
};

bool page_settings_shows(const char *group, const char *key)
{
	for (size_t i = 0; i < G_N_ELEMENTS(sections); i++)
		if (strcmp(sections[i].group, group) == 0 &&
		    g_strv_contains(sections[i].keys, key))
			return true;
	return false;
}

static const struct extra *page_at(const char *path)
{
	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++)
		if (strcmp(pages[i].page, path) == 0)
			return &pages[i];
	g_assert_not_reached();
}

/* ---- showing ---- */

static void add_section(cJSON *list, const struct form *form,
                        const struct section *section)
{
	cJSON *model = page_add(list);
	cJSON *fields = page_list(model, "fields");

	page_text(model, "title", section->title);
	if (section->more != NULL)
		cJSON_AddBoolToObject(model, section->more, true);
	for (size_t i = 0; section->keys[i] != NULL; i++) {
		g_autofree char *name = g_strdup_printf("%s.%s", section->group,
		                                        section->keys[i]);

		cJSON_AddItemToArray(fields, form_field(form, section->group,
		                                        form_row(name)));
	}
}

static struct response *show(struct visit *visit, struct form *form)
{
	const struct extra *page = page_at(visit->request->path);
	cJSON *list = page_list(visit->model, "sections");

	page_text(visit->model, "path", page->page);
	for (size_t i = 0; i < G_N_ELEMENTS(sections); i++)
		if (strcmp(sections[i].page, page->page) == 0)
			add_section(list, form, &sections[i]);
	if (page->show != NULL)
		page->show(visit, form);
	return page_show(visit, 200, page->template, page->title);
}

struct response *page_settings_get(struct visit *visit)
{
	struct form *form = form_new(visit->file);
	struct response *response;

	form->portal = visit->portal;
	response = show(visit, form);
	form_free(form);
	return response;
}

/* ---- what was sent ---- */

struct response *page_settings_post(struct visit *visit)
{
	const struct extra *page = page_at(visit->request->path);
	struct form *form = form_new(visit->file);
	g_autoptr(GPtrArray) changes = form_changes_new();
	g_autoptr(GPtrArray) faults = NULL;
	struct response *response;

	form->portal = visit->portal;
	form_read(form, visit->request->fields, changes);
	if (page->read != NULL)
		page->read(form, visit->request->fields, changes);
	response = page_save_preview(
		visit, changes,
		strcmp(fields_text(visit->request->fields, "back"), "/start") ==
				0
			? "/start"
			: page->page,
		&faults);
	if (response == NULL) {
		form->sent = visit->request->fields;
		form->faults = faults;
		response = show(visit, form);
	}
	form_free(form);
	return response;
}
