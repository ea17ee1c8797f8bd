/*
 * What a write is refused for: a mandatory field, a currency, a stage.
 */
#include "tests/portal/rules.h"

#include <string.h>

void rules_fail_value(struct call *call, const struct field *field)
{
	call_fail(call, 400, "CRM_FIELD_ERROR_VALUE_NOT_VALID",
	          portal_says(call->portal, "Неверное значение поля \"%s\"",
	                      "Invalid value for field \"%s\""),
	          field->upper);
}

static bool sent_empty(const struct write *write, const struct field *field,
                       bool *sent_r)
{
	for (guint i = 0; i < write->changes->len; i++) {
		const struct change *change = write->changes->pdata[i];

		if (change->field != field)
			continue;
		*sent_r = true;
		return change->texts ? !change->texts->len
		                     : !change->text || !*change->text;
	}
	return true;
}

/* crm.item.* insists on mandatory user fields, legacy methods do not. */
static bool check_mandatory(struct call *call, const struct write *write,
                            bool adding)
{
	for (guint i = 0; i < write->kind->fields->len; i++) {
		const struct field *field = write->kind->fields->pdata[i];
		bool sent = false;

		if (!field->mandatory || write->family == FAMILY_LEGACY)
			continue;
		if (!sent_empty(write, field, &sent) || (!adding && !sent))
			continue;
		call_fail(call, 400, "CRM_FIELD_ERROR_REQUIRED",
		          portal_says(call->portal,
		                      "Поле \"%s\" обязательно для заполнения",
		                      "The \"%s\" field is required"),
		          field->label ? field->label : field->code);
		return false;
	}
	return true;
}

static bool check_currency(struct call *call, const struct write *write)
{
	for (guint i = 0; i < write->changes->len; i++) {
		const struct change *change = write->changes->pdata[i];

		if (strcmp(change->field->code, "CURRENCY_ID") != 0 ||
		    !change->text || !*change->text ||
		    dictionary_has_currency(call->portal->dictionary,
		                            change->text))
			continue;
		if (write->family == FAMILY_LEGACY)
			call_fail_legacy(call,
			                 portal_says(call->portal,
			                             "Неизвестная валюта '%s'.",
			                             "Unknown currency '%s'."),
			                 change->text);
		else
			rules_fail_value(call, change->field);
		return false;
	}
	return true;
}

static const struct change *find_change(const struct write *write,
                                        const char *code)
{
	for (guint i = 0; i < write->changes->len; i++) {
		const struct change *change = write->changes->pdata[i];

		if (strcmp(change->field->code, code) == 0)
			return change;
	}
	return NULL;
}

/* The documents do not say what crm.item.* makes of a stage that its funnel
 * does not have: strictStages. */
static bool check_stage(struct call *call, const struct write *write,
                        const struct entity *entity)
{
	const struct dictionary *dictionary = call->portal->dictionary;
	const struct change *stage = find_change(write, "STAGE_ID");
	const struct change *category = find_change(write, "CATEGORY_ID");
	const char *text =
		entity ? entity_get(write->kind, entity, "CATEGORY_ID") : NULL;
	const struct funnel *funnel;

	if (!call->portal->settings.strict_stages || !stage ||
	    write->family != FAMILY_ITEM)
		return true;
	if (category && category->text)
		text = category->text;
	funnel = dictionary_funnel(dictionary,
	                           text ? g_ascii_strtoll(text, NULL, 10) : 0);
	if (funnel && dictionary_stage(dictionary, funnel, stage->text))
		return true;
	rules_fail_value(call, stage->field);
	return false;
}

bool rules_check(struct call *call, const struct write *write,
                 const struct entity *entity)
{
	return check_mandatory(call, write, !entity) &&
	       check_currency(call, write) && check_stage(call, write, entity);
}
