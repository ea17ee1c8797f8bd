#ifndef CORE_JUDGE_H
#define CORE_JUDGE_H

#include "core/message.h"
#include "core/order.h"
#include "core/person.h"
#include "core/settings.h"

/*
 * An order's texts, read as what they mean. Judging needs settings and no
 * portal; what cannot be read is a message of that order alone.
 */

struct judged {
	struct order *order;                              /* owned */
	const struct settings_organization *organization; /* or NULL */
	char *key; /* the document: GUID, else number/year; NULL: no number */
	char *other_key;     /* number/year, where key is the GUID */
	gint64 date, closed; /* WHEN_NONE: none */
	gint64 amount;
	const char *currency;
	GPtrArray *own_phones;    /* E.164: the document's own */
	GPtrArray *client_phones; /* E.164: the card's */
	struct person person;
	GPtrArray *messages; /* of struct message, owned */
	bool failed;         /* one of them is an error */
	bool skipped;        /* rule 1, as far as it needs no memory */
};

/* Takes the order. Never NULL. */
struct judged *judge(struct order *order, const struct settings *settings);
void judged_free(struct judged *judged);

/* `title` and [fields]: {path} replaced. Owned by the caller. */
char *judged_text(const struct judged *judged, enum order_path path,
                  const struct settings *settings);
char *judged_title(const struct judged *judged,
                   const struct settings *settings);

#endif
