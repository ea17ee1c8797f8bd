/*
 * What files would do: planned window by window, each knowing what the ones
 * before it would have written. For `plan`, and for the brake (rule 11).
 *
 * Refuses to write anything.
 */
#include "watcher/exchange_p.h"

typedef void preview_each(void *context, const struct exchange *exchange,
                          const struct plan *plan);

static bool preview_window(struct job *job, struct ledger *ledger,
                           gint64 *next_id, preview_each *each, void *context,
                           GError **error)
{
	struct exchange *exchange = job->exchange;
	struct transport *transport = exchange->parts.transport;
	struct window *window = window_new();
	struct snapshot *snapshot = NULL;
	struct plan *plan = NULL;
	bool full;

	if (window_fill(window, job, &full, error))
		plan = window_plan(exchange, window, ledger, &snapshot, error);
	if (plan != NULL) {
		each(context, exchange, plan);
		plan_pretend(plan, next_id);
		ledger_note(ledger, plan, snapshot, exchange->rules,
		            transport->wall(transport));
	}
	window_free(window);
	snapshot_free(snapshot);
	if (plan == NULL)
		return false;
	plan_free(plan);
	return true;
}

/* The job is at its first order again afterwards. */
static bool preview(struct job *job, preview_each *each, void *context,
                    GError **error)
{
	struct ledger *ledger = ledger_new(true);
	gint64 next_id = PLAN_PRETENDED;
	bool ok = true;

	while (ok && !job->drained)
		ok = preview_window(job, ledger, &next_id, each, context,
		                    error);
	ledger_free(ledger);
	order_source_seek(job->source, 0);
	job->position = 0;
	job->waiting = 0;
	job->drained = false;
	return ok;
}

/* ---- the brake ---- */

static void count_changes(void *context, const struct exchange *exchange,
                          const struct plan *plan)
{
	guint64 *count = context;

	(void)exchange;
	*count += plan->creates + plan->closes + plan->reopens;
}

static bool hold(struct job *job, guint64 count, GError **error)
{
	g_autofree char *found = g_strdup_printf("%" G_GUINT64_FORMAT, count);
	g_autofree char *most = g_strdup_printf(
		"%" G_GINT64_FORMAT, job->exchange->parts.settings->brake);
	struct message *why =
		message_new(MESSAGE_BRAKE, "count", found, "brake", most, NULL);
	bool ok;

	job->braked = count;
	ok = job_hold(job, why, error);
	message_free(why);
	return ok;
}

bool preview_needed(const struct job *job)
{
	gint64 most = job->exchange->parts.settings->brake;

	return most > 0 && !job->force && !job->allowed &&
	       job->file.orders > (guint64)most;
}

bool preview_brake(struct job *job, bool *held_r, GError **error)
{
	const struct exchange_parts *parts = &job->exchange->parts;
	guint64 most = (guint64)parts->settings->brake;
	guint64 count = 0;
	bool ok;

	if (!preview_needed(job)) {
		*held_r = false;
		return true;
	}
	if (!preview(job, count_changes, &count, error))
		return false;
	ok = count <= most || hold(job, count, error);
	*held_r = count > most;
	return ok;
}

/* ---- plans for people ---- */

static void tell_plan(void *context, const struct exchange *exchange,
                      const struct plan *plan)
{
	const struct exchange_plan *listener = context;

	for (guint i = 0; i < plan->verdicts->len; i++) {
		const struct verdict *verdict = plan->verdicts->pdata[i];
		struct outcome *outcome =
			outcome_new(verdict, exchange->dictionary, false);

		listener->order(listener->context, outcome, verdict->action);
		outcome_free(outcome);
	}
}

static bool tell_skipped(void *context, const struct outcome *outcome,
                         GError **error)
{
	const struct exchange_plan *listener = context;

	(void)error;
	listener->order(listener->context, outcome, ACTION_SKIP);
	return true;
}

static bool plan_orders(struct job *job, const struct exchange_plan *plan,
                        GError **error)
{
	struct message *said;
	bool ok;

	if (!job_received_before(job, &said, error))
		return false;
	ok = said != NULL ? job_skip_all(job, said, tell_skipped, (void *)plan,
	                                 error)
	                  : preview(job, tell_plan, (void *)plan, error);
	message_free(said);
	return ok;
}

int exchange_plan_file(struct exchange *exchange, int fd,
                       const struct exchange_plan *plan, GError **error)
{
	struct job *job = job_new(exchange, "");
	struct transport *transport = exchange->parts.transport;
	int reading = job_read(job, fd, error);

	/* As if it came now: how long it has lain about says nothing. */
	if (reading == READING_WHOLE)
		job_came(job, transport->wall(transport));
	if (reading == READING_WHOLE) {
		if (!plan_orders(job, plan, error))
			reading = -1;
	} else if (reading >= 0) {
		for (guint i = 0; i < job->file.faults->len; i++)
			plan->fault(plan->context, job->file.faults->pdata[i]);
		reading = READING_REJECTED;
	}
	job_free(job);
	return reading;
}
