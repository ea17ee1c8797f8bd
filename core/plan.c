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

#include "core/match.h"
#include "core/text.h"
#include "core/when.h"

#include <string.h>

/* ---- small things ---- */

void change_free(gpointer data)
{
	struct change *change = data;

	g_free(change->field);
	g_free(change->from);
	g_free(change->to);
	g_free(change);
}

struct change *change_new(const char *field, enum value_type type,
                          const char *from, const char *to)
{
	struct change *change = g_new0(struct change, 1);

	change->field = g_strdup(field);
	change->type = type;
	change->from = g_strdup(from);
	change->to = g_strdup(to);
	return change;
}

struct change *plan_change(struct step *step, const char *field,
                           enum value_type type, const char *from,
                           const char *to)
{
	struct change *change = change_new(field, type, from, to);

	g_ptr_array_add(step->changes, change);
	return change;
}

static void step_free(gpointer data)
{
	struct step *step = data;

	g_ptr_array_unref(step->changes);
	g_free(step->originator);
	g_free(step->origin);
	g_free(step->refusal);
	g_free(step->kept);
	g_free(step);
}

struct step *plan_step(struct planner *planner, enum entity entity,
                       enum step_verb verb, gint64 id)
{
	struct step *step = g_new0(struct step, 1);

	step->entity = entity;
	step->verb = verb;
	step->id = id;
	step->changes = g_ptr_array_new_with_free_func(change_free);
	g_ptr_array_add(planner->plan->steps, step);
	return step;
}

static void verdict_free(gpointer data)
{
	struct verdict *verdict = data;

	contact_free(verdict->contact_before);
	g_ptr_array_unref(verdict->messages);
	g_free(verdict->stage);
	g_free(verdict);
}

void verdict_say(struct verdict *verdict, struct message *message)
{
	g_ptr_array_add(verdict->messages, message);
}

void verdict_end(struct verdict *verdict, enum action action,
                 struct message *message)
{
	verdict->action = action;
	if (message != NULL)
		verdict_say(verdict, message);
}

void verdict_fail(struct verdict *verdict, struct message *message)
{
	verdict_end(verdict, ACTION_ERROR, message);
}

static bool is_over(const struct verdict *verdict)
{
	return verdict->action == ACTION_SKIP ||
	       verdict->action == ACTION_HOLD ||
	       verdict->action == ACTION_ERROR;
}

static void card_free(gpointer data)
{
	struct card *card = data;

	contact_free(card->now);
	g_free(card);
}

const struct memory_document *plan_memory(const struct planner *planner,
                                          const struct judged *judged)
{
	const struct memory_document *known = NULL;

	if (judged->key != NULL)
		known = memory_document(planner->memory, judged->key);
	if (known == NULL && judged->other_key != NULL)
		known = memory_document(planner->memory, judged->other_key);
	return known;
}

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

/* ---- matching ---- */

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
	bool mapped, anywhere;

	stage = plan_stage_quiet(planner, judged, place->funnel, &anywhere);
	for (guint i = 0; stage == NULL && i < place->funnels->len; i++) {
		gint64 funnel = g_array_index(place->funnels, gint64, i);

		stage = plan_stage_quiet(planner, judged, funnel, &mapped);
		anywhere = anywhere || mapped;
	}
	*final_r = stage != NULL && rules_final(planner->rules, stage->id);
	return anywhere;
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

/* Those that are still without a deal, in choosing order. */
static GArray *choices(struct planner *planner)
{
	GArray *open = g_array_new(FALSE, FALSE, sizeof(struct choice));

	for (guint i = 0; i < planner->plan->verdicts->len; i++) {
		struct choice choice = {
			.verdict = planner->plan->verdicts->pdata[i],
			.position = i,
		};

		if (is_over(choice.verdict) || choice.verdict->deal != 0)
			continue;
		if (has_state(planner, choice.verdict->judged, &choice.final))
			g_array_append_val(open, choice);
	}
	g_array_sort(open, choosing_order);
	return open;
}

static void match_all(struct planner *planner)
{
	GPtrArray *verdicts = planner->plan->verdicts;
	g_autoptr(GArray) open = NULL;

	for (int round = 0; round < 2; round++) {
		for (guint i = 0; i < verdicts->len; i++) {
			struct verdict *verdict = verdicts->pdata[i];

			if (!is_over(verdict) && verdict->deal == 0)
				match_by_document(planner, verdict, round == 0);
		}
	}
	for (guint i = 0; i < verdicts->len; i++) {
		struct verdict *verdict = verdicts->pdata[i];

		if (!is_over(verdict))
			hold_lost(planner, verdict);
	}
	open = choices(planner);
	for (guint i = 0; i < open->len; i++) {
		struct choice *choice = &g_array_index(open, struct choice, i);

		match_by_phone(planner, choice->verdict, choice->final);
	}
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

static void decide(struct planner *planner, struct verdict *verdict)
{
	const struct rule_place *place =
		rules_place(planner->rules, verdict->judged->organization);
	const struct deal *deal =
		verdict->deal != 0
			? snapshot_deal(planner->snapshot, verdict->deal)
			: NULL;
	const struct stage *stage;

	if (deal == NULL && !may_create(planner, verdict))
		return;
	stage = plan_stage(planner, verdict,
	                   deal != NULL ? deal->funnel : place->funnel);
	if (stage == NULL)
		return;
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
		if (!is_over(verdicts->pdata[i]))
			g_ptr_array_add(newest, verdicts->pdata[i]);
	}
	g_ptr_array_sort(newest, newest_first);
	for (guint i = 0; i < newest->len; i++)
		decide(planner, newest->pdata[i]);
}

/* ---- the plan as a whole ---- */

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
	match_all(&planner);
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

const char *match_name(enum match match)
{
	static const char *const names[] = { "none", "id", "mark", "phone",
		                             "new" };

	return names[match];
}

const char *action_name(enum action action)
{
	static const char *const names[] = { "none", "create", "update",
		                             "skip", "hold",   "error" };

	return names[action];
}
