/* The parts that all pages have. */
#include "web/page.h"

#include "core/when.h"
#include "web/asset.h"
#include "web/menu.h"
#include "web/template.h"

#include <string.h>

/* ---- values ---- */

void page_text(cJSON *object, const char *name, const char *text)
{
	cJSON_AddStringToObject(object, name, text != NULL ? text : "");
}

void page_query(cJSON *object, const char *name, const char *text)
{
	g_autofree char *escaped = g_uri_escape_string(text, NULL, false);

	page_text(object, name, escaped);
}

void page_number(cJSON *object, const char *name, gint64 number)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);

	cJSON_AddStringToObject(object, name, text);
}

cJSON *page_list(cJSON *object, const char *name)
{
	return cJSON_AddArrayToObject(object, name);
}

cJSON *page_add(cJSON *list)
{
	cJSON *object = cJSON_CreateObject();

	cJSON_AddItemToArray(list, object);
	return object;
}

const char *page_plural(gint64 count, const char *one, const char *few,
                        const char *many)
{
	gint64 tens = count % 100, ones = count % 10;

	if (tens >= 11 && tens <= 14)
		return many;
	if (ones == 1)
		return one;
	return ones >= 2 && ones <= 4 ? few : many;
}

char *page_time(const struct visit *visit, gint64 when)
{
	GTimeZone *zone = visit->settings->timezone;
	g_autofree char *day = when_people(when, zone);
	g_autofree char *today =
		when_people(g_get_real_time() / G_USEC_PER_SEC, zone);
	g_autofree char *local = when_local(when, zone);

	if (strlen(local) < strlen("2020-12-24T17:42"))
		return g_strdup("");
	local[strlen("2020-12-24T17:42")] = '\0';
	return g_strdup_printf("%s в %s",
	                       strcmp(day, today) == 0 ? "сегодня" : day,
	                       local + strlen("2020-12-24T"));
}

/* ---- what is said above ---- */

static const char *tone_name(enum page_tone tone)
{
	static const char *const names[] = { "good", "remark", "bad" };

	return names[tone];
}

void page_notice(struct visit *visit, enum page_tone tone, const char *format,
                 ...)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(visit->model, "notices");
	g_autofree char *text = NULL;
	cJSON *notice;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (list == NULL)
		list = page_list(visit->model, "notices");
	notice = page_add(list);
	page_text(notice, "tone", tone_name(tone));
	page_text(notice, "text", text);
}

void page_finding(cJSON *list, const struct finding *finding)
{
	cJSON *row = page_add(list);

	page_text(row, "tone",
	          finding->severity == FINDING_GOOD     ? "good"
	          : finding->severity == FINDING_REMARK ? "remark"
	                                                : "bad");
	page_text(row, "mark", finding_mark(finding));
	page_text(row, "area", finding_area_name(finding->area));
	page_text(row, "subject", finding->subject);
	page_text(row, "text", finding->text);
	page_text(row, "advice", finding->advice);
}

/* ---- the page ---- */

static void add_menu(struct visit *visit)
{
	cJSON *list = page_list(visit->model, "menu");

	for (size_t i = 0; menu_items[i].path != NULL; i++) {
		cJSON *item = page_add(list);
		bool here = strcmp(menu_items[i].path, "/") == 0
		                    ? strcmp(visit->request->path, "/") == 0
		                    : g_str_has_prefix(visit->request->path,
		                                       menu_items[i].path);

		page_text(item, "path", menu_items[i].path);
		page_text(item, "label", menu_items[i].label);
		cJSON_AddBoolToObject(item, "here", here);
	}
}

/* A file that does not parse is said on every page, with its lines. */
static void add_file_faults(struct visit *visit)
{
	const struct settings_text *file = visit->file;
	cJSON *list;

	if (file == NULL || file->settings != NULL)
		return;
	cJSON_AddBoolToObject(visit->model, "broken", true);
	list = page_list(visit->model, "file_faults");
	for (guint i = 0; i < file->faults->len; i++) {
		const struct settings_fault *fault = file->faults->pdata[i];
		g_autofree char *text = settings_fault_text(fault, file->path);

		page_text(page_add(list), "text", text);
	}
}

static struct response *rendered(struct visit *visit, guint status,
                                 const char *layout)
{
	static const struct template_source source = { asset_template, NULL };
	g_autoptr(GError) failure = NULL;
	char *html = template_render(&source, layout, visit->model, &failure);

	if (html != NULL)
		return response_new(status, "text/html; charset=utf-8", html);
	return response_new(500, "text/plain; charset=utf-8",
	                    g_strdup(failure->message));
}

struct response *page_show(struct visit *visit, guint status,
                           const char *template, const char *title)
{
	cJSON *model = visit->model;

	page_text(model, "page", template);
	page_text(model, "title", title);
	page_text(model, "version", VERSION);
	page_text(model, "csrf", visit->request->csrf);
	if (visit->request->csrf != NULL) {
		add_menu(visit);
		add_file_faults(visit);
	}
	if (visit->portal != NULL) {
		g_autofree char *time = page_time(visit, visit->portal_time);

		page_text(model, "lists_time", time);
		page_text(model, "portal_address", visit->portal->address);
	}
	return rendered(visit, status, "layout");
}

struct response *page_fail(struct visit *visit, guint status, const char *text)
{
	page_text(visit->model, "text", text);
	return page_show(visit, status, "fail", "Не получилось");
}

struct response *page_error(struct visit *visit, GError *error)
{
	struct response *response = page_fail(visit, 200, error->message);

	g_error_free(error);
	return response;
}
