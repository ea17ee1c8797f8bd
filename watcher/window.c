/*
 * A window: up to 2,000 orders, of one file or of many, decided together.
 *
 * Refuses two orders of one document in a window (the second must see what the
 * first did), and to record an order of which a write is still waiting.
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

static struct order *next_order(struct job *job, GError **error)
{
	g_autoptr(GPtrArray) one = g_ptr_array_new();
	guint count = 0;

	if (!order_source_next(job->source, 1, one, &count, error))
		return NULL;
	if (count == 0) {
		job->drained = true;
		return NULL;
	}
	return one->pdata[0];
}

/* One order more, or the window says that it is full: a second order of a
 * document waits for the next one. */
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
		if (g_hash_table_contains(window->keys, judged->key)) {
			judged_free(judged);
			order_source_seek(job->source, job->position);
			*full_r = true;
			return true;
		}
		g_hash_table_add(window->keys, judged->key);
	}
	g_ptr_array_add(window->orders, judged);
	g_array_append_val(window->places, place);
	job->position++;
	job->waiting++;
	return true;
}

bool window_fill(struct window *window, struct job *job, bool *full_r,
                 GError **error)
{
	const struct settings *settings = job->exchange->parts.settings;

	*full_r = false;
	while (!*full_r && !job->drained) {
		GError *failure = NULL;
		struct order *order;

		if (window->orders->len >= WINDOW_ORDERS) {
			*full_r = true;
			break;
		}
		order = next_order(job, &failure);
		if (failure != NULL) {
			g_propagate_error(error, failure);
			return false;
		}
		if (order == NULL)
			break;
		order->exported = job->force ? WHEN_NONE : job->exported;
		if (!add_order(window, job, judge(order, settings), full_r,
		               error))
			return false;
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
		ledger_complete(ledger, snapshot, exchange->rules,
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

/* ---- carrying out ---- */

struct journal_context {
	struct exchange *exchange;
	gint64 row;
};

static gint64 wall(struct exchange *exchange)
{
	return exchange->parts.transport->wall(exchange->parts.transport);
}

static bool intend(void *context, const GPtrArray *steps, GError **error)
{
	struct journal_context *journal = context;

	return history_intend(journal->exchange->parts.history, journal->row,
	                      steps, wall(journal->exchange), error);
}

static bool settle(void *context, const GPtrArray *steps, GError **error)
{
	struct journal_context *journal = context;

	return history_settle(journal->exchange->parts.history, steps,
	                      wall(journal->exchange), error);
}

static bool is_settled(const struct step *step, bool interrupted)
{
	if (step == NULL)
		return true;
	return step->result != STEP_WAITING &&
	       !(interrupted && step->result == STEP_UNSURE);
}

static void forget_gone(struct exchange *exchange, const struct plan *plan)
{
	for (guint i = 0; i < plan->steps->len; i++) {
		const struct step *step = plan->steps->pdata[i];

		if (step->gone && step->entity == ENTITY_DEAL)
			ledger_forget_deal(exchange->ledger, step->id);
	}
}

/* What the history is to remember of an order. Only what was carried out moves
 * the export time and the naming. */
static void remember(struct history_order *record, const struct job *job,
                     const struct verdict *verdict, char *state)
{
	const struct judged *judged = verdict->judged;

	record->key = judged->key;
	record->exported = WHEN_NONE;
	record->date = judged->date;
	if (record->outcome->kind == OUTCOME_FAILED ||
	    record->outcome->kind == OUTCOME_HELD ||
	    record->outcome->kind == OUTCOME_SKIPPED)
		return;
	record->exported = job->exported;
	record->state = state;
	record->stage = verdict->stage;
	if (verdict->names_contact)
		record->named_contact = record->outcome->contact;
}

struct recording {
	GArray *records;     /* of struct history_order */
	GPtrArray *outcomes; /* owned, as window->orders; NULL: not settled */
	GPtrArray *states;   /* owned texts */
};

static void recording_clear(struct recording *recording)
{
	g_array_unref(recording->records);
	g_ptr_array_unref(recording->outcomes);
	g_ptr_array_unref(recording->states);
}

static void outcome_unref(gpointer data)
{
	outcome_free(data);
}

static void record_order(struct recording *recording,
                         const struct window_place *place,
                         const struct verdict *verdict,
                         const struct dictionary *dictionary)
{
	struct history_order record = { .file = place->job->row,
		                        .position = place->position };
	struct outcome *outcome = outcome_new(verdict, dictionary, true);
	const struct order *order = verdict->judged->order;
	char *state = text_fold(order->text[ORDER_STATE] != NULL
	                                ? order->text[ORDER_STATE]
	                                : order->state_predefined,
	                        TEXT_BLANKS);

	g_ptr_array_add(recording->outcomes, outcome);
	g_ptr_array_add(recording->states, state);
	record.outcome = outcome;
	remember(&record, place->job, verdict, state);
	g_array_append_val(recording->records, record);
}

static void record_window(struct recording *recording,
                          const struct exchange *exchange,
                          const struct window *window, const struct plan *plan,
                          bool interrupted)
{
	guint next = 0;

	recording->records =
		g_array_new(FALSE, FALSE, sizeof(struct history_order));
	recording->outcomes = g_ptr_array_new_with_free_func(outcome_unref);
	recording->states = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < window->orders->len; i++) {
		const struct window_place *place =
			&g_array_index(window->places, struct window_place, i);
		const struct verdict *verdict;

		if (place->done != NULL) {
			g_ptr_array_add(recording->outcomes, NULL);
			continue;
		}
		verdict = plan->verdicts->pdata[next++];
		if (is_settled(verdict->contact_step, interrupted) &&
		    is_settled(verdict->deal_step, interrupted))
			record_order(recording, place, verdict,
			             exchange->dictionary);
		else
			g_ptr_array_add(recording->outcomes, NULL);
	}
}

static bool tell(const struct window *window, const struct recording *recording,
                 GError **error)
{
	for (guint i = 0; i < window->orders->len; i++) {
		const struct window_place *place =
			&g_array_index(window->places, struct window_place, i);
		const struct outcome *outcome =
			place->done != NULL ? place->done
					    : recording->outcomes->pdata[i];

		if (!job_tell(place->job, outcome, error))
			return false;
	}
	return true;
}

/* Tells only where everything settled: an error's window comes again, and
 * finds its settled orders in the history. */
static bool end_window(struct exchange *exchange, const struct window *window,
                       const struct plan *plan, GError *failure, GError **error)
{
	bool interrupted =
		g_error_matches(failure, PORTAL_ERROR, PORTAL_STOPPED);
	struct recording recording;
	bool ok;

	record_window(&recording, exchange, window, plan, interrupted);
	ok = history_record(exchange->parts.history,
	                    (const void *)recording.records->data,
	                    recording.records->len, wall(exchange),
	                    failure == NULL ? error : NULL);
	if (failure != NULL) {
		g_propagate_error(error, failure);
		ok = false;
	}
	ok = ok && tell(window, &recording, error);
	recording_clear(&recording);
	return ok;
}

bool window_carry_out(struct exchange *exchange, struct window *window,
                      GError **error)
{
	struct journal_context context = { .exchange = exchange };
	struct portal_journal journal = { intend, settle, &context };
	struct snapshot *snapshot = NULL;
	GError *failure = NULL;
	struct plan *plan;
	bool ok;

	if (window->orders->len == 0)
		return true;
	context.row =
		g_array_index(window->places, struct window_place, 0).job->row;
	plan = window_plan(exchange, window, exchange->ledger, &snapshot,
	                   error);
	if (plan == NULL)
		return false;
	if (plan->steps->len > 0)
		portal_apply(exchange->parts.portal, plan, exchange->rules,
		             &journal, &failure);
	ledger_note(exchange->ledger, plan, snapshot, exchange->rules,
	            wall(exchange));
	forget_gone(exchange, plan);
	ok = end_window(exchange, window, plan, failure, error);
	plan_free(plan);
	snapshot_free(snapshot);
	return ok;
}
