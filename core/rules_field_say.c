/*
 * How fields are called in what the rules say of them.
 */
#include "core/rules_p.h"

#include "core/near.h"

#include <string.h>

enum { NAMES_MOST = 5 };

char *rules_field_name(const struct deal_field *field)
{
	if (field->label[0] == '\0')
		return g_strdup(field->code);
	return g_strdup_printf("«%s» (%s)", field->label, field->code);
}

char *rules_type_name(const char *type)
{
	static const char *const names[][2] = {
		{ "string", "Строка" },
		{ "integer", "Целое число" },
		{ "double", "Число" },
		{ "boolean", "Да/Нет" },
		{ "enumeration", "Список" },
		{ "date", "Дата" },
		{ "datetime", "Дата со временем" },
		{ "money", "Деньги" },
		{ "url", "Ссылка" },
		{ "file", "Файл" },
		{ "address", "Адрес" },
		{ "employee", "Привязка к сотруднику" },
		{ "crm", "Привязка к элементам CRM" },
		{ "crm_status", "Привязка к справочникам CRM" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		if (strcmp(type, names[i][0]) == 0)
			return g_strdup_printf("«%s»", names[i][1]);
	}
	return g_strdup(type);
}

char *rules_near_fields(const struct resolver *r, const char *text,
                        bool (*fits)(const struct deal_field *field))
{
	struct near_list *list = near_list_new(text);

	for (guint i = 0; i < r->dictionary->fields->len; i++) {
		const struct deal_field *field =
			r->dictionary->fields->pdata[i];

		if (fits(field))
			near_add(list, field->label, field->code);
	}
	return near_names(list, NAMES_MOST, true);
}

const char *rules_field_closed(const struct deal_field *field)
{
	if (field->read_only)
		return "только для чтения";
	return field->multiple ? "множественное" : NULL;
}

struct finding *rules_complain_lacking(struct resolver *r, const char *text,
                                       guint hits, const struct rule_key *key)
{
	struct finding *finding;

	if (hits == 0)
		return rules_complain(
			r, key, "поля сделки «%s» в Битрикс24 нет.", text);
	finding = rules_complain(
		r, key, "полей сделки с названием «%s» несколько (%u).", text,
		hits);
	finding_advise(finding, "Укажите код UF_CRM_… вместо названия. "
	                        "" RULES_SEE_FIELDS);
	return finding;
}
