/*
 * crm.duplicate.findbycomm: who has this phone or address.
 *
 * A flat union, at most 20 values in and 20 ids out, `[]` where nobody has
 * it. The portal holds contacts only, so leads and companies never match.
 */
#include "tests/portal/call.h"
#include "tests/portal/comm.h"
#include "tests/portal/filter.h"
#include "tests/portal/php.h"

#include <string.h>

#define MOST 20

static int by_number(gconstpointer a, gconstpointer b)
{
	const gint64 *left = a;
	const gint64 *right = b;

	return *left < *right ? -1 : *left > *right;
}

static void collect(const struct call *call, const char *type,
                    const char *value, GArray *ids)
{
	const struct store *store = call->portal->store;
	g_autofree char *normal = comm_normal(type, value);
	g_autofree char *key = g_strconcat(type, ":", normal, NULL);
	const GPtrArray *found = kind_comm_lookup(store->contact, key);

	for (guint i = 0; found && i < found->len; i++) {
		const struct entity *contact = found->pdata[i];

		if (filter_visible(call->portal, contact))
			g_array_append_val(ids, contact->id);
	}
}

static GArray *search(const struct call *call, const char *type,
                      const cJSON *values)
{
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	const cJSON *value;
	int taken = 0;

	cJSON_ArrayForEach (value, values) {
		if (taken++ == MOST)
			break;
		/* A number in the JSON is no text and is passed over. */
		if (cJSON_IsString(value))
			collect(call, type, value->valuestring, ids);
	}
	g_array_sort(ids, by_number);
	return ids;
}

static cJSON *contacts_of(const GArray *ids)
{
	cJSON *list = cJSON_CreateArray();
	gint64 last = 0;
	int given = 0;

	for (guint i = 0; i < ids->len && given < MOST; i++) {
		gint64 id = g_array_index(ids, gint64, i);

		if (id == last)
			continue;
		cJSON_AddItemToArray(list, cJSON_CreateNumber((double)id));
		last = id;
		given++;
	}
	return list;
}

void method_duplicate_findbycomm(struct call *call)
{
	g_autofree char *given = php_string(call_param(call, "type"));
	g_autofree char *type = g_ascii_strup(given ? given : "", -1);
	const cJSON *values = call_param(call, "values");
	g_autofree char *entity = php_string(call_param(call, "entity_type"));

	if (!*type) {
		call_fail_legacy(call, "Communication type is not defined.");
		return;
	}
	if (strcmp(type, "PHONE") != 0 && strcmp(type, "EMAIL") != 0) {
		call_fail_legacy(call,
		                 "Communication type '%s' is not supported "
		                 "in current context.",
		                 type);
		return;
	}
	if (!php_is_array(values) || !values->child) {
		call_fail_legacy(call, "Communication values is not defined.");
		return;
	}
	call->result = cJSON_CreateObject();
	if (entity && *entity && g_ascii_strcasecmp(entity, "CONTACT") != 0)
		return;
	g_autoptr(GArray) ids = search(call, type, values);
	if (ids->len)
		cJSON_AddItemToObject(call->result, "CONTACT",
		                      contacts_of(ids));
}
