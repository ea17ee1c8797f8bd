/*
 * Which entities may match, by the indexes of fields.
 *
 * Only equality, with one value or several, has an index. Refuses to say that
 * an entity matches: filter_run.c looks at each of them.
 */
#include "tests/portal/filter_node.h"

#include <string.h>

static bool is_id(const struct field *field)
{
	return strcmp(field->code, "ID") == 0;
}

/* The index knows no unset values, which "" means, and 0 for references and
 * boolean user fields. */
static bool means_unset(const struct field *field, const char *operand)
{
	if (!*operand)
		return true;
	return (field->shape == SHAPE_REF || field->shape == SHAPE_BOOL) &&
	       g_ascii_strtod(operand, NULL) == 0;
}

static bool is_indexed(const struct filter_node *leaf)
{
	if (leaf->negated || leaf->op != FILTER_EQUAL ||
	    (!leaf->field->index && !is_id(leaf->field)))
		return false;
	for (guint i = 0; i < leaf->operands->len; i++) {
		if (means_unset(leaf->field, leaf->operands->pdata[i]))
			return false;
	}
	return true;
}

static guint reach_of_leaf(const struct filter_node *leaf)
{
	guint reach = 0;

	if (!is_indexed(leaf))
		return FILTER_NO_INDEX;
	if (is_id(leaf->field))
		return leaf->operands->len;
	for (guint i = 0; i < leaf->operands->len; i++)
		reach += field_count(leaf->field, leaf->operands->pdata[i]);
	return reach;
}

/* Of an AND the least, of an OR all together. */
guint filter_reach(const struct filter_node *node)
{
	bool any = node->what == NODE_OR && node->children->len;
	guint reach = any ? 0 : FILTER_NO_INDEX;

	if (node->what == NODE_LEAF)
		return reach_of_leaf(node);
	for (guint i = 0; i < node->children->len; i++) {
		guint child = filter_reach(node->children->pdata[i]);

		if (!any)
			reach = MIN(reach, child);
		else if (child > FILTER_NO_INDEX - reach)
			return FILTER_NO_INDEX;
		else
			reach += child;
	}
	return reach;
}

static void collect_leaf(const struct filter *filter,
                         const struct filter_node *leaf, GPtrArray *to)
{
	for (guint i = 0; i < leaf->operands->len; i++) {
		const char *operand = leaf->operands->pdata[i];
		struct entity *one;

		if (!is_id(leaf->field)) {
			field_collect(leaf->field, operand, to);
			continue;
		}
		one = kind_find(filter->kind,
		                g_ascii_strtoll(operand, NULL, 10));
		if (one)
			g_ptr_array_add(to, one);
	}
}

void filter_collect(const struct filter *filter, const struct filter_node *node,
                    GPtrArray *to)
{
	const struct filter_node *best = NULL;
	guint least = FILTER_NO_INDEX;

	if (node->what == NODE_LEAF) {
		collect_leaf(filter, node, to);
		return;
	}
	for (guint i = 0; i < node->children->len; i++) {
		const struct filter_node *child = node->children->pdata[i];
		guint reach = node->what == NODE_AND ? filter_reach(child) : 0;

		if (node->what == NODE_OR)
			filter_collect(filter, child, to);
		else if (reach < least)
			best = child;
		least = MIN(least, reach);
	}
	if (best)
		filter_collect(filter, best, to);
}
