/*
 * Turns a verdict, with what became of its steps, into the plain record that
 * acks, history, `plan --json` and log share.
 *
 * Refuses to say that something was done that was not: a step that was
 * refused, or of which nobody knows, makes the order an error or held.
 */
#include "core/outcome.h"

#include "core/text.h"

#include <string.h>

static void outcome_change_free(gpointer data)
{
	struct outcome_change *change = data;

	g_free(change->field);
	g_free(change->from);
	g_free(change->to);
	g_free(change);
}

struct outcome *outcome_blank(void)
{
	struct outcome *outcome = g_new0(struct outcome, 1);

	outcome->changes = g_ptr_array_new_with_free_func(outcome_change_free);
	outcome->messages =
		g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
	return outcome;
}

static void add_change(struct outcome *outcome, enum entity entity,
                       const char *field, const char *from, const char *to)
{
	struct outcome_change *change = g_new0(struct outcome_change, 1);

	change->entity = entity;
	change->field = g_strdup(field);
	change->from = g_strdup(from);
	change->to = g_strdup(to);
	g_ptr_array_add(outcome->changes, change);
}

/* Ids that a plan only pretends are none. */
static gint64 real_id(gint64 id)
{
	return id < PLAN_PRETENDED ? id : 0;
}

static const char *told(const struct step *step, const struct change *change)
{
	if (strcmp(change->field, "stageId") == 0 && step->kept != NULL)
		return step->kept;
	if (strcmp(change->field, "contactIds") == 0 &&
	    real_id(g_ascii_strtoll(change->to, NULL, 10)) == 0)
		return "(новый)";
	return change->to;
}

static void add_changes(struct outcome *outcome, const struct step *step)
{
	for (guint i = 0; i < step->changes->len; i++) {
		const struct change *change = step->changes->pdata[i];

		if (!change->silent)
			add_change(outcome, step->entity, change->field,
			           change->from, told(step, change));
	}
	if (step->contact != NULL && step->contact->id != 0) {
		g_autofree char *id =
			g_strdup_printf("%" G_GINT64_FORMAT, step->contact->id);

		add_change(outcome, ENTITY_DEAL, "contactIds",
		           step->verb == STEP_ADD ? NULL : "", id);
	}
}

static enum outcome_kind planned_kind(const struct verdict *verdict)
{
	switch (verdict->action) {
	case ACTION_CREATE:
		return OUTCOME_CREATED;
	case ACTION_UPDATE:
		return OUTCOME_UPDATED;
	case ACTION_SKIP:
		return OUTCOME_SKIPPED;
	case ACTION_HOLD:
		return OUTCOME_HELD;
	case ACTION_ERROR:
		return OUTCOME_FAILED;
	default:
		return OUTCOME_UNCHANGED;
	}
}

static void say(struct outcome *outcome, struct message *message)
{
	g_ptr_array_add(outcome->messages, message);
}

static const char *step_words(const struct step *step)
{
	return step->entity == ENTITY_DEAL ? "сделка" : "контакт";
}

/* What a step that did not go well makes of its order. */
static void judge_step(struct outcome *outcome, const struct step *step)
{
	g_autofree char *id = NULL;

	if (step == NULL)
		return;
	if (step->gone && step->entity == ENTITY_DEAL) {
		id = g_strdup_printf("%" G_GINT64_FORMAT, step->id);
		outcome->kind = OUTCOME_HELD;
		say(outcome, message_new(MESSAGE_DEAL_LOST, "deal", id, NULL));
	} else if (step->result == STEP_REFUSED) {
		outcome->kind = OUTCOME_FAILED;
		say(outcome,
		    message_new(MESSAGE_PORTAL_REFUSED, "text",
		                step->refusal != NULL ? step->refusal : "",
		                NULL));
	} else if (step->result == STEP_UNSURE ||
	           step->result == STEP_WAITING) {
		if (outcome->kind != OUTCOME_FAILED)
			outcome->kind = OUTCOME_HELD;
		say(outcome, message_new(MESSAGE_UNSURE, "what",
		                         step_words(step), NULL));
	}
}

static const char *stage_name(const struct dictionary *dictionary,
                              const char *id)
{
	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct stage *stage =
			funnel_stage(dictionary->funnels->pdata[i], id);

		if (stage != NULL)
			return stage->name;
	}
	return id;
}

static const struct funnel *funnel_of(const struct dictionary *dictionary,
                                      const char *id)
{
	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];

		if (funnel_stage(funnel, id) != NULL)
			return funnel;
	}
	return NULL;
}

/* The portal had our stage, and then another one. It did not where it kept the
 * one before, or took the first for one that it does not have, or where the
 * deal is in another funnel by now (docs: crm.item.update, crm.item.add). */
static bool moved(const struct step *step, const struct change *change,
                  const struct dictionary *dictionary)
{
	const struct funnel *funnel = funnel_of(dictionary, step->kept);
	const struct stage *first;

	if (funnel == NULL || funnel != funnel_of(dictionary, change->to))
		return false;
	if (step->verb == STEP_UPDATE)
		return g_strcmp0(change->from, step->kept) != 0;
	first = funnel->stages->pdata[0];
	return strcmp(first->id, step->kept) != 0;
}

static bool took_stage(const struct step *step,
                       const struct dictionary *dictionary)
{
	for (guint i = 0; i < step->changes->len; i++) {
		const struct change *change = step->changes->pdata[i];

		if (strcmp(change->field, "stageId") == 0)
			return moved(step, change, dictionary);
	}
	return true;
}

/* A stage that did not move is a refusal; one that a robot of the portal moved
 * on from ours is only worth a word. */
static void judge_kept(struct outcome *outcome, const struct step *step,
                       const struct dictionary *dictionary)
{
	g_autofree char *text = NULL;
	const char *name;

	if (step == NULL || step->result != STEP_DONE || step->kept == NULL)
		return;
	name = stage_name(dictionary, step->kept);
	if (took_stage(step, dictionary)) {
		say(outcome,
		    message_new(MESSAGE_STAGE_KEPT, "stage", name, NULL));
		return;
	}
	text = g_strdup_printf("сделка осталась на стадии «%s»", name);
	outcome->kind = OUTCOME_FAILED;
	say(outcome, message_new(MESSAGE_PORTAL_REFUSED, "text", text, NULL));
}

static bool is_written(const struct step *step, bool done)
{
	return step != NULL && (!done || step->result == STEP_DONE);
}

struct outcome *outcome_new(const struct verdict *verdict,
                            const struct dictionary *dictionary, bool done)
{
	const struct order *order = verdict->judged->order;
	struct outcome *outcome = outcome_blank();
	const struct step *card = verdict->contact_step;
	const struct step *deal = verdict->deal_step;

	outcome->kind = planned_kind(verdict);
	outcome->match = verdict->match;
	outcome->number = g_strdup(order->text[ORDER_NUMBER]);
	outcome->ref = g_strdup(order->ref);
	outcome->date = g_strdup(order->text[ORDER_DATE]);
	outcome->deal = real_id(verdict->deal);
	outcome->contact = real_id(verdict->contact);
	if (verdict->contact_before != NULL)
		outcome->contact_before = contact_copy(verdict->contact_before);
	for (guint i = 0; i < verdict->messages->len; i++)
		say(outcome, message_copy(verdict->messages->pdata[i]));

	if (is_written(card, done) && verdict->shows_contact)
		add_changes(outcome, card);
	if (is_written(deal, done))
		add_changes(outcome, deal);
	if (done) {
		judge_step(outcome, card);
		if (card == NULL || card->result == STEP_DONE)
			judge_step(outcome, deal);
		judge_kept(outcome, deal, dictionary);
	}
	if (deal != NULL && outcome->deal == 0)
		outcome->deal = deal->id;
	if (card != NULL && outcome->contact == 0)
		outcome->contact = card->id;
	if (outcome->deal != 0 && dictionary->address != NULL)
		outcome->link = g_strdup_printf(
			"%s/crm/deal/details/%" G_GINT64_FORMAT "/",
			dictionary->address, outcome->deal);
	return outcome;
}

void outcome_free(struct outcome *outcome)
{
	if (outcome == NULL)
		return;
	g_free(outcome->number);
	g_free(outcome->ref);
	g_free(outcome->date);
	g_free(outcome->link);
	contact_free(outcome->contact_before);
	g_ptr_array_unref(outcome->changes);
	g_ptr_array_unref(outcome->messages);
	g_free(outcome);
}

static const char *const kinds[OUTCOME_KINDS] = {
	[OUTCOME_CREATED] = "Создан",         [OUTCOME_UPDATED] = "Обновлен",
	[OUTCOME_UNCHANGED] = "БезИзменений", [OUTCOME_SKIPPED] = "Пропущен",
	[OUTCOME_HELD] = "Отложен",           [OUTCOME_FAILED] = "Ошибка",
};

const char *outcome_name(enum outcome_kind kind)
{
	return kinds[kind];
}

const char *outcome_match_name(enum match match)
{
	static const char *const names[] = { NULL, "Номер", "Метка", "Телефон",
		                             "Новая" };

	return names[match];
}

const char *outcome_entity_name(enum entity entity)
{
	return entity == ENTITY_DEAL ? "Сделка" : "Контакт";
}

void totals_add(struct totals *totals, enum outcome_kind kind)
{
	totals->all++;
	totals->of[kind]++;
}
