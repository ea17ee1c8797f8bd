/*
 * The record of an order, from the attributes of a document.
 */
#include "xml/onec_p.h"
#include "xml/value.h"

static void put_text(struct onec *onec, const struct onec_object *object,
                     enum role role, int item)
{
	struct part part = onec_pick(onec, object, role);

	if (part.text)
		order_book_text(onec->intake->book, (enum order_item)item,
		                part.text);
}

/* `text_item`: where a plain text goes; `thing_item`: where a reference does.
 */
static void put(struct onec *onec, const struct onec_object *object,
                enum role role, int text_item, int thing_item)
{
	struct order_book *book = onec->intake->book;
	struct part part = onec_pick_thing(onec, object, role);

	if (part.text) {
		order_book_text(book, (enum order_item)text_item, part.text);
	} else if (part.thing != THING_NONE) {
		order_book_text(book, ITEM_ATTRIBUTE, part.name);
		order_book_number(book, (enum order_item)thing_item,
		                  part.thing);
	}
}

static void put_phones(struct onec *onec, const struct onec_object *object)
{
	guint count;
	const guint8 *ids = onec_names_role(onec->names, ROLE_PHONE, &count);

	for (guint i = 0; i < count; i++) {
		struct part part = onec_part_of(onec, object, ids[i]);

		if (part.text)
			order_book_text(onec->intake->book, ITEM_PHONE,
			                part.text);
	}
}

void onec_put_order(struct onec *onec, const struct onec_object *object)
{
	static const struct {
		enum role role;
		int item;
	} texts[] = {
		{ ROLE_NUMBER, ORDER_NUMBER },
		{ ROLE_DATE, ORDER_DATE },
		{ ROLE_CLOSED, ORDER_CLOSED },
		{ ROLE_AMOUNT, ORDER_AMOUNT },
		{ ROLE_MILEAGE, ORDER_CAR_MILEAGE },
	};
	static const struct {
		enum role role;
		int text, thing;
	} either[] = {
		{ ROLE_STATE, ORDER_STATE, ORDER_STATE },
		{ ROLE_ORGANIZATION, ORDER_ORGANIZATION, ORDER_ORGANIZATION },
		{ ROLE_CURRENCY, ITEM_CURRENCY, ITEM_CURRENCY },
		{ ROLE_CLIENT, ITEM_CLIENT_NAME, ITEM_CLIENT },
		{ ROLE_CAR, ORDER_CAR_NAME, ITEM_CAR },
		{ ROLE_REASON, ORDER_REASON, ORDER_REASON },
		{ ROLE_DISPATCHER, ORDER_DISPATCHER, ORDER_DISPATCHER },
		{ ROLE_MASTER, ORDER_MASTER, ORDER_MASTER },
	};
	struct order_book *book = onec->intake->book;

	order_book_begin(book, object->line);
	order_book_text(book, ITEM_REF, object->guid->str);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		put_text(onec, object, texts[i].role, texts[i].item);
	if (object->has_amount && !onec_pick(onec, object, ROLE_AMOUNT).text)
		order_book_text(book, (enum order_item)ORDER_AMOUNT, "0");
	for (gsize i = 0; i < G_N_ELEMENTS(either); i++)
		put(onec, object, either[i].role, either[i].text,
		    either[i].thing);
	put_phones(onec, object);
	if (value_true(onec_pick(onec, object, ROLE_DELETED).text))
		order_book_number(book, ITEM_DELETED, 1);
	order_book_append(book, object->rows);
	order_book_end(book);
}

void onec_put_row(struct onec *onec, const struct onec_object *row,
                  struct onec_object *object)
{
	static const struct {
		enum role role;
		guint8 item;
	} texts[] = {
		{ ROLE_ROW_QUANTITY, ITEM_ROW_QUANTITY },
		{ ROLE_ROW_SUM, ITEM_ROW_SUM },
	};
	struct part name = onec_pick_thing(onec, row, ROLE_ROW_NAME);

	record_number(object->rows,
	              object->section == SECTION_WORKS ? ITEM_WORK : ITEM_GOOD,
	              0);
	if (name.text)
		record_text(object->rows, ITEM_ROW_NAME, name.text);
	else if (name.thing != THING_NONE)
		record_number(object->rows, ITEM_ROW_NAME, name.thing);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct part part = onec_pick(onec, row, texts[i].role);

		if (part.text)
			record_text(object->rows, texts[i].item, part.text);
	}
}
