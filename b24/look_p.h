#ifndef B24_LOOK_P_H
#define B24_LOOK_P_H

#include "b24/ask.h"
#include "core/judge.h"

/*
 * What look_up.c (rounds of questions) and look_wants.c (what an order needs
 * to be asked) share.
 */

struct look {
	struct portal *portal;
	struct asker asker;
	const struct rules *rules;
	struct snapshot *snapshot;
	GHashTable *asked[ASK_KINDS]; /* value → round in which it was asked */
	GPtrArray *pending[ASK_KINDS]; /* values of this round, not owned */
	GHashTable *open_phones; /* set: of orders that have no deal yet */
	GHashTable *shared; /* set: numbers that several of the orders have */
	guint round;        /* from 1 */
};

/* Asks for a value in this round, unless it was asked before. */
void look_want(struct look *look, enum ask what, const char *value);
void look_want_id(struct look *look, enum ask what, gint64 id);

/* Asks for whatever an order needs now, given what is known. */
void look_want_for(struct look *look, const struct judged *judged);

/* Two orders of one number: only one of them gets an unmarked deal. */
bool look_is_shared(const struct look *look, const struct judged *judged);
void look_note_shared(struct look *look, const GPtrArray *orders);

#endif
