/*
 * Applying a filter: by walking all, or only what an index says may match.
 *
 * What an index gives is matched again, so a wrong index can lose rows but
 * never add any; filter_scan() is what filter_run() is held against.
 */
#include "tests/portal/filter_node.h"

#include <stdlib.h>
#include <string.h>

/* `pattern` has % for anything; both are folded. */
static bool like(const char *text, const char *pattern)
{
	while (*pattern && *pattern != '%') {
		if (*pattern++ != *text++)
			return false;
	}
	if (!*pattern)
		return !*text;
	while (*pattern == '%')
		pattern++;
	if (!*pattern)
		return true;
	for (; *text; text++) {
		if (like(text, pattern))
			return true;
	}
	return false;
}

/* What a value is to a leaf; made once, compared with each operand. */
struct value {
	const char *text; /* folded */
	double number;    /* of fields that are numbers */
};

static int order(const struct filter_node *leaf, const struct value *value,
                 guint operand)
{
	if (leaf->numbers) {
		double other = g_array_index(leaf->numbers, double, operand);

		return value->number < other ? -1 : value->number > other;
	}
	return strcmp(value->text, leaf->operands->pdata[operand]);
}

static bool equal(const struct filter_node *leaf, const struct value *value,
                  guint operand)
{
	enum shape shape = leaf->field->shape;
	const char *wanted = leaf->operands->pdata[operand];

	/* "None" of a number: unset, and 0 for a reference. */
	if (*value->text && *wanted)
		return order(leaf, value, operand) == 0;
	if (shape == SHAPE_REF || shape == SHAPE_BOOL)
		return !*value->text && strcmp(wanted, "0") == 0;
	return !*value->text && !*wanted;
}

static bool compare(const struct filter_node *leaf, const struct value *value,
                    guint operand)
{
	int difference;

	if (leaf->op == FILTER_EQUAL)
		return equal(leaf, value, operand);
	if (leaf->op == FILTER_LIKE)
		return like(value->text, leaf->operands->pdata[operand]);
	if (!*value->text)
		return false;
	difference = order(leaf, value, operand);
	switch (leaf->op) {
	case FILTER_LESS:
		return difference < 0;
	case FILTER_LESS_EQUAL:
		return difference <= 0;
	case FILTER_GREATER:
		return difference > 0;
	default:
		return difference >= 0;
	}
}

static bool match_text(const struct filter_node *leaf, const char *text,
                       GString *folded)
{
	struct value value = { .text = "" };

	g_string_truncate(folded, 0);
	store_fold(folded, text ? text : "");
	value.text = folded->str;
	if (leaf->numbers)
		value.number = g_ascii_strtod(value.text, NULL);
	for (guint i = 0; i < leaf->operands->len; i++) {
		if (compare(leaf, &value, i))
			return true;
	}
	return false;
}

static bool match_leaf(const struct filter_node *leaf,
                       const struct entity *entity, GString *folded)
{
	const struct field *field = leaf->field;

	if (!(field->flags & FIELD_MULTIPLE))
		return match_text(leaf, entity_text(entity, field), folded) !=
		       leaf->negated;
	const struct texts *texts = entity_texts(entity, field);
	bool any = !texts && match_text(leaf, "", folded);
	for (guint i = 0; texts && i < texts->length && !any; i++)
		any = match_text(leaf, texts->at[i], folded);
	return any != leaf->negated;
}

static bool match(const struct filter_node *node, const struct entity *entity,
                  GString *folded)
{
	if (node->what == NODE_LEAF)
		return match_leaf(node, entity, folded);
	bool any = node->what == NODE_OR;
	for (guint i = 0; i < node->children->len; i++) {
		if (match(node->children->pdata[i], entity, folded) == any)
			return any;
	}
	return !any || !node->children->len;
}

static int by_id(gconstpointer a, gconstpointer b)
{
	const struct entity *left = *(struct entity *const *)a;
	const struct entity *right = *(struct entity *const *)b;

	return left->id < right->id ? -1 : left->id > right->id;
}

/* Where a walk by id may begin: behind every ">ID" that must hold. */
static guint first_place(const struct filter *filter)
{
	gint64 above = 0;
	guint low = 0, high = filter->kind->all->len;

	if (filter->root->what != NODE_AND)
		return 0;
	for (guint i = 0; i < filter->root->children->len; i++) {
		const struct filter_node *node =
			filter->root->children->pdata[i];

		if (node->what == NODE_LEAF && !node->negated &&
		    node->op == FILTER_GREATER &&
		    strcmp(node->field->code, "ID") == 0 &&
		    node->operands->len == 1)
			above = MAX(above,
			            g_ascii_strtoll(node->operands->pdata[0],
			                            NULL, 10));
	}
	while (low < high) {
		guint middle = low + (high - low) / 2;
		const struct entity *at = filter->kind->all->pdata[middle];

		if (at->id <= above)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool filter_visible(const struct portal *portal, const struct entity *entity)
{
	guint64 requests;
	double seconds;

	faults_lag(portal->faults, &requests, &seconds);
	if (entity->made_request + requests > portal->requests && requests)
		return !entity->made_request;
	if (seconds > 0 && entity->made_request)
		return (double)(clock_tick(&portal->clock) - entity->made) >=
		       seconds * G_USEC_PER_SEC;
	return true;
}

static GPtrArray *matching(const struct filter *filter, const GPtrArray *from,
                           guint at, guint most)
{
	GPtrArray *found = g_ptr_array_new();
	g_autoptr(GString) folded = g_string_new(NULL);
	const struct entity *last = NULL;

	for (; at < from->len && (!most || found->len < most); at++) {
		const struct entity *entity = from->pdata[at];

		if (entity != last && match(filter->root, entity, folded) &&
		    filter_visible(filter->portal, entity))
			g_ptr_array_add(found, (gpointer)entity);
		last = entity;
	}
	return found;
}

GPtrArray *filter_scan(const struct filter *filter, guint most)
{
	return matching(filter, filter->kind->all, 0, most);
}

GPtrArray *filter_run(const struct filter *filter, guint most)
{
	const GPtrArray *all = filter->kind->all;
	g_autoptr(GPtrArray) some = NULL;

	if (filter_reach(filter->root) == FILTER_NO_INDEX)
		return matching(filter, all, first_place(filter), most);
	some = g_ptr_array_new();
	filter_collect(filter, filter->root, some);
	g_ptr_array_sort(some, by_id);
	return matching(filter, some, 0, most);
}
