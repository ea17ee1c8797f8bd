/*
 * How the bridge is, from watcher/status.h and the history, in the words of
 * whoever has to do something about it.
 */
#include "web/page_overview.h"

#include "core/when.h"
#include "watcher/bridge.h"
#include "watcher/history_browse.h"
#include "watcher/release.h"
#include "watcher/retry.h"
#include "watcher/status.h"
#include "web/chart.h"
#include "web/model.h"
#include "web/page.h"
#include "web/page_start.h"

#include <string.h>

enum { DAYS = 30, WAITING_MOST = 100, DAY_SECONDS = 24 * 60 * 60 };

/* ---- the state of things ---- */

static void add_fact(cJSON *list, const char *tone, const char *label,
                     const char *text)
{
	cJSON *fact = page_add(list);

	page_text(fact, "tone", tone);
	page_text(fact, "label", label);
	page_text(fact, "text", text);
}

static void add_service(const struct visit *visit, cJSON *facts,
                        const cJSON *status)
{
	bool running = model_flag(status, "running");
	g_autofree char *since =
		model_time(visit, model_text(status, "started"));
	g_autofree char *text =
		running ? g_strdup_printf("работает, запущена %s", since)
			: g_strdup("не запущена: systemctl start b24bridge");

	add_fact(facts, running ? "good" : "bad", "Служба", text);
	if (running && *model_text(status, "settings_refused") != '\0')
		add_fact(facts, "bad", "Настройки",
		         model_text(status, "settings_refused"));
}

static void add_portal(const struct visit *visit, cJSON *facts,
                       const cJSON *status)
{
	const cJSON *portal = model_at(status, "portal");
	const char *state = model_text(portal, "state");
	g_autofree char *since = model_time(visit, model_text(portal, "since"));
	g_autofree char *text = NULL;
	bool well = strcmp(state, "ok") == 0;

	if (strcmp(state, "unknown") == 0)
		text = g_strdup("ещё неизвестно");
	else
		text = g_strdup_printf("%s%s%s%s%s", well ? "отвечает" : "",
		                       *since != '\0' && !well ? "с " : "",
		                       well ? "" : since,
		                       well || *since == '\0' ? "" : ": ",
		                       well ? "" : model_text(portal, "text"));
	add_fact(facts,
	         well                            ? "good"
	         : strcmp(state, "refused") == 0 ? "bad"
	                                         : "remark",
	         "Битрикс24", text);
}

static void add_queue(cJSON *facts, const cJSON *status)
{
	const cJSON *queue = model_at(status, "queue");
	gint64 count = model_number(queue, "in") + model_number(queue, "work");
	gint64 oldest = model_number(queue, "oldest_seconds");
	g_autofree char *text = NULL;

	if (count == 0)
		text = g_strdup("пусто");
	else
		text = g_strdup_printf(
			"%" G_GINT64_FORMAT
			" %s, старший ждёт %" G_GINT64_FORMAT " мин",
			count, page_plural(count, "файл", "файла", "файлов"),
			oldest / 60);
	add_fact(facts, oldest > 60 * 60 ? "remark" : "good", "Очередь", text);
}

static void add_files(const struct visit *visit, cJSON *facts,
                      const cJSON *status)
{
	const cJSON *last = model_at(status, "last_file");
	g_autofree char *when = model_time(visit, model_text(last, "received"));
	g_autofree char *success =
		model_time(visit, model_text(status, "last_success"));
	g_autofree char *text = NULL;

	if (cJSON_IsObject(last))
		text = g_strdup_printf(
			"%s, %s, %s", model_text(last, "name"), when,
			model_file_state(model_text(last, "state"), NULL));
	else
		text = g_strdup("ещё не было");
	add_fact(facts,
	         strcmp(model_text(last, "state"), "rejected") == 0 ? "bad"
	                                                            : "good",
	         "Последний файл", text);
	add_fact(facts, "good", "Последний успешный",
	         *success != '\0' ? success : "ещё не было");
}

static void add_status(struct visit *visit, const cJSON *status)
{
	cJSON *facts = page_list(visit->model, "facts");
	cJSON *problems = page_list(visit->model, "problems");
	const cJSON *problem;

	cJSON_AddBoolToObject(visit->model, "well",
	                      model_number(status, "level") == 0);
	add_service(visit, facts, status);
	add_portal(visit, facts, status);
	add_queue(facts, status);
	add_files(visit, facts, status);
	cJSON_ArrayForEach (problem, model_at(status, "problems")) {
		cJSON *row = page_add(problems);

		page_text(row, "text", model_text(problem, "text"));
		page_text(row, "tone",
		          model_number(problem, "level") > 1 ? "bad"
		                                             : "remark");
	}
}

static void add_today(struct visit *visit, const cJSON *status)
{
	cJSON *list = page_list(visit->model, "today");
	const cJSON *today = model_at(status, "today");

	for (size_t i = 0; i < CHART_KINDS; i++) {
		cJSON *row = page_add(list);

		page_text(row, "kind", chart_kinds[i].name);
		page_text(row, "title", chart_kinds[i].title);
		page_number(row, "count",
		            model_number(today, chart_kinds[i].name));
	}
}

/* ---- what needs a person ---- */

static void add_held_files(struct visit *visit, const cJSON *status)
{
	cJSON *list = page_list(visit->model, "held_files");
	const cJSON *file;

	cJSON_ArrayForEach (file, model_at(status, "held_files")) {
		cJSON *row = page_add(list);
		const char *raw = model_text(file, "raw");
		g_autofree char *since =
			model_time(visit, model_text(file, "since"));

		page_text(row, "name", model_text(file, "name"));
		page_text(row, "raw",
		          *raw != '\0' ? raw : model_text(file, "name"));
		page_text(row, "since", since);
		page_text(row, "why", model_text(file, "why"));
	}
}

static void add_unmapped(struct visit *visit, struct history *history)
{
	cJSON *seen = history_seen(history, "state", NULL);
	cJSON *list = page_list(visit->model, "unmapped");
	const cJSON *state;

	cJSON_ArrayForEach (state, seen) {
		const char *name = model_text(state, "name");
		bool mapped = false;
		const GPtrArray *groups = visit->settings->stages;

		for (guint i = 0; i < groups->len && !mapped; i++)
			mapped = model_has_state(groups->pdata[i], name);
		if (!mapped && *name != '\0') {
			cJSON *row = page_add(list);

			page_text(row, "name", name);
			page_number(row, "orders",
			            model_number(state, "orders"));
		}
	}
	cJSON_Delete(seen);
}

static void add_history(struct visit *visit)
{
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	g_autoptr(GError) failure = NULL;
	struct history *history =
		history_open(visit->settings->state, true, NULL, &failure);
	cJSON *days, *waiting;

	if (failure != NULL)
		page_notice(visit, PAGE_BAD, "%s", failure->message);
	if (history == NULL)
		return;
	days = history_days(history, now - (DAYS - 1) * DAY_SECONDS,
	                    visit->settings->timezone, NULL);
	chart_add(visit->model, days);
	cJSON_Delete(days);
	waiting = history_waiting(history, WAITING_MOST, NULL);
	model_add_orders(visit, "waiting", waiting);
	cJSON_Delete(waiting);
	add_unmapped(visit, history);
	history_close(history);
}

/* A template cannot ask whether a list is empty and then go through it. */
static void tell_needs(struct visit *visit)
{
	static const char *const lists[][2] = {
		{ "held_files", "has_held_files" },
		{ "unmapped", "has_unmapped" },
		{ "waiting", "has_waiting" },
	};
	bool any = false;

	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
		bool some = cJSON_GetArraySize(
				    model_at(visit->model, lists[i][0])) > 0;

		cJSON_AddBoolToObject(visit->model, lists[i][1], some);
		any = any || some;
	}
	cJSON_AddBoolToObject(visit->model, "needs", any);
}

struct response *page_overview_get(struct visit *visit)
{
	GError *error = NULL;
	cJSON *status;

	if (page_start_is_needed(visit))
		return response_redirect("/start");
	status = status_report(visit->settings, &error);
	if (status == NULL)
		return page_error(visit, error);
	add_status(visit, status);
	add_today(visit, status);
	add_held_files(visit, status);
	cJSON_Delete(status);
	add_history(visit);
	tell_needs(visit);
	return page_show(visit, 200, "overview", "Обзор");
}

/* ---- buttons ---- */

static struct bridge *open_bridge(const struct visit *visit, GError **error)
{
	const struct bridge_options options = {
		.settings_path = visit->file->path,
		.want = BRIDGE_SPOOL,
		.wake = visit->site->wake,
	};

	return bridge_open(&options, error);
}

struct response *page_overview_release(struct visit *visit)
{
	GError *error = NULL;
	struct bridge *bridge = open_bridge(visit, &error);
	bool ok = bridge != NULL &&
	          release_file(bridge,
	                       fields_text(visit->request->fields, "name"),
	                       &error);

	bridge_close(bridge);
	return ok ? response_redirect("/?done=released")
	          : page_error(visit, error);
}

struct response *page_overview_retry(struct visit *visit)
{
	const char *number = fields_text(visit->request->fields, "number");
	GError *error = NULL;
	struct bridge *bridge = open_bridge(visit, &error);
	guint count = 0;
	bool ok = bridge != NULL &&
	          retry_drop(bridge, *number != '\0' ? number : NULL, false, 0,
	                     &count, &error);

	bridge_close(bridge);
	if (!ok)
		return page_error(visit, error);
	return response_redirect(count > 0 ? "/?done=retried"
	                                   : "/?done=nothing");
}
