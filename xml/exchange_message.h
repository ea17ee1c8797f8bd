#ifndef XML_EXCHANGE_MESSAGE_H
#define XML_EXCHANGE_MESSAGE_H

#include <glib.h>
#include <stdbool.h>

/*
 * The head of a message of one of 1C's exchange plans. Each side numbers its
 * own messages from 1 and says in each which of the other side's it received
 * last; what 1C reads there it need not send again.
 */
struct exchange_message {
	char *plan;      /* name of the exchange plan */
	char *to, *from; /* codes of its nodes */
	guint64 number;
	guint64 received; /* number of the newest one that `from` received */
};

/* The longest number that a file may say, in digits. */
enum { EXCHANGE_MESSAGE_DIGITS = 15 };

void exchange_message_free(struct exchange_message *message);

/* A message without a body, as a file: nothing but a receipt. Owned by the
 * caller. */
char *exchange_message_text(const struct exchange_message *message);

/* Whether a file with this head and this hash (sha256, lower case) is such a
 * receipt as we write it. One of 1C's that is the same byte by byte has nothing
 * to carry out either. */
bool exchange_message_is_ours(const struct exchange_message *message,
                              const char *sha256);

#endif
