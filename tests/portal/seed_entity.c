/*
 * Deals and contacts of a seed. Keys are the names of crm.item.* or the codes
 * of crm.deal.*; read-only fields may be set, for a test must be able to say
 * when a deal was made.
 */
#include "tests/portal/seed_entity.h"
#include "tests/portal/php.h"
#include "tests/portal/value.h"

#include <string.h>

bool seeding_fail(const struct seeding *seeding, const char *key,
                  const char *why)
{
	seed_error(seeding->error, "%s %" G_GINT64_FORMAT ": %s \"%s\"",
	           seeding->kind->name, seeding->entity->id, why, key);
	return false;
}

const cJSON *seeding_value_of(const struct seeding *seeding, const char *camel)
{
	const struct field *field = kind_camel(seeding->kind, camel);
	const cJSON *value = php_get(seeding->row, camel);

	return value || !field ? value : php_get(seeding->row, field->code);
}

static bool set_many(const struct seeding *seeding, struct field *field,
                     const cJSON *value)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	const cJSON *element;

	cJSON_ArrayForEach (element, value) {
		char *text = NULL;

		if (!value_read(seeding->portal, field, FAMILY_ITEM, element,
		                &text))
			return seeding_fail(seeding, field->code,
			                    "bad value of");
		if (text)
			g_ptr_array_add(texts, text);
	}
	entity_set_many(seeding->portal->store, seeding->entity, field, texts);
	return true;
}

static bool set_one(const struct seeding *seeding, struct field *field,
                    const cJSON *value)
{
	g_autofree char *text = NULL;

	if (!value_read(seeding->portal, field, FAMILY_ITEM, value, &text))
		return seeding_fail(seeding, field->code, "bad value of");
	entity_set(seeding->portal->store, seeding->entity, field, text);
	return true;
}

static bool is_special(const char *key)
{
	static const char *const special[] = {
		"id",         "ID",         "deleted",     "phones",
		"emails",     "denied",     "products",    "stageId",
		"STAGE_ID",   "categoryId", "CATEGORY_ID", "contactId",
		"CONTACT_ID", "contactIds", "CONTACT_IDS", NULL
	};

	return g_strv_contains(special, key);
}

bool seeding_set_fields(const struct seeding *seeding)
{
	const cJSON *value;

	cJSON_ArrayForEach (value, seeding->row) {
		struct field *field = kind_camel(seeding->kind, value->string);

		if (!field)
			field = kind_field(seeding->kind, value->string);
		if (is_special(value->string))
			continue;
		if (!field || field->shape == SHAPE_COMM)
			return seeding_fail(seeding, value->string,
			                    "unknown key");
		bool many = field->flags & FIELD_MULTIPLE;
		if (many ? !set_many(seeding, field, value)
		         : !set_one(seeding, field, value))
			return false;
	}
	return true;
}

void seeding_set_denied(const struct seeding *seeding)
{
	const cJSON *value = php_get(seeding->row, "denied");

	if (!value)
		return;
	seeding->entity->denied = php_true(value);
	seeding->kind->hides |= php_true(value);
}

void seeding_put(const struct seeding *seeding, const char *code,
                 const char *text)
{
	entity_put(seeding->portal->store, seeding->kind, seeding->entity, code,
	           text);
}

const char *seeding_get(const struct seeding *seeding, const char *code)
{
	return entity_get(seeding->kind, seeding->entity, code);
}

void seeding_put_default(const struct seeding *seeding, const char *code,
                         const char *text)
{
	if (!seeding_get(seeding, code))
		seeding_put(seeding, code, text);
}

void seeding_stamp_new(const struct seeding *seeding)
{
	const struct clock *clock = &seeding->portal->clock;
	g_autofree char *id =
		g_strdup_printf("%" G_GINT64_FORMAT, seeding->entity->id);
	g_autofree char *user = g_strdup_printf("%" G_GINT64_FORMAT,
	                                        seeding->portal->caller->user);
	g_autofree char *now = clock_iso(clock, clock_seconds(clock));
	static const char *const users[] = { "CREATED_BY_ID", "MODIFY_BY_ID",
		                             "ASSIGNED_BY_ID",
		                             "LAST_ACTIVITY_BY" };

	seeding_put(seeding, "ID", id);
	seeding_put_default(seeding, "DATE_CREATE", now);
	seeding_put_default(seeding, "DATE_MODIFY",
	                    seeding_get(seeding, "DATE_CREATE"));
	seeding_put_default(seeding, "LAST_ACTIVITY_TIME",
	                    seeding_get(seeding, "DATE_CREATE"));
	for (gsize i = 0; i < G_N_ELEMENTS(users); i++)
		seeding_put_default(seeding, users[i], user);
}

void seeding_stamp_change(const struct seeding *seeding)
{
	const struct clock *clock = &seeding->portal->clock;
	g_autofree char *now = clock_iso(clock, clock_seconds(clock));

	if (!seeding_value_of(seeding, "updatedTime"))
		seeding_put(seeding, "DATE_MODIFY", now);
}

bool seeding_begin(struct seeding *seeding, const char *what)
{
	gint64 id = php_int(seeding_value_of(seeding, "id"));

	if (!cJSON_IsObject(seeding->row)) {
		seed_error(seeding->error, "%s: not an object", what);
		return false;
	}
	seeding->entity = id ? kind_find(seeding->kind, id) : NULL;
	seeding->fresh = !seeding->entity;
	if (seeding->fresh)
		seeding->entity = store_add(seeding->kind, id);
	return true;
}
