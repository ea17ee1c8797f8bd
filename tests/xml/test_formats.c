/*
 * What holds for every format alike, tried on the sample of each: encodings,
 * archives, files that end early, places of faults, contact information in
 * each of its spellings. README.md beside this file has the whole table.
 */
#include "tests/harness/reading.h"
#include "tests/harness/zipped.h"

#include <string.h>

#define STRANGER "\n  <Чужое/>", "«Чужое»"

static const struct format_row {
	const char *name;
	/* A client whose contact information is the text in it. */
	const char *contact;
	/* What its XSD does not allow inside of the root. */
	const char *breach, *breach_says;
} rows[] = {
	{ "orders", NULL, STRANGER },
	{ "kd2",
	  "<ФайлОбмена ВерсияФормата='2.0'>"
	  "<Объект Тип='СправочникСсылка.Контрагенты'><Ссылка Нпп='1'/>"
	  "<ТабличнаяЧасть Имя='КонтактнаяИнформация'><Запись>"
	  "<Свойство Имя='ЗначенияПолей'><Значение>%s</Значение>"
	  "</Свойство></Запись></ТабличнаяЧасть></Объект>"
	  "<Объект Тип='ДокументСсылка.ЗаказНаряд'>"
	  "<Свойство Имя='Заказчик'><Нпп>1</Нпп></Свойство></Объект>"
	  "</ФайлОбмена>",
	  STRANGER },
	{ "v8msg",
	  "<Message xmlns='http://v8.1c.ru/messages'><Header>"
	  "<ExchangePlan>П</ExchangePlan><To>Б</To><From>А</From>"
	  "<MessageNo>1</MessageNo><ReceivedNo>0</ReceivedNo></Header>"
	  "<Body xmlns:v='http://v8.1c.ru/8.1/data/enterprise/current-config'>"
	  "<v:CatalogObject.Контрагенты>"
	  "<v:Ref>3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c</v:Ref>"
	  "<v:КонтактнаяИнформация><v:ЗначенияПолей>%s</v:ЗначенияПолей>"
	  "</v:КонтактнаяИнформация></v:CatalogObject.Контрагенты>"
	  "<v:DocumentObject.ЗаказНаряд>"
	  "<v:Заказчик>3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c</v:Заказчик>"
	  "</v:DocumentObject.ЗаказНаряд></Body></Message>",
	  STRANGER },
	{ "v8exch",
	  "<V:_1CV8DtUD xmlns:V='http://www.1c.ru/V8/1CV8DtUD/' "
	  "xmlns:v='http://v8.1c.ru/8.1/data/enterprise/current-config'>"
	  "<V:Data><v:CatalogObject.Контрагенты>"
	  "<v:Ref>3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c</v:Ref>"
	  "<v:КонтактнаяИнформация><v:ЗначенияПолей>%s</v:ЗначенияПолей>"
	  "</v:КонтактнаяИнформация></v:CatalogObject.Контрагенты>"
	  "<v:DocumentObject.ЗаказНаряд>"
	  "<v:Заказчик>3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c</v:Заказчик>"
	  "</v:DocumentObject.ЗаказНаряд></V:Data></V:_1CV8DtUD>",
	  STRANGER },
	{ "enterprisedata",
	  "<Message xmlns:m='http://www.1c.ru/SSL/Exchange/Message'><m:Header>"
	  "<m:Format>http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.6</m:Format>"
	  "<m:CreationDate>2020-12-26T15:00:00</m:CreationDate></m:Header>"
	  "<Body xmlns='http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.6'>"
	  "<Справочник.Контрагенты><КлючевыеСвойства>"
	  "<Ссылка>3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c</Ссылка>"
	  "</КлючевыеСвойства><КонтактнаяИнформация><Строка>"
	  "<ЗначенияПолей>%s</ЗначенияПолей></Строка></КонтактнаяИнформация>"
	  "</Справочник.Контрагенты><Документ.ЗаказКлиента><КлючевыеСвойства/>"
	  "<Контрагент><Ссылка>3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c</Ссылка>"
	  "</Контрагент></Документ.ЗаказКлиента></Body></Message>",
	  STRANGER },
	{ "commerceml", NULL, "\n  <Документ>текст</Документ>", "«Документ»" },
};

/* The sample without its byte order mark. */
static GString *sample(const struct format_row *row)
{
	g_autofree char *path = g_strdup_printf("samples/%s.xml", row->name);
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;

	g_file_get_contents(path, &text, NULL, &error);
	g_assert_no_error(error);
	return g_string_new(text + (g_str_has_prefix(text, "\uFEFF") ? 3 : 0));
}

static char *orders_of(const struct reading_case *made)
{
	GString *all = g_string_new(NULL);

	for (guint i = 0; i < made->orders->len; i++) {
		g_autofree char *one = reading_print(reading_order(made, i));

		g_string_append(all, one);
	}
	return g_string_free(all, FALSE);
}

static void assert_orders(const char *bytes, gsize length, const char *expected)
{
	struct reading_case made;
	g_autofree char *orders = NULL;

	reading_of_bytes(&made, bytes, length, NULL);
	for (guint i = 0; i < made.file.faults->len; i++)
		g_test_message("fault: %s", reading_fault(&made, i)->text);
	g_assert_cmpint(made.reading, ==, READING_WHOLE);
	orders = orders_of(&made);
	g_assert_cmpstr(orders, ==, expected);
	reading_clear(&made);
}

static char *expected_orders(const GString *text)
{
	struct reading_case made;
	char *orders;

	reading_of(&made, text->str);
	g_assert_cmpuint(made.orders->len, >, 0);
	orders = orders_of(&made);
	reading_clear(&made);
	return orders;
}

static void test_encodings(gconstpointer data)
{
	static const struct {
		const char *name, *mark;
	} encodings[] = {
		{ "UTF-8", "" },          { "UTF-8", "\uFEFF" },
		{ "windows-1251", "" },   { "UTF-16LE", "\uFEFF" },
		{ "UTF-16BE", "\uFEFF" },
	};
	g_autoptr(GString) text = sample(data);
	g_autofree char *expected = expected_orders(text);

	for (gsize i = 0; i < G_N_ELEMENTS(encodings); i++) {
		g_autoptr(GString) said = g_string_new(encodings[i].mark);
		g_autofree char *bytes = NULL;
		gsize length;

		g_string_append(said, text->str);
		g_string_replace(said, "encoding=\"UTF-8\"",
		                 strcmp(encodings[i].name, "windows-1251") == 0
		                         ? "encoding=\"windows-1251\""
		                         : "encoding=\"UTF-8\"",
		                 1);
		bytes = g_convert(said->str, (gssize)said->len,
		                  encodings[i].name, "UTF-8", NULL, &length,
		                  NULL);
		g_assert_nonnull(bytes);
		assert_orders(bytes, length, expected);
	}
}

static void test_zip(gconstpointer data)
{
	g_autoptr(GString) text = sample(data);
	g_autofree char *expected = expected_orders(text);
	g_autoptr(GByteArray) zip =
		zipped_text("Message_АА_Б24.xml", text->str);

	assert_orders((const char *)zip->data, zip->len, expected);
}

static void test_cuts(gconstpointer data)
{
	g_autoptr(GString) text = sample(data);
	gsize end = (gsize)(strrchr(text->str, '>') - text->str);
	struct order_reader *reader = reading_reader();

	for (gsize cut = 0; cut <= end; cut += 97) {
		struct reading_case made;

		reading_with(&made, reader, text->str, cut, NULL);
		g_assert_cmpint(made.reading, ==, READING_INCOMPLETE);
		reading_clear(&made);
	}
	order_reader_free(reader);
}

/* The last fault of the sample with something put in before its last tag. */
static void assert_place(const struct format_row *row, const char *what,
                         const char *says, guint column)
{
	g_autoptr(GString) text = sample(row);
	gsize at = (gsize)(strrchr(text->str, '<') - text->str);
	const struct message *fault;
	guint line = 2;
	struct reading_case made;

	for (gsize i = 0; i < at; i++)
		line += text->str[i] == '\n';
	g_string_insert(text, (gssize)at, what);
	reading_of(&made, text->str);
	g_assert_cmpint(made.reading, ==, READING_REJECTED);
	fault = reading_fault(&made, made.file.faults->len - 1);
	g_assert_cmpint(fault->code, ==, MESSAGE_INVALID);
	g_assert_nonnull(strstr(fault->text, says));
	g_assert_cmpuint(fault->line, ==, line);
	g_assert_cmpuint(fault->column, ==, column);
	reading_clear(&made);
}

static void test_character(gconstpointer data)
{
	assert_place(data, "\n  \x02\n", "Недопустимый в XML символ", 3);
}

/* The parser says so behind the tag. */
static void test_tag(gconstpointer data)
{
	assert_place(data, "\n  </b>", "закрывается «b»", 7);
}

static void test_breach(gconstpointer data)
{
	const struct format_row *row = data;

	assert_place(data, row->breach, row->breach_says, 3);
}

/* ---- contact information ---- */

static void assert_phone(const struct format_row *row, const char *packed)
{
	g_autofree char *escaped = g_markup_escape_text(packed, -1);
	g_autoptr(GString) text = g_string_new(row->contact);
	struct reading_case made;

	g_string_replace(text, "%s", escaped, 1);
	reading_of(&made, text->str);
	reading_expect(reading_order(&made, 0),
	               "client.phones=+7 (846) 200-00-17", NULL);
	reading_clear(&made);
}

static void test_contact_xml(gconstpointer data)
{
	assert_phone(
		data,
		"<КонтактнаяИнформация "
		"xmlns=\"http://www.v8.1c.ru/ssl/contactinfo\" "
		"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
		"Представление=\"+7 (846) 200-00-17\"><Состав "
		"xsi:type=\"НомерТелефона\" КодСтраны=\"7\" КодГорода=\"846\" "
		"Номер=\"200-00-17\"/></КонтактнаяИнформация>");
}

static void test_contact_json(gconstpointer data)
{
	assert_phone(data,
	             "{\"value\":\"+7 (846) 200-00-17\",\"type\":\"Телефон\","
	             "\"countryCode\":\"7\",\"areaCode\":\"846\","
	             "\"number\":\"200-00-17\"}");
}

static void test_contact_lines(gconstpointer data)
{
	assert_phone(data, "КодСтраны=7\nКодГорода=846\n"
	                   "НомерТелефона=200-00-17");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		GTestDataFunc test;
		bool packed; /* where contact information may be */
	} tests[] = {
		{ "encodings", test_encodings, false },
		{ "zip", test_zip, false },
		{ "cuts", test_cuts, false },
		{ "place of a character", test_character, false },
		{ "place of a tag", test_tag, false },
		{ "place of a breach", test_breach, false },
		{ "contacts as XML", test_contact_xml, true },
		{ "contacts as JSON", test_contact_json, true },
		{ "contacts as lines", test_contact_lines, true },
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		for (gsize j = 0; j < G_N_ELEMENTS(tests); j++) {
			g_autofree char *path = g_strdup_printf(
				"/formats/%s/%s", rows[i].name, tests[j].name);

			if (!tests[j].packed || rows[i].contact)
				g_test_add_data_func(path, &rows[i],
				                     tests[j].test);
		}
	return g_test_run();
}
