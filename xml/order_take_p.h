#ifndef XML_ORDER_TAKE_P_H
#define XML_ORDER_TAKE_P_H

#include "xml/onec_follow.h"
#include "xml/order_take.h"

/*
 * Between order_take.c, which reads records, and the files that know what the
 * attributes of 1C's objects mean.
 */

struct order_taker {
	struct onec_follow follow; /* its paths may be NULL */
	bool explain;
	struct onec_node *object, *row; /* attributes of the order, of a row */
	struct order *order;            /* being taken */
	/* The row that is open. */
	int rows;        /* ORDER_WORKS, ORDER_GOODS, or -1: none is */
	guint32 section; /* id of its name plus one, or 0 */
	char *row_name, *row_quantity, *row_sum;
	guint count[2]; /* of rows: works, goods */
	GString *line;
	char *left; /* the path of the next example */
};

static inline void take_set(char **text, char *value)
{
	g_free(*text);
	*text = value;
}

/* ---- what 1C's objects say (onec_take.c) ---- */

/* What the attributes of the order say; follow.error for an error. */
void onec_take(struct order_taker *taker);
/* What those of the row say. */
void onec_take_row(struct order_taker *taker);

struct onec_place take_order_place(const struct order_taker *taker);
struct onec_place take_thing_place(guint32 thing);
/* Valid until the next call; NULL for an error. */
const struct thing_facts *take_facts(struct order_taker *taker, guint32 thing);
/* A text, or what a thing is called; owned, or NULL. */
char *take_text_of(struct order_taker *taker, const struct onec_found *found);
/* A value of a client or a car, else of the order. `whole`: where the client
 * was found, or NULL. */
void take_find(struct order_taker *taker, enum role role,
               const struct onec_found *whole, char **text);
/* Says in the order that nothing explains a reference. */
void take_unknown(struct order_taker *taker, const struct onec_found *found,
                  const struct thing_facts *facts);
const char *take_name(const struct thing_facts *facts);

/* ---- its client (onec_take_client.c) ---- */

void take_client(struct order_taker *taker);
/* All phones or mail that the paths of a role lead to. `before`: what the place
 * is called, or NULL for the order itself, where a single name is only for
 * ROLE_PHONE. */
void take_contacts(struct order_taker *taker, enum role role,
                   struct onec_place place, const char *before, GPtrArray *to);

/* ---- where it comes from (onec_tell.c) ---- */

/* Says where a value comes from, where that was asked. `role`: of [1c], or
 * ROLES: nobody knows a use for it. */
void take_told(struct order_taker *taker, enum role role, const char *path,
               const char *value);
/* Additional properties that nobody asked for. */
void take_left_properties(struct order_taker *taker);

#endif
