/*
 * Writes, as far as they are the same for deals and contacts.
 *
 * Refuses nothing that Bitrix24 lets pass: what it does not know it leaves
 * out without a word.
 */
#include "tests/portal/rules.h"

#include "tests/portal/comm.h"
#include "tests/portal/php.h"
#include "tests/portal/value.h"

#include <string.h>

void change_free(struct change *change)
{
	if (!change)
		return;
	g_free(change->text);
	if (change->texts)
		g_ptr_array_unref(change->texts);
	g_free(change);
}

static struct field *target(const struct write *write, const char *name,
                            bool adding, bool original)
{
	bool legacy = write->family == FAMILY_LEGACY;
	struct field *field = NULL;
	unsigned barred = FIELD_READONLY;

	if (legacy || (original && g_str_has_prefix(name, "UF_")))
		field = kind_field(write->kind, name);
	else
		field = kind_camel(write->kind, name);
	if (legacy)
		barred |= FIELD_NO_LEGACY | (adding ? 0 : FIELD_IMMUTABLE);
	else
		barred |= FIELD_NO_ITEM;
	if (!field || field->flags & barred || field->shape == SHAPE_COMM)
		return NULL;
	return field;
}

static bool read_many(const struct write *write, struct change *change,
                      const cJSON *value)
{
	const cJSON *element;

	change->texts = g_ptr_array_new_with_free_func(g_free);
	cJSON_ArrayForEach (element, value) {
		char *text = NULL;

		if (!value_read(write->portal, change->field, write->family,
		                element, &text))
			return false;
		if (text && *text)
			g_ptr_array_add(change->texts, text);
		else
			g_free(text);
	}
	return true;
}

static const char *type_name(const cJSON *value)
{
	if (cJSON_IsNumber(value))
		return "integer";
	if (cJSON_IsBool(value))
		return "boolean";
	return cJSON_IsNull(value) ? "null" : "string";
}

static bool is_blank(const cJSON *value)
{
	return cJSON_IsNull(value) || (php_is_array(value) && !value->child) ||
	       (cJSON_IsString(value) && !*value->valuestring);
}

/* False where the whole call fails. */
static bool read_change(struct call *call, struct write *write,
                        struct field *field, const cJSON *value, bool adding)
{
	struct change *change = g_new0(struct change, 1);
	bool many = field->flags & FIELD_MULTIPLE;
	bool item = write->family == FAMILY_ITEM;
	bool good;

	change->field = field;
	if (item && write->portal->settings.keeps_values && !adding &&
	    is_blank(value)) {
		change_free(change);
		return true;
	}
	if (many && item && !php_is_array(value)) {
		change_free(change);
		call_fail_100(call,
		              "Expected iterable value for multiple field, but "
		              "got `%s` instead",
		              type_name(value));
		return false;
	}
	if (many)
		good = php_is_array(value) && read_many(write, change, value);
	else
		good = value_read(write->portal, field, write->family, value,
		                  &change->text);
	if (good) {
		g_ptr_array_add(write->changes, change);
		return true;
	}
	change_free(change);
	if (item)
		rules_fail_value(call, field);
	return !item;
}

static bool read_fields(struct call *call, struct write *write,
                        const cJSON *fields, bool adding)
{
	const cJSON *flag = php_get(call->params, "useOriginalUfNames");
	bool original =
		cJSON_IsString(flag) && strcmp(flag->valuestring, "Y") == 0;
	const cJSON *value;

	cJSON_ArrayForEach (value, fields) {
		struct field *field = NULL;

		if (value->string)
			field = target(write, value->string, adding, original);
		if (field && !read_change(call, write, field, value, adding))
			return false;
	}
	return true;
}

struct write *write_new(struct call *call, struct kind *kind,
                        enum family family, const cJSON *fields, bool adding)
{
	struct write *write = g_new0(struct write, 1);

	write->portal = call->portal;
	write->kind = kind;
	write->family = family;
	write->changes =
		g_ptr_array_new_with_free_func((GDestroyNotify)change_free);
	if (kind == call->portal->store->contact)
		write->comms =
			family == FAMILY_LEGACY
				? comm_read_legacy(fields)
				: comm_read_item(php_get(fields, "fm"), adding);
	if (!read_fields(call, write, fields, adding)) {
		write_free(write);
		return NULL;
	}
	return write;
}

void write_free(struct write *write)
{
	if (!write)
		return;
	g_ptr_array_unref(write->changes);
	if (write->comms)
		g_ptr_array_unref(write->comms);
	g_free(write);
}

struct change *write_take(struct write *write, const char *code)
{
	for (guint i = 0; i < write->changes->len; i++) {
		struct change *change = write->changes->pdata[i];

		if (strcmp(change->field->code, code) == 0)
			return g_ptr_array_steal_index(write->changes, i);
	}
	return NULL;
}

bool write_apply(struct write *write, struct entity *entity)
{
	struct store *store = write->portal->store;
	bool changed = false;

	for (guint i = 0; i < write->changes->len; i++) {
		const struct change *change = write->changes->pdata[i];

		if (change->field->flags & FIELD_MULTIPLE)
			changed |= entity_set_many(store, entity, change->field,
			                           change->texts);
		else
			changed |= entity_set(store, entity, change->field,
			                      change->text);
	}
	if (write->comms)
		changed |= comm_apply(store, entity, write->comms);
	return changed;
}

void write_default(struct write *write, struct entity *entity, const char *code,
                   const char *text)
{
	if (!entity_get(write->kind, entity, code))
		entity_put(write->portal->store, write->kind, entity, code,
		           text);
}

static void put(struct write *write, struct entity *entity, const char *code,
                const char *text)
{
	entity_put(write->portal->store, write->kind, entity, code, text);
}

void write_stamp_new(struct write *write, struct entity *entity)
{
	struct portal *portal = write->portal;
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, entity->id);
	g_autofree char *user =
		g_strdup_printf("%" G_GINT64_FORMAT, portal->caller->user);
	g_autofree char *now =
		clock_iso(&portal->clock, clock_seconds(&portal->clock));
	static const char *const times[] = { "DATE_CREATE", "DATE_MODIFY",
		                             "LAST_ACTIVITY_TIME" };
	static const char *const users[] = { "CREATED_BY_ID", "MODIFY_BY_ID",
		                             "LAST_ACTIVITY_BY" };

	entity->made = clock_tick(&portal->clock);
	entity->made_request = portal->requests;
	put(write, entity, "ID", id);
	for (gsize i = 0; i < G_N_ELEMENTS(times); i++)
		put(write, entity, times[i], now);
	for (gsize i = 0; i < G_N_ELEMENTS(users); i++)
		put(write, entity, users[i], user);
	write_default(write, entity, "ASSIGNED_BY_ID", user);
}

void write_stamp_change(struct portal *portal, struct kind *kind,
                        struct entity *entity)
{
	g_autofree char *now =
		clock_iso(&portal->clock, clock_seconds(&portal->clock));
	g_autofree char *user =
		g_strdup_printf("%" G_GINT64_FORMAT, portal->caller->user);

	entity_put(portal->store, kind, entity, "DATE_MODIFY", now);
	entity_put(portal->store, kind, entity, "MODIFY_BY_ID", user);
}

struct entity *rules_create(struct call *call, struct write *write)
{
	if (!rules_check(call, write, NULL))
		return NULL;
	if (write->kind == call->portal->store->deal)
		return deal_create(write);
	return contact_create(write);
}

bool rules_update(struct call *call, struct write *write, struct entity *entity)
{
	struct portal *portal = call->portal;
	bool changed;

	if (!rules_check(call, write, entity))
		return false;
	if (write->kind == portal->store->deal)
		changed = deal_update(write, entity);
	else
		changed = contact_update(write, entity);
	if (!changed) {
		portal->journal->idle_writes++;
		/* crm.item.update of what is so already leaves no trace. */
		if (write->family == FAMILY_ITEM)
			return true;
	}
	write_stamp_change(portal, write->kind, entity);
	return true;
}
