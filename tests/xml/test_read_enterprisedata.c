/* EnterpriseData: what its open types become. */
#include "tests/harness/reading.h"

#include <string.h>

#define SPACE "http://v8.1c.ru/edi/edi_stnd/EnterpriseData/"
#define DOC "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c"
#define PETROV "3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c"
#define STATE "2b6f0d18-ad25-11e9-9c2a-00155d0a1b2c"
#define MAYAK "0c4e7a90-1b2d-11e9-9a10-00155d0a1b2c"

#define E(name, inner) "<" name ">" inner "</" name ">"
#define REF(guid) E("Ссылка", guid)
#define NAME(name) E("Наименование", name)
#define KEYS(inner) E("КлючевыеСвойства", inner)
#define ORDER(inner)                                                      \
	E("Документ.ЗаказКлиента",                                        \
	  KEYS(REF(DOC) E("Номер", "5") E("Дата", "2020-12-24T09:15:30")) \
	          inner)
#define CLIENT(keys, inner) E("Справочник.Контрагенты", KEYS(keys) inner)
#define NAMED E("Контрагент", REF(PETROV) NAME("П"))
#define PROPERTIES(rows) E("ДополнительныеРеквизиты", rows)
#define PROPERTY(name, value) \
	E("Строка", E("ЗначениеСвойства", value) E("Свойство", NAME(name)))
#define CONTACT(kind, packed) \
	E("Строка",           \
	  E("ВидКонтактнойИнформации", kind) E("ЗначенияПолей", packed))
#define PHONE_XML                                                                           \
	"&lt;КонтактнаяИнформация xmlns=&quot;http://www.v8.1c.ru/ssl/" \
	"contactinfo&quot; xmlns:xsi=&quot;http://www.w3.org/2001/"                         \
	"XMLSchema-instance&quot; Представление=&quot;8-927&quot;&gt;"         \
	"&lt;Состав xsi:type=&quot;НомерТелефона&quot; "                 \
	"КодСтраны=&quot;7&quot; КодГорода=&quot;927&quot; "              \
	"Номер=&quot;000-12-34&quot;/&gt;&lt;/КонтактнаяИнформация&gt;"

static const struct row {
	const char *name, *xml, *expect, *never, *settings;
} rows[] = {
	{ .name = "key properties are the order's own",
	  .xml = ORDER(NAMED),
	  .expect = "ref=" DOC "\nnumber=5\ndate=2020-12-24T09:15:30\n"
	            "client.name=П\nclient.ref=" PETROV "\n",
	  .never = "unknown_reference" },
	{ .name = "sum and currency have the format's names",
	  .xml = ORDER(NAMED E("Сумма", "18500.5")
	                       E("Валюта", E("Код", "643") NAME("руб."))),
	  .expect = "amount=18500.5\ncurrency=руб.\n" },
	{ .name = "names of the settings go first",
	  .xml = ORDER(NAMED E("Сумма", "1") E("СуммаСНДС", "2")),
	  .expect = "amount=2\n",
	  .settings = "[1c]\namount = СуммаСНДС\n" },
	{ .name = "an empty sum is 0",
	  .xml = ORDER(NAMED E("Сумма", "")),
	  .expect = "amount=0\n" },
	{ .name = "organization among the key properties",
	  .xml = E("Документ.ЗаказКлиента",
	           KEYS(REF(DOC) E("Организация", REF(MAYAK) NAME("Маяк")))
	                   NAMED),
	  .expect = "organization=Маяк\norganization_ref=" MAYAK "\n" },
	{ .name = "unknown elements anywhere",
	  .xml = ORDER("<x:а xmlns:x=\"urn:x\"><x:б>1</x:б></x:а>" NAMED E(
		  "Новое", E("Глубже", E("Номер", "7"))))
	          E("Справочник.Новый", "<a/>") E("НеОбъект", "текст"),
	  .expect = "number=5\n" },
	{ .name = "extensions have namespaces of their own",
	  .xml = "<x:Документ.ЗаказНаряд xmlns:x=\"urn:x\"><x:КлючевыеСвойства>"
	         "<x:Номер>6</x:Номер></x:КлючевыеСвойства><x:Заказчик>"
	         "<x:Наименование>З</x:Наименование></x:Заказчик>"
	         "</x:Документ.ЗаказНаряд>",
	  .expect = "number=6\nclient.name=З\n" },
	{ .name = "another document by the settings",
	  .xml = ORDER(NAMED)
	          E("Документ.ЗаказНаряд", KEYS(E("Номер", "6")) NAMED),
	  .expect = "number=6\n",
	  .settings = "[1c]\norder = Документ.ЗаказНаряд\n" },
	{ .name = "a reference to an order is none",
	  .xml = ORDER(NAMED E("Основание", E("Документ.ЗаказКлиента",
	                                      KEYS(E("Номер", "6"))))),
	  .expect = "number=5\n" },

	{ .name = "state as an additional property, of a list",
	  .xml = ORDER(NAMED PROPERTIES(
		  PROPERTY("Состояние (Заказ клиента)",
	                   E("ЗначениеДополнительногоРеквизитаСсылка",
	                     NAME("В работе") REF(STATE))))),
	  .expect = "state=В работе\nstate_ref=" STATE "\n" },
	{ .name = "state as an additional property, a text",
	  .xml = ORDER(NAMED PROPERTIES(
		  PROPERTY("Цех", E("Строка", "Кузовной"))
			  PROPERTY("Состояние", E("Строка", "В работе")))),
	  .expect = "state=В работе\n" },
	{ .name = "properties by other names, of every type",
	  .xml = ORDER(NAMED PROPERTIES(
		  PROPERTY("Статус ремонта", E("Строка", "Готов"))
			  PROPERTY("Пробег, км", E("Число", "148000")) PROPERTY(
				  "Закрыт", E("Дата", "2020-12-26"))
				  PROPERTY("Удалён", E("Булево", "true")))),
	  .expect = "state=Готов\ncar.mileage=148000\nclosed=2020-12-26\n"
	            "deleted=yes\n",
	  .settings = "[1c]\nstate = ДополнительныеРеквизиты.Статус ремонта\n"
	              "mileage = ДополнительныеРеквизиты.ПробегКм\n"
	              "closed = Закрыт\ndeleted = удален\n" },
	{ .name = "the car by properties",
	  .xml = ORDER(NAMED PROPERTIES(
		  PROPERTY("Автомобиль", E("Строка", "NISSAN"))
			  PROPERTY("VIN", E("Строка", "X0"))
				  PROPERTY("Гос. номер", E("Строка", "А0")))),
	  .expect = "car.name=NISSAN\ncar.vin=X0\ncar.plate=А0\n" },
	{ .name = "a property without a value",
	  .xml = ORDER(NAMED PROPERTIES(
		  E("Строка", E("Свойство", NAME("Состояние"))))),
	  .expect = "number=5\n",
	  .never = "state" },
	{ .name = "common properties of newer versions",
	  .xml = ORDER(NAMED E("ОбщиеСвойстваОбъектовФормата",
	                       E("Комментарий", "К") PROPERTIES(PROPERTY(
				       "Состояние", E("Строка", "В работе"))))),
	  .expect = "state=В работе\nreason=К\n",
	  .settings = "[1c]\nreason = Комментарий\n" },

	{ .name = "phones and mail of the client, packed",
	  .xml = ORDER(NAMED) CLIENT(
		  REF(PETROV) NAME("П"),
		  E("КонтактнаяИнформация",
	            CONTACT("ТелефонРабочий", PHONE_XML) CONTACT(
			    "Телефон", "КодСтраны=7&#10;КодГорода=846&#10;"
				       "НомерТелефона=2000017")
	                    CONTACT("АдресЭлектроннойПочты", "p@example.ru")
	                            CONTACT("ПочтовыйАдрес", "Самара, 7"))),
	  .expect = "client.phones=+7 (927) 000-12-34\n"
	            "client.phones=+7 (846) 2000017\n"
	            "client.mail=p@example.ru\n",
	  .never = "Самара" },
	{ .name = "phones as JSON of newer versions",
	  .xml = CLIENT(
		  REF(PETROV) NAME("П"),
		  E("КонтактнаяИнформация",
	            E("Строка",
	              E("ВидКонтактнойИнформации",
	                "ПользовательскаяКИТелефон") E("ЗначенияПолей", "")
	                      E("Значение", "{&quot;value&quot;:&quot;+7 (927) "
	                                    "0001234&quot;,&quot;type&quot;:"
	                                    "&quot;Телефон&quot;}"))))
	          ORDER(NAMED),
	  .expect = "client.phones=+7 (927) 0001234\n" },
	{ .name = "the document's own phone",
	  .xml = CLIENT(REF(PETROV) NAME("П"), "")
	          ORDER(NAMED E("ТелефонСвязи", "+7 927 0001234")),
	  .settings = "[1c]\nphone = ТелефонСвязи\n",
	  .expect = "phone=+7 927 0001234\n",
	  .never = "client.phones" },
	{ .name = "names of the person behind the client",
	  .xml = ORDER(NAMED)
	          CLIENT(REF(PETROV) NAME("П"),
	                 E("ФизическоеЛицо",
	                   REF(STATE) E("ФИО", "Петров Пётр")
	                           E("Фамилия", "Петров") E("Имя", "Пётр"))),
	  .expect = "client.name=П\nclient.last=Петров\nclient.first=Пётр\n" },
	{ .name = "a person as the client",
	  .xml = ORDER(E("Заказчик", REF(PETROV) E("ФИО", "Петров Пётр")
	                                     E("Фамилия", "Петров"))),
	  .expect = "client.name=Петров Пётр\nclient.last=Петров\n" },
	{ .name = "phones of the contact person",
	  .xml = ORDER(
		  NAMED E("КонтактноеЛицоКонтрагента",
	                  E("КонтактноеЛицо", REF(STATE) E("ФИО", "Иванова"))))
	          E("Справочник.КонтактныеЛица",
	            KEYS(REF(STATE) E("ФИО", "Иванова"))
	                    E("КонтактнаяИнформация",
	                      CONTACT("Телефон", PHONE_XML))),
	  .expect = "phone=+7 (927) 000-12-34\nclient.name=П\n",
	  .never = "client.phones",
	  .settings = "[1c]\nphone = КонтактноеЛицоКонтрагента."
	              "КонтактноеЛицо\n" },
	{ .name = "client that nothing explains",
	  .xml = ORDER(E("Контрагент", REF(PETROV))),
	  .expect = "unknown_reference=Контрагент " PETROV "\n" },

	{ .name = "goods and services",
	  .xml = ORDER(NAMED E("Товары",
	                       E("Строка",
	                         E("ДанныеНоменклатуры",
	                           E("Номенклатура", REF(MAYAK) NAME("Болт")))
	                                 E("Количество", "2") E("Сумма", "10")))
	                       E("Услуги",
	                         E("Строка",
	                           E("Номенклатура", REF(STATE) NAME("Мойка"))
	                                   E("Количество", "1")))),
	  .expect = "goods=Болт × 2 = 10\nworks=Мойка × 1\n" },
	{ .name = "empty tabular sections",
	  .xml = ORDER(NAMED "<Товары/><Услуги><Строка/></Услуги>"),
	  .expect = "number=5\n",
	  .never = "goods\nworks" },
};

static char *wrap_as(const char *version, const char *objects)
{
	return g_strdup_printf(
		"\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<Message xmlns:msg=\"http://www.1c.ru/SSL/Exchange/"
		"Message\"><msg:Header><msg:Format>" SPACE "%s</msg:Format>"
		"<msg:CreationDate>2020-12-26T15:00:00</msg:CreationDate>"
		"<msg:AvailableVersion>%s</msg:AvailableVersion></msg:Header>\n"
		"<Body xmlns=\"" SPACE "%s\">%s</Body></Message>",
		version, version, version, objects);
}

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *text = wrap_as("1.6", row->xml);
	struct reading_case made;

	reading_of_bytes(&made, text, strlen(text), row->settings);
	reading_expect(reading_order(&made, 0), row->expect, row->never);
	g_assert_cmpuint(made.orders->len, ==, 1);
	reading_clear(&made);
}

static void test_versions(void)
{
	struct order_reader *reader = reading_reader();

	for (int version = 0; version <= 30; version++) {
		g_autofree char *name = g_strdup_printf("1.%d", version);
		g_autofree char *good = wrap_as(name, ORDER(NAMED));
		g_autofree char *bad =
			wrap_as(name, E("Документ.ЗаказКлиента", NAMED));
		struct reading_case made;

		reading_with(&made, reader, good, strlen(good), NULL);
		g_assert_cmpstr(reading_order(&made, 0)->text[ORDER_NUMBER], ==,
		                "5");
		reading_clear(&made);
		reading_with(&made, reader, bad, strlen(bad), NULL);
		g_assert_cmpint(made.reading, ==, READING_REJECTED);
		reading_clear(&made);
	}
	order_reader_free(reader);
}

/* CreationDate is UTC, whatever the zone of the base. */
static void test_file(void)
{
	g_autofree char *text = wrap_as("1.21", ORDER(NAMED));
	struct reading_case made;

	reading_of(&made, text);
	g_assert_cmpstr(made.file.format, ==, "enterprisedata");
	g_assert_cmpstr(made.file.exported_text, ==, "2020-12-26T15:00:00Z");
	g_assert_cmpint(made.file.exported, ==, 1608994800);
	g_assert_cmpuint(reading_order(&made, 0)->line, ==, 3);
	reading_clear(&made);
}

#define HEADER                                                      \
	"<msg:Header><msg:Format>f</msg:Format><msg:CreationDate>d" \
	"</msg:CreationDate></msg:Header>"
#define MESSAGE(inner)                                                        \
	"<Message xmlns:msg=\"http://www.1c.ru/SSL/Exchange/Message\">" inner \
	"</Message>"
#define BODY(inner) "<Body xmlns=\"" SPACE "1.6\">" inner "</Body>"

static const struct whole {
	const char *name, *xml;
	int reading;
	const char *says;
} wholes[] = {
	{ "no body: bases that get to know each other", MESSAGE(HEADER),
	  READING_WHOLE, NULL },
	{ "empty body", MESSAGE(HEADER BODY("")), READING_WHOLE, NULL },
	{ "no header", MESSAGE(BODY("")), READING_REJECTED,
	  "Элемент «Body» здесь не ожидается" },
	{ "header without a format",
	  MESSAGE("<msg:Header><msg:CreationDate/></msg:Header>" BODY("")),
	  READING_REJECTED, "«CreationDate» здесь не ожидается" },
	{ "message number that is none",
	  MESSAGE("<msg:Header><msg:Format>f</msg:Format><msg:CreationDate>d"
	          "</msg:CreationDate><msg:Confirmation><msg:From>А</msg:From>"
	          "<msg:MessageNo>семь</msg:MessageNo></msg:Confirmation>"
	          "</msg:Header>" BODY("")),
	  READING_REJECTED, "«MessageNo»" },
	{ "new elements of the header",
	  MESSAGE("<msg:Header><msg:Format>f</msg:Format><msg:CreationDate>d"
	          "</msg:CreationDate><msg:New><msg:New/></msg:New>"
	          "<msg:Prefix>А</msg:Prefix></msg:Header>" BODY("")),
	  READING_WHOLE, NULL },
	{ "body of another version",
	  MESSAGE(HEADER "<Body xmlns=\"" SPACE "2.0\"/>"), READING_REJECTED,
	  "EnterpriseData 1.2 или новее" },
	{ "body of something else", MESSAGE(HEADER "<Body xmlns=\"urn:x\"/>"),
	  READING_REJECTED, "EnterpriseData 1.2 или новее" },
	{ "body in no namespace", MESSAGE(HEADER "<Body/>"), READING_REJECTED,
	  "EnterpriseData 1.2 или новее" },
	{ "two bodies", MESSAGE(HEADER BODY("") BODY("")), READING_REJECTED,
	  "«Body»" },
	{ "client without key properties",
	  MESSAGE(HEADER BODY(E("Справочник.Контрагенты", NAME("П")))),
	  READING_REJECTED, "ожидается: «КлючевыеСвойства»" },
	{ "tabular section of something else",
	  MESSAGE(HEADER BODY(E("Документ.ЗаказКлиента",
	                        KEYS("") "<Товары><Ряд/></Товары>"))),
	  READING_REJECTED, "ожидается: «Строка»" },
	{ "packed contact with elements inside",
	  MESSAGE(HEADER BODY(CLIENT(
		  "", E("КонтактнаяИнформация", CONTACT("Телефон", "<a/>"))))),
	  READING_REJECTED, "ЗначенияПолей" },
	{ "documents that are no orders are skipped whole",
	  MESSAGE(HEADER BODY(E("Документ.Прочий", "<Товары><Ряд/></Товары>")
	                              E("УдалениеОбъекта", "<a>b</a>"))),
	  READING_WHOLE, NULL },
	{ "a message of an exchange plan is another format",
	  "<Message xmlns=\"urn:x\"/>", READING_REJECTED, "«Message»" },
};

static void test_whole(gconstpointer data)
{
	const struct whole *row = data;
	struct reading_case made;

	reading_of(&made, row->xml);
	for (guint i = 0; i < made.file.faults->len; i++)
		g_test_message("%s", reading_fault(&made, i)->text);
	g_assert_cmpint(made.reading, ==, row->reading);
	if (row->says)
		g_assert_nonnull(
			strstr(reading_fault(&made, 0)->text, row->says));
	reading_clear(&made);
}

/* Everything that nobody needs is passed over in little memory. */
static void test_many(void)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *whole = NULL;
	struct reading_case made;

	for (int i = 0; i < 3000; i++)
		g_string_append_printf(
			text,
			E("Документ.ЗаказКлиента",
		          KEYS(E("Номер", "%d"))
		                  E("Контрагент", REF(PETROV) NAME("Имя %d"))),
			i, i);
	whole = wrap_as("1.8", text->str);
	reading_of(&made, whole);
	g_assert_cmpuint(made.orders->len, ==, 3000);
	g_assert_cmpstr(reading_order(&made, 0)->client.name, ==, "Имя 2999");
	reading_clear(&made);
}

/* Elements of every kind inside each other, as no 1C writes them; of the first
 * ones the XSD thinks little. */
static void grow(GString *text, int kinds, int depth)
{
	static const char *const names[] = {
		"Документ.Прочий",
		"ОбщиеСвойстваОбъектовФормата",
		"Ссылка",
		"Строка",
		"ЗначениеСвойства",
		"Свойство",
		"Контрагент",
		"Наименование",
		"Номер",
		"УдалениеОбъекта",
		"Header",
		"Документ.ЗаказКлиента",
		"Справочник.Контрагенты",
		"КлючевыеСвойства",
		"Товары",
		"ДополнительныеРеквизиты",
		"КонтактнаяИнформация",
		"ЗначенияПолей",
		"Body",
	};
	static const char *const texts[] = { "", "5", PETROV,
		                             "{\"value\":\"1\"}", PHONE_XML };
	int count = g_test_rand_int_range(0, depth > 6 ? 1 : 5);
	int last = MIN(kinds, (int)G_N_ELEMENTS(names));

	if (!count && depth > 1)
		g_string_append(
			text,
			texts[g_test_rand_int_range(0, G_N_ELEMENTS(texts))]);
	while (count-- > 0) {
		const char *name = names[g_test_rand_int_range(0, last)];

		g_string_append_printf(text, "<%s>", name);
		grow(text, kinds, depth + 1);
		g_string_append_printf(text, "</%s>", name);
	}
}

static void test_random(void)
{
	static const char settings[] = "[1c]\norder = Документ.Прочий; "
				       "Документ.ЗаказКлиента\n"
				       "works = Контрагент\n"
				       "state = Свойство.Строка.Номер\n";
	struct order_reader *reader = reading_reader();
	guint orders = 0;

	for (int round = 0; round < 400; round++) {
		g_autoptr(GString) objects = g_string_new(NULL);
		g_autofree char *text = NULL;
		struct reading_case made;

		grow(objects, round % 2 ? 11 : 99, 0);
		text = wrap_as("1.8", objects->str);
		reading_with(&made, reader, text, strlen(text), settings);
		orders += made.orders->len;
		reading_clear(&made);
	}
	g_test_message("%u orders", orders);
	g_assert_cmpuint(orders, >, 0);
	order_reader_free(reader);
}

static void test_sample(void)
{
	g_autofree char *order = NULL;
	struct reading_case made;

	reading_of_file(&made, "samples/enterprisedata.xml");
	order = reading_print(reading_order(&made, 0));
	g_assert_cmpstr(
		order, ==,
		"ref=8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c\nnumber=3000004876\n"
		"date=2020-12-24T17:42:46\nclosed=2020-12-26\nstate=Закрыт\n"
		"organization=СТО Маяк\namount=30110\n"
		"client.name=Петров Пётр Петрович\n"
		"client.phone=+7 (927) 000-12-34\ncar.name=NISSAN PRIMERA\n"
		"car.vin=X0X00000000000001\ncar.plate=А000АА163\n"
		"car.mileage=263967\n"
		"reason=Стук в передней подвеске & плановое ТО\n"
		"works=Замена масла и масляного фильтра × 1 = 1200\n"
		"Замена передних амортизаторов × 2 = 6800\n"
		"Регулировка углов установки колёс × 1 = 2110\n"
		"goods=Амортизатор передний × 2 = 17200\n"
		"Масло моторное 5W-40, 4 л × 1 = 2800\n"
		"state_ref=f4000000-45f0-11eb-9c2a-00155d0a0001\n"
		"organization_ref=0c4e7a90-1b2d-11e9-9a10-00155d0a1b2c\n"
		"currency=руб.\nhas_client=yes\n"
		"client.ref=3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c\n"
		"client.kind=ФизическоеЛицо\n"
		"client.phones=+7 (927) 000-12-34\nclient.mail=p@example.ru\n");
	reading_clear(&made);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf(
			"/read_enterprisedata/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(wholes); i++) {
		g_autofree char *path = g_strdup_printf(
			"/read_enterprisedata/file/%s", wholes[i].name);

		g_test_add_data_func(path, &wholes[i], test_whole);
	}
	g_test_add_func("/read_enterprisedata/versions", test_versions);
	g_test_add_func("/read_enterprisedata/what the file says", test_file);
	g_test_add_func("/read_enterprisedata/many", test_many);
	g_test_add_func("/read_enterprisedata/random", test_random);
	g_test_add_func("/read_enterprisedata/sample", test_sample);
	return g_test_run();
}
