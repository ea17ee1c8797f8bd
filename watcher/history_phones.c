/*
 * Phones that an outcome holds, by their last digits: people know four of a
 * number, and look for the order.
 */
#include "watcher/history_p.h"

#include <string.h>

enum { ENDS = 4 };

static bool note(struct history *history, gint64 row, const char *phone,
                 GError **error)
{
	g_autoptr(GString) digits = g_string_new(NULL);
	history_query *query;

	for (; phone != NULL && *phone != '\0'; phone++)
		if (g_ascii_isdigit(*phone))
			g_string_append_c(digits, *phone);
	if (digits->len < ENDS)
		return true;
	query = history_query_new(history,
	                          "INSERT OR IGNORE INTO phone"
	                          " (outcome, digits, ends)"
	                          " VALUES (?1, ?2, ?3)",
	                          error);
	if (query == NULL)
		return false;
	history_bind_number(query, 1, row);
	history_bind_text(query, 2, digits->str);
	history_bind_text(query, 3, digits->str + digits->len - ENDS);
	return history_do(history, query, error);
}

bool history_note_phones(struct history *history, gint64 row,
                         const struct outcome *outcome, GError **error)
{
	const struct contact *before = outcome->contact_before;

	for (guint i = 0; before != NULL && i < before->phones->len; i++)
		if (!note(history, row, before->phones->pdata[i], error))
			return false;
	for (guint i = 0; i < outcome->changes->len; i++) {
		const struct outcome_change *change =
			outcome->changes->pdata[i];

		if (change->entity == ENTITY_CONTACT &&
		    strcmp(change->field, "PHONE") == 0 &&
		    !note(history, row, change->to, error))
			return false;
	}
	return true;
}
