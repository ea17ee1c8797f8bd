/*
 * Documents whose newest outcome waits for somebody: held or failed. Kept as
 * they come, so that nobody has to look through all outcomes to find them.
 */
#include "watcher/history_p.h"

static bool forget(struct history *history, const char *document,
                   GError **error)
{
	history_query *query = history_query_new(
		history, "DELETE FROM waiting WHERE document = ?1", error);

	if (query == NULL)
		return false;
	history_bind_text(query, 1, document);
	return history_do(history, query, error);
}

bool history_note_waiting(struct history *history, const char *document,
                          gint64 row, enum outcome_kind kind, GError **error)
{
	history_query *query;

	if (kind != OUTCOME_HELD && kind != OUTCOME_FAILED)
		return forget(history, document, error);
	query = history_query_new(
		history,
		"INSERT INTO waiting (document, outcome, kind)"
		" VALUES (?1, ?2, ?3)"
		" ON CONFLICT (document) DO UPDATE SET"
		" outcome = excluded.outcome, kind = excluded.kind",
		error);
	if (query == NULL)
		return false;
	history_bind_text(query, 1, document);
	history_bind_number(query, 2, row);
	history_bind_text(query, 3, history_kind_names[kind]);
	return history_do(history, query, error);
}
