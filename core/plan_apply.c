/*
 * What a portal holds after a plan was carried out, as far as planning cares.
 *
 * Refuses to be a portal: what the real one makes of a value is read back by
 * the next look-up.
 */
#include "core/plan.h"

#include "core/money.h"
#include "core/phone.h"
#include "core/text.h"

#include <string.h>

static void set_first_contact(struct deal *deal, gint64 id)
{
	g_array_set_size(deal->contacts, 0);
	if (id != 0)
		g_array_append_val(deal->contacts, id);
}

static void set_deal_field(struct deal *deal, const struct change *change,
                           const struct rules *rules)
{
	const char *field = change->field;
	const char *to = change->to;

	if (strcmp(field, "stageId") == 0)
		text_set(&deal->stage, to);
	else if (strcmp(field, "title") == 0)
		text_set(&deal->title, to);
	else if (strcmp(field, "currencyId") == 0)
		text_set(&deal->currency, to);
	else if (strcmp(field, "sourceId") == 0)
		text_set(&deal->source, to);
	else if (strcmp(field, "originatorId") == 0)
		text_set(&deal->originator, to);
	else if (strcmp(field, "originId") == 0)
		text_set(&deal->origin, to);
	else if (strcmp(field, "opportunity") == 0)
		money_read(to, &deal->amount);
	else if (strcmp(field, "isManualOpportunity") == 0)
		deal->amount_manual = strcmp(to, "Y") == 0;
	else if (strcmp(field, "categoryId") == 0)
		deal->funnel = g_ascii_strtoll(to, NULL, 10);
	else if (strcmp(field, "contactIds") == 0)
		set_first_contact(deal, g_ascii_strtoll(to, NULL, 10));
	else if (strcmp(field, rules->id_field->code) == 0)
		text_set(&deal->number, to);
	else
		deal_set_field(deal, field, to);
}

static void set_contact_field(struct contact *contact,
                              const struct change *change)
{
	const char *field = change->field;

	if (strcmp(field, "lastName") == 0)
		text_set(&contact->last, change->to);
	else if (strcmp(field, "name") == 0)
		text_set(&contact->first, change->to);
	else if (strcmp(field, "secondName") == 0)
		text_set(&contact->middle, change->to);
	else if (strcmp(field, "originatorId") == 0)
		text_set(&contact->originator, change->to);
	else if (strcmp(field, "originId") == 0)
		text_set(&contact->origin, change->to);
	else if (change->type == VALUE_PHONE &&
	         !phone_among(contact->phones, change->to))
		g_ptr_array_add(contact->phones, g_strdup(change->to));
}

static struct deal *deal_to_change(const struct step *step,
                                   const struct snapshot *snapshot, gint64 now)
{
	const struct deal *before = snapshot_deal(snapshot, step->id);
	struct deal *deal;

	if (before != NULL)
		return deal_copy(before);
	deal = deal_new(step->id);
	deal->created = now;
	return deal;
}

static void apply_deal(const struct step *step, struct snapshot *snapshot,
                       const struct rules *rules, gint64 now)
{
	struct deal *deal = deal_to_change(step, snapshot, now);

	for (guint i = 0; i < step->changes->len; i++)
		set_deal_field(deal, step->changes->pdata[i], rules);
	if (step->contact != NULL && step->contact->result == STEP_DONE)
		set_first_contact(deal, step->contact->id);
	if (step->kept != NULL)
		text_set(&deal->stage, step->kept);
	snapshot_add_deal(snapshot, deal);
}

static void apply_contact(const struct step *step, struct snapshot *snapshot)
{
	const struct contact *before = snapshot_contact(snapshot, step->id);
	struct contact *contact =
		before != NULL ? contact_copy(before) : contact_new(step->id);

	for (guint i = 0; i < step->changes->len; i++)
		set_contact_field(contact, step->changes->pdata[i]);
	snapshot_add_contact(snapshot, contact);
}

void plan_apply(const struct plan *plan, struct snapshot *snapshot,
                const struct rules *rules, gint64 now)
{
	for (guint i = 0; i < plan->steps->len; i++) {
		const struct step *step = plan->steps->pdata[i];

		if (step->result != STEP_DONE)
			continue;
		if (step->entity == ENTITY_DEAL)
			apply_deal(step, snapshot, rules, now);
		else
			apply_contact(step, snapshot);
	}
}

void plan_pretend(struct plan *plan, gint64 *next_id)
{
	for (guint i = 0; i < plan->steps->len; i++) {
		struct step *step = plan->steps->pdata[i];

		step->result = STEP_DONE;
		if (step->verb == STEP_ADD)
			step->id = (*next_id)++;
	}
}
