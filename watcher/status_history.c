/*
 * What the history adds to the status: the last file, today, what waits.
 *
 * A history that lacks or cannot be read costs only these.
 */
#include "watcher/status_p.h"

#include "watcher/history_browse.h"
#include "watcher/history_p.h"
#include "watcher/spool.h"

#include "core/when.h"

/* The first row's first column. */
static gint64 newest_success(struct history *history)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT finished FROM file INDEXED BY file_finished"
		" WHERE finished IS NOT NULL AND state IN ('done', 'partly')"
		" ORDER BY finished DESC LIMIT 1",
		NULL);
	bool row = false;

	if (query == NULL || !history_next(history, query, &row, NULL) || !row)
		return WHEN_NONE;
	return history_when(query, 0);
}

static void add_silence(cJSON *report, gint64 last, gint64 now)
{
	if (last != WHEN_NONE)
		cJSON_AddNumberToObject(report, "silence_hours",
		                        (double)MAX(now - last, 0) / 3600.0);
	else
		cJSON_AddNullToObject(report, "silence_hours");
}

static void add_last_file(cJSON *report, struct history *history, gint64 now)
{
	g_autoptr(GPtrArray) files =
		history != NULL ? history_files(history, NULL, 1, NULL) : NULL;
	const struct history_file *file =
		files != NULL && files->len > 0 ? files->pdata[0] : NULL;
	cJSON *row;

	add_silence(report, file != NULL ? file->received : WHEN_NONE, now);
	if (file == NULL) {
		cJSON_AddNullToObject(report, "last_file");
		return;
	}
	row = cJSON_AddObjectToObject(report, "last_file");
	g_autofree char *name = spool_name_plain(file->name);
	history_add_text(row, "name", name);
	history_add_when(row, "received", file->received);
	history_add_text(row, "state", history_state_names[file->state]);
}

/* The last day of the list is today. */
static void add_today(cJSON *report, struct history *history,
                      const struct settings *settings, gint64 now)
{
	cJSON *days = history != NULL
	                      ? history_days_until(history, now, now,
	                                           settings->timezone, NULL)
	                      : NULL;
	cJSON *today = cJSON_DetachItemFromArray(
		days, MAX(cJSON_GetArraySize(days) - 1, 0));

	if (today == NULL) {
		cJSON_AddNullToObject(report, "today");
	} else {
		cJSON_DeleteItemFromObject(today, "day");
		cJSON_AddItemToObject(report, "today", today);
	}
	cJSON_Delete(days);
}

static void add_waiting(cJSON *report, struct history *history)
{
	guint held = 0, failed = 0;
	cJSON *waiting;

	if (history == NULL ||
	    !history_waiting_counts(history, &held, &failed, NULL)) {
		cJSON_AddNullToObject(report, "waiting");
		return;
	}
	waiting = cJSON_AddObjectToObject(report, "waiting");
	cJSON_AddNumberToObject(waiting, "held", held);
	cJSON_AddNumberToObject(waiting, "failed", failed);
}

void status_add_history(cJSON *report, const struct settings *settings,
                        gint64 now)
{
	g_autoptr(GError) failure = NULL;
	struct history *history =
		history_open(settings->state, true, NULL, &failure);
	cJSON *state = cJSON_AddObjectToObject(report, "history");

	cJSON_AddBoolToObject(state, "ok", failure == NULL);
	history_add_text(state, "text",
	                 failure != NULL ? failure->message : NULL);
	status_add_held(report, settings->folder, history);
	add_last_file(report, history, now);
	history_add_when(report, "last_success",
	                 history != NULL ? newest_success(history) : WHEN_NONE);
	add_today(report, history, settings, now);
	add_waiting(report, history);
	history_close(history);
}
