/*
 * Outcomes as JSON: for the history, which reads them back, and for people's
 * programs (`plan --json`).
 *
 * Refuses what is not whole: an outcome that cannot be read back is none.
 */
#include "core/outcome.h"

#include <string.h>

static void add_text(cJSON *object, const char *key, const char *text)
{
	if (text != NULL)
		cJSON_AddStringToObject(object, key, text);
	else
		cJSON_AddNullToObject(object, key);
}

static void add_id(cJSON *object, const char *key, gint64 id)
{
	if (id != 0)
		cJSON_AddNumberToObject(object, key, (double)id);
	else
		cJSON_AddNullToObject(object, key);
}

static const char *const entity_keys[] = {
	[ENTITY_DEAL] = "deal", [ENTITY_CONTACT] = "contact"
};

static void add_changes(cJSON *object, const struct outcome *outcome)
{
	cJSON *list = cJSON_AddArrayToObject(object, "changes");

	for (guint i = 0; i < outcome->changes->len; i++) {
		const struct outcome_change *change =
			outcome->changes->pdata[i];
		cJSON *row = cJSON_CreateObject();

		cJSON_AddStringToObject(row, "entity",
		                        entity_keys[change->entity]);
		add_text(row, "field", change->field);
		add_text(row, "from", change->from);
		add_text(row, "to", change->to);
		cJSON_AddItemToArray(list, row);
	}
}

static void add_messages(cJSON *object, const struct outcome *outcome)
{
	cJSON *list = cJSON_AddArrayToObject(object, "messages");

	for (guint i = 0; i < outcome->messages->len; i++) {
		const struct message *message = outcome->messages->pdata[i];
		cJSON *row = cJSON_CreateObject();

		add_text(row, "code", message_name(message->code));
		add_text(row, "text", message->text);
		cJSON_AddItemToArray(list, row);
	}
}

static void add_contact(cJSON *object, const struct contact *contact)
{
	cJSON *row, *phones;

	if (contact == NULL)
		return;
	row = cJSON_AddObjectToObject(object, "before");
	cJSON_AddNumberToObject(row, "id", (double)contact->id);
	add_text(row, "last", contact->last);
	add_text(row, "first", contact->first);
	add_text(row, "middle", contact->middle);
	phones = cJSON_AddArrayToObject(row, "phones");
	for (guint i = 0; i < contact->phones->len; i++)
		cJSON_AddItemToArray(
			phones, cJSON_CreateString(contact->phones->pdata[i]));
}

cJSON *outcome_to_json(const struct outcome *outcome)
{
	cJSON *object = cJSON_CreateObject();

	add_text(object, "outcome", outcome_name(outcome->kind));
	add_text(object, "match", match_name(outcome->match));
	add_text(object, "number", outcome->number);
	add_text(object, "ref", outcome->ref);
	add_text(object, "date", outcome->date);
	add_id(object, "deal", outcome->deal);
	add_id(object, "contact", outcome->contact);
	add_text(object, "link", outcome->link);
	add_contact(object, outcome->contact_before);
	add_changes(object, outcome);
	add_messages(object, outcome);
	return object;
}

cJSON *outcome_plan_json(const struct outcome *outcome, const char *file,
                         enum action action)
{
	cJSON *object = cJSON_CreateObject();

	add_text(object, "file", file);
	add_text(object, "number", outcome->number);
	add_text(object, "ref", outcome->ref);
	add_text(object, "match", match_name(outcome->match));
	add_id(object, "deal", outcome->deal);
	add_id(object, "contact", outcome->contact);
	add_text(object, "action", action_name(action));
	add_changes(object, outcome);
	add_messages(object, outcome);
	return object;
}

/* ---- and back ---- */

static const char *text_of(const cJSON *object, const char *key)
{
	return cJSON_GetStringValue(
		cJSON_GetObjectItemCaseSensitive(object, key));
}

static gint64 id_of(const cJSON *object, const char *key)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

	return cJSON_IsNumber(item) ? (gint64)item->valuedouble : 0;
}

static bool read_kind(const char *name, enum outcome_kind *kind_r)
{
	for (int kind = 0; kind < OUTCOME_KINDS; kind++) {
		if (g_strcmp0(name, outcome_name((enum outcome_kind)kind)) ==
		    0) {
			*kind_r = (enum outcome_kind)kind;
			return true;
		}
	}
	return false;
}

static bool read_match(const char *name, enum match *match_r)
{
	for (int match = MATCH_NONE; match <= MATCH_NEW; match++) {
		if (g_strcmp0(name, match_name((enum match)match)) == 0) {
			*match_r = (enum match)match;
			return true;
		}
	}
	return false;
}

static bool read_code(const char *name, enum message_code *code_r)
{
	for (int code = 0; code < MESSAGE_CODES; code++) {
		if (g_strcmp0(name, message_name((enum message_code)code)) ==
		    0) {
			*code_r = (enum message_code)code;
			return true;
		}
	}
	return false;
}

static char *or_empty(const char *text)
{
	return g_strdup(text != NULL ? text : "");
}

static struct contact *read_contact(const cJSON *row)
{
	struct contact *contact;
	const cJSON *phone;

	if (!cJSON_IsObject(row))
		return NULL;
	contact = contact_new(id_of(row, "id"));
	g_free(contact->last);
	g_free(contact->first);
	g_free(contact->middle);
	contact->last = or_empty(text_of(row, "last"));
	contact->first = or_empty(text_of(row, "first"));
	contact->middle = or_empty(text_of(row, "middle"));
	cJSON_ArrayForEach (phone,
	                    cJSON_GetObjectItemCaseSensitive(row, "phones")) {
		if (cJSON_IsString(phone))
			g_ptr_array_add(contact->phones,
			                g_strdup(phone->valuestring));
	}
	return contact;
}

static void read_changes(const cJSON *list, struct outcome *outcome)
{
	const cJSON *row;

	cJSON_ArrayForEach (row, list) {
		const char *entity = text_of(row, "entity");
		struct outcome_change *change =
			g_new0(struct outcome_change, 1);

		change->entity = g_strcmp0(entity, "deal") == 0
		                         ? ENTITY_DEAL
		                         : ENTITY_CONTACT;
		change->field = or_empty(text_of(row, "field"));
		change->from = g_strdup(text_of(row, "from"));
		change->to = or_empty(text_of(row, "to"));
		g_ptr_array_add(outcome->changes, change);
	}
}

static void read_messages(const cJSON *list, struct outcome *outcome)
{
	const cJSON *row;

	cJSON_ArrayForEach (row, list) {
		const char *text = text_of(row, "text");
		enum message_code code;

		if (read_code(text_of(row, "code"), &code))
			g_ptr_array_add(
				outcome->messages,
				message_said(code, text != NULL ? text : ""));
	}
}

struct outcome *outcome_of_json(const cJSON *json)
{
	struct outcome *outcome = outcome_blank();

	if (!read_kind(text_of(json, "outcome"), &outcome->kind) ||
	    !read_match(text_of(json, "match"), &outcome->match)) {
		outcome_free(outcome);
		return NULL;
	}
	outcome->number = g_strdup(text_of(json, "number"));
	outcome->ref = g_strdup(text_of(json, "ref"));
	outcome->date = g_strdup(text_of(json, "date"));
	outcome->link = g_strdup(text_of(json, "link"));
	outcome->deal = id_of(json, "deal");
	outcome->contact = id_of(json, "contact");
	outcome->contact_before =
		read_contact(cJSON_GetObjectItemCaseSensitive(json, "before"));
	read_changes(cJSON_GetObjectItemCaseSensitive(json, "changes"),
	             outcome);
	read_messages(cJSON_GetObjectItemCaseSensitive(json, "messages"),
	              outcome);
	return outcome;
}
