/*
 * Applying a filter: through an index where one fits, else by walking all.
 *
 * What an index gives is checked again, so a wrong index costs rows, never
 * adds any.
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

static bool is_number(const struct field *field)
{
	return field->shape == SHAPE_INT || field->shape == SHAPE_REF ||
	       field->shape == SHAPE_MONEY || field->shape == SHAPE_BOOL;
}

static int order(const struct field *field, const char *a, const char *b)
{
	if (is_number(field)) {
		double left = g_ascii_strtod(a, NULL);
		double right = g_ascii_strtod(b, NULL);

		return left < right ? -1 : left > right;
	}
	return strcmp(a, b);
}

static bool equal(const struct field *field, const char *text,
                  const char *operand)
{
	/* "None" of a number: unset, and 0 for a reference. */
	if (is_number(field) && *operand && *text)
		return order(field, text, operand) == 0;
	if (field->shape == SHAPE_REF || field->shape == SHAPE_BOOL)
		return !*text && strcmp(operand, "0") == 0;
	return strcmp(text, operand) == 0;
}

static bool compare(const struct filter_node *leaf, const char *text,
                    const char *operand)
{
	int difference;

	if (leaf->op == FILTER_EQUAL)
		return equal(leaf->field, text, operand);
	if (leaf->op == FILTER_LIKE)
		return like(text, operand);
	if (!*text)
		return false;
	difference = order(leaf->field, text, operand);
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

static bool match_text(const struct filter_node *leaf, const char *text)
{
	g_autoptr(GString) folded = g_string_new(NULL);

	store_fold(folded, text ? text : "");
	for (guint i = 0; i < leaf->operands->len; i++) {
		if (compare(leaf, folded->str, leaf->operands->pdata[i]))
			return true;
	}
	return false;
}

static bool match_leaf(const struct filter_node *leaf,
                       const struct entity *entity)
{
	const struct field *field = leaf->field;

	if (!(field->flags & FIELD_MULTIPLE))
		return match_text(leaf, entity_text(entity, field)) !=
		       leaf->negated;
	const GPtrArray *texts = entity_texts(entity, field);
	bool any = !texts && match_text(leaf, "");
	for (guint i = 0; texts && i < texts->len && !any; i++)
		any = match_text(leaf, texts->pdata[i]);
	return any != leaf->negated;
}

static bool match(const struct filter_node *node, const struct entity *entity)
{
	if (node->what == NODE_LEAF)
		return match_leaf(node, entity);
	bool any = node->what == NODE_OR;
	for (guint i = 0; i < node->children->len; i++) {
		if (match(node->children->pdata[i], entity) == any)
			return any;
	}
	return !any || !node->children->len;
}

static void add_all(GPtrArray *to, const GPtrArray *from)
{
	for (guint i = 0; from && i < from->len; i++)
		g_ptr_array_add(to, from->pdata[i]);
}

/* NULL where no index fits. */
static GPtrArray *leaf_candidates(const struct filter *filter,
                                  const struct filter_node *leaf)
{
	bool by_id = strcmp(leaf->field->code, "ID") == 0;

	if (leaf->negated || leaf->op != FILTER_EQUAL ||
	    (!leaf->field->index && !by_id))
		return NULL;
	GPtrArray *found = g_ptr_array_new();
	for (guint i = 0; i < leaf->operands->len; i++) {
		const char *operand = leaf->operands->pdata[i];

		/* The index knows no empty values. */
		if (!*operand || strcmp(operand, "0") == 0) {
			g_ptr_array_unref(found);
			return NULL;
		}
		if (!by_id) {
			add_all(found, field_lookup(leaf->field, operand));
			continue;
		}
		struct entity *one = kind_find(
			filter->kind, g_ascii_strtoll(operand, NULL, 10));
		if (one)
			g_ptr_array_add(found, one);
	}
	return found;
}

/* Of an OR all, of an AND the fewest; takes `found`. False where that leaves
 * no index to go by. */
static bool combine(const struct filter_node *node, GPtrArray **best,
                    GPtrArray *found)
{
	bool any = node->what == NODE_OR;

	if (!found)
		return !any;
	if (!*best) {
		*best = found;
		return true;
	}
	if (any) {
		add_all(*best, found);
	} else if (found->len < (*best)->len) {
		GPtrArray *longer = *best;

		*best = found;
		found = longer;
	}
	g_ptr_array_unref(found);
	return true;
}

static GPtrArray *candidates(const struct filter *filter,
                             const struct filter_node *node)
{
	GPtrArray *best = NULL;

	if (node->what == NODE_LEAF)
		return leaf_candidates(filter, node);
	for (guint i = 0; i < node->children->len; i++) {
		GPtrArray *found = candidates(filter, node->children->pdata[i]);

		if (combine(node, &best, found))
			continue;
		if (best)
			g_ptr_array_unref(best);
		return NULL;
	}
	return best;
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

GPtrArray *filter_run(const struct filter *filter, guint most)
{
	GPtrArray *found = g_ptr_array_new();
	g_autoptr(GPtrArray) from = candidates(filter, filter->root);
	guint at = 0;
	const struct entity *last = NULL;

	if (from) {
		g_ptr_array_sort(from, by_id);
	} else {
		from = g_ptr_array_ref(filter->kind->all);
		at = first_place(filter);
	}
	for (; at < from->len && (!most || found->len < most); at++) {
		const struct entity *entity = from->pdata[at];

		if (entity != last && match(filter->root, entity) &&
		    filter_visible(filter->portal, entity))
			g_ptr_array_add(found, (gpointer)entity);
		last = entity;
	}
	return found;
}
