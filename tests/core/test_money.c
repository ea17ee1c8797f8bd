/* Sums and currencies. */
#include "core/money.h"

#include <math.h>

struct reading {
	const char *text;
	gint64 money;
};

static const struct reading good[] = {
	{ "30110.00", 3011000 },
	{ "18500.5", 1850050 },
	{ "0", 0 },
	{ "-0", 0 },
	{ "0.01", 1 },
	{ "-0.01", -1 },
	{ "-5", -500 },
	{ "12500", 1250000 },
	{ "999.9", 99990 },
	{ "0.10", 10 },
	{ "007", 700 },
	{ "1.5000", 150 },
	{ " 30110.00\n", 3011000 },
	{ "\u00a0"
	  "1\u00a0",
	  100 },
	{ "92233720368547758.07", G_MAXINT64 },
	{ "-92233720368547758.07", -G_MAXINT64 },
};

static void test_good(gconstpointer data)
{
	const struct reading *row = data;
	gint64 money = 42;

	g_assert_true(money_read(row->text, &money));
	g_assert_cmpint(money, ==, row->money);
}

static const char *const bad[] = {
	"",
	" ",
	"30 110,00",
	"30110,00",
	"30\u00a0110.00",
	"1,500",
	"1.005",
	"1e3",
	"0x10",
	"+5",
	"--5",
	"-",
	".5",
	"5.",
	"1.2.3",
	"1 руб.",
	"nan",
	"inf",
	"тысяча",
	"92233720368547758.08",
	"922337203685477580700",
	"99999999999999999999999999999999",
	"\xff",
};

static void test_bad(gconstpointer data)
{
	gint64 money = 42;

	g_assert_false(money_read(data, &money));
	g_assert_cmpint(money, ==, 42);
}

static void test_nothing(void)
{
	gint64 money = 42;

	g_assert_false(money_read(NULL, &money));
	g_assert_cmpint(money, ==, 42);
}

struct rounding {
	const char *name;
	double value;
	gint64 money;
};

static const struct rounding roundings[] = {
	{ "whole", 12500, 1250000 },
	{ "one place", 999.9, 99990 },
	{ "what binary cannot hold", 0.29, 29 },
	{ "another", 1.15, 115 },
	{ "half up", 0.005, 1 },
	{ "below zero", -999.9, -99990 },
	{ "less than half", 0.0049, 0 },
	{ "too much", 1e300, G_MAXINT64 },
	{ "too little", -1e300, -G_MAXINT64 },
	{ "endless", INFINITY, G_MAXINT64 },
	{ "no number", NAN, 0 },
};

static void test_round(gconstpointer data)
{
	const struct rounding *row = data;

	g_assert_cmpint(money_round(row->value), ==, row->money);
}

struct writing {
	gint64 money;
	const char *text;
};

static const struct writing writings[] = {
	{ 3011000, "30110.00" },
	{ 0, "0.00" },
	{ 5, "0.05" },
	{ -5, "-0.05" },
	{ 100, "1.00" },
	{ -12345, "-123.45" },
	{ G_MAXINT64, "92233720368547758.07" },
	{ G_MININT64, "-92233720368547758.08" },
};

static void test_write(gconstpointer data)
{
	const struct writing *row = data;
	g_autofree char *text = money_write(row->money);
	gint64 again;

	g_assert_cmpstr(text, ==, row->text);
	if (row->money == G_MININT64)
		return;
	g_assert_true(money_read(text, &again));
	g_assert_cmpint(again, ==, row->money);
}

struct currency {
	const char *said, *code;
};

static const struct currency currencies[] = {
	{ "", "RUB" },
	{ " ", "RUB" },
	{ "руб", "RUB" },
	{ "руб.", "RUB" },
	{ "РУБ", "RUB" },
	{ "Рубль", "RUB" },
	{ "₽", "RUB" },
	{ "643", "RUB" },
	{ "810", "RUB" },
	{ "RUR", "RUB" },
	{ "RUB", "RUB" },
	{ "rub", "RUB" },
	{ " RUB ", "RUB" },
	{ "USD", "USD" },
	{ "eur", "EUR" },
	{ "840", "USD" },
	{ "398", "KZT" },
	{ "RU", NULL },
	{ "RUBL", NULL },
	{ "РУБЛ", NULL },
	{ "руп", NULL },
	{ "12", NULL },
	{ "999", NULL },
	{ "R1B", NULL },
	{ "\xff\xff\xff", NULL },
};

static void test_currency(gconstpointer data)
{
	const struct currency *row = data;

	g_assert_cmpstr(money_currency(row->said), ==, row->code);
}

static void test_no_currency(void)
{
	g_assert_cmpstr(money_currency(NULL), ==, "RUB");
}

#define ADD(folder, rows, label, test)                             \
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {          \
		g_autofree char *name = g_strescape(label, NULL);  \
		g_autofree char *path = g_strdup_printf(           \
			"/money/" folder "/%zu: %s", i + 1, name); \
		g_test_add_data_func(path, &rows[i], test);        \
	}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("read", good, good[i].text, test_good);
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *name = g_strescape(bad[i], NULL);
		g_autofree char *path =
			g_strdup_printf("/money/refuse/%zu: %s", i + 1, name);
		g_test_add_data_func(path, bad[i], test_bad);
	}
	g_test_add_func("/money/refuse/nothing", test_nothing);
	ADD("round", roundings, roundings[i].name, test_round);
	ADD("write", writings, writings[i].text, test_write);
	ADD("currency", currencies, currencies[i].said, test_currency);
	g_test_add_func("/money/currency/nothing", test_no_currency);
	return g_test_run();
}
