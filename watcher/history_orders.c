/*
 * Outcomes of orders.
 *
 * 1C may send all its orders every few minutes, and most are as they were. So
 * that years of that fit on a disk, an outcome that says again what the last
 * one of its document said takes the place of that one.
 */
#include "watcher/history_p.h"

#include "core/text.h"
#include "core/when.h"

#include <string.h>

const char *const history_kind_names[] = {
	[OUTCOME_CREATED] = "created",     [OUTCOME_UPDATED] = "updated",
	[OUTCOME_UNCHANGED] = "unchanged", [OUTCOME_SKIPPED] = "skipped",
	[OUTCOME_HELD] = "held",           [OUTCOME_FAILED] = "failed",
};

const char *const history_entity_names[] = {
	[ENTITY_DEAL] = "deal",
	[ENTITY_CONTACT] = "contact",
};

static bool delete_same_row(struct history *history,
                            const struct history_order *order, GError **error)
{
	history_query *query = history_query_new(
		history,
		"DELETE FROM outcome WHERE file = ?1 AND position = ?2", error);
	if (query == NULL)
		return false;
	history_bind_number(query, 1, order->file);
	history_bind_number(query, 2, (gint64)order->position);
	return history_do(history, query, error);
}

/* The document's key; for an order without one the content and place it came
 * from, so that the same file dropped again is the same document. */
static bool find_document(struct history *history,
                          const struct history_order *order, char **document_r,
                          GError **error)
{
	g_autoptr(history_query) query = NULL;
	bool row;
	if (order->key != NULL) {
		*document_r = g_strdup(order->key);
		return true;
	}
	query = history_query_new(
		history, "SELECT sha256 FROM file WHERE id = ?1", error);
	if (query == NULL)
		return false;
	history_bind_number(query, 1, order->file);
	if (!history_next(history, query, &row, error))
		return false;
	*document_r = g_strdup_printf("%s:%" G_GUINT64_FORMAT,
	                              row ? history_text(query, 0) : "",
	                              order->position);
	return true;
}

/* Since when the document has been of this kind: now, where it was not. */
static bool find_since(struct history *history, const char *document,
                       enum outcome_kind kind, gint64 now, gint64 *since_r,
                       GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT since FROM outcome WHERE kind = ?2"
		" AND id = (SELECT max(id) FROM outcome WHERE document = ?1)",
		error);
	bool row;
	if (query == NULL)
		return false;
	history_bind_text(query, 1, document);
	history_bind_text(query, 2, history_kind_names[kind]);
	if (!history_next(history, query, &row, error))
		return false;
	*since_r = row ? history_number(query, 0) : now;
	return true;
}

/* What wrote something is kept: `show` tells of it. So is what an open file
 * may still need for its ack. */
static bool delete_repeated(struct history *history, const char *document,
                            const char *json, GError **error)
{
	history_query *query = history_query_new(
		history,
		"DELETE FROM outcome WHERE id = (SELECT max(id) FROM outcome"
		"   WHERE document = ?1)"
		" AND json = ?2 AND kind NOT IN ('created', 'updated')"
		" AND file IN (SELECT id FROM file WHERE state <> 'open')",
		error);
	if (query == NULL)
		return false;
	history_bind_text(query, 1, document);
	history_bind_text(query, 2, json);
	return history_do(history, query, error);
}

static bool insert_outcome(struct history *history,
                           const struct history_order *order,
                           const char *document, const char *json, gint64 since,
                           gint64 now, GError **error)
{
	const struct outcome *outcome = order->outcome;
	g_autofree char *number = text_fold(outcome->number, TEXT_LOOKALIKE);
	history_query *query = history_query_new(
		history,
		"INSERT INTO outcome (file, position, document, number, kind,"
		" deal, contact, at, since, json) VALUES (?1, ?2, ?3, ?4, ?5,"
		" nullif(?6, 0), nullif(?7, 0), ?8, ?9, ?10)",
		error);
	if (query == NULL)
		return false;
	history_bind_number(query, 1, order->file);
	history_bind_number(query, 2, (gint64)order->position);
	history_bind_text(query, 3, document);
	history_bind_text(query, 4, number[0] != '\0' ? number : NULL);
	history_bind_text(query, 5, history_kind_names[outcome->kind]);
	history_bind_number(query, 6, outcome->deal);
	history_bind_number(query, 7, outcome->contact);
	history_bind_number(query, 8, now);
	history_bind_number(query, 9, since);
	history_bind_text(query, 10, json);
	return history_do(history, query, error);
}

static bool insert_changes(struct history *history, gint64 row,
                           const struct outcome *outcome, gint64 now,
                           GError **error)
{
	for (guint i = 0; i < outcome->changes->len; i++) {
		const struct outcome_change *change =
			outcome->changes->pdata[i];
		history_query *query = history_query_new(
			history,
			"INSERT INTO change (outcome, entity, field, was,"
			" became, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
			error);
		if (query == NULL)
			return false;
		history_bind_number(query, 1, row);
		history_bind_text(query, 2,
		                  history_entity_names[change->entity]);
		history_bind_text(query, 3, change->field);
		history_bind_text(query, 4, change->from);
		history_bind_text(query, 5, change->to);
		history_bind_number(query, 6, now);
		if (!history_do(history, query, error))
			return false;
	}
	return true;
}

static bool insert(struct history *history, const struct history_order *order,
                   const char *document, const char *json, gint64 since,
                   gint64 now, GError **error)
{
	const struct outcome *outcome = order->outcome;
	gint64 row;
	if (!insert_outcome(history, order, document, json, since, now, error))
		return false;
	row = sqlite3_last_insert_rowid(history->db);
	return insert_changes(history, row, outcome, now, error) &&
	       history_note_phones(history, row, outcome, error) &&
	       history_note_waiting(history, document, row, outcome->kind,
	                            error);
}

static bool record(struct history *history, const struct history_order *order,
                   gint64 now, GError **error)
{
	g_autofree char *document = NULL;
	gint64 since = now;
	cJSON *object = outcome_to_json(order->outcome);
	char *json = cJSON_PrintUnformatted(object);
	cJSON_Delete(object);
	bool good = find_document(history, order, &document, error) &&
	            find_since(history, document, order->outcome->kind, now,
	                       &since, error) &&
	            delete_same_row(history, order, error) &&
	            delete_repeated(history, document, json, error) &&
	            insert(history, order, document, json, since, now, error) &&
	            history_remember(history, order, error);
	cJSON_free(json);
	return good;
}

bool history_record(struct history *history, const struct history_order *orders,
                    gsize count, gint64 now, GError **error)
{
	if (!history_begin(history, error))
		return false;
	bool good = true;
	for (gsize i = 0; good && i < count; i++)
		good = record(history, &orders[i], now, error);
	good = good && history_count_seen(history, orders, count, now, error);
	return history_end(history, good, error);
}

bool history_outcome(struct history *history, gint64 file, guint64 position,
                     struct outcome **outcome_r, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT json FROM outcome WHERE file = ?1 AND position = ?2",
		error);
	bool row;
	if (query == NULL)
		return false;
	history_bind_number(query, 1, file);
	history_bind_number(query, 2, (gint64)position);
	if (!history_next(history, query, &row, error))
		return false;
	/* What cannot be read is decided again, which does no harm. */
	cJSON *json = row ? cJSON_Parse(history_text(query, 0)) : NULL;
	*outcome_r = json != NULL ? outcome_of_json(json) : NULL;
	cJSON_Delete(json);
	return true;
}

GPtrArray *history_retriable(struct history *history, const char *number,
                             bool held_only, gint64 since, GError **error)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *folded = text_fold(number, TEXT_LOOKALIKE);
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT file.kept, min(outcome.id) AS first FROM outcome"
		" JOIN file ON file.id = outcome.file"
		" WHERE outcome.kind IN ('held', 'failed')"
		" AND (NOT ?1 OR outcome.kind = 'held')"
		" AND (?2 IS NULL OR outcome.number = ?2)"
		" AND outcome.since >= ?3 AND file.kept IS NOT NULL"
		" AND NOT EXISTS (SELECT 1 FROM outcome AS newer"
		"   WHERE newer.document = outcome.document"
		"   AND newer.id > outcome.id)"
		" GROUP BY file.kept ORDER BY first",
		error);
	bool row;
	if (query == NULL)
		return NULL;
	history_bind_number(query, 1, held_only);
	history_bind_text(query, 2, number != NULL ? folded : NULL);
	history_bind_number(query, 3, since);
	for (;;) {
		if (!history_next(history, query, &row, error))
			return NULL;
		if (!row)
			return g_steal_pointer(&paths);
		g_ptr_array_add(paths, g_strdup(history_text(query, 0)));
	}
}
