/*
 * The record of an order, from the attributes of a document.
 */
#include "xml/onec_p.h"

void onec_put_order(struct onec *onec, const struct onec_object *object)
{
	struct order_book *book = onec->intake->book;

	order_book_begin(book, object->line);
	order_book_text(book, ITEM_REF, object->guid->str);
	order_book_known(book, onec_pick(onec, object, ROLE_NUMBER).text,
	                 onec_pick(onec, object, ROLE_DATE).text);
	/* What is found on the paths counts more. */
	if (object->has_amount && !onec_pick(onec, object, ROLE_AMOUNT).text)
		order_book_text(book, (enum order_item)ORDER_AMOUNT, "0");
	g_byte_array_set_size(onec->facts, 0);
	onec_put_values(onec, object, USE_ORDER, onec->facts);
	order_book_append(book, onec->facts);
	order_book_append(book, object->properties);
	order_book_append(book, object->left);
	order_book_append(book, object->rows);
	order_book_end(book);
}

void onec_put_removed(struct onec *onec, const struct onec_object *object)
{
	struct order_book *book = onec->intake->book;

	if (!object->guid->len)
		return;
	order_book_begin(book, object->line);
	order_book_text(book, ITEM_REF, object->guid->str);
	order_book_number(book, ITEM_REMOVED, 1);
	order_book_end(book);
}

void onec_put_row(struct onec *onec, const struct onec_object *row,
                  struct onec_object *object)
{
	guint32 section = (guint32)(object->section_id + 1);

	if (object->section == SECTION_WORKS)
		record_number(object->rows, ITEM_WORK, section);
	else if (object->section == SECTION_GOODS)
		record_number(object->rows, ITEM_GOOD, section);
	else
		return;
	onec_put_values(onec, row, USE_ROW, object->rows);
}
