/*
 * Rule 8: the stage that an order's state means in a funnel, and whether a
 * matched deal goes there.
 *
 * Refuses to move a deal out of a stage that a person has chosen, where the
 * settings say that it stays.
 */
#include "core/plan_p.h"

#include "core/text.h"

#include <string.h>

const struct stage *plan_stage_quiet(struct planner *planner,
                                     const struct judged *judged, gint64 funnel,
                                     const char **wanted_r)
{
	if (judged->order->deleted) {
		*wanted_r = planner->settings->deleted_stage;
		return g_hash_table_lookup(planner->rules->deleted_stages,
		                           &funnel);
	}
	return rules_stage(planner->rules, funnel, judged->order, wanted_r);
}

static const char *state_text(const struct order *order)
{
	if (order->text[ORDER_STATE] != NULL)
		return order->text[ORDER_STATE];
	if (order->state_predefined != NULL)
		return order->state_predefined;
	return order->state_ref != NULL ? order->state_ref : "";
}

char *plan_state(const struct order *order)
{
	return text_fold(state_text(order), TEXT_BLANKS);
}

const struct stage *plan_stage(struct planner *planner, struct verdict *verdict,
                               gint64 funnel)
{
	const struct judged *judged = verdict->judged;
	const char *state = state_text(judged->order);
	const char *unexplained = judged->order->unexplained[ORDER_STATE];
	const struct funnel *where =
		dictionary_funnel(planner->rules->dictionary, funnel);
	const char *wanted;
	const struct stage *stage =
		plan_stage_quiet(planner, judged, funnel, &wanted);

	if (stage == NULL && wanted == NULL && unexplained != NULL)
		verdict_fail(verdict,
		             message_new(MESSAGE_REFERENCE_UNKNOWN, "reference",
		                         unexplained, NULL));
	else if (stage == NULL && wanted == NULL)
		verdict_fail(verdict, message_new(MESSAGE_STATE_UNMAPPED,
		                                  "state", state, NULL));
	else if (stage == NULL)
		verdict_fail(verdict,
		             message_new(MESSAGE_STAGE_MISSING, "state", state,
		                         "stage", wanted, "funnel",
		                         where != NULL ? where->name : "?",
		                         NULL));
	return stage;
}

static const char *stage_name(const struct planner *planner, gint64 funnel,
                              const char *id)
{
	const struct funnel *where =
		dictionary_funnel(planner->rules->dictionary, funnel);
	const struct stage *stage =
		where != NULL ? funnel_stage(where, id) : NULL;

	return stage != NULL ? stage->name : id;
}

/* A person moved the deal after our last write, and 1C's state is the one it
 * was then. */
static bool is_edited(const struct planner *planner,
                      const struct verdict *verdict, const struct deal *deal)
{
	const struct memory_document *known =
		plan_memory(planner, verdict->judged);
	g_autofree char *state = plan_state(verdict->judged->order);

	return planner->settings->stage == STAGE_UNTIL_EDITED &&
	       known != NULL && known->stage != NULL &&
	       strcmp(known->stage, deal->stage) != 0 &&
	       g_strcmp0(known->state, state) == 0;
}

static bool keeps_stage(struct planner *planner, struct verdict *verdict,
                        const struct deal *deal)
{
	bool closed = rules_final(planner->rules, deal->stage) &&
	              !planner->settings->reopen;

	if (!closed && !is_edited(planner, verdict, deal))
		return false;
	verdict_say(verdict,
	            message_new(MESSAGE_STAGE_KEPT, "stage",
	                        stage_name(planner, deal->funnel, deal->stage),
	                        NULL));
	return true;
}

void plan_stage_change(struct planner *planner, struct verdict *verdict,
                       const struct deal *deal, const struct stage *stage,
                       GPtrArray *changes)
{
	bool was_final = rules_final(planner->rules, deal->stage);
	bool is_final = rules_final(planner->rules, stage->id);

	if (strcmp(deal->stage, stage->id) != 0 &&
	    keeps_stage(planner, verdict, deal))
		return;
	text_set(&verdict->stage, stage->id);
	if (strcmp(deal->stage, stage->id) == 0)
		return;
	verdict->closes = is_final && !was_final;
	verdict->reopens = was_final && !is_final;
	if (verdict->reopens)
		verdict_say(verdict,
		            message_new(MESSAGE_REOPENED, "from",
		                        stage_name(planner, deal->funnel,
		                                   deal->stage),
		                        "to", stage->name, NULL));
	g_ptr_array_add(changes, change_new("stageId", VALUE_TEXT, deal->stage,
	                                    stage->id));
}
