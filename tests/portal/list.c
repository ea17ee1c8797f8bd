/*
 * Filter, order and page. Bitrix24 docs: crm.deal.list, crm.item.list,
 * settings/performance/huge-data.
 *
 * A page is 50 rows, whatever is asked for.
 */
#include "tests/portal/list.h"

#include "tests/portal/filter.h"
#include "tests/portal/php.h"

#include <string.h>

#define PAGE 50

struct order {
	const struct field *field;
	bool descending;
};

struct sorting {
	const struct portal *portal;
	GArray *orders; /* of struct order */
};

static int compare_texts(const struct sorting *sorting,
                         const struct field *field, const char *a,
                         const char *b)
{
	const struct dictionary *dictionary = sorting->portal->dictionary;

	if (strcmp(field->code, "STAGE_ID") == 0)
		return dictionary_stage_place(dictionary, a) -
		       dictionary_stage_place(dictionary, b);
	a = a ? a : "";
	b = b ? b : "";
	if (field->shape == SHAPE_INT || field->shape == SHAPE_REF ||
	    field->shape == SHAPE_MONEY) {
		double left = g_ascii_strtod(a, NULL);
		double right = g_ascii_strtod(b, NULL);

		return left < right ? -1 : left > right;
	}
	g_autoptr(GString) left = g_string_new(NULL);
	g_autoptr(GString) right = g_string_new(NULL);
	store_fold(left, a);
	store_fold(right, b);
	return strcmp(left->str, right->str);
}

static int compare(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct entity *left = *(struct entity *const *)a;
	const struct entity *right = *(struct entity *const *)b;
	const struct sorting *sorting = data;

	for (guint i = 0; i < sorting->orders->len; i++) {
		const struct order *order =
			&g_array_index(sorting->orders, struct order, i);
		int difference = compare_texts(
			sorting, order->field, entity_text(left, order->field),
			entity_text(right, order->field));

		if (difference)
			return order->descending ? -difference : difference;
	}
	return left->id < right->id ? -1 : left->id > right->id;
}

static void fail_order(struct call *call, const char *name,
                       const char *direction)
{
	if (!direction)
		call_fail(call, 400, "INVALID_ARG_VALUE",
		          "Invalid order: field '%s' is not allowed in order",
		          name);
	else
		call_fail(call, 400, "INVALID_ARG_VALUE",
		          "Invalid order: allowed sort directions are `ASC, "
		          "DESC`. But got '%s' for field '%s'",
		          direction, name);
}

/* False where the call failed. */
static bool read_order(struct call *call, const struct filter_source *source,
                       GArray *orders)
{
	bool item = source->family == FAMILY_ITEM;
	const cJSON *given = call_param(call, "order");
	g_autofree char *owned = NULL;
	const cJSON *value;
	int index = 0;

	if (!php_is_array(given))
		return true;
	cJSON_ArrayForEach (value, given) {
		const char *name = php_key(value, index++, &owned);
		struct field *field = filter_field(source, name);
		g_autofree char *direction = php_string(value);
		bool down =
			direction && g_ascii_strcasecmp(direction, "DESC") == 0;
		bool up =
			direction && g_ascii_strcasecmp(direction, "ASC") == 0;

		if (item && (!field || field->flags & FIELD_MULTIPLE)) {
			fail_order(call, name, NULL);
			return false;
		}
		if (item && !up && !down) {
			fail_order(call, name, direction ? direction : "");
			return false;
		}
		if (!field || field->flags & FIELD_MULTIPLE)
			continue;
		struct order order = { field, down };
		g_array_append_val(orders, order);
	}
	return true;
}

/* Ids differ, so no further order counts. */
static bool is_by_id(const GArray *orders)
{
	return !orders->len ||
	       strcmp(g_array_index(orders, struct order, 0).field->code,
	              "ID") == 0;
}

static bool ascends_by_id(const GArray *orders)
{
	return is_by_id(orders) &&
	       (!orders->len ||
	        !g_array_index(orders, struct order, 0).descending);
}

/* The rows come by ascending id. */
static void sort(const struct portal *portal, GArray *orders, GPtrArray *rows)
{
	struct sorting sorting = { portal, orders };

	if (ascends_by_id(orders))
		return;
	if (!is_by_id(orders)) {
		g_ptr_array_sort_with_data(rows, compare, &sorting);
		return;
	}
	for (guint i = 0; i < rows->len / 2; i++) {
		gpointer other = rows->pdata[rows->len - 1 - i];

		rows->pdata[rows->len - 1 - i] = rows->pdata[i];
		rows->pdata[i] = other;
	}
}

static void cut(GPtrArray *rows, guint from)
{
	if (from >= rows->len) {
		g_ptr_array_set_size(rows, 0);
		return;
	}
	if (from)
		g_ptr_array_remove_range(rows, 0, from);
	if (rows->len > PAGE)
		g_ptr_array_set_size(rows, PAGE);
}

/* Both families round `start` down to a page (of crm.item.list the sources
 * disagree: exactStart); a legacy page behind the last one is the first
 * again. */
static void take_page(struct call *call, enum family family, GPtrArray *rows,
                      gint64 start)
{
	guint total = rows->len;
	bool exact =
		family == FAMILY_ITEM && call->portal->settings.exact_start;
	guint64 step = exact ? 1 : PAGE;
	guint64 from = (guint64)start / step * step;

	if (from >= total && family == FAMILY_LEGACY)
		from = 0;
	cut(rows, (guint)MIN(from, total));
	call->total = total;
	if (from + rows->len < total && rows->len)
		call->next = (gint64)(from + rows->len);
}

static bool check_legacy(struct call *call, const char *name)
{
	const cJSON *value = call_param(call, name);

	if (!value || php_is_array(value))
		return true;
	call_fail_legacy(call, "Parameter '%s' must be array.", name);
	return false;
}

bool list_hides(const struct kind *kind, enum family family,
                const struct entity *entity)
{
	if (!kind->hides)
		return false;
	if (entity->denied)
		return true;
	return family == FAMILY_LEGACY && kind->type_id == 3 &&
	       g_strcmp0(entity_get(kind, entity, "CATEGORY_ID"), "0") != 0;
}

static void hide(const struct kind *kind, enum family family, GPtrArray *rows)
{
	for (guint i = rows->len; kind->hides && i > 0; i--) {
		if (list_hides(kind, family, rows->pdata[i - 1]))
			g_ptr_array_remove_index(rows, i - 1);
	}
}

/* Each request sees another beginning of the same rows. */
static void turn(GPtrArray *rows, guint64 by)
{
	guint places = rows->len ? (guint)(by * 7 % rows->len) : 0;

	for (guint i = 0; i < places; i++)
		g_ptr_array_add(rows, g_ptr_array_steal_index(rows, 0));
}

GPtrArray *list_page(struct call *call, struct kind *kind, enum family family,
                     bool original_names)
{
	struct portal *portal = call->portal;
	struct filter_source source = { portal, kind, family, original_names,
		                        call->method->name };
	g_autoptr(GArray) orders =
		g_array_new(FALSE, FALSE, sizeof(struct order));
	gint64 start = php_int(call_param(call, "start"));
	g_autofree char *error = NULL;

	if (family == FAMILY_LEGACY &&
	    (!check_legacy(call, "order") || !check_legacy(call, "filter")))
		return NULL;
	struct filter *filter =
		filter_new(&source, call_param(call, "filter"), &error);
	if (!filter) {
		call_fail(call, 400, "INVALID_ARG_VALUE", "%s", error);
		return NULL;
	}
	GPtrArray *rows = NULL;
	if (read_order(call, &source, orders)) {
		bool turned = !orders->len && portal->settings.unordered;
		bool first = start < 0 && ascends_by_id(orders) &&
		             !kind->hides && !turned;

		rows = filter_run(filter, first ? PAGE : 0);
		hide(kind, family, rows);
		sort(portal, orders, rows);
		if (turned)
			turn(rows, portal->number);
		if (start >= 0) {
			take_page(call, family, rows, start);
		} else {
			cut(rows, 0);
			call->total = family == FAMILY_LEGACY ? 0 : -1;
		}
	}
	filter_free(filter);
	return rows;
}
