/*
 * A window: up to 2,000 orders, of one file or of many, decided together.
 *
 * Refuses two orders of one document in a window: the second must see what the
 * first did.
 */
#include "watcher/exchange_p.h"

#include "core/text.h"
#include "core/when.h"

#include <string.h>

static void judged_unref(gpointer data)
{
	judged_free(data);
}

static void place_clear(gpointer data)
{
	struct window_place *place = data;

	outcome_free(place->done);
}

struct window *window_new(void)
{
	struct window *window = g_new0(struct window, 1);

	window->orders = g_ptr_array_new_with_free_func(judged_unref);
	window->places = g_array_new(FALSE, FALSE, sizeof(struct window_place));
	g_array_set_clear_func(window->places, place_clear);
	window->keys = g_hash_table_new(g_str_hash, g_str_equal);
	return window;
}

void window_free(struct window *window)
{
	if (window == NULL)
		return;
	g_hash_table_unref(window->keys);
	g_ptr_array_unref(window->orders);
	g_array_unref(window->places);
	g_free(window);
}

/* ---- filling ---- */

static void order_unref(gpointer order)
{
	order_free(order);
}

/* By either key: a GUID may come for an order that was known by number. */
static bool has_document(const struct window *window,
                         const struct judged *judged)
{
	return g_hash_table_contains(window->keys, judged->key) ||
	       (judged->other_key != NULL &&
	        g_hash_table_contains(window->keys, judged->other_key));
}

/* One order more, or the window says that it is full: a second order of a
 * document waits for the next one. Takes the order. */
static bool add_order(struct window *window, struct job *job,
                      struct judged *judged, bool *full_r, GError **error)
{
	struct window_place place = { .job = job, .position = job->position };

	if (job->resumed &&
	    !history_outcome(job->exchange->parts.history, job->row,
	                     job->position, &place.done, error)) {
		judged_free(judged);
		return false;
	}
	if (judged->key != NULL && place.done == NULL && !judged->skipped) {
		if (has_document(window, judged)) {
			judged_free(judged);
			*full_r = true;
			return true;
		}
		g_hash_table_add(window->keys, judged->key);
		if (judged->other_key != NULL)
			g_hash_table_add(window->keys, judged->other_key);
	}
	g_ptr_array_add(window->orders, judged);
	g_array_append_val(window->places, place);
	job->position++;
	job->waiting++;
	return true;
}

/* Orders that were taken from the file, as many as fit. Those for which there
 * is no room after all are taken again for the next window. */
static bool add_orders(struct window *window, struct job *job,
                       GPtrArray *orders, bool *full_r, GError **error)
{
	const struct settings *settings = job->exchange->parts.settings;

	for (guint i = 0; i < orders->len && !*full_r; i++) {
		struct order *order = g_steal_pointer(&orders->pdata[i]);

		order->exported = job->force ? WHEN_NONE : job->exported;
		if (!add_order(window, job, judge(order, settings), full_r,
		               error))
			return false;
	}
	if (*full_r)
		order_source_seek(job->source, job->position);
	return true;
}

bool window_fill(struct window *window, struct job *job, bool *full_r,
                 GError **error)
{
	*full_r = false;
	while (!*full_r && !job->drained) {
		g_autoptr(GPtrArray) orders =
			g_ptr_array_new_with_free_func(order_unref);
		guint room = WINDOW_ORDERS - window->orders->len;
		guint count = 0;

		if (room == 0) {
			*full_r = true;
			break;
		}
		if (!order_source_next(job->source, room, orders, &count,
		                       error) ||
		    !add_orders(window, job, orders, full_r, error))
			return false;
		job->drained = count == 0;
	}
	return true;
}

/* ---- planning ---- */

/* The orders that are still to be decided. */
static GPtrArray *open_orders(const struct window *window)
{
	GPtrArray *open = g_ptr_array_new();

	for (guint i = 0; i < window->orders->len; i++) {
		if (g_array_index(window->places, struct window_place, i)
		            .done == NULL)
			g_ptr_array_add(open, window->orders->pdata[i]);
	}
	return open;
}

static GPtrArray *keys_of(const GPtrArray *orders)
{
	GPtrArray *keys = g_ptr_array_new();

	for (guint i = 0; i < orders->len; i++) {
		const struct judged *judged = orders->pdata[i];

		if (judged->key != NULL)
			g_ptr_array_add(keys, judged->key);
		if (judged->other_key != NULL)
			g_ptr_array_add(keys, judged->other_key);
	}
	return keys;
}

/* Deals that the history knows and the look-up did not find are asked for by
 * id: only a deal that the portal really does not show is lost. */
static bool look_for_known(struct exchange *exchange,
                           const struct memory *memory,
                           struct snapshot *snapshot, GError **error)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, memory->documents);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct memory_document *known = value;

		if (known->deal != 0 &&
		    snapshot_deal(snapshot, known->deal) == NULL)
			g_array_append_val(ids, known->deal);
	}
	return ids->len == 0 ||
	       portal_look_up_deals(exchange->parts.portal, ids,
	                            exchange->rules, snapshot, error);
}

static GArray *contacts_of(const struct snapshot *snapshot)
{
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init(&iter, snapshot->contacts);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		g_array_append_val(ids, *(gint64 *)key);
	return ids;
}

static bool recall(struct exchange *exchange, const GPtrArray *open,
                   struct snapshot *snapshot, struct memory *memory,
                   GError **error)
{
	struct history *history = exchange->parts.history;
	g_autoptr(GPtrArray) keys = keys_of(open);
	g_autoptr(GArray) contacts = NULL;

	if (history == NULL)
		return true;
	if (!history_recall_documents(history, keys, memory, error) ||
	    !look_for_known(exchange, memory, snapshot, error))
		return false;
	contacts = contacts_of(snapshot);
	return history_recall_contacts(history, contacts, memory, error);
}

struct plan *window_plan(struct exchange *exchange, struct window *window,
                         struct ledger *ledger, struct snapshot **snapshot_r,
                         GError **error)
{
	const struct settings *settings = exchange->parts.settings;
	g_autoptr(GPtrArray) open = open_orders(window);
	struct snapshot *snapshot = snapshot_new(settings->originator);
	struct memory *memory = memory_new();
	struct plan *plan = NULL;

	if (exchange_learn(exchange, error) &&
	    portal_look_up(exchange->parts.portal, open, exchange->rules,
	                   snapshot, error) &&
	    recall(exchange, open, snapshot, memory, error)) {
		ledger_complete(ledger, snapshot, open, exchange->rules,
		                exchange->parts.transport->wall(
					exchange->parts.transport));
		plan = plan_build(open, snapshot, memory, exchange->rules);
	}
	memory_free(memory);
	if (plan != NULL && snapshot_r != NULL)
		*snapshot_r = g_steal_pointer(&snapshot);
	snapshot_free(snapshot);
	return plan;
}
