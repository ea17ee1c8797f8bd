#ifndef XML_ONEC_NODE_H
#define XML_ONEC_NODE_H

#include "xml/onec_paths.h"
#include "xml/records.h"

/*
 * The attributes of one object of 1C (an order, one of its rows, what a
 * reference points to) as they lie in records: an item for each value, whose
 * field is the id of the attribute. A value of a row, or of an additional
 * property, has an item before it that says which row: the property's name.
 */

/* Fields of record items; those of order_book.h and things.h are below. */
enum {
	ONEC_ITEM_KEY = 70,  /* stands before a value: which row it is of */
	ONEC_ITEM_LEFT = 71, /* what the reader knows no use for: its path, */
	ONEC_ITEM_EXAMPLE = 72, /* … and behind it a value */
	ONEC_ITEM = 73,         /* + id */
};

G_STATIC_ASSERT(ONEC_ITEM + ONEC_NAMES_MOST < 255);

/* A text, or a thing. */
struct onec_operand {
	const char *text; /* NULL: it is a thing */
	guint32 thing;
};

struct onec_value {
	guint8 id;
	bool keyed;
	struct onec_operand key, value;
};

struct onec_node;

struct onec_node *onec_node_new(void);
void onec_node_free(struct onec_node *node);
void onec_node_clear(struct onec_node *node);

/* Takes an item of a record, in their order; false where it is none of a
 * node's. */
bool onec_node_take(struct onec_node *node, const struct record_item *item);

guint onec_node_count(const struct onec_node *node);
/* The n-th value, in the order of taking. The texts are valid until the node
 * changes. */
struct onec_value onec_node_at(const struct onec_node *node, guint n);

/* The newest value of an attribute itself; false where there is none. */
bool onec_node_find(const struct onec_node *node, guint id,
                    struct onec_operand *value_r);

/* Forgets values that later ones replace, and the oldest rows where there are
 * more than any object has. */
void onec_node_shrink(struct onec_node *node);

#endif
