/*
 * Rules 4 and 5: what a new deal has and what changes on a matched one.
 *
 * Refuses to write any field that is equal already, and to touch what no rule
 * names: the funnel, the title and the other contacts of a deal are people's.
 */
#include "core/plan_p.h"

#include "core/money.h"
#include "core/when.h"

#include <string.h>

/* ---- values ---- */

static bool is_type(const struct deal_field *field, const char *type)
{
	return strcmp(field->type, type) == 0;
}

/* The text of a value that the field's type takes. Owned by the caller. */
static char *field_text(const struct planner *planner,
                        const struct judged *judged,
                        const struct deal_field *field, enum order_path path)
{
	GTimeZone *zone = planner->settings->timezone;
	gint64 when = path == ORDER_DATE ? judged->date : judged->closed;

	if (path == ORDER_DATE || path == ORDER_CLOSED) {
		if (is_type(field, "date"))
			return when_day(when, zone);
		if (is_type(field, "datetime"))
			return when_zoned(when, zone);
	}
	return judged_text(judged, path, planner->settings);
}

static bool same_number(const char *a, const char *b)
{
	gint64 one, other;

	return money_read(a, &one) && money_read(b, &other) && one == other;
}

static bool same_moment(const struct planner *planner, const char *a,
                        const char *b)
{
	GTimeZone *zone = planner->settings->timezone;
	gint64 one, other;

	return when_read(a, zone, &one) && when_read(b, zone, &other) &&
	       one == other;
}

/* The portal changes line ends and blanks of long texts as it likes. */
static bool same_words(const char *a, const char *b)
{
	for (;;) {
		while (g_ascii_isspace(*a))
			a++;
		while (g_ascii_isspace(*b))
			b++;
		if (*a != *b)
			return false;
		if (*a == '\0')
			return true;
		a++;
		b++;
	}
}

enum { DAY_LENGTH = 10 }; /* 2020-12-24 */

/* The portal's text and ours, as what the field's type is: dates come back as
 * midnight with any offset, numbers with any number of places. */
static bool same_value(const struct planner *planner,
                       const struct deal_field *field, const char *theirs,
                       const char *ours)
{
	if (is_type(field, "date"))
		return strncmp(theirs, ours, DAY_LENGTH) == 0;
	if (is_type(field, "datetime"))
		return same_moment(planner, theirs, ours);
	if (is_type(field, "double") || is_type(field, "integer"))
		return same_number(theirs, ours) || strcmp(theirs, ours) == 0;
	return same_words(theirs, ours);
}

static void set_field(struct planner *planner, const struct deal *deal,
                      const struct deal_field *field, const char *text,
                      GPtrArray *changes)
{
	const char *before = NULL;

	if (text[0] == '\0')
		return;
	if (deal != NULL) {
		before = deal_field(deal, field->code);
		if (same_value(planner, field, before, text))
			return;
	}
	g_ptr_array_add(changes,
	                change_new(field->code, VALUE_TEXT, before, text));
}

/* The date field and [fields]. */
static void set_fields(struct planner *planner, const struct judged *judged,
                       const struct deal *deal, GPtrArray *changes)
{
	const struct rules *rules = planner->rules;

	if (rules->date_field != NULL) {
		g_autofree char *date = field_text(
			planner, judged, rules->date_field, ORDER_DATE);

		set_field(planner, deal, rules->date_field, date, changes);
	}
	for (guint i = 0; i < rules->fields->len; i++) {
		const struct rule_field *row =
			&g_array_index(rules->fields, struct rule_field, i);
		g_autofree char *text =
			field_text(planner, judged, row->field, row->path);

		set_field(planner, deal, row->field, text, changes);
	}
}

static void set_text(GPtrArray *changes, const char *field, const char *before,
                     const char *text)
{
	if (text != NULL && text[0] != '\0' && g_strcmp0(before, text) != 0)
		g_ptr_array_add(changes,
		                change_new(field, VALUE_TEXT, before, text));
}

static void set_id(GPtrArray *changes, const char *field, const char *before,
                   gint64 id)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, id);

	g_ptr_array_add(changes, change_new(field, VALUE_NUMBER, before, text));
}

static void set_silent(GPtrArray *changes, const char *field,
                       const char *before, const char *text)
{
	struct change *change = change_new(field, VALUE_TEXT, before, text);

	change->silent = true;
	g_ptr_array_add(changes, change);
}

/* With product rows and no manual flag the portal counts the sum anew. */
static void set_amount(const struct judged *judged, const struct deal *deal,
                       GPtrArray *changes)
{
	g_autofree char *now = money_write(judged->amount);
	g_autofree char *before = NULL;
	const char *currency = deal != NULL ? deal->currency : NULL;

	if (deal != NULL && deal->amount == judged->amount &&
	    strcmp(deal->currency, judged->currency) == 0)
		return;
	if (deal != NULL)
		before = money_write(deal->amount);
	g_ptr_array_add(changes,
	                change_new("opportunity", VALUE_MONEY, before, now));
	if (g_strcmp0(currency, judged->currency) == 0)
		set_silent(changes, "currencyId", currency, currency);
	else
		set_text(changes, "currencyId", currency, judged->currency);
	set_silent(changes, "isManualOpportunity",
	           deal == NULL          ? NULL
	           : deal->amount_manual ? "Y"
	                                 : "N",
	           "Y");
}

/* ---- the two kinds of deals ---- */

static struct step *deal_step(struct planner *planner, struct verdict *verdict,
                              enum step_verb verb, gint64 id,
                              GPtrArray *changes)
{
	struct step *step = plan_step(planner, ENTITY_DEAL, verb, id);

	g_ptr_array_extend_and_steal(step->changes, g_ptr_array_ref(changes));
	verdict->deal_step = step;
	return step;
}

/* An add's contact is an id where it exists already; else the step knows. */
static void set_contact(const struct verdict *verdict, GPtrArray *changes)
{
	if (verdict->contact != 0)
		set_id(changes, "contactIds", NULL, verdict->contact);
}

void plan_deal_add(struct planner *planner, struct verdict *verdict,
                   const struct stage *stage)
{
	const struct judged *judged = verdict->judged;
	const struct rule_place *place =
		rules_place(planner->rules, judged->organization);
	const struct settings *settings = planner->settings;
	g_autoptr(GPtrArray) changes =
		g_ptr_array_new_with_free_func(change_free);
	g_autofree char *title = judged_title(judged, settings);
	struct step *step;

	set_text(changes, "title", NULL, title);
	set_id(changes, "categoryId", NULL, place->funnel);
	set_text(changes, "stageId", NULL, stage->id);
	set_amount(judged, NULL, changes);
	set_text(changes, planner->rules->id_field->code, NULL,
	         judged->order->text[ORDER_NUMBER]);
	set_text(changes, "sourceId", NULL, place->source);
	if (place->responsible != 0)
		set_id(changes, "assignedById", NULL, place->responsible);
	set_fields(planner, judged, NULL, changes);
	set_contact(verdict, changes);
	set_text(changes, "originatorId", NULL, settings->originator);
	set_text(changes, "originId", NULL, judged->key);

	step = deal_step(planner, verdict, STEP_ADD, 0, changes);
	if (verdict->contact == 0)
		step->contact = verdict->contact_step;
	step->originator = g_strdup(settings->originator);
	step->origin = g_strdup(judged->key);
	verdict->action = ACTION_CREATE;
	verdict->stage = g_strdup(stage->id);
}

void plan_deal_move(struct planner *planner, struct verdict *verdict,
                    const struct deal *deal, const struct stage *stage)
{
	g_autoptr(GPtrArray) changes =
		g_ptr_array_new_with_free_func(change_free);

	plan_stage_change(planner, verdict, deal, stage, changes);
	if (changes->len > 0)
		deal_step(planner, verdict, STEP_UPDATE, deal->id, changes);
}

/* The mark where there is none, and the GUID of an order that was marked by
 * number and year; somebody else's originator is never overwritten. */
static void set_mark(const struct planner *planner, const struct judged *judged,
                     const struct deal *deal, GPtrArray *changes)
{
	const char *ours = planner->settings->originator;

	if (deal->originator[0] == '\0' && deal->origin[0] == '\0') {
		set_text(changes, "originatorId", "", ours);
		set_text(changes, "originId", "", judged->key);
	} else if (strcmp(deal->originator, ours) == 0 &&
	           (deal->origin[0] == '\0' ||
	            g_strcmp0(deal->origin, judged->other_key) == 0)) {
		set_text(changes, "originId", deal->origin, judged->key);
	}
}

void plan_deal_update(struct planner *planner, struct verdict *verdict,
                      const struct deal *deal, const struct stage *stage)
{
	const struct judged *judged = verdict->judged;
	const struct rule_place *place =
		rules_place(planner->rules, judged->organization);
	g_autoptr(GPtrArray) changes =
		g_ptr_array_new_with_free_func(change_free);
	struct step *new_contact =
		verdict->contact == 0 ? verdict->contact_step : NULL;
	bool bare = deal->contacts->len == 0;

	set_text(changes, planner->rules->id_field->code, deal->number,
	         judged->order->text[ORDER_NUMBER]);
	plan_stage_change(planner, verdict, deal, stage, changes);
	set_amount(judged, deal, changes);
	set_fields(planner, judged, deal, changes);
	set_mark(planner, judged, deal, changes);
	if (deal->source[0] == '\0')
		set_text(changes, "sourceId", "", place->source);
	if (bare && verdict->contact != 0)
		set_id(changes, "contactIds", "", verdict->contact);
	if (changes->len > 0 || (bare && new_contact != NULL))
		deal_step(planner, verdict, STEP_UPDATE, deal->id, changes);
	if (bare && verdict->deal_step != NULL)
		verdict->deal_step->contact = new_contact;
}
