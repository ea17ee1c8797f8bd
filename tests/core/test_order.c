/* The record of an order, and its paths. */
#include "core/order.h"

#include "core/when.h"

#include <string.h>

/* The contract, "Input": paths for [fields] and `title`. */
static const char contract_paths[] =
	"number date closed state organization amount client.name client.phone "
	"car.name car.vin car.plate car.mileage reason dispatcher master works "
	"goods";

static void test_paths(void)
{
	g_auto(GStrv) names = g_strsplit(contract_paths, " ", -1);

	g_assert_cmpuint(g_strv_length(names), ==, ORDER_PATHS);
	for (int i = 0; i < ORDER_PATHS; i++) {
		g_assert_cmpstr(order_path_name((enum order_path)i), ==,
		                names[i]);
		g_assert_cmpint(order_path_find(names[i]), ==, i);
	}
}

struct row {
	const char *name;
	int path;
};

static const struct row rows[] = {
	{ "Car.VIN", ORDER_CAR_VIN },
	{ " number ", ORDER_NUMBER },
	{ "car", -1 },
	{ "car.vi", -1 },
	{ "car.vinn", -1 },
	{ "", -1 },
	{ "client", -1 },
	{ "\xff", -1 },
};

static void test_find(gconstpointer data)
{
	const struct row *row = data;

	g_assert_cmpint(order_path_find(row->name), ==, row->path);
}

static void test_new(void)
{
	struct order *order = order_new();

	g_assert_cmpint(order->exported, ==, WHEN_NONE);
	g_assert_cmpuint(order->phones->len, ==, 0);
	g_assert_cmpuint(order->client.phones->len, ==, 0);
	g_assert_cmpuint(order->client.mails->len, ==, 0);
	g_assert_false(order->has_client);
	g_assert_false(order->deleted);
	for (int i = 0; i < ORDER_PATHS; i++)
		g_assert_null(order->text[i]);
	order_free(order);
}

/* Every owned member, for the leak checker. */
static void test_free(void)
{
	struct order *order = order_new();
	char **const owned[] = {
		&order->ref,           &order->state_predefined,
		&order->state_ref,     &order->organization_ref,
		&order->currency,      &order->unknown_reference,
		&order->client.ref,    &order->client.name,
		&order->client.last,   &order->client.first,
		&order->client.middle, &order->client.kind,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
		*owned[i] = g_strdup("x");
	for (int i = 0; i < ORDER_PATHS; i++)
		order->text[i] = g_strdup("x");
	g_ptr_array_add(order->phones, g_strdup("x"));
	g_ptr_array_add(order->client.phones, g_strdup("x"));
	g_ptr_array_add(order->client.mails, g_strdup("x"));
	order_free(order);
	order_free(NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/order/paths", test_paths);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = g_strescape(rows[i].name, NULL);
		g_autofree char *path =
			g_strdup_printf("/order/find/%zu: %s", i + 1, name);
		g_test_add_data_func(path, &rows[i], test_find);
	}
	g_test_add_func("/order/new", test_new);
	g_test_add_func("/order/free", test_free);
	return g_test_run();
}
