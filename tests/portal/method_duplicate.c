/*
 * crm.duplicate.findbycomm: who has this phone or address.
 *
 * A flat union, at most 20 values in and 20 ids of a kind out, `[]` where
 * nobody has it; once a kind has 20, the later ones are left out. Of leads
 * and companies the portal knows nothing else.
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

static void add_contacts(const struct call *call, const char *key, GArray *ids)
{
	const struct store *store = call->portal->store;
	g_autoptr(GPtrArray) found = g_ptr_array_new();

	kind_comm_collect(store->contact, key, found);
	for (guint i = 0; i < found->len; i++) {
		const struct entity *contact = found->pdata[i];

		if (filter_visible(call->portal, contact))
			g_array_append_val(ids, contact->id);
	}
}

static void collect(const struct call *call, const char *kind, const char *type,
                    const char *value, GArray *ids)
{
	const struct portal *portal = call->portal;
	g_autofree char *key =
		comm_key(portal->store->exact_phones, type, value);

	if (!key)
		return;
	if (strcmp(kind, "CONTACT") == 0)
		add_contacts(call, key, ids);
	else
		duplicates_find(portal->duplicates, kind, key, ids);
}

static GArray *search(const struct call *call, const char *kind,
                      const char *type, const cJSON *values)
{
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	const cJSON *value;
	int taken = 0;

	cJSON_ArrayForEach (value, values) {
		if (taken++ == MOST)
			break;
		/* A number in the JSON is no text and is passed over. */
		if (cJSON_IsString(value))
			collect(call, kind, type, value->valuestring, ids);
	}
	g_array_sort(ids, by_number);
	return ids;
}

static cJSON *list_of(const GArray *ids)
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

static void find(struct call *call, const char *wanted, const char *type,
                 const cJSON *values)
{
	static const char *const kinds[] = { "LEAD", "CONTACT", "COMPANY" };
	int given = 0;

	call->result = cJSON_CreateObject();
	for (gsize i = 0; i < G_N_ELEMENTS(kinds) && given < MOST; i++) {
		if (*wanted && g_ascii_strcasecmp(wanted, kinds[i]) != 0)
			continue;
		g_autoptr(GArray) ids = search(call, kinds[i], type, values);
		cJSON *list;

		if (!ids->len)
			continue;
		list = list_of(ids);
		given = cJSON_GetArraySize(list);
		cJSON_AddItemToObject(call->result, kinds[i], list);
	}
}

static void fail(struct call *call, const char *text)
{
	bool coded = call->portal->settings.comm_codes;

	call_fail(call, 400, coded ? text : "", "%s", text);
}

void method_duplicate_findbycomm(struct call *call)
{
	g_autofree char *given = php_string(call_param(call, "type"));
	g_autofree char *type = g_ascii_strup(given ? given : "", -1);
	const cJSON *values = call_param(call, "values");
	g_autofree char *entity = php_string(call_param(call, "entity_type"));

	if (!*type) {
		fail(call, "Communication type is not defined.");
	} else if (strcmp(type, "PHONE") != 0 && strcmp(type, "EMAIL") != 0) {
		g_autofree char *text =
			g_strdup_printf("Communication type '%s' is not "
		                        "supported in current context.",
		                        type);
		fail(call, text);
	} else if (!php_is_array(values) || !values->child) {
		fail(call, "Communication values is not defined.");
	} else {
		find(call, entity ? entity : "", type, values);
	}
}
