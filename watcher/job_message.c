/*
 * Messages of exchange plans: 1C numbers them and sends its changes again and
 * again until it reads our reply.
 *
 * Refuses to carry out a number twice, for 1C may have newer data by now, and
 * the message says no time; but what the bridge itself or a person brings
 * again is meant.
 */
#include "watcher/exchange_p.h"
#include "watcher/history_messages.h"
#include "watcher/reply.h"

#include <string.h>

enum { TAKEN_AT_ONCE = 1000 }; /* orders */

bool job_same_pair(const struct job *a, const struct job *b)
{
	const struct exchange_message *one = a->file.message;
	const struct exchange_message *other = b->file.message;

	return one != NULL && other != NULL &&
	       strcmp(one->plan, other->plan) == 0 &&
	       strcmp(one->from, other->from) == 0 &&
	       strcmp(one->to, other->to) == 0;
}

static struct message *say(const struct job *job, enum message_code code,
                           guint64 last)
{
	const struct exchange_message *message = job->file.message;
	g_autofree char *number =
		g_strdup_printf("%" G_GUINT64_FORMAT, message->number);
	g_autofree char *received = g_strdup_printf("%" G_GUINT64_FORMAT, last);

	return message_new(code, "number", number, "from", message->from,
	                   "received", received, NULL);
}

static bool is_retry(const struct job *job)
{
	return job->dropped && !job->allowed && !job->force;
}

guint64 job_confirms(const struct job *job,
                     const struct exchange_message *message)
{
	return is_retry(job) ? 0 : message->number;
}

/* The same file again is no news; another one may be all that a base which
 * was restored, and counts from an older number, has to say. */
static bool say_received_before(const struct job *job, guint64 last,
                                struct message **said_r, GError **error)
{
	GError *failure = NULL;
	struct history_file *copy = history_find_file(
		job->exchange->parts.history, job->file.sha256, 0, &failure);

	if (failure != NULL) {
		g_propagate_error(error, failure);
		return false;
	}
	*said_r = say(job, MESSAGE_RECEIVED_BEFORE, last);
	if (copy == NULL)
		(*said_r)->kind = MESSAGE_WARNING;
	history_file_free(copy);
	return true;
}

bool job_received_before(struct job *job, struct message **said_r,
                         GError **error)
{
	struct history *history = job->exchange->parts.history;
	const struct exchange_message *message = job->file.message;
	guint64 last = 0;

	*said_r = NULL;
	if (message == NULL || history == NULL || is_retry(job))
		return true;
	if (!history_received(history, message, &last, error))
		return false;
	if (message->number > last && last > 0 && message->number - last > 1) {
		message_free(job->remark);
		job->remark = say(job, MESSAGE_GAP, last);
	}
	if (message->number > last)
		return true;
	job->anew = job->force;
	return job->force || job->allowed ||
	       say_received_before(job, last, said_r, error);
}

/* What 1C is to find in its folder must not be answered as if it came from
 * there: that would never end. */
void job_disown(struct job *job)
{
	struct order_file *file = &job->file;

	if (file->message == NULL ||
	    !exchange_message_is_ours(file->message, file->sha256))
		return;
	message_free(job->remark);
	job->remark =
		message_new(MESSAGE_OWN_REPLY, "to", file->message->to, NULL);
	g_clear_pointer(&file->message, exchange_message_free);
}

/* ---- skipping ---- */

static struct outcome *skipped(const struct order *order,
                               const struct message *said)
{
	struct outcome *outcome = outcome_blank();

	outcome->kind = OUTCOME_SKIPPED;
	outcome->number = g_strdup(order->text[ORDER_NUMBER]);
	outcome->ref = g_strdup(order->ref);
	outcome->date = g_strdup(order->text[ORDER_DATE]);
	g_ptr_array_add(outcome->messages, message_copy(said));
	return outcome;
}

static void order_unref(gpointer order)
{
	order_free(order);
}

bool job_skip_all(struct job *job, const struct message *said,
                  job_each_skipped *each, void *context, GError **error)
{
	guint count = 0;
	bool good = true;

	do {
		g_autoptr(GPtrArray) orders =
			g_ptr_array_new_with_free_func(order_unref);

		good = order_source_next(job->source, TAKEN_AT_ONCE, orders,
		                         &count, error);
		for (guint i = 0; good && i < orders->len; i++) {
			struct outcome *outcome =
				skipped(orders->pdata[i], said);

			good = each(context, outcome, error);
			outcome_free(outcome);
		}
	} while (good && count > 0);
	return good;
}

static bool tell_skipped(void *context, const struct outcome *outcome,
                         GError **error)
{
	struct job *job = context;

	job->waiting++;
	return job_tell(job, outcome, NULL, error);
}

bool job_check_message(struct job *job, bool *over_r, GError **error)
{
	struct message *said;

	*over_r = false;
	if (!job_received_before(job, &said, error))
		return false;
	if (said == NULL)
		return true;
	*over_r = true;
	message_free(job->remark);
	job->remark = said;
	return job_skip_all(job, said, tell_skipped, job, error) &&
	       job_finish(job, error);
}

/* ---- replies ---- */

static void tell_failure(struct exchange *exchange, const GError *failure)
{
	const struct exchange_listener *listener = &exchange->parts.listener;

	if (g_strcmp0(exchange->reply_failure, failure->message) == 0)
		return;
	g_free(exchange->reply_failure);
	exchange->reply_failure = g_strdup(failure->message);
	if (listener->note != NULL)
		listener->note(listener->context, failure->message);
}

static bool write_reply(struct exchange *exchange,
                        const struct exchange_message *reply, GError **error)
{
	const struct exchange_parts *parts = &exchange->parts;
	g_autofree char *ack =
		g_build_filename(spool_path(parts->spool), "ack", NULL);
	const char *folder = parts->settings->reply_folder;

	return reply_write(folder != NULL ? folder : ack, reply, error) &&
	       history_replied(parts->history, reply, error);
}

void exchange_write_replies(struct exchange *exchange)
{
	g_autoptr(GError) failure = NULL;
	g_autoptr(GPtrArray) replies =
		history_replies(exchange->parts.history, &failure);

	for (guint i = 0; replies != NULL && i < replies->len; i++) {
		/* Another folder is not to be blamed for this one. */
		g_clear_error(&failure);
		write_reply(exchange, replies->pdata[i], &failure);
	}
	if (failure != NULL)
		tell_failure(exchange, failure);
	else
		g_clear_pointer(&exchange->reply_failure, g_free);
}

void exchange_reply(struct exchange *exchange)
{
	if (exchange->parts.spool != NULL && exchange->parts.history != NULL)
		exchange_write_replies(exchange);
}
