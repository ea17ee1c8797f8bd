/*
 * Makes commands of steps. Phones and mails are only ever added: a value
 * without its id is a new one, an id without a value would delete
 * (Bitrix24 docs: crm.item.update, fm).
 */
#include "b24/writes.h"

#include "b24/rows.h"
#include "core/money.h"
#include "core/phone.h"
#include "core/text.h"
#include "core/when.h"

#include <string.h>

int writes_entity_type(enum entity entity)
{
	return entity == ENTITY_DEAL ? ENTITY_TYPE_DEAL : ENTITY_TYPE_CONTACT;
}

/* As crm.item.* call the field: user fields have irregular names. */
static const char *item_name(const struct change *change,
                             const struct rules *rules)
{
	const GPtrArray *fields = rules->dictionary->fields;

	if (!g_str_has_prefix(change->field, "UF_"))
		return change->field;
	for (guint i = 0; i < fields->len; i++) {
		const struct deal_field *field = fields->pdata[i];

		if (!strcmp(field->code, change->field))
			return field->name;
	}
	return change->field;
}

static cJSON *change_value(const struct change *change)
{
	if (change->type == VALUE_TEXT)
		return cJSON_CreateString(change->to);
	return cJSON_CreateRaw(change->to);
}

/* Adding takes a list, updating an object in which n0, n1 … are new. */
static void add_comm(cJSON *fields, const struct step *step,
                     const struct change *change)
{
	bool phone = change->type == VALUE_PHONE;
	bool mobile = phone && g_str_has_prefix(change->to, "+79");
	cJSON *all = cJSON_GetObjectItemCaseSensitive(fields, "fm");
	cJSON *one = cJSON_CreateObject();
	char key[16];

	cJSON_AddStringToObject(one, "typeId", phone ? "PHONE" : "EMAIL");
	cJSON_AddStringToObject(one, "valueType", mobile ? "MOBILE" : "WORK");
	cJSON_AddStringToObject(one, "value", change->to);
	if (step->verb == STEP_ADD) {
		if (!all)
			all = cJSON_AddArrayToObject(fields, "fm");
		cJSON_AddItemToArray(all, one);
		return;
	}
	if (!all)
		all = cJSON_AddObjectToObject(fields, "fm");
	g_snprintf(key, sizeof(key), "n%d", cJSON_GetArraySize(all));
	cJSON_AddItemToObject(all, key, one);
}

static void set_contact(cJSON *fields, cJSON *id)
{
	cJSON_DeleteItemFromObjectCaseSensitive(fields, "contactIds");
	cJSON_AddItemToArray(cJSON_AddArrayToObject(fields, "contactIds"), id);
}

static bool is_contact(const struct change *change)
{
	return !strcmp(change->field, "contactIds") ||
	       !strcmp(change->field, "contactId");
}

static void add_mark(cJSON *fields, const char *name, const char *value)
{
	if (value && *value && !cJSON_GetObjectItemCaseSensitive(fields, name))
		cJSON_AddStringToObject(fields, name, value);
}

static cJSON *step_fields(const struct step *step, const struct rules *rules)
{
	cJSON *fields = cJSON_CreateObject();

	for (guint i = 0; i < step->changes->len; i++) {
		const struct change *change = step->changes->pdata[i];

		if (change->type == VALUE_PHONE || change->type == VALUE_MAIL)
			add_comm(fields, step, change);
		else if (is_contact(change))
			set_contact(fields, change_value(change));
		else
			cJSON_AddItemToObject(fields, item_name(change, rules),
			                      change_value(change));
	}
	if (step->contact && step->contact->result == STEP_DONE)
		set_contact(fields,
		            cJSON_CreateNumber((double)step->contact->id));
	if (step->verb == STEP_ADD) {
		add_mark(fields, "originatorId", step->originator);
		add_mark(fields, "originId", step->origin);
	}
	return fields;
}

struct command *writes_command(const struct step *step,
                               const struct rules *rules)
{
	bool add = step->verb == STEP_ADD;
	cJSON *params = cJSON_CreateObject();
	struct command *command;

	cJSON_AddNumberToObject(params, "entityTypeId",
	                        writes_entity_type(step->entity));
	if (!add)
		cJSON_AddNumberToObject(params, "id", (double)step->id);
	cJSON_AddItemToObject(params, "fields", step_fields(step, rules));
	command = command_new(add ? "crm.item.add" : "crm.item.update", params);
	command->context = (gpointer)step;
	return command;
}

/* ---- what the portal shows ---- */

/* A stage of another funnel, or one that robots moved on at once. */
static void note_stage(struct step *step, const cJSON *item)
{
	g_autofree char *theirs = rows_text(item, "stageId");

	for (guint i = 0; i < step->changes->len; i++) {
		const struct change *change = step->changes->pdata[i];

		if (!strcmp(change->field, "stageId") && *theirs &&
		    strcmp(change->to, theirs) != 0) {
			g_free(step->kept);
			step->kept = g_steal_pointer(&theirs);
			return;
		}
	}
}

bool writes_take_item(struct step *step, const cJSON *item)
{
	gint64 id = rows_number(item, "id");

	if (id <= 0 || (step->verb == STEP_UPDATE && id != step->id))
		return false;
	step->id = id;
	step->result = STEP_DONE;
	if (step->entity == ENTITY_DEAL)
		note_stage(step, item);
	return true;
}

static bool has_contact(const cJSON *item, gint64 id)
{
	const cJSON *all = cJSON_GetObjectItemCaseSensitive(item, "contactIds");
	const cJSON *one;

	if (rows_number(item, "contactId") == id)
		return true;
	cJSON_ArrayForEach (one, all) {
		if (rows_whole_or_0(one) == id)
			return true;
	}
	return false;
}

static bool has_comm(const cJSON *item, const struct change *change,
                     const char *area_code)
{
	const cJSON *all = cJSON_GetObjectItemCaseSensitive(item, "fm");
	const cJSON *one;

	cJSON_ArrayForEach (one, all) {
		g_autofree char *text = rows_text(one, "value");
		g_autoptr(GPtrArray) numbers =
			g_ptr_array_new_with_free_func(g_free);

		if (!g_ascii_strcasecmp(text, change->to))
			return true;
		phone_read(text, area_code, NULL, numbers, NULL);
		if (change->type == VALUE_PHONE &&
		    phone_among(numbers, change->to))
			return true;
	}
	return false;
}

static bool same_moment(const char *a, const char *b, GTimeZone *zone)
{
	gint64 one, other;

	return when_read(a, zone, &one) && when_read(b, zone, &other) &&
	       one == other;
}

/* A day comes back as a midnight with the portal's zone, a long text with
 * other blanks. What is taken for equal and is not, the next run sees. */
static bool same_text(const char *theirs, const char *ours, GTimeZone *zone)
{
	bool day = strlen(ours) == strlen("2020-12-24") && ours[4] == '-' &&
	           ours[7] == '-';

	return (day && g_str_has_prefix(theirs, ours)) ||
	       text_same(theirs, ours, TEXT_BLANKS) ||
	       same_moment(theirs, ours, zone);
}

static bool same_money(const char *theirs, const char *ours)
{
	gint64 money;

	return money_read(ours, &money) &&
	       money_round(g_ascii_strtod(theirs, NULL)) == money;
}

static bool is_shown(const struct change *change, const struct rules *rules,
                     const cJSON *item)
{
	const struct settings *settings = rules->settings;
	g_autofree char *theirs = rows_text(item, item_name(change, rules));

	if (is_contact(change))
		return has_contact(item, g_ascii_strtoll(change->to, NULL, 10));
	switch (change->type) {
	case VALUE_PHONE:
	case VALUE_MAIL:
		return has_comm(item, change, settings->area_code);
	case VALUE_MONEY:
		return same_money(theirs, change->to);
	case VALUE_NUMBER:
		return g_ascii_strtoll(theirs, NULL, 10) ==
		       g_ascii_strtoll(change->to, NULL, 10);
	case VALUE_TEXT:
	default:
		return same_text(theirs, change->to, settings->timezone);
	}
}

bool writes_are_shown(const struct step *step, const struct rules *rules,
                      const cJSON *item)
{
	for (guint i = 0; i < step->changes->len; i++)
		if (!is_shown(step->changes->pdata[i], rules, item))
			return false;
	return !step->contact || step->contact->result != STEP_DONE ||
	       has_contact(item, step->contact->id);
}
