/*
 * The record of an order, of what a document of CommerceML says of itself.
 * Skipped: other operations, and orders that we place ourselves.
 */
#include "xml/commerceml_order_p.h"

#include "xml/value.h"

#include <string.h>

static const char *said(const struct cml_order *order, enum cml_slot slot)
{
	return order->said[slot].text->str;
}

/* Without an operation it is one: then nobody had two kinds to tell apart. */
bool cml_is_order(const struct cml_order *order)
{
	const char *role = order->texts[LEAF_ROLE]->str;
	const char *operation = order->texts[LEAF_OPERATION]->str;

	/* What we are to it. */
	if (cml_names_role(order->names, role) == CML_BUYER)
		return false;
	return !*operation || cml_names_order(order->names, operation);
}

/* `2020-12-24` and `9:15:30`, also in one text with a blank between; what has
 * no form of its own comes back as it is. Owned. */
static char *join(const char *date, const char *time)
{
	enum { DAY = 10 };
	size_t length = strlen(date);

	if (length > DAY && date[DAY] == ' ')
		return g_strdup_printf("%.*sT%s", DAY, date, date + DAY + 1);
	if (length != DAY || !*time)
		return g_strdup(date);
	return g_strdup_printf("%sT%s%s", date,
	                       strchr(time, ':') == time + 1 ? "0" : "", time);
}

/* The date as 1C has it; where that is but a day, the time of the element that
 * names the same one. */
static char *date_of(const struct cml_order *order)
{
	g_autofree char *hold = NULL;
	const char *time = value_read(order->texts[LEAF_TIME]->str, &hold);
	const char *date = said(order, CML_DATE_1C);
	const char *other = said(order, CML_DATE);

	if (!*date)
		date = other;
	return join(date, time && g_str_has_prefix(other, date) ? time : "");
}

/* Shops write `[N] Принят`: a code and a name. */
static void put_state(struct order_book *book, const char *state,
                      const char *id)
{
	const char *close = *state == '[' ? strchr(state, ']') : NULL;
	g_autofree char *code = NULL;
	g_autofree char *hold = NULL;

	if (close && close[1]) {
		code = g_strndup(state + 1, (gsize)(close - state - 1));
		state = close + 1;
	}
	order_book_text(book, (enum order_item)ORDER_STATE, state);
	if (!*id && code)
		id = code;
	if (value_guid(id, &hold))
		order_book_text(book, ITEM_STATE_REF, id);
	else
		order_book_text(book, ITEM_STATE_PREDEFINED, id);
}

static void put_organization(struct cml_order *order)
{
	struct order_book *book = order->intake->book;
	const char *name = said(order, CML_ORGANIZATION);

	if (*name) {
		order_book_text(book, (enum order_item)ORDER_ORGANIZATION,
		                name);
	} else if (order->has_seller) {
		order_book_text(book, (enum order_item)ORDER_ORGANIZATION,
		                party_text(order->seller, PARTY_NAME));
		order_book_text(book, ITEM_ORGANIZATION_REF,
		                party_text(order->seller, PARTY_REF));
	}
}

void cml_put_order(struct cml_order *order)
{
	static const struct {
		enum cml_slot slot;
		int item;
	} plain[] = {
		{ CML_REF, ITEM_REF },
		{ CML_AMOUNT, ORDER_AMOUNT },
		{ CML_CURRENCY, ITEM_CURRENCY },
		{ CML_CAR_NAME, ORDER_CAR_NAME },
		{ CML_CAR_VIN, ORDER_CAR_VIN },
		{ CML_CAR_PLATE, ORDER_CAR_PLATE },
		{ CML_MILEAGE, ORDER_CAR_MILEAGE },
		{ CML_REASON, ORDER_REASON },
		{ CML_DISPATCHER, ORDER_DISPATCHER },
		{ CML_MASTER, ORDER_MASTER },
	};
	struct order_book *book = order->intake->book;
	const char *number = said(order, CML_NUMBER_1C);
	g_autofree char *date = date_of(order);
	g_autofree char *closed = join(said(order, CML_CLOSED), "");

	order_book_begin(book, order->line);
	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
		order_book_text(book, (enum order_item)plain[i].item,
		                said(order, plain[i].slot));
	if (!*number)
		number = said(order, CML_NUMBER);
	order_book_text(book, (enum order_item)ORDER_NUMBER, number);
	order_book_text(book, (enum order_item)ORDER_DATE, date);
	order_book_text(book, (enum order_item)ORDER_CLOSED, closed);
	put_state(book, said(order, CML_STATE), said(order, CML_STATE_ID));
	put_organization(order);
	if (value_true(said(order, CML_DELETED)))
		order_book_number(book, ITEM_DELETED, 1);
	order_book_append(book, order->phones);
	if (order->has_client)
		party_put(order->client, book);
	order_book_append(book, order->rows);
	order_book_end(book);
}

void cml_put_other(struct cml_order *order)
{
	const char *operation = order->texts[LEAF_OPERATION]->str;
	g_autofree char *type = g_strconcat("Документ.", operation, NULL);

	if (*operation && !cml_names_order(order->names, operation))
		order_book_other(order->intake->book, type);
}
