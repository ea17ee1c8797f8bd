/*
 * What a document says, put aside until it ends: of each thing the best
 * source, of parties the client and the seller.
 */
#include "xml/commerceml_order_p.h"

#include "xml/value.h"

#include <string.h>

struct cml_order *cml_order_new(struct intake *intake)
{
	struct cml_order *order = g_new0(struct cml_order, 1);

	order->intake = intake;
	order->names = cml_names_new(&intake->settings->names);
	for (gsize i = 0; i < CML_SLOTS; i++)
		order->said[i].text = g_string_new(NULL);
	for (gsize i = CML_SLOTS; i < LEAF_PARTY; i++)
		order->texts[i] = g_string_new(NULL);
	order->phones = g_byte_array_new();
	order->rows = g_byte_array_new();
	order->party = party_new(order->names);
	order->client = party_new(order->names);
	order->seller = party_new(order->names);
	return order;
}

void cml_order_free(struct cml_order *order)
{
	if (!order)
		return;
	cml_names_free(order->names);
	for (gsize i = 0; i < CML_SLOTS; i++)
		g_string_free(order->said[i].text, TRUE);
	for (gsize i = CML_SLOTS; i < LEAF_PARTY; i++)
		g_string_free(order->texts[i], TRUE);
	g_byte_array_unref(order->phones);
	g_byte_array_unref(order->rows);
	party_free(order->party);
	party_free(order->client);
	party_free(order->seller);
	g_free(order);
}

void cml_order_begin(struct cml_order *order, guint line)
{
	faults_order_begin(order->intake->faults);
	order->line = line;
	for (gsize i = 0; i < CML_SLOTS; i++) {
		g_string_truncate(order->said[i].text, 0);
		order->said[i].rank = G_MAXUINT;
	}
	g_string_truncate(order->texts[LEAF_OPERATION], 0);
	g_string_truncate(order->texts[LEAF_TIME], 0);
	g_string_truncate(order->texts[LEAF_ROLE], 0);
	g_byte_array_set_size(order->phones, 0);
	g_byte_array_set_size(order->rows, 0);
	order->has_client = order->has_seller = false;
}

static void say(struct cml_order *order, enum cml_slot slot, guint rank,
                const char *text)
{
	struct said *said = &order->said[slot];
	g_autofree char *hold = NULL;
	const char *value = value_read(text, &hold);

	if (!value || rank >= said->rank)
		return;
	said->rank = rank;
	g_string_assign(said->text, value);
	if (slot == CML_NUMBER || slot == CML_NUMBER_1C)
		faults_order_number(order->intake->faults, value);
}

void cml_order_end(struct cml_order *order)
{
	if (cml_is_order(order))
		cml_put_order(order);
	else
		cml_put_other(order);
	faults_order_end(order->intake->faults);
}

/* ---- parties ---- */

static void swap(struct party **a, struct party **b)
{
	struct party *kept = *a;

	*a = *b;
	*b = kept;
}

void cml_order_begin_party(struct cml_order *order)
{
	party_begin(order->party);
}

void cml_order_end_party(struct cml_order *order)
{
	enum cml_role role;

	party_end(order->party);
	role = party_role(order->party);
	if (role == CML_SELLER) {
		order->has_seller = true;
		swap(&order->party, &order->seller);
	} else if (!order->has_client || role < party_role(order->client)) {
		order->has_client = true;
		swap(&order->party, &order->client);
	}
}

void cml_order_begin_contact(struct cml_order *order)
{
	party_begin_contact(order->party);
}

void cml_order_end_contact(struct cml_order *order)
{
	party_end_contact(order->party);
	order_book_measure(order->intake->book, party_length(order->party));
}

/* ---- rows ---- */

void cml_order_begin_row(struct cml_order *order)
{
	g_string_truncate(order->texts[LEAF_ROW_NAME], 0);
	g_string_truncate(order->texts[LEAF_ROW_QUANTITY], 0);
	g_string_truncate(order->texts[LEAF_ROW_SUM], 0);
	order->row_kind = CML_ROW_UNSAID;
}

void cml_order_end_row(struct cml_order *order)
{
	static const struct {
		enum cml_leaf leaf;
		guint8 item;
	} texts[] = {
		{ LEAF_ROW_NAME, ITEM_ROW_NAME },
		{ LEAF_ROW_QUANTITY, ITEM_ROW_QUANTITY },
		{ LEAF_ROW_SUM, ITEM_ROW_SUM },
	};

	record_number(order->rows,
	              order->row_kind == CML_ROW_WORK ? ITEM_WORK : ITEM_GOOD,
	              0);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *text = order->texts[texts[i].leaf]->str;
		g_autofree char *hold = NULL;
		const char *value = value_read(text, &hold);

		if (value)
			record_text(order->rows, texts[i].item, value);
	}
	order_book_measure(order->intake->book, order->rows->len);
}

/* ---- requisites ---- */

void cml_order_begin_requisite(struct cml_order *order)
{
	g_string_truncate(order->texts[LEAF_KEY], 0);
	g_string_truncate(order->texts[LEAF_VALUE], 0);
}

static void say_phone(struct cml_order *order, const char *text)
{
	g_autofree char *hold = NULL;
	const char *value = value_read(text, &hold);

	if (value)
		record_text(order->phones, ITEM_PHONE, value);
	order_book_measure(order->intake->book, order->phones->len);
}

/* An empty date and an empty time, joined by 1C's own modules. */
static bool is_empty_date(const char *value)
{
	return strcmp(value, "T") == 0;
}

void cml_order_end_requisite(struct cml_order *order)
{
	const char *value = order->texts[LEAF_VALUE]->str;
	const struct cml_use *uses;
	guint count;

	if (is_empty_date(value))
		return;
	uses = cml_names_find(order->names, order->texts[LEAF_KEY]->str,
	                      &count);
	for (guint i = 0; i < count; i++)
		if (uses[i].slot == CML_PHONE)
			say_phone(order, value);
		else
			say(order, uses[i].slot, uses[i].rank, value);
}

void cml_order_end_row_requisite(struct cml_order *order)
{
	order->row_kind = cml_names_row(order->names, order->row_kind,
	                                order->texts[LEAF_KEY]->str,
	                                order->texts[LEAF_VALUE]->str);
}

/* ---- elements ---- */

void cml_order_leaf(struct cml_order *order, int leaf, const char *text)
{
	if (leaf < CML_SLOTS)
		say(order, (enum cml_slot)leaf, CML_RANK_ELEMENT, text);
	else if (leaf >= LEAF_PARTY)
		party_say(order->party, (enum party_leaf)(leaf - LEAF_PARTY),
		          text);
	else
		g_string_assign(order->texts[leaf], text);
}
