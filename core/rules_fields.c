/*
 * The deal fields that settings name.
 *
 * Refuses an id field that could not hold a number, and fields that a rule
 * writes already: two masters would quarrel.
 */
#include "core/rules_p.h"

#include "core/text.h"

#include <string.h>

static void resolve_id_field(struct resolver *r)
{
	const char *text = r->settings->id_field;
	const struct deal_field *field;
	guint hits = 0;

	field = dictionary_field(r->dictionary, text, &hits);
	if (field == NULL && hits > 1)
		rules_complain(
			r, rules_deal_line(r, "id_field"),
			"[deal] id_field: полей сделки с названием «%s» "
			"несколько (%u). Укажите код UF_CRM_… — его покажет "
			"команда b24bridge fields.",
			text, hits);
	else if (field == NULL)
		rules_complain(
			r, rules_deal_line(r, "id_field"),
			"[deal] id_field: поля сделки «%s» в Битрикс24 нет. "
			"Создайте его (CRM → Настройки → Пользовательские "
			"поля → Сделка, тип «Строка») или укажите другое: "
			"b24bridge fields.",
			text);
	else if (!field->user || field->multiple || field->read_only ||
	         strcmp(field->type, "string") != 0)
		rules_complain(r, rules_deal_line(r, "id_field"),
		               "[deal] id_field: поле «%s» не подходит: нужно "
		               "пользовательское поле сделки типа «Строка», не "
		               "множественное.",
		               text);
	else
		r->rules->id_field = field;
}

static void resolve_date_field(struct resolver *r)
{
	const char *text = r->settings->date_field;
	const struct deal_field *field;
	guint hits = 0;

	if (text == NULL)
		return;
	field = dictionary_field(r->dictionary, text, &hits);
	if (field == NULL || field->multiple || field->read_only ||
	    !g_str_has_prefix(field->type, "date"))
		rules_complain(
			r, rules_deal_line(r, "date_field"),
			"[deal] date_field: «%s» — не поле сделки типа «Дата» "
			"или «Дата со временем». Поля покажет команда "
			"b24bridge fields.",
			text);
	else
		r->rules->date_field = field;
}

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

static bool takes_text(const struct deal_field *field)
{
	return !field->read_only && !field->multiple &&
	       g_strv_contains(field_types, field->type);
}

static void resolve_field(struct resolver *r, const struct settings_field *row)
{
	struct rule_field rule = { .path = row->path };
	guint hits = 0;

	rule.field = dictionary_field(r->dictionary, row->field, &hits);
	if (rule.field == NULL)
		rules_complain(r, row->line,
		               "[fields]: поля сделки «%s» в Битрикс24 нет. "
		               "Поля покажет команда b24bridge fields.",
		               row->field);
	else if (is_ruled(r, rule.field))
		rules_complain(r, row->line,
		               "[fields]: поле «%s» заполняют другие "
		               "настройки, здесь его указать нельзя.",
		               row->field);
	else if (!takes_text(rule.field))
		rules_complain(r, row->line,
		               "[fields]: в поле «%s» текст не записать: оно "
		               "типа %s, множественное или только для чтения. "
		               "Поля покажет команда b24bridge fields.",
		               row->field, rule.field->type);
	else
		g_array_append_val(r->rules->fields, rule);
}

void rules_resolve_fields(struct resolver *r)
{
	resolve_id_field(r);
	resolve_date_field(r);
	for (guint i = 0; i < r->settings->fields->len; i++)
		resolve_field(r, r->settings->fields->pdata[i]);
}
