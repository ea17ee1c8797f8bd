/*
 * The log for people, and for whoever helps them. Refuses to let the bundle
 * hold a secret: it has no file in it that names one, and all names, phones
 * and mails in it are masked.
 */
#include "web/page_debug.h"

#include "core/mask.h"
#include "watcher/check.h"
#include "watcher/logbook.h"
#include "watcher/status.h"
#include "web/page.h"
#include "web/page_settings.h"

#include <string.h>

struct response *page_debug_get(struct visit *visit)
{
	g_autofree char *text = NULL;
	g_autofree char *next_text = NULL;
	gint64 next = 0;
	g_autoptr(GError) failure = NULL;

	if (!logbook_tail(visit->settings->state, -1, LOGBOOK_TAIL, false,
	                  &text, &next, &failure))
		page_notice(visit, PAGE_BAD, "%s", failure->message);
	page_text(visit->model, "log", text);
	page_number(visit->model, "log_next", next);
	return page_settings_get(visit);
}

struct response *page_debug_log(struct visit *visit)
{
	gint64 from = fields_number(visit->request->query, "from");
	g_autofree char *text = NULL;
	gint64 next = from;
	cJSON *json = cJSON_CreateObject();
	char *printed;
	struct response *response;

	if (!logbook_tail(visit->settings->state, from, 0, false, &text, &next,
	                  NULL))
		next = from;
	page_text(json, "text", text);
	cJSON_AddNumberToObject(json, "next", (double)next);
	printed = cJSON_PrintUnformatted(json);
	response = response_new(200, "application/json", g_strdup(printed));
	cJSON_free(printed);
	cJSON_Delete(json);
	return response;
}

/* ---- the bundle ---- */

static void add_title(GString *text, const char *title)
{
	g_string_append_printf(text, "\n==== %s ====\n", title);
}

/* Values of settings that name people or numbers are masked as well. */
static void add_settings(GString *text, const struct settings_text *file)
{
	g_auto(GStrv) lines = g_strsplit(file->text, "\n", -1);

	add_title(text, "Настройки");
	for (size_t i = 0; lines[i] != NULL; i++) {
		const char *key = lines[i] + strspn(lines[i], " \t");
		bool people = g_str_has_prefix(key, "ignore_phones") ||
		              g_str_has_prefix(key, "email") ||
		              g_str_has_prefix(key, "telegram_chat") ||
		              g_str_has_prefix(key, "command");
		const char *value = strchr(lines[i], '=');

		if (*key == '#' || *key == '\0' || *key == '\r')
			continue;
		if (people && value != NULL)
			g_string_append_len(text, lines[i],
			                    value - lines[i] + 1);
		else
			g_string_append(text, lines[i]);
		g_string_append(text,
		                people && value != NULL ? " ***\n" : "\n");
	}
}

/* Somebody may have put the webhook itself where its file's name belongs. */
static void mask_webhooks(GString *text)
{
	g_autoptr(GRegex) secret =
		g_regex_new("(/rest/\\d+/)[^/\\s»]+", 0, 0, NULL);
	g_autofree char *masked = g_regex_replace(
		secret, text->str, (gssize)text->len, 0, "\\1***", 0, NULL);

	g_string_assign(text, masked != NULL ? masked : "");
}

static void add_status(GString *text, const struct settings *settings)
{
	g_autoptr(GError) failure = NULL;
	cJSON *status = status_report(settings, &failure);
	char *printed;

	add_title(text, "Состояние");
	if (status == NULL) {
		g_string_append(text, failure->message);
		return;
	}
	printed = cJSON_Print(status);
	g_string_append(text, printed);
	cJSON_free(printed);
	cJSON_Delete(status);
}

static void add_check(GString *text, const struct visit *visit)
{
	const struct check_options options = {
		.settings_path = visit->file->path,
		.reader = visit->site->reader,
		.wake = visit->site->wake,
	};
	int status;
	g_autoptr(GPtrArray) findings = check_run(&options, &status);

	add_title(text, "Проверка");
	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];
		g_autofree char *line = finding_text(finding, NULL);

		g_string_append_printf(text, "%s %s\n", finding_mark(finding),
		                       line);
	}
}

static void add_log(GString *text, const char *state)
{
	gint64 next = 0;
	gint64 before;

	add_title(text, "Журнал");
	do {
		g_autofree char *piece = NULL;

		before = next;
		if (!logbook_tail(state, before, 0, true, &piece, &next, NULL))
			break;
		g_string_append(text, piece);
	} while (next != before);
}

struct response *page_debug_bundle(struct visit *visit)
{
	g_autoptr(GString) text = g_string_new("b24bridge " VERSION "\n");
	struct response *response;

	add_settings(text, visit->file);
	add_status(text, visit->settings);
	add_check(text, visit);
	add_log(text, visit->settings->state);
	mask_webhooks(text);
	response = response_new(200, "text/plain; charset=utf-8", NULL);
	response->length = text->len;
	response->body = g_string_free(g_steal_pointer(&text), FALSE);
	response->file_name = g_strdup("b24bridge-support.txt");
	return response;
}
