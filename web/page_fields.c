/*
 * More deal fields from orders: rows of two choices, the portal's field and
 * what of the order goes into it, with some empty rows to fill in.
 */
#include "web/page_fields.h"

#include "core/text.h"
#include "watcher/bridge.h"
#include "web/lists.h"
#include "web/page.h"
#include "web/page_save.h"

#include <string.h>

enum { SPARE_ROWS = 3, ROWS_MOST = 200 };

static const char *const path_titles[ORDER_PATHS] = {
	[ORDER_NUMBER] = "номер",
	[ORDER_DATE] = "дата",
	[ORDER_CLOSED] = "дата закрытия",
	[ORDER_STATE] = "состояние",
	[ORDER_ORGANIZATION] = "организация",
	[ORDER_AMOUNT] = "сумма",
	[ORDER_CLIENT_NAME] = "клиент: имя",
	[ORDER_CLIENT_PHONE] = "клиент: телефон",
	[ORDER_CAR_NAME] = "автомобиль",
	[ORDER_CAR_VIN] = "автомобиль: VIN",
	[ORDER_CAR_PLATE] = "автомобиль: госномер",
	[ORDER_CAR_MILEAGE] = "автомобиль: пробег",
	[ORDER_REASON] = "причина обращения",
	[ORDER_DISPATCHER] = "диспетчер",
	[ORDER_MASTER] = "мастер",
	[ORDER_WORKS] = "работы, по строке",
	[ORDER_GOODS] = "товары, по строке",
};

/* ---- showing ---- */

static void add_option(cJSON *list, const char *value, const char *label,
                       bool selected)
{
	cJSON *option = page_add(list);

	page_text(option, "value", value);
	page_text(option, "label", label);
	cJSON_AddBoolToObject(option, "selected", selected);
}

static void add_paths(cJSON *row, int now)
{
	cJSON *list = page_list(row, "paths");

	add_option(list, "", "—", now < 0);
	for (int i = 0; i < ORDER_PATHS; i++)
		add_option(list, order_path_name((enum order_path)i),
		           path_titles[i], i == now);
}

static void add_fields(cJSON *row, const struct dictionary *portal,
                       const char *now)
{
	cJSON *list = page_list(row, "options");
	const struct deal_field *is =
		*now != '\0' ? dictionary_field(portal, now, NULL) : NULL;

	add_option(list, "", "—", *now == '\0');
	if (*now != '\0' && is == NULL)
		add_option(list, now, now, true);
	for (guint i = 0; i < portal->fields->len; i++) {
		const struct deal_field *field = portal->fields->pdata[i];
		g_autofree char *label = NULL;

		if (field->read_only || field->multiple)
			continue;
		label = *field->label != '\0'
		                ? g_strdup_printf("%s (%s)", field->label,
		                                  field->code)
		                : g_strdup(field->code);
		add_option(list, field == is ? now : field->code, label,
		           field == is);
	}
}

static void add_row(cJSON *list, const struct dictionary *portal,
                    const char *field, int path)
{
	cJSON *row = page_add(list);

	page_text(row, "field", field);
	add_paths(row, path);
	if (portal != NULL)
		add_fields(row, portal, field);
	else
		cJSON_AddBoolToObject(row, "typed", true);
}

void page_fields_show(struct visit *visit, const struct form *form)
{
	cJSON *list = page_list(visit->model, "order_fields");
	const GPtrArray *set = visit->settings->fields;

	for (guint i = 0; i < set->len; i++) {
		const struct settings_field *field = set->pdata[i];

		add_row(list, form->portal, field->field, (int)field->path);
	}
	for (int i = 0; i < SPARE_ROWS; i++)
		add_row(list, form->portal, "", -1);
}

/* ---- reading ---- */

static const char *find_sent(const GPtrArray *fields, const GPtrArray *paths,
                             const char *field)
{
	for (guint i = 0; i < MIN(fields->len, paths->len); i++)
		if (text_same(fields->pdata[i], field, TEXT_CASE))
			return paths->pdata[i];
	return "";
}

/* Rows that were there and now are another thing, or nothing. */
static void read_old(const struct form *form, const GPtrArray *fields,
                     const GPtrArray *paths, GPtrArray *changes)
{
	const GPtrArray *set;

	if (form->file->settings == NULL)
		return;
	set = form->file->settings->fields;
	for (guint i = 0; i < set->len; i++) {
		const struct settings_field *field = set->pdata[i];
		const char *was = order_path_name(field->path);
		const char *is = find_sent(fields, paths, field->field);

		if (strcmp(was, is) != 0)
			form_change_add(changes, "fields", field->field, was,
			                *is != '\0' ? is : NULL);
	}
}

void page_fields_read(const struct form *form, const struct fields *sent,
                      GPtrArray *changes)
{
	const GPtrArray *fields = fields_all(sent, "of_field");
	const GPtrArray *paths = fields_all(sent, "of_path");

	if (fields == NULL || paths == NULL || fields->len > ROWS_MOST)
		return;
	read_old(form, fields, paths, changes);
	for (guint i = 0; i < MIN(fields->len, paths->len); i++) {
		const char *field = fields->pdata[i];
		const char *path = paths->pdata[i];
		g_autofree char *was = NULL;

		if (*field == '\0' || *path == '\0')
			continue;
		was = settings_edit_get(form->edit, "fields", field);
		if (was == NULL)
			form_change_add(changes, "fields", field, NULL, path);
	}
}

/* ---- the id field ---- */

static char *make(struct visit *visit, const char *label, GError **error)
{
	const struct bridge_options options = {
		.settings_path = visit->file->path,
		.want = BRIDGE_PORTAL,
		.wake = visit->site->wake,
	};
	struct bridge *bridge = bridge_open(&options, error);
	char *code;

	if (bridge == NULL)
		return NULL;
	code = portal_make_id_field(bridge->portal, label, error);
	bridge_close(bridge);
	return code;
}

struct response *page_fields_make(struct visit *visit)
{
	g_autofree char *label =
		text_trim(fields_text(visit->request->fields, "label"));
	g_autoptr(GPtrArray) changes = form_changes_new();
	g_autoptr(GPtrArray) faults = NULL;
	g_autofree char *code = NULL;
	struct dictionary *lists;
	struct response *response;
	GError *error = NULL;
	g_autofree char *was = NULL;
	const char *back = strcmp(fields_text(visit->request->fields, "back"),
	                          "/start") == 0
	                           ? "/start"
	                           : "/deals";

	if (label == NULL)
		label = g_strdup("id_1C");
	code = make(visit, label, &error);
	if (code == NULL)
		return page_error(visit, error);
	lists = lists_fetch(visit->file->path, visit->site->wake,
	                    &visit->portal_time, NULL);
	if (lists != NULL) {
		dictionary_free(visit->portal);
		visit->portal = lists;
	}
	page_notice(visit, PAGE_GOOD, "Поле «%s» (%s) создано в Битрикс24.",
	            label, code);
	was = g_strdup(visit->settings->id_field);
	form_change_add(changes, "deal", "id_field", was, code);
	response = page_save_preview(visit, changes, back, &faults);
	return response != NULL ? response : response_redirect(back);
}
