/*
 * Funnels and statuses: crm.category.list, crm.status.list,
 * crm.status.entity.items.
 */
#include "tests/portal/call.h"

#include "tests/portal/php.h"

#include <string.h>

#define MOST_ORDERS 8

static int by_sort(gconstpointer a, gconstpointer b)
{
	const struct funnel *left = *(struct funnel *const *)a;
	const struct funnel *right = *(struct funnel *const *)b;

	if (left->sort != right->sort)
		return left->sort - right->sort;
	return left->id < right->id ? -1 : left->id > right->id;
}

static cJSON *category_of(const struct funnel *funnel)
{
	cJSON *row = cJSON_CreateObject();

	cJSON_AddNumberToObject(row, "id", (double)funnel->id);
	cJSON_AddStringToObject(row, "name", funnel->name);
	cJSON_AddNumberToObject(row, "sort", funnel->sort);
	cJSON_AddNumberToObject(row, "entityTypeId", 2);
	cJSON_AddStringToObject(row, "isDefault",
	                        funnel->is_default ? "Y" : "N");
	if (funnel->id) {
		cJSON_AddStringToObject(row, "originId", "");
		cJSON_AddStringToObject(row, "originatorId", "");
	}
	return row;
}

void method_category_list(struct call *call)
{
	const cJSON *type = php_get(call->params, "entityTypeId");
	g_autoptr(GPtrArray) funnels =
		g_ptr_array_copy(call->portal->dictionary->funnels, NULL, NULL);
	cJSON *list;

	if (!type) {
		call_fail_100(call, "Could not find value for parameter "
		                    "{entityTypeId}");
		return;
	}
	if (php_int(type) != 2) {
		bool known = php_int(type) == 3;

		call_fail(call, 400,
		          known ? "ENTITY_TYPE_NOT_SUPPORTED" : "NOT_FOUND",
		          "%s",
		          known ? "Entity type `CONTACT` is not supported"
		                : portal_says(call->portal,
		                              "Смарт-процесс не найден",
		                              "SPA not found"));
		return;
	}
	g_ptr_array_set_free_func(funnels, NULL);
	g_ptr_array_sort(funnels, by_sort);
	list = cJSON_CreateArray();
	for (guint i = 0; i < funnels->len; i++)
		cJSON_AddItemToArray(list, category_of(funnels->pdata[i]));
	call->result = cJSON_CreateObject();
	cJSON_AddItemToObject(call->result, "categories", list);
	call->total = funnels->len;
}

static void add_or_null(cJSON *row, const char *key, const char *text)
{
	if (text)
		cJSON_AddStringToObject(row, key, text);
	else
		cJSON_AddNullToObject(row, key);
}

static const char *semantics_word(const struct status *status)
{
	if (status->semantics == 'S')
		return "success";
	if (status->semantics == 'F')
		return status->apology ? "apology" : "failure";
	return "process";
}

static cJSON *status_of(const struct status *status)
{
	char semantics[2] = { status->semantics, '\0' };
	bool final = status->stage && status->semantics != 'P';
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, status->row);
	g_autofree char *sort = g_strdup_printf("%d", status->sort);
	cJSON *row = cJSON_CreateObject();

	cJSON_AddStringToObject(row, "ID", id);
	cJSON_AddStringToObject(row, "ENTITY_ID", status->entity);
	cJSON_AddStringToObject(row, "STATUS_ID", status->code);
	cJSON_AddStringToObject(row, "NAME", status->name);
	cJSON_AddStringToObject(row, "NAME_INIT",
	                        status->system ? status->name : "");
	cJSON_AddStringToObject(row, "SORT", sort);
	cJSON_AddStringToObject(row, "SYSTEM", status->system ? "Y" : "N");
	cJSON_AddNullToObject(row, "CATEGORY_ID");
	add_or_null(row, "COLOR", status->color);
	add_or_null(row, "SEMANTICS", final ? semantics : NULL);
	if (status->stage) {
		cJSON *extra = cJSON_AddObjectToObject(row, "EXTRA");

		cJSON_AddStringToObject(extra, "SEMANTICS",
		                        semantics_word(status));
		add_or_null(extra, "COLOR", status->color);
	}
	return row;
}

/* A condition that is no text matches nothing: PHP makes "Array" of it. */
static bool fits(const cJSON *filter, const char *key, const char *text)
{
	const cJSON *value = php_get_caseless(filter, key);

	if (!value)
		return true;
	g_autofree char *wanted = php_string(value);
	return g_strcmp0(wanted, text) == 0;
}

struct order {
	const char *key;
	int sign;
};

static int by_order(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct order *order = data;

	for (; order->key; order++) {
		g_autofree char *left = php_string(
			php_get_caseless(*(cJSON *const *)a, order->key));
		g_autofree char *right = php_string(
			php_get_caseless(*(cJSON *const *)b, order->key));
		bool number = strcmp(order->key, "SORT") == 0 ||
		              strcmp(order->key, "ID") == 0;
		int difference =
			number ? (int)(g_ascii_strtoll(left, NULL, 10) -
		                       g_ascii_strtoll(right, NULL, 10))
			       : g_strcmp0(left, right);

		if (difference)
			return difference * order->sign;
	}
	return 0;
}

/* What the rows do not have by that name is passed over. */
static void read_order(const cJSON *given, const cJSON *row,
                       struct order orders[MOST_ORDERS])
{
	const cJSON *value;
	int count = 0;

	cJSON_ArrayForEach (value, given) {
		const char *way = cJSON_GetStringValue(value);

		if (!value->string ||
		    !cJSON_IsString(php_get(row, value->string)))
			continue;
		if (count == MOST_ORDERS - 1)
			break;
		orders[count].key = value->string;
		orders[count++].sign =
			way && g_ascii_strcasecmp(way, "DESC") == 0 ? -1 : 1;
	}
}

static void sort(cJSON *list, const cJSON *given)
{
	struct order orders[MOST_ORDERS] = { 0 };
	g_autoptr(GPtrArray) rows = g_ptr_array_new();

	if (!php_is_array(given) || !list->child)
		return;
	read_order(given, list->child, orders);
	while (list->child)
		g_ptr_array_add(rows,
		                cJSON_DetachItemViaPointer(list, list->child));
	g_ptr_array_sort_with_data(rows, by_order, orders);
	for (guint i = 0; i < rows->len; i++)
		cJSON_AddItemToArray(list, rows->pdata[i]);
}

void method_status_list(struct call *call)
{
	const GPtrArray *statuses = call->portal->dictionary->statuses;
	const cJSON *filter = call_param(call, "filter");

	call->result = cJSON_CreateArray();
	call->total = 0;
	for (guint i = 0; i < statuses->len; i++) {
		const struct status *status = statuses->pdata[i];

		if (!fits(filter, "ENTITY_ID", status->entity) ||
		    !fits(filter, "STATUS_ID", status->code) ||
		    !fits(filter, "NAME", status->name))
			continue;
		cJSON_AddItemToArray(call->result, status_of(status));
		call->total++;
	}
	sort(call->result, call_param(call, "order"));
}

/* NAME, SORT (a number) and STATUS_ID of a dictionary. */
static cJSON *items_of(const struct dictionary *dictionary, const char *entity)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < dictionary->statuses->len; i++) {
		const struct status *status = dictionary->statuses->pdata[i];

		if (strcmp(status->entity, entity) != 0)
			continue;
		cJSON *row = cJSON_CreateObject();
		cJSON_AddStringToObject(row, "NAME", status->name);
		cJSON_AddNumberToObject(row, "SORT", status->sort);
		cJSON_AddStringToObject(row, "STATUS_ID", status->code);
		cJSON_AddItemToArray(list, row);
	}
	return list;
}

void method_status_entity_items(struct call *call)
{
	const cJSON *wanted = call_param(call, "entityId");

	if (!cJSON_IsString(wanted) || !*wanted->valuestring) {
		call_fail_legacy(call, "The parameter entityId is not "
		                       "defined or invalid.");
		return;
	}
	call->result = items_of(call->portal->dictionary, wanted->valuestring);
}

/* ---- outdated ---- */

/* Funnel 0 is not in it. */
void method_dealcategory_list(struct call *call)
{
	const GPtrArray *funnels = call->portal->dictionary->funnels;

	call->result = cJSON_CreateArray();
	call->total = 0;
	for (guint i = 0; i < funnels->len; i++) {
		const struct funnel *funnel = funnels->pdata[i];
		g_autofree char *id =
			g_strdup_printf("%" G_GINT64_FORMAT, funnel->id);
		g_autofree char *place = g_strdup_printf("%d", funnel->sort);
		cJSON *row;

		if (!funnel->id)
			continue;
		row = cJSON_CreateObject();
		cJSON_AddStringToObject(row, "ID", id);
		cJSON_AddStringToObject(row, "NAME", funnel->name);
		cJSON_AddStringToObject(row, "IS_LOCKED", "N");
		cJSON_AddStringToObject(row, "SORT", place);
		cJSON_AddItemToArray(call->result, row);
		call->total++;
	}
}

void method_dealcategory_stage_list(struct call *call)
{
	const struct funnel *funnel = dictionary_funnel(
		call->portal->dictionary, php_int(call_param(call, "id")));

	if (funnel)
		call->result =
			items_of(call->portal->dictionary, funnel->entity);
	else
		call->result = cJSON_CreateArray();
}
