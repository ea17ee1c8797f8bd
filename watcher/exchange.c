/*
 * Files in the order they came, their orders in windows, until every one has
 * its ack. Small files share windows, so that ten thousand files of one order
 * cost the portal no more than one file of ten thousand.
 */
#include "watcher/exchange_p.h"
#include "watcher/leftover.h"

#include "core/when.h"

enum { JOBS = 200 }; /* files open at a time */

struct exchange *exchange_new(const struct exchange_parts *parts)
{
	struct exchange *exchange = g_new0(struct exchange, 1);

	exchange->parts = *parts;
	exchange->ledger = ledger_new(false);
	exchange->sent_ms = parts->transport->now_ms(parts->transport);
	exchange->address =
		g_strdup(parts->transport->address(parts->transport));
	exchange->learned = history_learned(parts->history);
	exchange->taught =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return exchange;
}

void exchange_free(struct exchange *exchange)
{
	if (exchange == NULL)
		return;
	exchange_forget_portal(exchange);
	ledger_free(exchange->ledger);
	g_free(exchange->load_rules);
	g_clear_pointer(&exchange->acks, g_ptr_array_unref);
	g_free(exchange->address);
	g_free(exchange->reply_failure);
	g_hash_table_unref(exchange->taught);
	g_free(exchange);
}

void exchange_forget_taught(struct exchange *exchange)
{
	g_hash_table_remove_all(exchange->taught);
}

/*
 * The clock on the wall may have been set by a day since the last write was
 * sent. Ours of the process cannot: what an earlier process sent was sent
 * before this one began, and what we sent ourselves we know the time of.
 */
static bool wait_settled(const struct exchange *exchange)
{
	struct transport *transport = exchange->parts.transport;
	gint64 end = exchange->sent_ms + PORTAL_SETTLE_SECONDS * 1000;
	gint64 left = end - transport->now_ms(transport);

	return transport->wait_ms(transport, MAX(left, 0));
}

bool exchange_recover(struct exchange *exchange, GError **error)
{
	struct transport *transport = exchange->parts.transport;
	struct history *history = exchange->parts.history;
	gint64 newest = 0;
	guint count = 0;

	if (!leftover_finish(exchange->parts.spool, history, error) ||
	    !history_unknown(history, &newest, &count, error))
		return false;
	exchange_write_replies(exchange);
	if (count > 0) {
		if (!wait_settled(exchange)) {
			g_set_error_literal(error, PORTAL_ERROR, PORTAL_STOPPED,
			                    "остановлено");
			return false;
		}
		if (!history_forget_unknown(history, error))
			return false;
	}
	/* Once: from then on the ledger itself knows more than the history. */
	if (!exchange->refilled)
		exchange->refilled = history_refill(
			history, transport->wall(transport) - 60 * 60,
			exchange->ledger, error);
	return exchange->refilled;
}

/* A renamed portal answers 302 for as long as Bitrix24 likes, and then nobody
 * any more. */
static void tell_moved(struct exchange *exchange)
{
	struct transport *transport = exchange->parts.transport;
	const struct exchange_listener *listener = &exchange->parts.listener;
	const char *address = transport->address(transport);
	g_autofree char *text = NULL;

	if (g_strcmp0(exchange->address, address) == 0)
		return;
	g_free(exchange->address);
	exchange->address = g_strdup(address);
	text = g_strdup_printf(
		"Портал переехал на %s, обмен идёт туда. Впишите "
		"новый адрес в файл вебхука %s: старый однажды "
		"перестанет отвечать.",
		address, exchange->parts.settings->webhook_file);
	if (listener->note != NULL)
		listener->note(listener->context, text);
}

/* ---- files ---- */

struct batch {
	GPtrArray *jobs;   /* owned, in order; those not finished */
	struct job *ahead; /* opened, and waits for those; owned, or NULL */
	guint next;        /* of the names */
	guint64 done;      /* orders of files that are done with */
	GError *failure;   /* of the first file that could not be opened */
};

static void job_unref(gpointer data)
{
	job_free(data);
}

/* A disk that is full or broken where this file needs it, or a file that is
 * gone: the others may do without. */
static bool is_of_one_file(const GError *failure)
{
	return g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ||
	       g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_IO) ||
	       g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

/* A file of work/ that somebody still writes to, after a kill in the middle of
 * its claim, is left for the next time; so is one that cannot be read now, and
 * that is told when the others are done with. */
static bool open_next(struct exchange *exchange, struct batch *batch,
                      const GPtrArray *names, bool force, struct job **job_r,
                      GError **error)
{
	GError *failure = NULL;

	if (!job_open(exchange, names->pdata[batch->next], force, job_r,
	              &failure) &&
	    !g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_AGAIN) &&
	    !is_of_one_file(failure)) {
		g_propagate_error(error, failure);
		return false;
	}
	if (failure != NULL && is_of_one_file(failure) &&
	    batch->failure == NULL)
		batch->failure = g_steal_pointer(&failure);
	g_clear_error(&failure);
	batch->next++;
	return true;
}

/* A preview must see what the files before it will have done, and a message
 * whether the one before it came to its end. */
static bool must_wait(const struct batch *batch, const struct job *job)
{
	for (guint i = 0; i < batch->jobs->len; i++) {
		if (job_same_pair(job, batch->jobs->pdata[i]))
			return true;
	}
	return preview_needed(job) && batch->jobs->len > 0;
}

/* *over_r: the job is done with. */
static bool admit(struct job *job, bool *over_r, GError **error)
{
	return job_check_message(job, over_r, error) &&
	       (*over_r || preview_brake(job, over_r, error)) &&
	       (*over_r || job_teach(job, error));
}

/* Opens files until so many are open. Those that were rejected, held or
 * received before are done with here. */
static bool open_jobs(struct exchange *exchange, struct batch *batch,
                      const GPtrArray *names, bool force, GError **error)
{
	while (batch->jobs->len < JOBS &&
	       (batch->ahead != NULL || batch->next < names->len)) {
		struct job *job = g_steal_pointer(&batch->ahead);
		bool over = false;
		bool ok;

		if (job == NULL &&
		    !open_next(exchange, batch, names, force, &job, error))
			return false;
		if (job == NULL)
			continue;
		if (must_wait(batch, job)) {
			batch->ahead = job;
			return true;
		}
		ok = admit(job, &over, error);
		if (ok && !over)
			g_ptr_array_add(batch->jobs, job);
		else
			job_free(job);
		if (!ok)
			return false;
	}
	return true;
}

static bool fill(struct window *window, const GPtrArray *jobs, GError **error)
{
	bool full = false;

	for (guint i = 0; i < jobs->len && !full; i++) {
		if (!window_fill(window, jobs->pdata[i], &full, error))
			return false;
	}
	return true;
}

static bool finish_done(struct batch *batch, GError **error)
{
	bool ok = true;

	for (guint i = 0; i < batch->jobs->len;) {
		struct job *job = batch->jobs->pdata[i];

		if (!job->drained || job->waiting > 0) {
			i++;
			continue;
		}
		/* One that cannot be archived must not keep the others. */
		if (!job_finish(job, ok ? error : NULL))
			ok = false;
		batch->done += job->file.orders;
		g_ptr_array_remove_index(batch->jobs, i);
	}
	return ok;
}

/* Files that are done with are out of sight: the sums only grow. */
static void tell_progress(struct exchange *exchange, const struct batch *batch)
{
	const struct exchange_listener *listener = &exchange->parts.listener;
	guint64 done = batch->done;
	guint64 all = batch->done;

	for (guint i = 0; i < batch->jobs->len; i++) {
		const struct job *job = batch->jobs->pdata[i];

		done += job->totals.all;
		all += job->file.orders;
	}
	exchange->done = done;
	exchange->all = all;
	if (listener->progress != NULL)
		listener->progress(listener->context, done, all);
}

static bool run_batch(struct exchange *exchange, struct batch *batch,
                      const GPtrArray *names, bool force, GError **error)
{
	while (batch->next < names->len || batch->ahead != NULL ||
	       batch->jobs->len > 0) {
		struct window *window;
		bool ok;

		if (!open_jobs(exchange, batch, names, force, error))
			return false;
		tell_progress(exchange, batch);
		window = window_new();
		ok = fill(window, batch->jobs, error) &&
		     window_carry_out(exchange, window, error);
		window_free(window);
		tell_moved(exchange);
		if (!ok)
			return false;
		tell_progress(exchange, batch);
		if (!finish_done(batch, error))
			return false;
	}
	return true;
}

bool exchange_run(struct exchange *exchange, const GPtrArray *names, bool force,
                  GError **error)
{
	struct batch batch = {
		.jobs = g_ptr_array_new_with_free_func(job_unref),
	};
	bool ok;

	g_clear_pointer(&exchange->acks, g_ptr_array_unref);
	ok = run_batch(exchange, &batch, names, force, error);
	if (ok && batch.failure != NULL) {
		g_propagate_error(error, g_steal_pointer(&batch.failure));
		ok = false;
	}
	g_clear_error(&batch.failure);

	job_free(batch.ahead);
	g_ptr_array_unref(batch.jobs);
	return ok;
}
