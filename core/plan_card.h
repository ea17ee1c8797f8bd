#ifndef CORE_PLAN_CARD_H
#define CORE_PLAN_CARD_H

#include "core/plan_p.h"

/*
 * Contacts as a plan will leave them. Ids below zero are those it will make.
 */

/* The card of a contact of the snapshot, or of one that the plan makes. */
struct card *card_of(struct planner *planner, gint64 id);
/* The contact as it will be; NULL where nobody knows it. */
const struct contact *card_now(struct planner *planner, gint64 id);

/* Contacts that hold any of the numbers, appended once each. */
void card_holders(struct planner *planner, const GPtrArray *numbers,
                  GArray *ids);
void card_append_once(GArray *ids, gint64 id);
bool card_is_older(gint64 a, gint64 b);

/* ---- whose it is ---- */

const char *card_client_mark(const struct judged *judged); /* or NULL */
bool card_has_our_mark(const struct planner *planner,
                       const struct contact *contact);
bool card_is_anothers(const struct planner *planner,
                      const struct contact *contact,
                      const struct judged *judged);
bool card_same_name(const struct contact *contact, const struct person *person);
/* The oldest contact with the client's mark; 0: none. */
gint64 card_marked(struct planner *planner, const struct judged *judged);

/* ---- what changes ---- */

/* Brings names, phones and mark into line, as far as this order may. */
void card_update(struct planner *planner, struct verdict *verdict,
                 struct card *card);
/* A contact for the order's client; its id, below zero. */
gint64 card_make(struct planner *planner, struct verdict *verdict);
void card_say_differs(struct verdict *verdict, const struct contact *contact);

#endif
