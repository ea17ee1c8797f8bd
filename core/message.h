#ifndef CORE_MESSAGE_H
#define CORE_MESSAGE_H

#include <glib.h>
#include <stdbool.h>

/*
 * What the bridge says about a file or an order: a code that never changes
 * and a Russian text for a person who knows 1C and not our code. The texts
 * stand in one table, so that acks, log, pages and manual agree.
 */

enum message_code {
	MESSAGE_INVALID,
	MESSAGE_UNKNOWN_FORMAT,
	MESSAGE_INCOMPLETE,
	MESSAGE_DELETED,
	MESSAGE_ORGANIZATION_FILTERED,
	MESSAGE_BEFORE_SINCE,
	MESSAGE_STALE,
	MESSAGE_NO_NUMBER,
	MESSAGE_BAD_AMOUNT,
	MESSAGE_BAD_DATE,
	MESSAGE_BAD_CURRENCY,
	MESSAGE_NO_CLIENT,
	MESSAGE_STATE_UNMAPPED,
	MESSAGE_STAGE_MISSING,
	MESSAGE_NO_MATCH,
	MESSAGE_SEVERAL_DEALS,
	MESSAGE_SEVERAL_CONTACTS,
	MESSAGE_CONTACT_DIFFERS,
	MESSAGE_NO_PHONE,
	MESSAGE_DUMMY_PHONE,
	MESSAGE_HELD,
	MESSAGE_DEAL_LOST,
	MESSAGE_UNSURE,
	MESSAGE_BRAKE,
	MESSAGE_REOPENED,
	MESSAGE_STAGE_KEPT,
	MESSAGE_PORTAL_REFUSED,
	MESSAGE_FIELD_UNKNOWN,
	MESSAGE_REFERENCE_UNKNOWN,
	MESSAGE_COUNT_MISMATCH,
	MESSAGE_DUPLICATE_ORDER,
	MESSAGE_RECEIVED_BEFORE,
	MESSAGE_GAP,
	MESSAGE_OWN_REPLY,
	MESSAGE_CODES
};

enum message_kind { MESSAGE_NOTE, MESSAGE_WARNING, MESSAGE_ERROR };

struct message {
	enum message_code code;
	enum message_kind kind;
	char *text;   /* Russian, never NULL */
	char *number; /* of the order in a rejected file, or NULL */
	guint line;   /* 0: not known */
	guint column; /* 0: not known */
};

/*
 * A message of the code's usual kind whose text is the table's, with each
 * `{name}` replaced: message_new(MESSAGE_STALE, "was", t1, "is", t2, NULL).
 * A NULL value ends the list, so values must not be NULL. A name the text does
 * not hold, or one it holds and is not given, is a program error (checked).
 */
struct message *message_new(enum message_code code, ...) G_GNUC_NULL_TERMINATED;

/* The code with a text of the caller's, Russian, copied. */
struct message *message_said(enum message_code code, const char *text);

/* The text as a log may hold it: names of people keep only their ends, so do
 * phones in what a portal said. Owned by the caller. */
char *message_masked(const struct message *message);

struct message *message_copy(const struct message *message);
void message_free(struct message *message);

const char *message_name(enum message_code code); /* "several_deals" */
const char *message_kind_name(enum message_kind kind); /* "Предупреждение" */
enum message_kind message_kind(enum message_code code); /* the usual one */
const char *message_advice(enum message_code code); /* what to do; Russian */

#endif
