/*
 * Intent before a write, result after. A row without a result is a write that
 * may or may not have happened: whoever starts next asks the portal by the
 * mark before anything else is sent.
 */
#include "watcher/history_p.h"

#include "core/money.h"
#include "core/text.h"
#include "core/when.h"

#include <string.h>

static const char *const verb_names[] = {
	[STEP_ADD] = "add",
	[STEP_UPDATE] = "update",
};

static const char *const result_names[] = {
	[STEP_WAITING] = "waiting", /* surely not run */
	[STEP_DONE] = "done",
	[STEP_REFUSED] = "refused",
	[STEP_UNSURE] = "unsure",
};

static char *changes_text(const struct step *step)
{
	cJSON *list = cJSON_CreateArray();
	for (guint i = 0; i < step->changes->len; i++) {
		const struct change *change = step->changes->pdata[i];
		cJSON *row = cJSON_CreateObject();
		cJSON_AddStringToObject(row, "field", change->field);
		if (change->from != NULL)
			cJSON_AddStringToObject(row, "from", change->from);
		else
			cJSON_AddNullToObject(row, "from");
		cJSON_AddStringToObject(row, "to", change->to);
		cJSON_AddItemToArray(list, row);
	}
	char *text = cJSON_PrintUnformatted(list);
	cJSON_Delete(list);
	return text;
}

static gint64 linked_contact(const struct step *step)
{
	return step->contact != NULL ? step->contact->id : 0;
}

static bool intend(struct history *history, gint64 file,
                   const struct step *step, gint64 now, gint64 *row_r,
                   GError **error)
{
	/* Sent again: still the one write, whose time counts from now. */
	history_query *query = history_query_new(
		history,
		"INSERT INTO write (id, file, entity, verb, entity_id,"
		" originator, origin, contact, changes, intended)"
		" VALUES (nullif(?1, 0), ?2, ?3, ?4, nullif(?5, 0), ?6, ?7,"
		" nullif(?8, 0), ?9, ?10)"
		" ON CONFLICT (id) DO UPDATE SET contact = excluded.contact,"
		" changes = excluded.changes, intended = excluded.intended,"
		" settled = NULL, result = NULL, refusal = NULL, given_up = 0",
		error);
	if (query == NULL)
		return false;
	char *changes = changes_text(step);
	history_bind_number(query, 1, step->written);
	history_bind_number(query, 2, file);
	history_bind_text(query, 3, history_entity_names[step->entity]);
	history_bind_text(query, 4, verb_names[step->verb]);
	history_bind_number(query, 5, step->id);
	history_bind_text(query, 6, step->originator);
	history_bind_text(query, 7, step->origin);
	history_bind_number(query, 8, linked_contact(step));
	history_bind_text(query, 9, changes);
	history_bind_number(query, 10, now);
	bool good = history_do(history, query, error);
	cJSON_free(changes);
	if (good)
		*row_r = step->written != 0
		                 ? step->written
		                 : sqlite3_last_insert_rowid(history->db);
	return good;
}

bool history_intend(struct history *history, gint64 file,
                    const GPtrArray *steps, gint64 now, GError **error)
{
	g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
	if (!history_begin(history, error))
		return false;
	bool good = history_count(history, error);
	for (guint i = 0; good && i < steps->len; i++) {
		gint64 row = 0;
		good = intend(history, file, steps->pdata[i], now, &row, error);
		g_array_append_val(rows, row);
	}
	if (!history_end(history, good, error) ||
	    !history_counted(history, now, error))
		return false;
	for (guint i = 0; i < steps->len; i++) {
		struct step *step = steps->pdata[i];
		step->written = g_array_index(rows, gint64, i);
	}
	return true;
}

static bool settle(struct history *history, const struct step *step, gint64 now,
                   GError **error)
{
	history_query *query = history_query_new(
		history,
		"UPDATE write SET entity_id = coalesce(nullif(?2, 0),"
		" entity_id), contact = coalesce(nullif(?3, 0), contact),"
		" settled = ?4, result = ?5, refusal = ?6, kept = ?7"
		" WHERE id = ?1",
		error);
	if (query == NULL)
		return false;
	history_bind_number(query, 1, step->written);
	history_bind_number(query, 2, step->id);
	history_bind_number(query, 3, linked_contact(step));
	history_bind_number(query, 4, now);
	history_bind_text(query, 5, result_names[step->result]);
	history_bind_text(query, 6, step->refusal);
	history_bind_text(query, 7, step->kept);
	return history_do(history, query, error);
}

bool history_settle(struct history *history, const GPtrArray *steps, gint64 now,
                    GError **error)
{
	if (!history_begin(history, error))
		return false;
	bool good = true;
	for (guint i = 0; good && i < steps->len; i++) {
		const struct step *step = steps->pdata[i];
		good = step->written == 0 || settle(history, step, now, error);
	}
	return history_end(history, good, error);
}

/* A history that was lost may have known of some more. */
static bool add_lost(struct history *history, gint64 *newest, guint *count,
                     GError **error)
{
	gint64 lost = WHEN_NONE;

	if (!history_note(history, "lost", &lost, error))
		return false;
	if (lost == WHEN_NONE)
		return true;
	if (*newest == WHEN_NONE || lost > *newest)
		*newest = lost;
	*count += 1;
	return true;
}

bool history_unknown(struct history *history, gint64 *newest_r, guint *count_r,
                     GError **error)
{
	g_autoptr(history_query) query =
		history_query_new(history,
	                          "SELECT max(intended), count(*) FROM write"
	                          " WHERE settled IS NULL AND given_up = 0",
	                          error);
	bool row;
	if (query == NULL || !history_next(history, query, &row, error))
		return false;
	*newest_r = history_when(query, 0);
	*count_r = (guint)history_number(query, 1);
	return add_lost(history, newest_r, count_r, error);
}

bool history_forget_unknown(struct history *history, GError **error)
{
	return history_run(history,
	                   "UPDATE write SET given_up = 1"
	                   " WHERE settled IS NULL AND given_up = 0",
	                   error) &&
	       history_set_note(history, "lost", WHEN_NONE, error);
}
