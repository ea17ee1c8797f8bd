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
};

struct filter {
	struct portal *portal;
	struct kind *kind;
	struct filter_node *root;
};

#endif
