/*
 * All that happened to an order, as JSON, for `show` and the settings page.
 */
#include "watcher/history_browse.h"
#include "watcher/history_p.h"
#include "watcher/spool.h"

#include "core/text.h"

/* Repeats are not kept, so this is what a lively order has in a decade. */
enum { SHOW_MOST = 1000 };

static bool add_changes(struct history *history, gint64 outcome, cJSON *list,
                        GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT entity, field, was, became, at FROM change"
		" WHERE outcome = ?1 ORDER BY id",
		error);
	bool row;
	if (query == NULL)
		return false;
	history_bind_number(query, 1, outcome);
	for (;;) {
		if (!history_next(history, query, &row, error))
			return false;
		if (!row)
			return true;
		cJSON *change = cJSON_CreateObject();
		history_add_text(change, "entity", history_text(query, 0));
		history_add_text(change, "field", history_text(query, 1));
		history_add_text(change, "from", history_text(query, 2));
		history_add_text(change, "to", history_text(query, 3));
		history_add_when(change, "at", history_when(query, 4));
		cJSON_AddItemToArray(list, change);
	}
}

static void add_write(history_query *query, cJSON *list)
{
	cJSON *write = cJSON_CreateObject();
	history_add_text(write, "entity", history_text(query, 0));
	history_add_text(write, "verb", history_text(query, 1));
	history_add_id(write, "id", history_number(query, 2));
	history_add_json(write, "changes", history_text(query, 3));
	history_add_when(write, "intended", history_when(query, 4));
	history_add_when(write, "settled", history_when(query, 5));
	history_add_text(write, "result", history_text(query, 6));
	history_add_text(write, "refusal", history_text(query, 7));
	cJSON_AddItemToArray(list, write);
}

/* Writes serve several orders of a file, so they hang on the file; an order's
 * are those of its deal and contact, and the adds that bear its mark. */
static bool add_writes(struct history *history, gint64 outcome, cJSON *list,
                       GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT entity, verb, entity_id, changes, intended, settled,"
		" result, refusal FROM write"
		" JOIN outcome ON outcome.id = ?1 AND outcome.file = write.file"
		" WHERE (entity = 'deal' AND (entity_id = outcome.deal"
		"   OR origin = outcome.document))"
		" OR (entity = 'contact' AND entity_id = outcome.contact)"
		" ORDER BY write.id",
		error);
	bool row;
	if (query == NULL)
		return false;
	history_bind_number(query, 1, outcome);
	for (;;) {
		if (!history_next(history, query, &row, error))
			return false;
		if (!row)
			return true;
		add_write(query, list);
	}
}

static bool add_order(struct history *history, history_query *query,
                      cJSON *orders, GError **error)
{
	gint64 outcome = history_number(query, 0);
	g_autofree char *name = spool_name_plain(history_text(query, 1));
	cJSON *order = cJSON_CreateObject();
	cJSON_AddItemToArray(orders, order);
	history_add_text(order, "file", name);
	history_add_when(order, "received", history_when(query, 2));
	history_add_when(order, "at", history_when(query, 3));
	history_add_text(order, "ack", history_text(query, 4));
	history_add_text(order, "kept", history_text(query, 5));
	history_add_json(order, "outcome", history_text(query, 6));
	return add_changes(history, outcome,
	                   cJSON_AddArrayToObject(order, "changes"), error) &&
	       add_writes(history, outcome,
	                  cJSON_AddArrayToObject(order, "writes"), error);
}

static bool add_orders(struct history *history, const char *folded,
                       cJSON *orders, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT * FROM (SELECT outcome.id, file.name, file.received,"
		"   outcome.at, file.ack, file.kept, outcome.json"
		"   FROM outcome JOIN file ON file.id = outcome.file"
		"   WHERE number = ?1 ORDER BY outcome.id DESC LIMIT ?2)"
		" ORDER BY 1",
		error);
	bool row;
	if (query == NULL)
		return false;
	history_bind_text(query, 1, folded);
	history_bind_number(query, 2, SHOW_MOST);
	for (;;) {
		if (!history_next(history, query, &row, error))
			return false;
		if (!row)
			return true;
		if (!add_order(history, query, orders, error))
			return false;
	}
}

static cJSON *order_alone(struct history *history, history_query *query,
                          GError **error)
{
	cJSON *list = cJSON_CreateArray();
	cJSON *order = NULL;

	if (add_order(history, query, list, error)) {
		order = cJSON_DetachItemFromArray(list, 0);
		history_add_id(order, "id", history_number(query, 0));
		history_add_text(order, "number",
		                 cJSON_GetStringValue(cJSON_GetObjectItem(
					 cJSON_GetObjectItem(order, "outcome"),
					 "number")));
	}
	cJSON_Delete(list);
	return order;
}

cJSON *history_order_show(struct history *history, gint64 id, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT outcome.id, file.name, file.received, outcome.at,"
		" file.ack, file.kept, outcome.json"
		" FROM outcome JOIN file ON file.id = outcome.file"
		" WHERE outcome.id = ?1",
		error);
	bool row;

	if (query == NULL)
		return NULL;
	history_bind_number(query, 1, id);
	if (!history_next(history, query, &row, error) || !row)
		return NULL;
	return order_alone(history, query, error);
}

cJSON *history_show(struct history *history, const char *number, GError **error)
{
	g_autofree char *folded = text_fold(number, TEXT_LOOKALIKE);
	cJSON *shown = cJSON_CreateObject();
	history_add_text(shown, "number", number);
	cJSON *orders = cJSON_AddArrayToObject(shown, "orders");
	if (add_orders(history, folded, orders, error) &&
	    cJSON_GetArraySize(orders) > 0)
		return shown;
	cJSON_Delete(shown);
	return NULL;
}
