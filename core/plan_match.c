/*
 * Which order gets which deal (rules 2 and 3): the numbered ones first, then
 * those by phone, in the order that the contract asks for.
 *
 * Refuses to give one deal to two orders, and to go on where the history knows
 * of a deal that the portal no longer shows.
 */
#include "core/plan_p.h"

#include "core/match.h"

static char *list_ids(const GArray *ids)
{
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < ids->len; i++)
		g_string_append_printf(list, "%s%" G_GINT64_FORMAT,
		                       i > 0 ? ", " : "",
		                       g_array_index(ids, gint64, i));
	return g_string_free(g_steal_pointer(&list), FALSE);
}

static void say_several(struct verdict *verdict, const GArray *ids,
                        gint64 chosen)
{
	g_autofree char *list = list_ids(ids);
	g_autofree char *one = g_strdup_printf("%" G_GINT64_FORMAT, chosen);

	verdict_say(verdict, message_new(MESSAGE_SEVERAL_DEALS, "deals", list,
	                                 "chosen", one, NULL));
}

static void take(struct planner *planner, struct verdict *verdict,
                 const struct deal *deal, enum match match)
{
	verdict->match = match;
	verdict->deal = deal->id;
	g_hash_table_add(planner->taken,
	                 g_memdup2(&deal->id, sizeof(deal->id)));
}

/* Rule 2. `marked`: only a deal that bears this document's mark, so that no
 * other order of the same number takes it first. */
static void match_by_document(struct planner *planner, struct verdict *verdict,
                              bool marked)
{
	const struct judged *judged = verdict->judged;
	g_autoptr(GArray) candidates =
		g_array_new(FALSE, FALSE, sizeof(gint64));
	const struct memory_document *known = plan_memory(planner, judged);
	bool by_mark;
	struct deal *deal = match_document(
		judged, planner->snapshot, planner->rules, planner->taken,
		known != NULL ? known->deal : 0, &by_mark, candidates);

	if (deal == NULL ||
	    (marked && !match_marked(deal, judged, planner->rules)))
		return;
	take(planner, verdict, deal, by_mark ? MATCH_MARK : MATCH_ID);
	if (candidates->len > 1)
		say_several(verdict, candidates, deal->id);
}

/* A deal that the history knows and the portal does not show: it was deleted,
 * or the webhook's owner sees less than before. */
static void hold_lost(struct planner *planner, struct verdict *verdict)
{
	const struct memory_document *known =
		plan_memory(planner, verdict->judged);
	g_autofree char *deal = NULL;

	if (verdict->deal != 0 || known == NULL || known->deal == 0 ||
	    snapshot_deal(planner->snapshot, known->deal) != NULL)
		return;
	deal = g_strdup_printf("%" G_GINT64_FORMAT, known->deal);
	verdict_end(verdict, ACTION_HOLD,
	            message_new(MESSAGE_DEAL_LOST, "deal", deal, NULL));
}

/* Where no funnel of the order knows its state, it takes no deal. */
static bool has_state(struct planner *planner, const struct judged *judged,
                      bool *final_r)
{
	const struct rule_place *place =
		rules_place(planner->rules, judged->organization);
	const struct stage *stage;
	const char *wanted, *anywhere;

	stage = plan_stage_quiet(planner, judged, place->funnel, &anywhere);
	for (guint i = 0; stage == NULL && i < place->funnels->len; i++) {
		gint64 funnel = g_array_index(place->funnels, gint64, i);

		stage = plan_stage_quiet(planner, judged, funnel, &wanted);
		if (anywhere == NULL)
			anywhere = wanted;
	}
	*final_r = stage != NULL && rules_final(planner->rules, stage->id);
	return anywhere != NULL;
}

static void hold_several(struct verdict *verdict, const GPtrArray *deals)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autofree char *list = NULL;

	for (guint i = 0; i < deals->len; i++) {
		const struct deal *deal = deals->pdata[i];

		g_array_append_val(ids, deal->id);
	}
	list = list_ids(ids);
	verdict_end(verdict, ACTION_HOLD,
	            message_new(MESSAGE_HELD, "deals", list, NULL));
}

/* Rule 3. */
static void match_by_phone(struct planner *planner, struct verdict *verdict,
                           bool final)
{
	const struct judged *judged = verdict->judged;
	g_autoptr(GArray) contacts = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GPtrArray) deals = NULL;
	const struct deal *newest;

	plan_holders(planner, judged, contacts);
	deals = match_phone(judged, contacts, final, planner->snapshot,
	                    planner->rules, planner->taken);
	if (deals->len == 0)
		return;
	if (deals->len > 1 && planner->settings->several == SEVERAL_HOLD) {
		hold_several(verdict, deals);
		return;
	}
	newest = deals->pdata[0];
	if (deals->len > 1) {
		g_autoptr(GArray) ids =
			g_array_new(FALSE, FALSE, sizeof(gint64));

		for (guint i = 0; i < deals->len; i++) {
			const struct deal *deal = deals->pdata[i];

			g_array_append_val(ids, deal->id);
		}
		say_several(verdict, ids, newest->id);
	}
	take(planner, verdict, newest, MATCH_PHONE);
}

struct choice {
	struct verdict *verdict;
	bool final;
	guint position;
};

/* Orders whose stage is not final choose before the others, newer ones before
 * older. */
static int choosing_order(gconstpointer a, gconstpointer b)
{
	const struct choice *one = a;
	const struct choice *other = b;
	gint64 date = one->verdict->judged->date;
	gint64 other_date = other->verdict->judged->date;

	if (one->final != other->final)
		return one->final ? 1 : -1;
	if (date != other_date)
		return date < other_date ? 1 : -1;
	return one->position < other->position ? 1 : -1;
}

/* Those that are still without a deal, in choosing order. One that is marked
 * for deletion has the deal that is its own, or none. */
static GArray *choices(struct planner *planner)
{
	GArray *open = g_array_new(FALSE, FALSE, sizeof(struct choice));

	for (guint i = 0; i < planner->plan->verdicts->len; i++) {
		struct choice choice = {
			.verdict = planner->plan->verdicts->pdata[i],
			.position = i,
		};

		if (verdict_is_over(choice.verdict) ||
		    choice.verdict->deal != 0 ||
		    choice.verdict->judged->order->deleted)
			continue;
		if (has_state(planner, choice.verdict->judged, &choice.final))
			g_array_append_val(open, choice);
	}
	g_array_sort(open, choosing_order);
	return open;
}

void plan_match(struct planner *planner)
{
	GPtrArray *verdicts = planner->plan->verdicts;
	g_autoptr(GArray) open = NULL;

	for (int round = 0; round < 2; round++) {
		for (guint i = 0; i < verdicts->len; i++) {
			struct verdict *verdict = verdicts->pdata[i];

			if (!verdict_is_over(verdict) && verdict->deal == 0)
				match_by_document(planner, verdict, round == 0);
		}
	}
	for (guint i = 0; i < verdicts->len; i++) {
		struct verdict *verdict = verdicts->pdata[i];

		if (!verdict_is_over(verdict))
			hold_lost(planner, verdict);
	}
	open = choices(planner);
	for (guint i = 0; i < open->len; i++) {
		struct choice *choice = &g_array_index(open, struct choice, i);

		match_by_phone(planner, choice->verdict, choice->final);
	}
}
