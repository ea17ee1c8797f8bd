#ifndef XML_ORDER_TAKE_H
#define XML_ORDER_TAKE_H

#include "core/order.h"
#include "xml/thing_view.h"

/*
 * From the record of an order to the order. `paths` say what the attributes of
 * 1C's objects mean; NULL where the file has none.
 */

struct order_taker;

/* Both must outlive the taker. */
struct order_taker *order_taker_new(struct thing_view *things,
                                    const struct onec_paths *paths);
void order_taker_free(struct order_taker *taker);

/* From now on orders say where their values come from. */
void order_taker_explain(struct order_taker *taker);

/* Fills an order from its record, with what the things say that it names.
 * False for an error of the record file. */
bool order_take(struct order_taker *taker, struct order *order,
                const struct record_head *head, GError **error);

/* Adds what an order's record refers to (thing_view_wants). */
bool order_take_wants(const struct record_head *head, struct thing_view *things,
                      struct thing_wants *wants, GError **error);

#endif
