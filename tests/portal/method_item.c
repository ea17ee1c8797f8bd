/*
 * crm.item.*: list, get, add, update of deals (entityTypeId 2) and contacts
 * (3). Names in camelCase, native types, the whole object back.
 *
 * Refuses smart processes and every other entityTypeId: NOT_FOUND.
 */
#include "tests/portal/comm.h"
#include "tests/portal/list.h"
#include "tests/portal/php.h"
#include "tests/portal/rules.h"
#include "tests/portal/value.h"

#include <string.h>

/* Fields that a portal shows and never fills. */
static const char *const disabled_deal[] = {
	"dateCreateShort",
	"dateModifyShort",
	"productId",
	"begindateShort",
	"closedateShort",
	"eventDate",
	"eventDateShort",
	"eventId",
	"eventDescription",
	"searchContent",
	"orderStage",
	"isWork",
	"isWon",
	"isLose",
	"receivedAmount",
	"lostAmount",
	"hasProducts",
	"webformId",
	NULL,
};
static const char *const disabled_contact[] = { "shortName", "login",
	                                        "searchContent", NULL };

static bool original_names(const struct call *call)
{
	const cJSON *flag = php_get(call->params, "useOriginalUfNames");

	return cJSON_IsString(flag) && strcmp(flag->valuestring, "Y") == 0;
}

static void add_nulls(cJSON *item, const char *const *names)
{
	for (; *names; names++)
		cJSON_AddNullToObject(item, *names);
}

static void add_text(cJSON *item, const char *name, const char *text)
{
	cJSON_AddStringToObject(item, name, text);
}

static void add_comms(cJSON *item, const struct entity *contact)
{
	add_text(item, "phoneMobile", comm_first(contact, "PHONE", "MOBILE"));
	add_text(item, "phoneWork", comm_first(contact, "PHONE", "WORK"));
	add_text(item, "phoneMailing", comm_first(contact, "PHONE", "MAILING"));
	add_text(item, "emailHome", comm_first(contact, "EMAIL", "HOME"));
	add_text(item, "emailWork", comm_first(contact, "EMAIL", "WORK"));
	add_text(item, "emailMailing", comm_first(contact, "EMAIL", "MAILING"));
	add_text(item, "imol", "");
	add_text(item, "email", comm_first(contact, "EMAIL", NULL));
	add_text(item, "phone", comm_first(contact, "PHONE", NULL));
	cJSON_AddItemToObject(item, "fm", comm_item(contact));
}

/* `select` NULL: everything. */
static cJSON *item_of(const struct call *call, const struct kind *kind,
                      const struct entity *entity, GHashTable *select,
                      bool original)
{
	bool deal = kind == call->portal->store->deal;
	cJSON *item = cJSON_CreateObject();

	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		const char *name = field->camel;

		if (field->flags & FIELD_NO_ITEM)
			continue;
		if (field->id && original)
			name = field->code;
		/* A known fault: with original names a selection gives
		 * user fields only. */
		if (select && (!g_hash_table_contains(select, name) ||
		               (original && !field->id)))
			continue;
		cJSON_AddItemToObject(item, name,
		                      value_item(call->portal, field, entity));
	}
	if (select)
		return item;
	add_nulls(item, deal ? disabled_deal : disabled_contact);
	if (!deal)
		add_comms(item, entity);
	cJSON_AddNumberToObject(item, "entityTypeId", kind->type_id);
	return item;
}

static void answer_item(struct call *call, const struct kind *kind,
                        const struct entity *entity)
{
	call->result = cJSON_CreateObject();
	cJSON_AddItemToObject(
		call->result, "item",
		item_of(call, kind, entity, NULL, original_names(call)));
}

/* NULL for "*", which an absent or empty selection is too. */
static GHashTable *selection(const struct call *call)
{
	const cJSON *given = php_get(call->params, "select");
	GHashTable *names = NULL;
	const cJSON *value;

	if (!php_is_array(given) || !given->child)
		return NULL;
	names = g_hash_table_new(g_str_hash, g_str_equal);
	cJSON_ArrayForEach (value, given) {
		if (cJSON_IsString(value))
			g_hash_table_add(names, value->valuestring);
	}
	if (!g_hash_table_contains(names, "*"))
		return names;
	g_hash_table_unref(names);
	return NULL;
}

void method_item_list(struct call *call)
{
	struct kind *kind = call_kind(call);
	bool original = original_names(call);

	if (!kind)
		return;
	g_autoptr(GPtrArray) rows =
		list_page(call, kind, FAMILY_ITEM, original);
	if (!rows)
		return;
	g_autoptr(GHashTable) select = selection(call);
	cJSON *items = cJSON_CreateArray();
	for (guint i = 0; i < rows->len; i++)
		cJSON_AddItemToArray(items, item_of(call, kind, rows->pdata[i],
		                                    select, original));
	call->result = cJSON_CreateObject();
	cJSON_AddItemToObject(call->result, "items", items);
}

void method_item_get(struct call *call)
{
	struct kind *kind = call_kind(call);
	struct entity *entity = kind ? call_entity(call, kind) : NULL;

	if (entity)
		answer_item(call, kind, entity);
}

void method_item_add(struct call *call)
{
	struct kind *kind = call_kind(call);
	const cJSON *fields = kind ? call_fields(call) : NULL;
	struct entity *entity = NULL;

	if (!fields)
		return;
	struct write *write = write_new(call, kind, FAMILY_ITEM, fields, true);
	if (write)
		entity = rules_create(call, write);
	write_free(write);
	if (entity)
		answer_item(call, kind, entity);
}

void method_item_update(struct call *call)
{
	struct kind *kind = call_kind(call);
	const cJSON *fields = kind ? call_fields(call) : NULL;
	struct entity *entity = fields ? call_entity(call, kind) : NULL;

	if (!entity)
		return;
	struct write *write = write_new(call, kind, FAMILY_ITEM, fields, false);
	bool done = write && rules_update(call, write, entity);
	write_free(write);
	if (done)
		answer_item(call, kind, entity);
}
