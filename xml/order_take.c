/*
 * An order's record becomes a struct order, and what it only refers to is
 * looked up. What a reference needs to mean and nothing in the file explains
 * is said in the order, never guessed.
 */
#include "xml/order_take.h"

#include "core/text.h"
#include "xml/order_book.h"

enum {
	ROWS_MOST = 200,  /* lines of works or goods */
	LINE_MOST = 1000, /* bytes */
};

/* What one order's record is read with. */
struct taking {
	struct thing_view *things;
	struct order *order;
	char *attribute; /* what the next reference is called in 1C */
	int rows;        /* ORDER_WORKS, ORDER_GOODS, or -1: no row is open */
	char *row_name, *row_quantity, *row_sum;
	GString *lines;
	guint count[2];
};

static void set(char **text, char *value)
{
	g_free(*text);
	*text = value;
}

static void unknown(struct taking *taking, const struct thing_facts *facts)
{
	const char *type = facts->single[FACT_TYPE];
	const char *guid = facts->single[FACT_GUID];
	const char *number = facts->single[FACT_NUMBER];
	g_autoptr(GString) text = g_string_new(taking->attribute);

	if (taking->order->unknown_reference)
		return;
	if (type)
		g_string_append_printf(text, " (%s)", type);
	if (guid)
		g_string_append_printf(text, " %s", guid);
	else if (number)
		g_string_append_printf(text, " Нпп %s", number);
	taking->order->unknown_reference = g_strdup(text->str);
}

/* ---- works and goods ---- */

static void end_row(struct taking *taking)
{
	const char *name = taking->row_name;
	GString *lines = taking->lines;
	guint *count;

	if (taking->rows < 0)
		return;
	count = &taking->count[taking->rows == ORDER_GOODS];
	if (name || taking->row_quantity || taking->row_sum) {
		(*count)++;
		if (*count <= ROWS_MOST) {
			g_autofree char *plain = NULL;

			g_string_assign(lines, name ? name : "(без имени)");
			if (taking->row_quantity)
				g_string_append_printf(lines, " × %s",
				                       taking->row_quantity);
			if (taking->row_sum)
				g_string_append_printf(lines, " = %s",
				                       taking->row_sum);
			plain = text_plain(lines->str, LINE_MOST);
			g_string_assign(lines, plain);
		} else {
			g_string_assign(lines, "…");
		}
		if (*count <= ROWS_MOST + 1) {
			char **text = &taking->order->text[taking->rows];

			set(text,
			    *text ? g_strconcat(*text, "\n", lines->str, NULL)
			          : g_strdup(lines->str));
		}
	}
	g_clear_pointer(&taking->row_name, g_free);
	g_clear_pointer(&taking->row_quantity, g_free);
	g_clear_pointer(&taking->row_sum, g_free);
	taking->rows = -1;
}

/* ---- what is a thing ---- */

static void take_state(struct taking *taking, const struct thing_facts *facts)
{
	struct order *order = taking->order;
	const char *name = facts->single[FACT_NAME];

	if (!name)
		name = facts->single[FACT_FULL_NAME];
	set(&order->text[ORDER_STATE], g_strdup(name));
	set(&order->state_predefined, g_strdup(facts->single[FACT_PREDEFINED]));
	set(&order->state_ref, g_strdup(facts->single[FACT_GUID]));
	if (!name && order->state_predefined)
		order->text[ORDER_STATE] = g_strdup(order->state_predefined);
	if (!name && !order->state_predefined && !order->state_ref)
		unknown(taking, facts);
}

static void take_organization(struct taking *taking,
                              const struct thing_facts *facts)
{
	struct order *order = taking->order;

	set(&order->text[ORDER_ORGANIZATION], g_strdup(thing_name(facts)));
	set(&order->organization_ref, g_strdup(facts->single[FACT_GUID]));
	if (!order->text[ORDER_ORGANIZATION] && !order->organization_ref)
		unknown(taking, facts);
}

static void copy_texts(GPtrArray *to, const GPtrArray *from)
{
	for (guint i = 0; i < from->len; i++)
		g_ptr_array_add(to, g_strdup(g_ptr_array_index(from, i)));
}

static void take_client(struct taking *taking, const struct thing_facts *facts)
{
	struct client *client = &taking->order->client;
	const char *name = facts->single[FACT_NAME];
	const char *kind = facts->single[FACT_KIND];

	if (!name)
		name = facts->single[FACT_FULL_NAME];
	for (int i = FACT_KIND_2; !kind && i <= FACT_KIND_3; i++)
		kind = facts->single[i];
	set(&client->ref, g_strdup(facts->single[FACT_GUID]));
	set(&client->name, g_strdup(name));
	set(&client->last, g_strdup(facts->single[FACT_LAST]));
	set(&client->first, g_strdup(facts->single[FACT_FIRST]));
	set(&client->middle, g_strdup(facts->single[FACT_MIDDLE]));
	set(&client->kind, g_strdup(kind));
	copy_texts(client->phones, facts->phones);
	copy_texts(client->mails, facts->mails);
	if (!name && !client->last && !client->first && !client->middle &&
	    !facts->phones->len)
		unknown(taking, facts);
}

static void take_car(struct taking *taking, const struct thing_facts *facts)
{
	struct order *order = taking->order;
	const char *name = facts->single[FACT_NAME];

	if (!name)
		name = facts->single[FACT_FULL_NAME];
	if (!name)
		name = facts->single[FACT_MODEL];
	set(&order->text[ORDER_CAR_NAME], g_strdup(name));
	set(&order->text[ORDER_CAR_VIN], g_strdup(facts->single[FACT_VIN]));
	set(&order->text[ORDER_CAR_PLATE], g_strdup(facts->single[FACT_PLATE]));
}

/* A sum in a currency that nobody knows must not pass as roubles. */
static void take_currency(struct taking *taking,
                          const struct thing_facts *facts)
{
	set(&taking->order->currency, g_strdup(thing_name(facts)));
	if (!taking->order->currency)
		unknown(taking, facts);
}

static bool take_thing(struct taking *taking, const struct record_item *item,
                       GError **error)
{
	const struct thing_facts *facts =
		thing_view_get(taking->things, item->number, error);

	if (!facts)
		return false;
	switch (item->field) {
	case ORDER_STATE:
		take_state(taking, facts);
		break;
	case ORDER_ORGANIZATION:
		take_organization(taking, facts);
		break;
	case ITEM_CLIENT:
		take_client(taking, facts);
		break;
	case ITEM_CAR:
		take_car(taking, facts);
		break;
	case ITEM_CURRENCY:
		take_currency(taking, facts);
		break;
	case ITEM_ROW_NAME:
		set(&taking->row_name, g_strdup(thing_name(facts)));
		break;
	default:
		if (item->field < ORDER_PATHS)
			set(&taking->order->text[item->field],
			    g_strdup(thing_name(facts)));
	}
	return true;
}

/* ---- what is a text ---- */

static char **place_for(struct taking *taking, guint8 field)
{
	struct order *order = taking->order;

	if (field < ORDER_PATHS)
		return &order->text[field];
	switch ((enum order_item)field) {
	case ITEM_REF:
		return &order->ref;
	case ITEM_STATE_REF:
		return &order->state_ref;
	case ITEM_STATE_PREDEFINED:
		return &order->state_predefined;
	case ITEM_ORGANIZATION_REF:
		return &order->organization_ref;
	case ITEM_CURRENCY:
		return &order->currency;
	case ITEM_CLIENT_REF:
		return &order->client.ref;
	case ITEM_CLIENT_NAME:
		return &order->client.name;
	case ITEM_CLIENT_LAST:
		return &order->client.last;
	case ITEM_CLIENT_FIRST:
		return &order->client.first;
	case ITEM_CLIENT_MIDDLE:
		return &order->client.middle;
	case ITEM_CLIENT_KIND:
		return &order->client.kind;
	case ITEM_ROW_NAME:
		return &taking->row_name;
	case ITEM_ROW_QUANTITY:
		return &taking->row_quantity;
	case ITEM_ROW_SUM:
		return &taking->row_sum;
	case ITEM_ATTRIBUTE:
		return &taking->attribute;
	default:
		return NULL;
	}
}

static void take_text(struct taking *taking, const struct record_item *item)
{
	char *text = g_strndup(item->text, item->length);
	struct order *order = taking->order;
	char **place = place_for(taking, item->field);

	if (place)
		set(place, text);
	else if (item->field == ITEM_PHONE)
		g_ptr_array_add(order->phones, text);
	else if (item->field == ITEM_CLIENT_PHONE)
		g_ptr_array_add(order->client.phones, text);
	else if (item->field == ITEM_CLIENT_MAIL)
		g_ptr_array_add(order->client.mails, text);
	else
		g_free(text);
}

/* ---- an order ---- */

static bool take_item(struct taking *taking, const struct record_item *item,
                      GError **error)
{
	if (item->is_text) {
		take_text(taking, item);
		return true;
	}
	switch (item->field) {
	case ITEM_LINE:
		taking->order->line = item->number;
		return true;
	case ITEM_DELETED:
		taking->order->deleted = true;
		return true;
	case ITEM_WORK:
	case ITEM_GOOD:
		end_row(taking);
		taking->rows =
			item->field == ITEM_WORK ? ORDER_WORKS : ORDER_GOODS;
		return true;
	default:
		return take_thing(taking, item, error);
	}
}

static char *whole_name(const struct client *client)
{
	const char *parts[] = { client->last, client->first, client->middle };
	g_autoptr(GString) name = g_string_new(NULL);

	if (client->name)
		return g_strdup(client->name);
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (parts[i])
			g_string_append_printf(name, "%s%s",
			                       name->len ? " " : "", parts[i]);
	return name->len ? g_strdup(name->str) : NULL;
}

/* What follows from the rest. */
static void complete(struct order *order)
{
	struct client *client = &order->client;

	order->text[ORDER_CLIENT_NAME] = whole_name(client);
	if (client->phones->len)
		order->text[ORDER_CLIENT_PHONE] =
			g_strdup(g_ptr_array_index(client->phones, 0));
	order->has_client = client->ref || order->text[ORDER_CLIENT_NAME] ||
	                    client->phones->len || client->mails->len;
	if (!order->organization_ref)
		order->organization_ref =
			text_guid(order->text[ORDER_ORGANIZATION]);
	if (!order->state_ref)
		order->state_ref = text_guid(order->text[ORDER_STATE]);
}

bool order_take(struct order *order, const struct record_head *head,
                struct thing_view *things, GError **error)
{
	struct taking taking = { .things = things,
		                 .order = order,
		                 .rows = -1,
		                 .lines = g_string_new(NULL) };
	const guint8 *record = (const guint8 *)(head + 1);
	struct record_item item;
	gsize at = 0;
	bool good = true;

	while (good && record_next(record, head->length, &at, &item))
		good = take_item(&taking, &item, error);
	end_row(&taking);
	complete(order);
	g_free(taking.attribute);
	g_string_free(taking.lines, TRUE);
	return good;
}
