/*
 * What is remembered of documents and contacts, for longer than the orders
 * that it came from.
 */
#include "watcher/history_p.h"

#include "core/text.h"
#include "core/when.h"

/* Older data that a person forced through does not make the document look
 * older than it is: `exported` only grows. */
static bool remember_document(struct history *history,
                              const struct history_order *order, GError **error)
{
	if (order->key == NULL || order->exported == WHEN_NONE)
		return true;
	history_query *query = history_query_new(
		history,
		"INSERT INTO document (key, exported, deal, state, stage,"
		" contact) VALUES (?1, ?2, nullif(?3, 0), ?4, ?5, nullif(?6, "
		"0))"
		" ON CONFLICT (key) DO UPDATE SET"
		" exported = max(coalesce(exported, excluded.exported),"
		"   excluded.exported),"
		" deal = coalesce(excluded.deal, deal),"
		" state = coalesce(excluded.state, state),"
		" stage = coalesce(excluded.stage, stage),"
		" contact = coalesce(excluded.contact, contact)",
		error);
	if (query == NULL)
		return false;
	history_bind_text(query, 1, order->key);
	history_bind_number(query, 2, order->exported);
	history_bind_number(query, 3, order->outcome->deal);
	history_bind_text(query, 4, order->state);
	history_bind_text(query, 5, order->stage);
	history_bind_number(query, 6, order->outcome->contact);
	return history_do(history, query, error);
}

static bool remember_contact(struct history *history,
                             const struct history_order *order, GError **error)
{
	if (order->named_contact == 0 || order->date == WHEN_NONE)
		return true;
	history_query *query = history_query_new(
		history,
		"INSERT INTO contact (id, named) VALUES (?1, ?2)"
		" ON CONFLICT (id) DO UPDATE SET"
		" named = max(named, excluded.named)",
		error);
	if (query == NULL)
		return false;
	history_bind_number(query, 1, order->named_contact);
	history_bind_number(query, 2, order->date);
	return history_do(history, query, error);
}

bool history_remember(struct history *history,
                      const struct history_order *order, GError **error)
{
	return remember_document(history, order, error) &&
	       remember_contact(history, order, error);
}

static bool recall_document(struct history *history, const char *key,
                            struct memory *memory, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT exported, deal, state, stage, contact FROM document"
		" WHERE key = ?1",
		error);
	bool row;
	if (query == NULL)
		return false;
	history_bind_text(query, 1, key);
	if (!history_next(history, query, &row, error))
		return false;
	if (!row)
		return true;
	struct memory_document *document = memory_note(memory, key);
	document->exported = history_when(query, 0);
	document->deal = history_number(query, 1);
	text_set(&document->state, history_text(query, 2));
	text_set(&document->stage, history_text(query, 3));
	document->contact = history_number(query, 4);
	return true;
}

bool history_recall_documents(struct history *history, const GPtrArray *keys,
                              struct memory *memory, GError **error)
{
	for (guint i = 0; i < keys->len; i++)
		if (keys->pdata[i] != NULL &&
		    !recall_document(history, keys->pdata[i], memory, error))
			return false;
	return true;
}

static bool recall_contact(struct history *history, gint64 id,
                           struct memory *memory, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history, "SELECT named FROM contact WHERE id = ?1", error);
	bool row;
	if (query == NULL)
		return false;
	history_bind_number(query, 1, id);
	if (!history_next(history, query, &row, error))
		return false;
	if (row)
		memory_name(memory, id, history_number(query, 0));
	return true;
}

bool history_recall_contacts(struct history *history, const GArray *contacts,
                             struct memory *memory, GError **error)
{
	for (guint i = 0; i < contacts->len; i++)
		if (!recall_contact(history, g_array_index(contacts, gint64, i),
		                    memory, error))
			return false;
	return true;
}
