/*
 * Numbers of messages. Ours go on from the newest that the other side says to
 * have received, so that a history that was lost does not make 1C refuse our
 * replies for as long as it takes to count up again.
 */
#include "watcher/history_messages.h"
#include "watcher/history_p.h"

/* `ours` is whom the message is to. */
static void bind_pair(history_query *query,
                      const struct exchange_message *message)
{
	history_bind_text(query, 1, message->plan);
	history_bind_text(query, 2, message->from);
	history_bind_text(query, 3, message->to);
}

bool history_received(struct history *history,
                      const struct exchange_message *message,
                      guint64 *received_r, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT received FROM message"
		" WHERE plan = ?1 AND theirs = ?2 AND ours = ?3",
		error);
	bool row;

	if (query == NULL)
		return false;
	bind_pair(query, message);
	if (!history_next(history, query, &row, error))
		return false;
	*received_r = row ? (guint64)history_number(query, 0) : 0;
	return true;
}

static bool note(struct history *history,
                 const struct exchange_message *message, bool anew,
                 GError **error)
{
	history_query *query = history_query_new(
		history,
		"INSERT INTO message (plan, theirs, ours, received, sent)"
		" VALUES (?1, ?2, ?3, ?4, ?5 + 1)"
		" ON CONFLICT (plan, theirs, ours) DO UPDATE SET"
		" received = CASE WHEN ?6 THEN ?4 ELSE max(received, ?4) END,"
		" sent = max(sent, ?5) + 1",
		error);

	if (query == NULL)
		return false;
	bind_pair(query, message);
	history_bind_number(query, 4, (gint64)message->number);
	history_bind_number(query, 5, (gint64)message->received);
	history_bind_number(query, 6, anew);
	return history_do(history, query, error);
}

bool history_end_message(struct history *history, gint64 file,
                         enum file_state state, const char *ack,
                         const struct totals *totals, gint64 finished,
                         const struct exchange_message *message, bool anew,
                         GError **error)
{
	bool good;

	if (!history_begin(history, error))
		return false;
	good = history_end_file(history, file, state, ack, NULL, totals,
	                        finished, error) &&
	       note(history, message, anew, error);
	return history_end(history, good, error);
}

bool history_number_reply(struct history *history,
                          const struct exchange_message *message,
                          guint64 *number_r, GError **error)
{
	history_query *query = history_query_new(
		history,
		"INSERT INTO message (plan, theirs, ours, received, sent,"
		" written) VALUES (?1, ?2, ?3, 0, ?4 + 1, ?4 + 1)"
		" ON CONFLICT (plan, theirs, ours) DO UPDATE SET"
		" sent = max(sent, ?4) + 1,"
		" written = CASE WHEN written < sent THEN written"
		"   ELSE max(sent, ?4) + 1 END"
		" RETURNING sent",
		error);
	bool row = false;
	bool good;

	if (query == NULL)
		return false;
	bind_pair(query, message);
	history_bind_number(query, 4, (gint64)message->received);
	good = history_next(history, query, &row, error) && row;
	if (good)
		*number_r = (guint64)history_number(query, 0);
	/* Runs to its end, or nothing is written. */
	good = good && history_next(history, query, &row, error);
	history_query_end(query);
	return good;
}

static void message_unref(gpointer message)
{
	exchange_message_free(message);
}

GPtrArray *history_replies(struct history *history, GError **error)
{
	g_autoptr(GPtrArray) replies =
		g_ptr_array_new_with_free_func(message_unref);
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT plan, theirs, ours, sent, received FROM message"
		" WHERE written < sent ORDER BY plan, theirs, ours",
		error);
	bool row;

	if (query == NULL)
		return NULL;
	for (;;) {
		struct exchange_message *reply;

		if (!history_next(history, query, &row, error))
			return NULL;
		if (!row)
			return g_steal_pointer(&replies);
		reply = g_new0(struct exchange_message, 1);
		reply->plan = g_strdup(history_text(query, 0));
		reply->to = g_strdup(history_text(query, 1));
		reply->from = g_strdup(history_text(query, 2));
		reply->number = (guint64)history_number(query, 3);
		reply->received = (guint64)history_number(query, 4);
		g_ptr_array_add(replies, reply);
	}
}

bool history_replied(struct history *history,
                     const struct exchange_message *reply, GError **error)
{
	history_query *query = history_query_new(
		history,
		"UPDATE message SET written = ?4"
		" WHERE plan = ?1 AND theirs = ?2 AND ours = ?3",
		error);

	if (query == NULL)
		return false;
	history_bind_text(query, 1, reply->plan);
	history_bind_text(query, 2, reply->to);
	history_bind_text(query, 3, reply->from);
	history_bind_number(query, 4, (gint64)reply->number);
	return history_do(history, query, error);
}
