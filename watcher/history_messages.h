#ifndef WATCHER_HISTORY_MESSAGES_H
#define WATCHER_HISTORY_MESSAGES_H

#include "watcher/history.h"
#include "xml/exchange_message.h"

/*
 * The numbers of exchange-plan messages, a row for each pair of nodes of a
 * plan: the newest one that was received, and the newest one that was sent
 * back. A reply is owed from the moment that a message was carried out until
 * it lies in its folder, also across a kill.
 */

/* The newest number received from this message's sender; 0: none. */
bool history_received(struct history *history,
                      const struct exchange_message *message,
                      guint64 *received_r, GError **error);

/*
 * Ends the message's file and notes its number, in one transaction; a reply
 * with a number of its own is owed then. `anew`: 1C counts from this number
 * on, also where it is lower than what was received.
 */
bool history_end_message(struct history *history, gint64 file,
                         enum file_state state, const char *ack,
                         const struct totals *totals, gint64 finished,
                         const struct exchange_message *message, bool anew,
                         GError **error);

/* The next number of what is sent back to this message's sender by other means
 * than a reply of its own, which is not owed for it. */
bool history_number_reply(struct history *history,
                          const struct exchange_message *message,
                          guint64 *number_r, GError **error);

/* The replies that are owed, of struct exchange_message, owned. */
GPtrArray *history_replies(struct history *history, GError **error);
/* This one lies in its folder. */
bool history_replied(struct history *history,
                     const struct exchange_message *reply, GError **error);

#endif
