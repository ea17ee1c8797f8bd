/*
 * Values of an object, gathered from records. Of a thing that a thousand
 * orders mention a thousand records may tell; each attribute is kept once.
 */
#include "xml/onec_node.h"

#include <string.h>

enum {
	SHRINK_FROM = 256, /* values */
	KEPT_MOST = 128,   /* but attributes themselves are all kept */
};

struct operand {
	bool is_text;
	guint32 at; /* in the node's bytes; or the thing */
};

struct value {
	guint8 id;
	bool keyed;
	struct operand key, value;
};

struct onec_node {
	GArray *values;    /* of struct value */
	GByteArray *bytes; /* texts, each with its NUL */
	struct operand key;
	bool keyed; /* the next value */
};

struct onec_node *onec_node_new(void)
{
	struct onec_node *node = g_new0(struct onec_node, 1);

	node->values = g_array_new(FALSE, FALSE, sizeof(struct value));
	node->bytes = g_byte_array_new();
	return node;
}

void onec_node_free(struct onec_node *node)
{
	if (!node)
		return;
	g_array_unref(node->values);
	g_byte_array_unref(node->bytes);
	g_free(node);
}

void onec_node_clear(struct onec_node *node)
{
	g_array_set_size(node->values, 0);
	g_byte_array_set_size(node->bytes, 0);
	node->keyed = false;
}

static struct operand operand_of(struct onec_node *node,
                                 const struct record_item *item)
{
	struct operand operand = { .is_text = item->is_text,
		                   .at = item->number };

	if (!item->is_text)
		return operand;
	operand.at = node->bytes->len;
	g_byte_array_append(node->bytes, (const guint8 *)item->text,
	                    (guint)item->length);
	g_byte_array_append(node->bytes, (const guint8 *)"", 1);
	return operand;
}

bool onec_node_take(struct onec_node *node, const struct record_item *item)
{
	struct value value = { .keyed = node->keyed, .key = node->key };

	if (item->field == ONEC_ITEM_KEY) {
		node->key = operand_of(node, item);
		node->keyed = true;
		return true;
	}
	if (item->field < ONEC_ITEM)
		return false;
	node->keyed = false;
	value.id = (guint8)(item->field - ONEC_ITEM);
	value.value = operand_of(node, item);
	g_array_append_val(node->values, value);
	return true;
}

guint onec_node_count(const struct onec_node *node)
{
	return node->values->len;
}

static struct onec_operand shown(const struct onec_node *node,
                                 const struct operand *operand)
{
	const char *bytes = (const char *)node->bytes->data;

	if (operand->is_text)
		return (struct onec_operand){ .text = bytes + operand->at };
	return (struct onec_operand){ .thing = operand->at };
}

struct onec_value onec_node_at(const struct onec_node *node, guint n)
{
	const struct value *value =
		&g_array_index(node->values, struct value, n);
	struct onec_value shape = { .id = value->id,
		                    .keyed = value->keyed,
		                    .value = shown(node, &value->value) };

	if (value->keyed)
		shape.key = shown(node, &value->key);
	return shape;
}

bool onec_node_find(const struct onec_node *node, guint id,
                    struct onec_operand *value_r)
{
	for (guint i = node->values->len; i-- > 0;) {
		struct onec_value value = onec_node_at(node, i);

		if (value.id != id || value.keyed)
			continue;
		*value_r = value.value;
		return true;
	}
	return false;
}

static bool same_place(const struct onec_value *a, const struct onec_value *b)
{
	if (a->id != b->id || a->keyed != b->keyed)
		return false;
	if (!a->keyed)
		return true;
	if (a->key.text && b->key.text)
		return strcmp(a->key.text, b->key.text) == 0;
	return a->key.text == b->key.text && a->key.thing == b->key.thing;
}

static bool replaced(const struct onec_node *node, guint n)
{
	struct onec_value value = onec_node_at(node, n);

	for (guint i = n + 1; i < node->values->len; i++) {
		struct onec_value later = onec_node_at(node, i);

		if (same_place(&value, &later))
			return true;
	}
	return false;
}

static struct operand move(GByteArray *bytes, const struct onec_node *from,
                           const struct operand *operand)
{
	struct operand moved = *operand;
	const char *text;

	if (!operand->is_text)
		return moved;
	text = (const char *)from->bytes->data + operand->at;
	moved.at = bytes->len;
	g_byte_array_append(bytes, (const guint8 *)text,
	                    (guint)strlen(text) + 1);
	return moved;
}

void onec_node_shrink(struct onec_node *node)
{
	GArray *values;
	GByteArray *bytes;

	if (node->values->len < SHRINK_FROM)
		return;
	values = g_array_new(FALSE, FALSE, sizeof(struct value));
	bytes = g_byte_array_new();
	for (guint i = 0; i < node->values->len; i++) {
		struct value value =
			g_array_index(node->values, struct value, i);

		if (replaced(node, i))
			continue;
		value.value = move(bytes, node, &value.value);
		if (value.keyed)
			value.key = move(bytes, node, &value.key);
		g_array_append_val(values, value);
	}
	for (guint i = 0; i < values->len && values->len > KEPT_MOST;)
		if (g_array_index(values, struct value, i).keyed)
			g_array_remove_index(values, i);
		else
			i++;
	g_array_unref(node->values);
	g_byte_array_unref(node->bytes);
	node->values = values;
	node->bytes = bytes;
}
