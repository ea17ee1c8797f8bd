/*
 * The record of one work order, and the names of its paths. Refuses nothing:
 * an order is whatever a file says, judged elsewhere.
 */
#include "core/order.h"

#include "core/text.h"
#include "core/when.h"

static const char *const paths[ORDER_PATHS] = {
	[ORDER_NUMBER] = "number",
	[ORDER_DATE] = "date",
	[ORDER_CLOSED] = "closed",
	[ORDER_STATE] = "state",
	[ORDER_ORGANIZATION] = "organization",
	[ORDER_AMOUNT] = "amount",
	[ORDER_CLIENT_NAME] = "client.name",
	[ORDER_CLIENT_PHONE] = "client.phone",
	[ORDER_CAR_NAME] = "car.name",
	[ORDER_CAR_VIN] = "car.vin",
	[ORDER_CAR_PLATE] = "car.plate",
	[ORDER_CAR_MILEAGE] = "car.mileage",
	[ORDER_REASON] = "reason",
	[ORDER_DISPATCHER] = "dispatcher",
	[ORDER_MASTER] = "master",
	[ORDER_WORKS] = "works",
	[ORDER_GOODS] = "goods",
};

struct order *order_new(void)
{
	struct order *order = g_new0(struct order, 1);

	order->phones = g_ptr_array_new_with_free_func(g_free);
	order->client.phones = g_ptr_array_new_with_free_func(g_free);
	order->client.mails = g_ptr_array_new_with_free_func(g_free);
	order->exported = WHEN_NONE;
	return order;
}

static void client_clear(struct client *client)
{
	g_free(client->ref);
	g_free(client->name);
	g_free(client->last);
	g_free(client->first);
	g_free(client->middle);
	g_free(client->kind);
	g_ptr_array_unref(client->phones);
	g_ptr_array_unref(client->mails);
}

void order_free(struct order *order)
{
	if (!order)
		return;
	for (int i = 0; i < ORDER_PATHS; i++) {
		g_free(order->text[i]);
		g_free(order->unexplained[i]);
	}
	g_free(order->ref);
	g_free(order->state_predefined);
	g_free(order->state_ref);
	g_free(order->organization_ref);
	g_free(order->currency);
	g_free(order->unknown_reference);
	g_ptr_array_unref(order->phones);
	g_clear_pointer(&order->origins, g_ptr_array_unref);
	client_clear(&order->client);
	g_free(order);
}

void order_origin_free(gpointer data)
{
	struct order_origin *origin = data;

	g_free(origin->path);
	g_free(origin->value);
	g_free(origin);
}

const char *order_path_name(enum order_path path)
{
	return paths[path];
}

int order_path_find(const char *name)
{
	for (int i = 0; i < ORDER_PATHS; i++)
		if (text_same(paths[i], name, 0))
			return i;
	return -1;
}
