/* What says something, and what is one of 1C's ways to say nothing. */
#include "xml/value.h"

#include <glib.h>
#include <stdbool.h>

static const struct row {
	const char *name, *text, *value, *guid;
} rows[] = {
	{ "nothing", NULL, NULL, NULL },
	{ "empty", "", NULL, NULL },
	{ "blanks", " \t\r\n", NULL, NULL },
	{ "no-break blank", "\u00a0", NULL, NULL },
	{ "Latin", "RUB", "RUB", NULL },
	{ "one letter", "Я", "Я", NULL },
	{ "one Latin letter", "a", "a", NULL },
	{ "blank before", " Закрыт", "Закрыт", NULL },
	{ "blank behind", "Закрыт ", "Закрыт", NULL },
	{ "line end behind", "Закрыт\r\n", "Закрыт", NULL },
	{ "no-break blank behind", "Закрыт\u00a0", "Закрыт", NULL },
	{ "inner blanks stay", "В  работе", "В  работе", NULL },
	{ "quotes at the ends", "«Маяк»", "«Маяк»", NULL },
	{ "euro", "€", "€", NULL },
	{ "zero GUID", "00000000-0000-0000-0000-000000000000", NULL, NULL },
	{ "zero GUID with blanks", " 00000000-0000-0000-0000-000000000000 ",
	  NULL, NULL },
	{ "empty date", "0001-01-01T00:00:00", NULL, NULL },
	{ "empty day", "0001-01-01", NULL, NULL },
	{ "other date", "0001-01-02T00:00:00", "0001-01-02T00:00:00", NULL },
	{ "GUID", "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c",
	  "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c",
	  "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c" },
	{ "GUID in capitals", "8D1C7F0E-45F0-11EB-9C2A-00155D0A1B2C",
	  "8D1C7F0E-45F0-11EB-9C2A-00155D0A1B2C",
	  "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c" },
	{ "GUID with blanks", " 8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c\n",
	  "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c",
	  "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c" },
	{ "GUID of another form", "8d1c7f0e-45f0-11eb-9c2a00155d0a1b2c-",
	  "8d1c7f0e-45f0-11eb-9c2a00155d0a1b2c-", NULL },
	{ "GUID too long", "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c0",
	  "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c0", NULL },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *hold = NULL, *guid_hold = NULL;

	g_assert_cmpstr(value_read(row->text, &hold), ==, row->value);
	g_assert_cmpstr(value_guid(row->text, &guid_hold), ==, row->guid);
}

static void test_true(void)
{
	static const struct {
		const char *text;
		bool is;
	} flags[] = {
		{ "true", true }, { "1", true },      { "TRUE", true },
		{ "Да", true },   { "Истина", true }, { "false", false },
		{ "0", false },   { "", false },      { NULL, false },
		{ "Нет", false }, { "Ложь", false },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(flags); i++) {
		g_test_message("%s", flags[i].text);
		g_assert_cmpint(value_true(flags[i].text), ==, flags[i].is);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/value/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/value/true", test_true);
	return g_test_run();
}
