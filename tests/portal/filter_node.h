#ifndef PORTAL_FILTER_NODE_H
#define PORTAL_FILTER_NODE_H

#include "tests/portal/filter.h"

/*
 * What filter.c compiles and filter_run.c walks; nobody else looks inside.
 */

enum filter_op {
	FILTER_EQUAL, /* any of the operands */
	FILTER_LESS,
	FILTER_LESS_EQUAL,
	FILTER_GREATER,
	FILTER_GREATER_EQUAL,
	FILTER_LIKE, /* any of the patterns; % is anything */
};

struct filter_node {
	enum { NODE_AND, NODE_OR, NODE_LEAF } what;
	GPtrArray *children; /* of nodes */
	const struct field *field;
	enum filter_op op;
	bool negated;
	GPtrArray *operands; /* folded texts, owned */
	GArray *numbers;     /* the same as double; NULL for texts */
};

struct filter {
	struct portal *portal;
	struct kind *kind;
	struct filter_node *root;
};

/* How many entities the indexes give for a node. */
#define FILTER_NO_INDEX G_MAXUINT /* they cannot tell */
guint filter_reach(const struct filter_node *node);
/* Appends them, in no order and perhaps more than once, where there is a
 * reach. Whatever matches is among them. */
void filter_collect(const struct filter *filter, const struct filter_node *node,
                    GPtrArray *to);

#endif
