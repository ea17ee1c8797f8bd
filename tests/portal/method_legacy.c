/*
 * crm.deal.* and crm.contact.*: list, get, add, update. Names in capitals,
 * everything a text or null, errors without a code.
 *
 * Refuses what these methods refuse: another funnel, a second contact in the
 * answer, a filter it does not know (by forgetting it).
 */
#include "tests/portal/comm.h"
#include "tests/portal/list.h"
#include "tests/portal/php.h"
#include "tests/portal/rules.h"
#include "tests/portal/value.h"

#include <string.h>

/* `select` NULL: everything that a list shows by itself. */
static cJSON *row_of(const struct call *call, const struct kind *kind,
                     const struct entity *entity, GHashTable *select,
                     bool whole)
{
	cJSON *row = cJSON_CreateObject();
	bool star = !select || g_hash_table_contains(select, "*");
	bool users = whole || (select && g_hash_table_contains(select, "UF_*"));

	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		bool named =
			select && g_hash_table_contains(select, field->code);
		cJSON *value;

		if (field->flags & (FIELD_NO_LEGACY | FIELD_UNLISTED))
			continue;
		if (field->shape == SHAPE_COMM) {
			value = named || whole
			                ? comm_legacy(entity, field->code)
			                : NULL;
		} else {
			bool shown = field->id ? users : star;
			value = named || shown ? value_legacy(call->portal,
			                                      field, entity)
			                       : NULL;
		}
		if (value)
			cJSON_AddItemToObject(row, field->code, value);
	}
	return row;
}

/* NULL where nothing known is selected: then it is "*". */
static GHashTable *selection(const struct call *call, const struct kind *kind)
{
	const cJSON *given = call_param(call, "select");
	GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
	const cJSON *value;

	cJSON_ArrayForEach (value, given) {
		const char *name = cJSON_GetStringValue(value);

		if (name && (kind_field(kind, name) || strcmp(name, "*") == 0 ||
		             strcmp(name, "UF_*") == 0))
			g_hash_table_add(names, (char *)name);
	}
	if (g_hash_table_size(names))
		return names;
	g_hash_table_unref(names);
	return NULL;
}

static void list(struct call *call, struct kind *kind)
{
	g_autoptr(GPtrArray) rows = list_page(call, kind, FAMILY_LEGACY, false);
	g_autoptr(GHashTable) select = NULL;

	if (!rows)
		return;
	select = selection(call, kind);
	call->result = cJSON_CreateArray();
	for (guint i = 0; i < rows->len; i++)
		cJSON_AddItemToArray(
			call->result,
			row_of(call, kind, rows->pdata[i], select, false));
}

static struct entity *find(struct call *call, const struct kind *kind,
                           const char *missing)
{
	gint64 id = php_int(call_param(call, "id"));
	struct entity *entity = kind_find(kind, id);

	if (entity && !entity->denied &&
	    list_hides(kind, FAMILY_LEGACY, entity))
		entity = NULL;
	if (entity && entity->denied) {
		call_fail_legacy(call, "Access denied.");
		return NULL;
	}
	if (id <= 0)
		call_fail_legacy(call, "ID is not defined or invalid.");
	else if (!entity)
		call_fail_legacy(call, "%s", missing);
	return entity;
}

static void get(struct call *call, struct kind *kind)
{
	struct entity *entity = find(call, kind, "Not found");

	if (entity)
		call->result = row_of(call, kind, entity, NULL, true);
}

static const cJSON *fields_of(struct call *call)
{
	const cJSON *fields = call_param(call, "fields");
	const cJSON *params = call_param(call, "params");

	if (fields && !php_is_array(fields)) {
		call_fail_legacy(call, "Parameter 'fields' must be array.");
		return NULL;
	}
	if (params && !php_is_array(params)) {
		call_fail_legacy(call, "Parameter 'params' must be array.");
		return NULL;
	}
	if (fields)
		return fields;
	/* A lost body makes an empty deal: nobody notices that here. */
	static const cJSON none = { .type = cJSON_Array };
	return &none;
}

/* IMPORT=Y lets a contact have a past, though none before the last one's. */
static void import(struct call *call, const struct kind *kind,
                   struct entity *contact, const cJSON *fields)
{
	static const char *const codes[] = { "DATE_CREATE", "DATE_MODIFY",
		                             "CREATED_BY_ID", "MODIFY_BY_ID" };
	const cJSON *flag = php_get(call_param(call, "params"), "IMPORT");

	if (g_strcmp0(cJSON_GetStringValue(flag), "Y") != 0)
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(codes); i++) {
		struct field *field = kind_field(kind, codes[i]);
		const cJSON *value = php_get(fields, codes[i]);
		char *text = NULL;

		if (value &&
		    value_read(call->portal, field, FAMILY_LEGACY, value,
		               &text) &&
		    text)
			entity_set(call->portal->store, contact, field, text);
		g_free(text);
	}
}

static void add(struct call *call, struct kind *kind)
{
	const cJSON *fields = fields_of(call);
	struct entity *entity = NULL;

	if (!fields)
		return;
	struct write *write =
		write_new(call, kind, FAMILY_LEGACY, fields, true);
	if (write)
		entity = rules_create(call, write);
	write_free(write);
	if (!entity)
		return;
	if (kind == call->portal->store->contact)
		import(call, kind, entity, fields);
	call->result = cJSON_CreateNumber((double)entity->id);
}

static void update(struct call *call, struct kind *kind, const char *missing)
{
	const cJSON *fields = fields_of(call);
	struct entity *entity = fields ? find(call, kind, missing) : NULL;

	if (!entity)
		return;
	struct write *write =
		write_new(call, kind, FAMILY_LEGACY, fields, false);
	if (write && rules_update(call, write, entity))
		call->result = cJSON_CreateTrue();
	write_free(write);
}

void method_deal_list(struct call *call)
{
	list(call, call->portal->store->deal);
}

void method_deal_get(struct call *call)
{
	get(call, call->portal->store->deal);
}

void method_deal_add(struct call *call)
{
	add(call, call->portal->store->deal);
}

void method_deal_update(struct call *call)
{
	update(call, call->portal->store->deal, "Not found");
}

void method_contact_list(struct call *call)
{
	list(call, call->portal->store->contact);
}

void method_contact_get(struct call *call)
{
	get(call, call->portal->store->contact);
}

void method_contact_add(struct call *call)
{
	add(call, call->portal->store->contact);
}

void method_contact_update(struct call *call)
{
	update(call, call->portal->store->contact, "Contact is not found");
}
