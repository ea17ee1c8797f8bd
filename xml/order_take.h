#ifndef XML_ORDER_TAKE_H
#define XML_ORDER_TAKE_H

#include "core/order.h"
#include "xml/thing_view.h"

/* Fills a new order with what its record says (order_book.h), looking up the
 * things that it names. False for an error of the record file. */
bool order_take(struct order *order, const struct record_head *head,
                struct thing_view *things, GError **error);

#endif
