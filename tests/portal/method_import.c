/*
 * crm.item.import and crm.item.batchImport: adding with a past. Bitrix24
 * docs: crm/universal/import.
 *
 * Refuses what lies before what was made already, and what lies ahead.
 */
#include "tests/portal/call.h"
#include "tests/portal/comm.h"
#include "tests/portal/php.h"
#include "tests/portal/rules.h"

#include <string.h>

#define MOST 20

/* Seconds since 1970; 0 where nothing is said. */
struct past {
	gint64 created, updated, moved;
};

static bool read_time(struct call *call, const struct kind *kind,
                      const cJSON *fields, const char *name, gint64 *to)
{
	const struct clock *clock = &call->portal->clock;
	const cJSON *value = php_get(fields, name);
	const struct field *field = kind_camel(kind, name);

	if (!value || !field)
		return true;
	if (call->portal->caller->admin && cJSON_IsString(value) &&
	    clock_read(clock, value->valuestring, to) &&
	    *to <= clock_seconds(clock))
		return true;
	rules_fail_value(call, field);
	return false;
}

static gint64 newest(const struct portal *portal, const struct kind *kind)
{
	gint64 most = 0;

	for (guint i = 0; i < kind->all->len; i++) {
		const char *text =
			entity_get(kind, kind->all->pdata[i], "DATE_CREATE");
		gint64 made = 0;

		if (text && clock_read(&portal->clock, text, &made))
			most = MAX(most, made);
	}
	return most;
}

static bool read_past(struct call *call, const struct kind *kind,
                      const cJSON *fields, struct past *past)
{
	gint64 now = clock_seconds(&call->portal->clock);

	*past = (struct past){ 0 };
	if (!read_time(call, kind, fields, "createdTime", &past->created) ||
	    !read_time(call, kind, fields, "updatedTime", &past->updated) ||
	    !read_time(call, kind, fields, "movedTime", &past->moved))
		return false;
	gint64 created = past->created ? past->created : now;
	gint64 updated = past->updated ? past->updated : now;
	if (past->created && past->created < newest(call->portal, kind))
		rules_fail_value(call, kind_camel(kind, "createdTime"));
	else if (updated < created)
		rules_fail_value(call, kind_camel(kind, "updatedTime"));
	else if (past->moved &&
	         (past->moved < created || past->moved > updated))
		rules_fail_value(call, kind_camel(kind, "movedTime"));
	return !call->error;
}

static void put_time(struct portal *portal, struct kind *kind,
                     struct entity *entity, const char *code, gint64 seconds)
{
	g_autofree char *text =
		seconds ? clock_iso(&portal->clock, seconds) : NULL;

	if (text && kind_field(kind, code))
		entity_put(portal->store, kind, entity, code, text);
}

static void put_user(struct call *call, struct kind *kind,
                     struct entity *entity, const cJSON *fields,
                     const char *name)
{
	struct field *field = kind_camel(kind, name);
	gint64 id = php_int(php_get(fields, name));
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, id);

	if (field && id > 0 && call->portal->caller->admin)
		entity_set(call->portal->store, entity, field, text);
}

/* Here a contact's phones are PHONE:[{VALUE,VALUE_TYPE}]. */
static void take_comms(struct write *write, const cJSON *fields)
{
	if (!write->comms || php_get(fields, "fm"))
		return;
	g_ptr_array_unref(write->comms);
	write->comms = comm_read_legacy(fields);
}

static cJSON *import(struct call *call, struct kind *kind, const cJSON *fields)
{
	static const char *const users[] = { "createdBy", "updatedBy",
		                             "movedBy" };
	struct portal *portal = call->portal;
	struct write *write;
	struct entity *entity = NULL;
	struct past past;

	if (!read_past(call, kind, fields, &past))
		return NULL;
	write = write_new(call, kind, FAMILY_ITEM, fields, true);
	if (write) {
		take_comms(write, fields);
		entity = rules_create(call, write);
	}
	write_free(write);
	if (!entity)
		return NULL;
	put_time(portal, kind, entity, "DATE_CREATE", past.created);
	put_time(portal, kind, entity, "DATE_MODIFY", past.updated);
	put_time(portal, kind, entity, "MOVED_TIME", past.moved);
	for (gsize i = 0; i < G_N_ELEMENTS(users); i++)
		put_user(call, kind, entity, fields, users[i]);
	cJSON *row = cJSON_CreateObject();
	cJSON_AddNumberToObject(cJSON_AddObjectToObject(row, "item"), "id",
	                        (double)entity->id);
	return row;
}

void method_item_import(struct call *call)
{
	struct kind *kind = call_kind(call);
	const cJSON *fields = kind ? call_fields(call) : NULL;

	if (fields)
		call->result = import(call, kind, fields);
}

static cJSON *import_all(struct call *call, struct kind *kind,
                         const cJSON *data)
{
	cJSON *items = cJSON_CreateArray();
	const cJSON *fields;

	cJSON_ArrayForEach (fields, data) {
		cJSON *row = import(call, kind, fields);

		if (!row) {
			row = call_error(call);
			call_forget(call);
		}
		cJSON_AddItemToArray(items, row);
	}
	return items;
}

void method_item_batch_import(struct call *call)
{
	struct kind *kind = call_kind(call);
	const cJSON *data = php_get(call->params, "data");

	if (!kind)
		return;
	if (!php_is_array(data)) {
		call_fail_100(call,
		              "Could not find value for parameter {data}");
		return;
	}
	if (cJSON_GetArraySize(data) > MOST) {
		call_fail(call, 400, "MAX_IMPORT_BATCH_SIZE_EXCEEDED",
		          portal_says(call->portal,
		                      "Нельзя импортировать более %d элементов",
		                      "You cannot import more than %d items"),
		          MOST);
		return;
	}
	cJSON *items = import_all(call, kind, data);
	call->result = cJSON_CreateObject();
	cJSON_AddItemToObject(call->result, "items", items);
}
