/*
 * A window carried out: writes with their journal, then what became of each
 * order, into the history and the acks.
 *
 * Refuses to record an order of which a write is still waiting: it comes again
 * with its file.
 */
#include "watcher/exchange_p.h"

#include "core/text.h"
#include "core/when.h"

struct journal_context {
	struct exchange *exchange;
	gint64 row;
	guint orders;         /* of the window */
	guint settled, steps; /* writes done, of so many */
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

/* A window of new orders takes minutes: people want to see it move. */
static void tell_progress(struct journal_context *journal, guint settled)
{
	struct exchange *exchange = journal->exchange;
	const struct exchange_listener *listener = &exchange->parts.listener;

	journal->settled = MIN(journal->settled + settled, journal->steps);
	if (listener->progress != NULL && journal->steps > 0)
		listener->progress(listener->context,
		                   exchange->done + (guint64)journal->orders *
		                                            journal->settled /
		                                            journal->steps,
		                   exchange->all);
}

static bool settle(void *context, const GPtrArray *steps, GError **error)
{
	struct journal_context *journal = context;

	tell_progress(journal, steps->len);

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

		if (step->gone)
			ledger_forget(exchange->ledger, step->entity, step->id);
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

/* The name that people see in 1C. */
static const char *state_seen(const struct order *order)
{
	return order->text[ORDER_STATE] != NULL ? order->text[ORDER_STATE]
	                                        : order->state_predefined;
}

static void record_order(struct recording *recording,
                         const struct window_place *place,
                         const struct verdict *verdict,
                         const struct dictionary *dictionary)
{
	const struct order *order = verdict->judged->order;
	struct history_order record = { .file = place->job->row,
		                        .position = place->position };
	struct outcome *outcome = outcome_new(verdict, dictionary, true);
	char *state = plan_state(verdict->judged->order);

	g_ptr_array_add(recording->outcomes, outcome);
	g_ptr_array_add(recording->states, state);
	record.outcome = outcome;
	record.state_name = state_seen(order);
	record.organization = order->text[ORDER_ORGANIZATION] != NULL
	                              ? order->text[ORDER_ORGANIZATION]
	                              : order->organization_ref;
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

/* What the document had before: an order that failed must not make 1C forget
 * it. */
static bool find_known(const struct job *job, const struct judged *judged,
                       const struct outcome *outcome,
                       struct ack_load_known *known_r, GError **error)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	struct memory *memory;
	bool ok;

	*known_r = (struct ack_load_known){ 0 };
	if (job->load == NULL || judged->key == NULL ||
	    (outcome->deal > 0 && outcome->contact > 0))
		return true;
	memory = memory_new();
	g_ptr_array_add(keys, judged->key);
	if (judged->other_key != NULL)
		g_ptr_array_add(keys, judged->other_key);
	ok = history_recall_documents(job->exchange->parts.history, keys,
	                              memory, error);
	for (guint i = keys->len; i-- > 0;) {
		const struct memory_document *document =
			memory_document(memory, keys->pdata[i]);

		if (document != NULL && document->deal > 0)
			known_r->deal = document->deal;
		if (document != NULL && document->contact > 0)
			known_r->contact = document->contact;
	}
	memory_free(memory);
	return ok;
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
		struct ack_load_known known;

		if (!find_known(place->job, window->orders->pdata[i], outcome,
		                &known, error) ||
		    !job_tell(place->job, outcome, &known, error))
			return false;
	}
	return true;
}

/* Tells only where everything settled: an error's window comes again, and
 * finds its settled orders in the history. */
static bool end_window(struct exchange *exchange, const struct window *window,
                       const struct plan *plan, GError *failure, GError **error)
{
	/* Whoever was asking for a lost write did not get to the end. */
	bool interrupted = failure != NULL;
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
	context.orders = window->orders->len;
	context.steps = plan->steps->len;
	if (plan->steps->len > 0) {
		portal_apply(exchange->parts.portal, plan, exchange->rules,
		             &journal, &failure);
		exchange->sent_ms = exchange->parts.transport->now_ms(
			exchange->parts.transport);
	}
	ledger_note(exchange->ledger, plan, snapshot, exchange->rules,
	            wall(exchange));
	forget_gone(exchange, plan);
	ok = end_window(exchange, window, plan, failure, error);
	plan_free(plan);
	snapshot_free(snapshot);
	return ok;
}
