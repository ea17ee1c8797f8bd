/* The format `orders`: what each element becomes. */
#include "tests/harness/reading.h"

#include <string.h>

#define CLIENT "<Клиент><Наименование>Петров Пётр</Наименование></Клиент>"
#define HEAD                                                                                                                    \
	"<Номер>7</Номер><Дата>2020-12-24T17:42:46</Дата>"                                                    \
	"<Состояние>Закрыт</Состояние><Организация>СТО Маяк</Организация>" \
	"<Сумма>10.00</Сумма>"
/* What HEAD and CLIENT become. */
#define BASE                                                       \
	"number=7\ndate=2020-12-24T17:42:46\nstate=Закрыт\n" \
	"organization=СТО Маяк\namount=10.00\nclient.name=Петров Пётр\n"
#define ORDER(inner) "<ЗаказНаряд>" inner "</ЗаказНаряд>"

static const struct row {
	const char *name, *xml, *order;
} rows[] = {
	{ "least", ORDER(HEAD CLIENT), BASE "has_client=yes\n" },
	{ "blanks around values",
	  ORDER("<Номер>\n\t 7 \n</Номер><Дата>2020-12-24T17:42:46 </Дата>"
	        "<Состояние> Закрыт</Состояние>"
	        "<Организация>\u00a0СТО Маяк</Организация>"
	        "<Сумма>10.00</Сумма>" CLIENT),
	  BASE "has_client=yes\n" },
	{ "GUID",
	  ORDER("<Ид>8D1C7F0E-45F0-11EB-9C2A-00155D0A1B2C</Ид>" HEAD CLIENT),
	  "ref=8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c\n" BASE
	  "has_client=yes\n" },
	{ "GUID in braces",
	  ORDER("<Ид> {8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c}</Ид>" HEAD CLIENT),
	  "ref=8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c\n" BASE
	  "has_client=yes\n" },
	{ "zero GUID is none",
	  ORDER("<Ид>00000000-0000-0000-0000-000000000000</Ид>" HEAD CLIENT),
	  BASE "has_client=yes\n" },
	{ "empty elements are none",
	  ORDER("<Ид/>" HEAD "<Валюта> </Валюта><Телефон/>" CLIENT
	        "<ДатаЗакрытия/><Автомобиль/><ПричинаОбращения/><Работы/>"
	        "<Товары><Строка/></Товары><ПометкаУдаления/>"),
	  BASE "has_client=yes\n" },
	{ "empty date is none",
	  ORDER(HEAD CLIENT "<ДатаЗакрытия>0001-01-01T00:00:00</ДатаЗакрытия>"),
	  BASE "has_client=yes\n" },
	{ "required values may be empty: they are judged later",
	  ORDER("<Номер/><Дата/><Состояние/><Организация/><Сумма/><Клиент/>"),
	  "" },
	{ "rest of the order",
	  ORDER(HEAD "<Валюта>руб.</Валюта><Телефон>1</Телефон>"
	             "<Телефон>2; 3</Телефон>" CLIENT
	             "<ДатаЗакрытия>2020-12-26T12:00:00</ДатаЗакрытия>"
	             "<ПричинаОбращения>Стук &amp; свист</ПричинаОбращения>"
	             "<Диспетчер>Анна</Диспетчер><Мастер>Олег</Мастер>"
	             "<ПометкаУдаления>true</ПометкаУдаления>"),
	  "number=7\ndate=2020-12-24T17:42:46\nclosed=2020-12-26T12:00:00\n"
	  "state=Закрыт\norganization=СТО Маяк\namount=10.00\n"
	  "client.name=Петров Пётр\nreason=Стук & свист\ndispatcher=Анна\n"
	  "master=Олег\ncurrency=руб.\ndeleted=yes\nphone=1\nphone=2; 3\n"
	  "has_client=yes\n" },
	{ "not deleted",
	  ORDER(HEAD CLIENT "<ПометкаУдаления>false</ПометкаУдаления>"),
	  BASE "has_client=yes\n" },
	{ "deleted, as 1",
	  ORDER(HEAD CLIENT "<ПометкаУдаления>1</ПометкаУдаления>"),
	  BASE "deleted=yes\nhas_client=yes\n" },
	{ "car",
	  ORDER(HEAD CLIENT "<Автомобиль><Наименование>NISSAN</Наименование>"
	                    "<VIN>X0</VIN><ГосНомер>А000АА163</ГосНомер>"
	                    "<Пробег>263967</Пробег></Автомобиль>"),
	  BASE "car.name=NISSAN\ncar.vin=X0\ncar.plate=А000АА163\n"
	       "car.mileage=263967\nhas_client=yes\n" },
	{ "client in parts",
	  ORDER(HEAD "<Клиент><Ид>3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c</Ид>"
	             "<Фамилия>Петров</Фамилия><Имя>Пётр</Имя>"
	             "<Отчество>Петрович</Отчество><Вид>Физлицо</Вид>"
	             "<Телефон>1</Телефон><Телефон>2</Телефон>"
	             "<Почта>p@example.ru</Почта></Клиент>"),
	  "number=7\ndate=2020-12-24T17:42:46\nstate=Закрыт\n"
	  "organization=СТО Маяк\namount=10.00\n"
	  "client.name=Петров Пётр Петрович\nclient.phone=1\nhas_client=yes\n"
	  "client.ref=3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c\n"
	  "client.last=Петров\nclient.first=Пётр\nclient.middle=Петрович\n"
	  "client.kind=Физлицо\nclient.phones=1\nclient.phones=2\n"
	  "client.mail=p@example.ru\n" },
	{ "organization by GUID",
	  ORDER("<Номер>7</Номер><Дата/><Состояние/><Организация>"
	        "0C4E7A90-1b2d-11e9-9a10-00155d0a1b2c</Организация>"
	        "<Сумма/>" CLIENT),
	  "number=7\norganization=0C4E7A90-1b2d-11e9-9a10-00155d0a1b2c\n"
	  "client.name=Петров Пётр\n"
	  "organization_ref=0c4e7a90-1b2d-11e9-9a10-00155d0a1b2c\n"
	  "has_client=yes\n" },
	{ "works and goods",
	  ORDER(HEAD CLIENT
	        "<Работы><Строка><Наименование>Замена масла</Наименование>"
	        "<Количество>1</Количество><Цена>1200</Цена>"
	        "<Сумма>1200.00</Сумма></Строка>"
	        "<Строка><Наименование>Мойка</Наименование></Строка></Работы>"
	        "<Товары><Строка><Количество>2</Количество>"
	        "<Сумма>5.00</Сумма></Строка></Товары>"),
	  BASE "works=Замена масла × 1 = 1200.00\nМойка\n"
	       "goods=(без имени) × 2 = 5.00\nhas_client=yes\n" },
	{ "CDATA, comments and entities inside a value",
	  ORDER("<Номер>7</Номер><Дата>2020-<!-- x -->12-24T17:42:46</Дата>"
	        "<Состояние><![CDATA[Закрыт]]></Состояние>"
	        "<Организация>СТО &#1052;аяк</Организация>"
	        "<Сумма>10<?pi?>.00</Сумма>" CLIENT),
	  BASE "has_client=yes\n" },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *text = reading_wrap(row->xml);
	g_autofree char *order = NULL;
	struct reading_case made;

	reading_of(&made, text);
	order = reading_print(reading_order(&made, 0));
	g_assert_cmpstr(order, ==, row->order);
	g_assert_cmpuint(made.orders->len, ==, 1);
	g_assert_cmpuint(reading_order(&made, 0)->line, ==, 3);
	reading_clear(&made);
}

static void test_file(void)
{
	struct reading_case made;
	g_autofree char *text = reading_wrap(ORDER(HEAD CLIENT));

	reading_of(&made, text);
	g_assert_cmpstr(made.file.format, ==, "orders");
	g_assert_cmpstr(made.file.exported_text, ==, "2020-12-26T18:00:00");
	/* Europe/Moscow is the settings' default. */
	g_assert_cmpint(made.file.exported, ==, 1608994800);
	g_assert_cmpint(reading_order(&made, 0)->exported, ==, 1608994800);
	g_assert_cmpuint(made.file.size, ==, strlen(text));
	{
		g_autofree char *sha256 = g_compute_checksum_for_string(
			G_CHECKSUM_SHA256, text, -1);

		g_assert_cmpstr(made.file.sha256, ==, sha256);
	}
	reading_clear(&made);
}

/* The same file without namespace gives the same orders. */
static void test_no_namespace(void)
{
	g_autofree char *whole = NULL;
	g_autoptr(GString) bare = NULL;
	g_autoptr(GError) error = NULL;
	struct reading_case with, without;

	g_file_get_contents("samples/orders-many.xml", &whole, NULL, &error);
	g_assert_no_error(error);
	bare = g_string_new(whole);
	g_assert_cmpuint(g_string_replace(bare,
	                                  " xmlns=\"urn:b24bridge:orders:1\"",
	                                  "", 0),
	                 ==, 1);
	reading_of(&with, whole);
	reading_of(&without, bare->str);
	g_assert_cmpuint(with.orders->len, ==, 8);
	g_assert_cmpuint(without.orders->len, ==, 8);
	for (guint i = 0; i < 8; i++) {
		g_autofree char *a = reading_print(reading_order(&with, i));
		g_autofree char *b = reading_print(reading_order(&without, i));

		g_assert_cmpstr(a, ==, b);
	}
	reading_clear(&with);
	reading_clear(&without);
}

/* Two schemas, one grammar. */
static void test_schemas(void)
{
	g_autofree char *with = NULL, *without = NULL;
	g_autoptr(GString) bare = NULL;

	g_assert_true(
		g_file_get_contents("schemas/orders.xsd", &with, NULL, NULL));
	g_assert_true(g_file_get_contents("schemas/orders-nons.xsd", &without,
	                                  NULL, NULL));
	bare = g_string_new(with);
	g_string_replace(bare, "           xmlns=\"urn:b24bridge:orders:1\"\n",
	                 "", 0);
	g_string_replace(
		bare, "           targetNamespace=\"urn:b24bridge:orders:1\"\n",
		"", 0);
	g_assert_cmpstr(bare->str, ==, without);
}

static void test_prefix(void)
{
	struct reading_case made;

	reading_of(&made,
	           "<o:ЗаказНаряды xmlns:o=\"urn:b24bridge:orders:1\">"
	           "<o:ЗаказНаряд><o:Номер>7</o:Номер><o:Дата/><o:Состояние/>"
	           "<o:Организация/><o:Сумма/><o:Клиент/></o:ЗаказНаряд>"
	           "</o:ЗаказНаряды>");
	g_assert_cmpstr(reading_order(&made, 0)->text[ORDER_NUMBER], ==, "7");
	g_assert_null(made.file.exported_text);
	reading_clear(&made);
}

static void test_many_rows(void)
{
	g_autoptr(GString) rows_text = g_string_new(HEAD CLIENT "<Работы>");
	g_autofree char *order = NULL, *text = NULL;
	g_auto(GStrv) lines = NULL;
	struct reading_case made;

	for (int i = 0; i < 1000; i++)
		g_string_append(rows_text, "<Строка><Сумма>1</Сумма></Строка>");
	g_string_append(rows_text, "</Работы>");
	order = g_strdup_printf(ORDER("%s"), rows_text->str);
	text = reading_wrap(order);
	reading_of(&made, text);
	lines = g_strsplit(reading_order(&made, 0)->text[ORDER_WORKS], "\n",
	                   -1);
	g_assert_cmpuint(g_strv_length(lines), ==, 201);
	g_assert_cmpstr(lines[200], ==, "…");
	reading_clear(&made);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/read_orders/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/read_orders/file", test_file);
	g_test_add_func("/read_orders/without a namespace", test_no_namespace);
	g_test_add_func("/read_orders/schemas agree", test_schemas);
	g_test_add_func("/read_orders/with a prefix", test_prefix);
	g_test_add_func("/read_orders/many rows are cut", test_many_rows);
	return g_test_run();
}
