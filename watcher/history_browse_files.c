/*
 * Files of the history, found by what people know of them or of an order in
 * them. There are hundreds a day, so looking through them costs little.
 */
#include "watcher/history_search.h"
#include "watcher/spool.h"

static cJSON *file_row(history_query *query)
{
	g_autofree char *name = spool_name_plain(history_text(query, 1));
	cJSON *row = cJSON_CreateObject();
	struct totals totals = { 0 };
	cJSON *counts;

	history_add_id(row, "id", history_number(query, 0));
	history_add_text(row, "name", name);
	history_add_text(row, "state", history_text(query, 2));
	history_add_text(row, "format", history_text(query, 3));
	history_add_when(row, "received", history_when(query, 4));
	history_add_when(row, "finished", history_when(query, 5));
	history_add_text(row, "ack", history_text(query, 6));
	history_add_text(row, "kept", history_text(query, 7));
	history_add_text(row, "why", history_text(query, 8));
	for (int i = 0; i < OUTCOME_KINDS; i++)
		totals.of[i] = (guint64)history_number(query, 10 + i);
	counts = cJSON_AddObjectToObject(row, "totals");
	cJSON_AddNumberToObject(counts, "all",
	                        (double)history_number(query, 9));
	history_add_kinds(counts, &totals);
	return row;
}

static const char files[] =
	"SELECT id, name, state, format, received, finished, ack, kept, why,"
	" count_all, count_created, count_updated, count_unchanged,"
	" count_skipped, count_held, count_failed FROM file"
	" WHERE id BETWEEN ?10 AND ?11"
	" AND received >= ?8 AND received < ?9"
	" AND (?7 IS NULL OR id = ?7)"
	" AND (?4 IS NULL OR name LIKE ?4 ESCAPE '\\')"
	" AND (?5 IS NULL OR state = ?5 OR 0 < CASE ?5"
	"   WHEN 'created' THEN count_created"
	"   WHEN 'updated' THEN count_updated"
	"   WHEN 'unchanged' THEN count_unchanged"
	"   WHEN 'skipped' THEN count_skipped"
	"   WHEN 'held' THEN count_held"
	"   WHEN 'failed' THEN count_failed END)"
	" AND (?1 IS NULL OR id IN (SELECT file FROM outcome"
	"   INDEXED BY outcome_number WHERE number = ?1))"
	" AND (?6 IS NULL OR id IN (SELECT file FROM outcome"
	"   INDEXED BY outcome_deal WHERE deal = ?6))"
	" AND (?2 IS NULL OR id IN (SELECT outcome.file FROM phone"
	"   INDEXED BY phone_ends"
	"   CROSS JOIN outcome ON outcome.id = phone.outcome"
	"   WHERE phone.ends = ?2 AND phone.digits LIKE ?3))"
	" ORDER BY id DESC LIMIT ?12";

cJSON *history_browse_files(struct history *history,
                            const struct browse *browse, GError **error)
{
	struct search search = search_of(browse);
	cJSON *list = search_find(history, files, &search, file_row, error);

	search_clear(&search);
	return list;
}
