#ifndef CORE_PLAN_P_H
#define CORE_PLAN_P_H

#include "core/plan.h"

/*
 * What the files of the planner share: plan.c (the whole), plan_match.c (rules
 * 2 and 3), plan_contact.c with plan_card.c (rule 6), plan_deal.c (rules 4 and
 * 5), plan_stage.c (rule 8) and plan_step.c (what a plan is made of).
 */

/* A contact as it will be once the plan is carried out. */
struct card {
	struct contact *now; /* owned; negative ids for those to be made */
	struct step *step;   /* not owned; NULL: nothing to write yet */
	bool named; /* an order of this plan had the word on its names */
};

struct planner {
	const struct snapshot *snapshot;
	const struct memory *memory;
	const struct rules *rules;
	const struct settings *settings;
	struct plan *plan;
	GHashTable *taken;           /* set of deal ids */
	GHashTable *cards;           /* contact id → struct card, owned */
	GHashTable *cards_by_phone;  /* what the plan adds: → GArray of ids */
	GHashTable *cards_by_origin; /* likewise */
	gint64 next_new;
};

/* Finds the deals of all orders that are not over yet. */
void plan_match(struct planner *planner);

/* Contacts (ids, each once) that hold the document's phone, else one of the
 * client's. */
void plan_holders(struct planner *planner, const struct judged *judged,
                  GArray *contacts);

/* Chooses or makes the order's contact and plans what changes on it: sets the
 * verdict's contact, contact_step and contact_before. `deal`: the matched one,
 * or NULL. */
void plan_contact(struct planner *planner, struct verdict *verdict,
                  const struct deal *deal);

/* Plans the deal's add or update; the stage and the contact are decided
 * before. */
void plan_deal_add(struct planner *planner, struct verdict *verdict,
                   const struct stage *stage);
/* Nothing but the stage. */
void plan_deal_move(struct planner *planner, struct verdict *verdict,
                    const struct deal *deal, const struct stage *stage);
void plan_deal_update(struct planner *planner, struct verdict *verdict,
                      const struct deal *deal, const struct stage *stage);

/* The stage of the order in a funnel; NULL after failing the verdict with why
 * there is none. */
const struct stage *plan_stage(struct planner *planner, struct verdict *verdict,
                               gint64 funnel);
/* The same question without saying anything; *wanted_r as rules_stage(). */
const struct stage *plan_stage_quiet(struct planner *planner,
                                     const struct judged *judged, gint64 funnel,
                                     const char **wanted_r);

/* Plans a matched deal's way there, unless its stage is to stay. */
void plan_stage_change(struct planner *planner, struct verdict *verdict,
                       const struct deal *deal, const struct stage *stage,
                       GPtrArray *changes);

struct step *plan_step(struct planner *planner, enum entity entity,
                       enum step_verb verb, gint64 id);
struct change *plan_change(struct step *step, const char *field,
                           enum value_type type, const char *from,
                           const char *to);

struct change *change_new(const char *field, enum value_type type,
                          const char *from, const char *to);
void change_free(gpointer change);
void step_free(gpointer step);
void verdict_free(gpointer verdict);

/* The verdict is an error, held or skipped: nothing is written for it. */
bool verdict_is_over(const struct verdict *verdict);
void verdict_say(struct verdict *verdict, struct message *message);
void verdict_fail(struct verdict *verdict, struct message *message);
void verdict_end(struct verdict *verdict, enum action action,
                 struct message *message);

/* The memory of a document by either of its keys, or NULL. */
const struct memory_document *plan_memory(const struct planner *planner,
                                          const struct judged *judged);

#endif
