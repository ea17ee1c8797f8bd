/*
 * The planner: a window of orders meets a snapshot of the portal.
 *
 * First every order finds its deal (the numbered ones, then those by phone in
 * the order that the contract asks for), then contacts are decided, newest
 * order first, then each deal's changes. Orders that cannot be carried out end
 * on the way with what to tell people, and nothing is written for them.
 *
 * Refuses to send what is equal, to give one deal to two orders, and to make a
 * deal where the history knows of one that the portal no longer shows.
 */
#include "core/plan_p.h"

#include "core/text.h"
#include "core/when.h"

#include <string.h>

/* ---- what ends before any match ---- */

static void copy_messages(struct verdict *verdict)
{
	const GPtrArray *said = verdict->judged->messages;

	for (guint i = 0; i < said->len; i++)
		verdict_say(verdict, message_copy(said->pdata[i]));
}

/* Rule 1, what it needs of the past. */
static void skip_stale(struct planner *planner, struct verdict *verdict)
{
	const struct judged *judged = verdict->judged;
	const struct memory_document *known = plan_memory(planner, judged);
	GTimeZone *zone = planner->settings->timezone;
	g_autofree char *was = NULL;
	g_autofree char *is = NULL;

	if (known == NULL || known->exported == WHEN_NONE ||
	    judged->order->exported == WHEN_NONE ||
	    judged->order->exported >= known->exported)
		return;
	was = when_local(known->exported, zone);
	is = when_local(judged->order->exported, zone);
	verdict_end(verdict, ACTION_SKIP,
	            message_new(MESSAGE_STALE, "was", was, "is", is, NULL));
}

static void begin(struct planner *planner, struct judged *judged)
{
	struct verdict *verdict = g_new0(struct verdict, 1);

	verdict->judged = judged;
	verdict->messages =
		g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
	g_ptr_array_add(planner->plan->verdicts, verdict);
	copy_messages(verdict);
	if (judged->skipped)
		verdict->action = ACTION_SKIP;
	else if (judged->failed)
		verdict->action = ACTION_ERROR;
	else
		skip_stale(planner, verdict);
}

/* ---- deciding ---- */

/* Rule 4: false where there may be no new deal. */
static bool may_create(struct planner *planner, struct verdict *verdict)
{
	const struct judged *judged = verdict->judged;

	if (judged->order->deleted) {
		verdict_end(verdict, ACTION_SKIP,
		            message_new(MESSAGE_DELETED, NULL));
		return false;
	}
	if (!rules_place(planner->rules, judged->organization)->create) {
		verdict_end(verdict, ACTION_SKIP,
		            message_new(MESSAGE_NO_MATCH, NULL));
		return false;
	}
	return true;
}

/* Rule 8 goes before rule 4: that there is no deal would be untrue, for an
 * order without a stage was not even looked for. */
static bool is_unmapped(struct planner *planner, struct verdict *verdict,
                        gint64 funnel)
{
	const char *wanted;

	return plan_stage_quiet(planner, verdict->judged, funnel, &wanted) ==
	               NULL &&
	       wanted == NULL && plan_stage(planner, verdict, funnel) == NULL;
}

static void decide(struct planner *planner, struct verdict *verdict)
{
	const struct judged *judged = verdict->judged;
	const struct rule_place *place =
		rules_place(planner->rules, judged->organization);
	const struct deal *deal =
		verdict->deal != 0
			? snapshot_deal(planner->snapshot, verdict->deal)
			: NULL;
	const struct stage *stage;

	if (deal == NULL && !judged->order->deleted &&
	    is_unmapped(planner, verdict, place->funnel))
		return;
	if (deal == NULL && !may_create(planner, verdict))
		return;
	stage = plan_stage(planner, verdict,
	                   deal != NULL ? deal->funnel : place->funnel);
	if (stage == NULL)
		return;
	if (judged->order->removed) {
		plan_deal_move(planner, verdict, deal, stage);
		if (verdict->deal_step != NULL)
			verdict->action = ACTION_UPDATE;
		return;
	}
	plan_contact(planner, verdict, deal);
	if (deal == NULL) {
		verdict->match = MATCH_NEW;
		plan_deal_add(planner, verdict, stage);
		return;
	}
	plan_deal_update(planner, verdict, deal, stage);
	if (verdict->deal_step != NULL || verdict->shows_contact)
		verdict->action = ACTION_UPDATE;
}

static int newest_first(gconstpointer a, gconstpointer b)
{
	const struct verdict *one = *(const struct verdict *const *)a;
	const struct verdict *other = *(const struct verdict *const *)b;
	gint64 date = one->judged->date;
	gint64 other_date = other->judged->date;

	return (date < other_date) - (date > other_date);
}

static void decide_all(struct planner *planner)
{
	const GPtrArray *verdicts = planner->plan->verdicts;
	g_autoptr(GPtrArray) newest = g_ptr_array_new();

	/* Backwards, so that of one moment the later of the file comes first:
	 * the sort is stable. */
	for (guint i = verdicts->len; i-- > 0;) {
		if (!verdict_is_over(verdicts->pdata[i]))
			g_ptr_array_add(newest, verdicts->pdata[i]);
	}
	g_ptr_array_sort(newest, newest_first);
	for (guint i = 0; i < newest->len; i++)
		decide(planner, newest->pdata[i]);
}

/* ---- the plan as a whole ---- */

static void card_free(gpointer data)
{
	struct card *card = data;

	contact_free(card->now);
	g_free(card);
}

/* Contacts before deals, updates before adds, new deals oldest first: they
 * were planned newest first. */
static void order_steps(struct plan *plan)
{
	GPtrArray *steps = plan->steps;
	g_autoptr(GPtrArray) ordered = g_ptr_array_new();

	for (int entity = ENTITY_CONTACT; entity >= ENTITY_DEAL; entity--) {
		for (int verb = STEP_UPDATE; verb >= STEP_ADD; verb--) {
			for (guint i = steps->len; i-- > 0;) {
				struct step *step = steps->pdata[i];

				if ((int)step->entity == entity &&
				    (int)step->verb == verb)
					g_ptr_array_add(ordered, step);
			}
		}
	}
	for (guint i = 0; i < steps->len; i++)
		steps->pdata[i] = ordered->pdata[i];
}

static void count(struct plan *plan)
{
	for (guint i = 0; i < plan->verdicts->len; i++) {
		const struct verdict *verdict = plan->verdicts->pdata[i];

		plan->creates += verdict->action == ACTION_CREATE;
		plan->closes += verdict->closes;
		plan->reopens += verdict->reopens;
	}
}

static GHashTable *index_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                             (GDestroyNotify)g_array_unref);
}

struct plan *plan_build(const GPtrArray *orders,
                        const struct snapshot *snapshot,
                        const struct memory *memory, const struct rules *rules)
{
	struct plan *plan = g_new0(struct plan, 1);
	struct planner planner = {
		.snapshot = snapshot,
		.memory = memory,
		.rules = rules,
		.settings = rules->settings,
		.plan = plan,
		.next_new = -1,
	};

	plan->verdicts = g_ptr_array_new_with_free_func(verdict_free);
	plan->steps = g_ptr_array_new_with_free_func(step_free);
	planner.taken = g_hash_table_new_full(g_int64_hash, g_int64_equal,
	                                      g_free, NULL);
	planner.cards = g_hash_table_new_full(g_int64_hash, g_int64_equal,
	                                      g_free, card_free);
	planner.cards_by_phone = index_new();
	planner.cards_by_origin = index_new();

	for (guint i = 0; i < orders->len; i++)
		begin(&planner, orders->pdata[i]);
	plan_match(&planner);
	decide_all(&planner);
	order_steps(plan);
	count(plan);

	g_hash_table_unref(planner.taken);
	g_hash_table_unref(planner.cards);
	g_hash_table_unref(planner.cards_by_phone);
	g_hash_table_unref(planner.cards_by_origin);
	return plan;
}

void plan_free(struct plan *plan)
{
	if (plan == NULL)
		return;
	g_ptr_array_unref(plan->verdicts);
	g_ptr_array_unref(plan->steps);
	g_free(plan);
}
