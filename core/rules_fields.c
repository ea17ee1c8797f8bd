/*
 * The deal fields that settings name.
 *
 * Refuses an id field that could not hold a number, fields that could not hold
 * what is to be put there, and fields that a rule writes already: two masters
 * would quarrel.
 */
#include "core/rules_p.h"

#include "core/menu.h"
#include "core/text.h"

#include <string.h>

/* ---- the id field ---- */

static bool holds_number(const struct deal_field *field)
{
	return field->user && rules_field_closed(field) == NULL &&
	       strcmp(field->type, "string") == 0;
}

static void advise_id_field(struct resolver *r, struct finding *finding,
                            const char *text)
{
	g_autofree char *near = rules_near_fields(r, text, holds_number);

	if (near[0] != '\0')
		finding_advise(finding, "Похожие: %s.", near);
	finding_advise(finding, "Создайте поле типа «Строка», не множественное "
	                        "(" MENU_FIELDS "), или укажите другое. "
	                        "" RULES_SEE_FIELDS);
}

static void complain_id_field(struct resolver *r,
                              const struct deal_field *field,
                              const struct rule_key *key)
{
	const char *text = r->settings->id_field;
	g_autofree char *type = rules_type_name(field->type);
	const char *why = rules_field_closed(field);
	struct finding *finding;

	if (why != NULL)
		finding = rules_complain(
			r, key, "поле «%s» не подходит: оно %s.", text, why);
	else if (!field->user)
		finding = rules_complain(
			r, key,
			"поле «%s» не подходит: его завёл сам Битрикс24.",
			text);
	else
		finding = rules_complain(
			r, key,
			"поле «%s» не подходит: оно типа %s, а не «Строка».",
			text, type);
	advise_id_field(r, finding, text);
}

static void resolve_id_field(struct resolver *r)
{
	const struct rule_key key = { "[deal] id_field",
		                      rules_deal_line(r, "id_field") };
	const char *text = r->settings->id_field;
	const struct deal_field *field;
	g_autofree char *name = NULL;
	guint hits = 0;

	field = dictionary_field(r->dictionary, text, &hits);
	if (field == NULL) {
		struct finding *finding =
			rules_complain_lacking(r, text, hits, &key);

		if (hits == 0)
			advise_id_field(r, finding, text);
		return;
	}
	if (!holds_number(field)) {
		complain_id_field(r, field, &key);
		return;
	}
	r->rules->id_field = field;
	name = rules_field_name(field);
	rules_approve(r, key.name, "номер заказ-наряда — в поле %s", name);
}

/* ---- the date field ---- */

static bool is_date(const struct deal_field *field)
{
	return strcmp(field->type, "date") == 0 ||
	       strcmp(field->type, "datetime") == 0;
}

static bool holds_date(const struct deal_field *field)
{
	return is_date(field) && rules_field_closed(field) == NULL;
}

static void advise_date_field(struct resolver *r, struct finding *finding,
                              const char *text)
{
	g_autofree char *near = rules_near_fields(r, text, holds_date);

	if (near[0] != '\0')
		finding_advise(finding, "Похожие: %s.", near);
	finding_advise(finding,
	               "Укажите поле типа «Дата» или «Дата со "
	               "временем» или оставьте пусто. " RULES_SEE_FIELDS);
}

static void complain_date_field(struct resolver *r,
                                const struct deal_field *field,
                                const struct rule_key *key)
{
	const char *text = r->settings->date_field;
	g_autofree char *type = rules_type_name(field->type);
	const char *why = rules_field_closed(field);
	struct finding *finding;

	if (why != NULL)
		finding = rules_complain(
			r, key, "поле «%s» не подходит: оно %s.", text, why);
	else
		finding = rules_complain(
			r, key,
			"поле «%s» не подходит: оно типа %s, а не «Дата».",
			text, type);
	advise_date_field(r, finding, text);
}

static void resolve_date_field(struct resolver *r)
{
	const struct rule_key key = { "[deal] date_field",
		                      rules_deal_line(r, "date_field") };
	const char *text = r->settings->date_field;
	const struct deal_field *field;
	g_autofree char *name = NULL;
	guint hits = 0;

	if (text == NULL)
		return;
	field = dictionary_field(r->dictionary, text, &hits);
	if (field == NULL) {
		struct finding *finding =
			rules_complain_lacking(r, text, hits, &key);

		if (hits == 0)
			advise_date_field(r, finding, text);
		return;
	}
	if (!holds_date(field)) {
		complain_date_field(r, field, &key);
		return;
	}
	r->rules->date_field = field;
	name = rules_field_name(field);
	rules_approve(r, key.name, "дата заказ-наряда — в поле %s", name);
}

/* ---- [fields] ---- */

/* Fields that the rules write themselves: two masters would quarrel. */
static const char *const ruled_fields[] = {
	"id",         "stageid",      "categoryid", "opportunity",
	"currencyid", "originatorid", "originid",   "contactid",
	"contactids", "sourceid",     "title",      "ismanualopportunity",
	NULL
};

/* Others take ids of lists or links, and ignore a text in silence. */
static const char *const field_types[] = { "string",   "text",   "url",
	                                   "integer",  "double", "date",
	                                   "datetime", NULL };

static bool is_ruled(const struct resolver *r, const struct deal_field *field)
{
	g_autofree char *folded = text_fold(field->name, TEXT_CASE);

	return g_strv_contains(ruled_fields, folded) ||
	       field == r->rules->id_field || field == r->rules->date_field;
}

static bool is_taken(const struct resolver *r, const struct deal_field *field)
{
	for (guint i = 0; i < r->rules->fields->len; i++) {
		if (g_array_index(r->rules->fields, struct rule_field, i)
		            .field == field)
			return true;
	}
	return false;
}

static bool takes_text(const struct deal_field *field)
{
	return rules_field_closed(field) == NULL &&
	       g_strv_contains(field_types, field->type);
}

/* A date takes dates only, a number what may be one. */
static bool takes_path(const struct deal_field *field, enum order_path path)
{
	if (is_date(field))
		return path == ORDER_DATE || path == ORDER_CLOSED;
	if (strcmp(field->type, "integer") == 0 ||
	    strcmp(field->type, "double") == 0)
		return path == ORDER_AMOUNT || path == ORDER_CAR_MILEAGE ||
		       path == ORDER_NUMBER;
	return true;
}

static void complain_field(struct resolver *r, const struct deal_field *field,
                           const struct rule_key *key)
{
	g_autofree char *type = rules_type_name(field->type);
	const char *why = rules_field_closed(field);
	struct finding *finding;

	if (why != NULL)
		finding = rules_complain(
			r, key, "в это поле не записать: оно %s.", why);
	else
		finding = rules_complain(
			r, key, "этого в поле типа %s не записать.", type);
	finding_advise(finding, "Укажите поле типа «Строка» или другого "
	                        "подходящего типа. " RULES_SEE_FIELDS);
}

static void complain_lacking_field(struct resolver *r, const char *text,
                                   guint hits, const struct rule_key *key)
{
	struct finding *finding = rules_complain_lacking(r, text, hits, key);
	g_autofree char *near = rules_near_fields(r, text, takes_text);

	if (hits > 0)
		return;
	if (near[0] != '\0')
		finding_advise(finding, "Похожие: %s.", near);
	finding_advise(finding, RULES_SEE_FIELDS);
}

static void resolve_field(struct resolver *r, const struct settings_field *row)
{
	const char *path = order_path_name(row->path);
	g_autofree char *subject =
		g_strdup_printf("[fields] «%s = %s»", row->field, path);
	const struct rule_key key = { subject, row->line };
	struct rule_field rule = { .path = row->path };
	g_autofree char *name = NULL;
	guint hits = 0;

	rule.field = dictionary_field(r->dictionary, row->field, &hits);
	if (rule.field == NULL) {
		complain_lacking_field(r, row->field, hits, &key);
		return;
	}
	if (is_ruled(r, rule.field) || is_taken(r, rule.field)) {
		finding_advise(rules_complain(r, &key,
		                              "это поле заполняет другая "
		                              "настройка."),
		               "Уберите строку.");
		return;
	}
	if (!takes_text(rule.field) || !takes_path(rule.field, row->path)) {
		complain_field(r, rule.field, &key);
		return;
	}
	g_array_append_val(r->rules->fields, rule);
	name = rules_field_name(rule.field);
	rules_approve(r, "[fields]", "%s — в поле %s", path, name);
}

void rules_resolve_fields(struct resolver *r)
{
	r->area = AREA_FIELDS;
	resolve_id_field(r);
	resolve_date_field(r);
	for (guint i = 0; i < r->settings->fields->len; i++)
		resolve_field(r, r->settings->fields->pdata[i]);
}
