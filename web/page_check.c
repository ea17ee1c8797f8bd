/*
 * The webhook and whether everything fits together. Refuses to put the
 * webhook's address, or any part of it, on a page.
 */
#include "web/page_check.h"

#include "b24/webhook.h"
#include "core/text.h"
#include "watcher/check.h"
#include "watcher/secret_file.h"
#include "web/lists.h"
#include "web/page.h"
#include "web/save_secret.h"
#include "web/stream.h"

#include <string.h>

/* ---- the webhook ---- */

static const char *back_of(const struct visit *visit)
{
	return strcmp(fields_text(visit->request->fields, "back"), "/start") ==
	                       0
	               ? "/start"
	               : "/connect";
}

struct response *page_check_webhook(struct visit *visit)
{
	char *text = text_trim(fields_text(visit->request->fields, "webhook"));
	struct webhook webhook = { 0 };
	g_autofree char *why = NULL;
	GError *error = NULL;
	bool ok, moved;

	if (text == NULL)
		return page_fail(visit, 400,
		                 "Вставьте адрес вебхука целиком: "
		                 "https://ПОРТАЛ/rest/НОМЕР/КЛЮЧ/");
	ok = webhook_read(text, &webhook, &why);
	moved = ok && visit->portal != NULL &&
	        strcmp(visit->portal->address, webhook.address) != 0;
	webhook_clear(&webhook);
	if (!ok) {
		secret_file_wipe(text);
		return page_fail(visit, 400, why);
	}
	ok = save_secret(visit->settings->webhook_file, text, &error);
	secret_file_wipe(text);
	if (!ok)
		return page_error(visit, error);
	if (moved)
		lists_forget(visit->settings->state);
	return page_check_lists(visit);
}

/* ---- lists ---- */

static const char *lists_back(const struct visit *visit)
{
	static const char *const known[] = { "/start",  "/connect",
		                             "/deals",  "/organizations",
		                             "/stages", NULL };
	const char *back = fields_text(visit->request->fields, "back");

	return g_strv_contains(known, back) ? back : back_of(visit);
}

struct response *page_check_lists(struct visit *visit)
{
	g_autofree char *where = NULL;
	GError *error = NULL;
	struct dictionary *lists;

	/* A first visit has a webhook and no settings file yet. */
	if (visit->file->missing) {
		bool changed;

		if (!settings_text_save(visit->file->path, "",
		                        visit->file->text, visit->file->length,
		                        &changed, &error))
			return page_error(visit, error);
	}
	lists = lists_fetch(visit->file->path, visit->site->wake,
	                    &visit->portal_time, &error);
	if (lists == NULL)
		return page_error(visit, error);
	dictionary_free(lists);
	where = g_strdup_printf("%s?lists=1", lists_back(visit));
	return response_redirect(where);
}

/* ---- check ---- */

static void add(void *context, const struct finding *finding, const char *file)
{
	cJSON *list = context;

	(void)file;
	page_finding(list, finding);
}

struct response *page_check_post(struct visit *visit)
{
	struct check_options options = {
		.settings_path = visit->file->path,
		.reader = visit->site->reader,
		.wake = visit->site->wake,
		.found = add,
		.context = page_list(visit->model, "findings"),
	};
	g_autoptr(GPtrArray) findings = NULL;
	g_autofree char *summary = NULL;
	int status;

	findings = check_run(&options, &status);
	summary = findings_summary(findings);
	page_text(visit->model, "summary", summary);
	cJSON_AddBoolToObject(visit->model, "well", status == 0);
	return page_show(visit, 200, "check", "Проверка");
}

/* The same, in a thread of its own that writes lines to the stream. */
struct checking {
	char *settings_path;
	struct site *site;
	struct stream *stream;
};

static void stream_finding(void *context, const struct finding *finding,
                           const char *file)
{
	struct checking *checking = context;
	cJSON *list = cJSON_CreateArray();
	char *line;

	(void)file;
	page_finding(list, finding);
	line = cJSON_PrintUnformatted(list->child);
	stream_line(checking->stream, line);
	cJSON_free(line);
	cJSON_Delete(list);
}

static void stream_summary(struct checking *checking, const char *summary,
                           bool well)
{
	cJSON *json = cJSON_CreateObject();
	char *line;

	page_text(json, "summary", summary);
	cJSON_AddBoolToObject(json, "well", well);
	line = cJSON_PrintUnformatted(json);
	stream_line(checking->stream, line);
	cJSON_free(line);
	cJSON_Delete(json);
}

static void *check_in_thread(void *data)
{
	struct checking *checking = data;
	const struct check_options options = {
		.settings_path = checking->settings_path,
		.reader = checking->site->reader,
		.wake = stream_wake(checking->stream),
		.found = stream_finding,
		.context = checking,
	};
	int status;
	g_autoptr(GPtrArray) findings = check_run(&options, &status);
	g_autofree char *summary = findings_summary(findings);

	stream_summary(checking, summary, status == 0);
	site_end_turn(checking->site);
	stream_end(checking->stream);
	g_free(checking->settings_path);
	g_free(checking);
	return NULL;
}

struct response *page_check_stream(struct visit *visit)
{
	struct site *site = visit->site;
	struct checking *checking;
	struct response *response;

	if (!site_take_turn(site))
		return site_no_turn();
	checking = g_new0(struct checking, 1);
	checking->stream = stream_new(check_in_thread, checking, site->wake);
	if (checking->stream == NULL) {
		g_free(checking);
		site_end_turn(site);
		return site_no_turn();
	}
	checking->site = site;
	checking->settings_path = g_strdup(visit->file->path);
	response = response_new(200, "application/x-ndjson", NULL);
	response->stream = checking->stream;
	response->next = stream_next;
	response->stream_free = stream_free;
	stream_start(checking->stream);
	return response;
}
