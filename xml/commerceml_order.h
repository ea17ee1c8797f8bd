#ifndef XML_COMMERCEML_ORDER_H
#define XML_COMMERCEML_ORDER_H

#include "xml/commerceml_names.h"
#include "xml/commerceml_party.h"
#include "xml/format.h"

/*
 * A Документ of CommerceML while it is read. Real files keep no order of
 * elements, so what it is shows, and an order is put together, when it ends.
 *
 * A requisite plays the part that [1c] gives its name; else the one that
 * CommerceML does; else an element says it.
 */

/* What an element is: a slot of the document, or one of these. */
enum cml_leaf {
	LEAF_OPERATION = CML_SLOTS,
	LEAF_TIME,
	LEAF_ROLE,
	LEAF_KEY,   /* of a requisite */
	LEAF_VALUE, /* likewise */
	LEAF_ROW_NAME,
	LEAF_ROW_QUANTITY,
	LEAF_ROW_SUM,
	LEAF_PARTY, /* and behind it the leaves of a party */
};

struct cml_order;

struct cml_order *cml_order_new(struct intake *intake);
void cml_order_free(struct cml_order *order);

void cml_order_begin(struct cml_order *order, guint line);
/* Writes it into the book, unless it is no order. */
void cml_order_end(struct cml_order *order);

/* The text of an element that stands in what was begun last. */
void cml_order_leaf(struct cml_order *order, int leaf, const char *text);

void cml_order_begin_party(struct cml_order *order);
void cml_order_end_party(struct cml_order *order);
void cml_order_begin_contact(struct cml_order *order);
void cml_order_end_contact(struct cml_order *order);
void cml_order_begin_row(struct cml_order *order);
void cml_order_end_row(struct cml_order *order);
void cml_order_begin_requisite(struct cml_order *order);
void cml_order_end_requisite(struct cml_order *order);
/* Of a row. */
void cml_order_end_row_requisite(struct cml_order *order);

#endif
