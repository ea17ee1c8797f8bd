/*
 * An order's record becomes a struct order. Formats that say everything in the
 * order itself are read here; what 1C's objects mean is onec_take.c's.
 */
#include "xml/order_take_p.h"

#include "core/text.h"
#include "xml/order_book.h"

enum {
	ROWS_MOST = 200,  /* lines of works or goods */
	LINE_MOST = 1000, /* bytes */
};

struct order_taker *order_taker_new(struct thing_view *things,
                                    const struct onec_paths *paths)
{
	struct order_taker *taker = g_new0(struct order_taker, 1);

	taker->follow = (struct onec_follow){ .view = things,
		                              .paths = paths,
		                              .trail = g_string_new(NULL) };
	taker->object = onec_node_new();
	taker->row = onec_node_new();
	taker->line = g_string_new(NULL);
	return taker;
}

void order_taker_free(struct order_taker *taker)
{
	if (!taker)
		return;
	g_string_free(taker->follow.trail, TRUE);
	onec_node_free(taker->object);
	onec_node_free(taker->row);
	g_string_free(taker->line, TRUE);
	g_free(taker);
}

void order_taker_explain(struct order_taker *taker)
{
	taker->explain = true;
}

/* ---- works and goods ---- */

/* `Замена масла × 1 = 1200` */
static char *line_of(struct order_taker *taker)
{
	GString *line = taker->line;

	g_string_assign(line,
	                taker->row_name ? taker->row_name : "(без имени)");
	if (taker->row_quantity)
		g_string_append_printf(line, " × %s", taker->row_quantity);
	if (taker->row_sum)
		g_string_append_printf(line, " = %s", taker->row_sum);
	return text_plain(line->str, LINE_MOST);
}

static void add_line(struct order_taker *taker)
{
	guint *count = &taker->count[taker->rows == ORDER_GOODS];
	char **text = &taker->order->text[taker->rows];
	g_autofree char *line = NULL;

	(*count)++;
	if (*count > ROWS_MOST + 1)
		return;
	line = *count > ROWS_MOST ? g_strdup("…") : line_of(taker);
	take_set(text,
	         *text ? g_strconcat(*text, "\n", line, NULL) : g_strdup(line));
}

static void end_row(struct order_taker *taker)
{
	if (taker->rows < 0)
		return;
	if (taker->follow.paths)
		onec_take_row(taker);
	if (taker->row_name || taker->row_quantity || taker->row_sum)
		add_line(taker);
	g_clear_pointer(&taker->row_name, g_free);
	g_clear_pointer(&taker->row_quantity, g_free);
	g_clear_pointer(&taker->row_sum, g_free);
	onec_node_clear(taker->row);
	taker->rows = -1;
}

/* ---- what is a text ---- */

static char **place_for(struct order_taker *taker, guint8 field)
{
	struct order *order = taker->order;

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
		return &taker->row_name;
	case ITEM_ROW_QUANTITY:
		return &taker->row_quantity;
	case ITEM_ROW_SUM:
		return &taker->row_sum;
	default:
		return NULL;
	}
}

static void take_text(struct order_taker *taker, const struct record_item *item)
{
	char *text = g_strndup(item->text, item->length);
	struct order *order = taker->order;
	char **place = place_for(taker, item->field);

	if (place)
		take_set(place, text);
	else if (item->field == ITEM_PHONE)
		g_ptr_array_add(order->phones, text);
	else if (item->field == ITEM_CLIENT_PHONE)
		g_ptr_array_add(order->client.phones, text);
	else if (item->field == ITEM_CLIENT_MAIL)
		g_ptr_array_add(order->client.mails, text);
	else
		g_free(text);
}

static void take_number(struct order_taker *taker,
                        const struct record_item *item)
{
	switch (item->field) {
	case ITEM_LINE:
		taker->order->line = item->number;
		break;
	case ITEM_DELETED:
		taker->order->deleted = true;
		break;
	case ITEM_REMOVED:
		taker->order->deleted = true;
		taker->order->removed = true;
		break;
	case ITEM_WORK:
	case ITEM_GOOD:
		end_row(taker);
		taker->section = item->number;
		taker->rows =
			item->field == ITEM_WORK ? ORDER_WORKS : ORDER_GOODS;
		break;
	default:
		break;
	}
}

/* ---- what nobody knows a use for ---- */

static void take_left(struct order_taker *taker, const struct record_item *item)
{
	g_autofree char *text =
		item->is_text ? g_strndup(item->text, item->length) : NULL;
	const char *value = text;

	if (!taker->explain)
		return;
	if (item->field == ONEC_ITEM_LEFT) {
		take_set(&taker->left, g_steal_pointer(&text));
		return;
	}
	if (!value)
		value = thing_view_called(taker->follow.view, item->number,
		                          &taker->follow.error);
	if (value && taker->left)
		take_told(taker, ROLES, taker->left, value);
}

/* ---- what an order refers to ---- */

bool order_take_wants(const struct record_head *head, struct thing_view *things,
                      struct thing_wants *wants, GError **error)
{
	const guint8 *record = (const guint8 *)(head + 1);
	struct record_item item;
	gsize at = 0;
	guint rows = 0;

	while (record_next(record, head->length, &at, &item)) {
		rows += item.field == ITEM_WORK || item.field == ITEM_GOOD;
		/* More of them are not shown. */
		if (rows > 2 * ROWS_MOST)
			return true;
		if (!item.is_text &&
		    (item.field >= ONEC_ITEM || item.field == ONEC_ITEM_KEY) &&
		    !thing_view_wants(things, item.number, wants, error))
			return false;
	}
	return true;
}

/* ---- an order ---- */

static void take_item(struct order_taker *taker, const struct record_item *item)
{
	struct onec_node *node = taker->rows < 0 ? taker->object : taker->row;

	if (item->field == ONEC_ITEM_LEFT || item->field == ONEC_ITEM_EXAMPLE)
		take_left(taker, item);
	else if (onec_node_take(node, item))
		return;
	else if (item->is_text)
		take_text(taker, item);
	else
		take_number(taker, item);
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

static void begin(struct order_taker *taker, struct order *order)
{
	taker->order = order;
	taker->rows = -1;
	taker->count[0] = taker->count[1] = 0;
	onec_node_clear(taker->object);
	onec_node_clear(taker->row);
	if (taker->explain)
		order->origins =
			g_ptr_array_new_with_free_func(order_origin_free);
}

bool order_take(struct order_taker *taker, struct order *order,
                const struct record_head *head, GError **error)
{
	const guint8 *record = (const guint8 *)(head + 1);
	struct record_item item;
	gsize at = 0;

	begin(taker, order);
	while (record_next(record, head->length, &at, &item))
		take_item(taker, &item);
	end_row(taker);
	if (taker->follow.paths && !order->removed)
		onec_take(taker);
	complete(order);
	g_clear_pointer(&taker->left, g_free);
	if (taker->follow.error) {
		g_propagate_error(error, g_steal_pointer(&taker->follow.error));
		return false;
	}
	return true;
}
