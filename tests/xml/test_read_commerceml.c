/* CommerceML: what documents of a web shop's exchange become. */
#include "tests/harness/reading.h"

#include <stdlib.h>
#include <string.h>

#define ROOT "КоммерческаяИнформация"
#define DOC "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c"
#define PETROV "3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c"
#define MAYAK "0c4e7a90-1b2d-11e9-9a10-00155d0a1b2c"

#define E(name, value) "<" name ">" value "</" name ">"
#define V(name, value) \
	E("ЗначениеРеквизита", E("Наименование", name) E("Значение", value))
#define VALUES(inner) E("ЗначенияРеквизитов", inner)
#define CONTACT(kind, value) E("Контакт", E("Тип", kind) E("Значение", value))
#define PARTIES(inner) E("Контрагенты", inner)
#define PARTY(inner) E("Контрагент", inner)
#define BUYER E("Роль", "Покупатель")
#define D(inner) E("Документ", inner)
#define CONTACTS(inner) E("Контакты", inner)
#define PERSON PARTIES(PARTY(E("Наименование", "Петров Пётр") BUYER))
#define HEAD                             \
	E("Ид", DOC)                     \
	E("Номер", "7")                  \
	E("Дата", "2020-12-24")          \
	E("Время", "17:42:46")           \
	E("ХозОперация", "Заказ товара") \
	E("Роль", "Продавец")            \
	E("Валюта", "руб") E("Курс", "1") E("Сумма", "10.00") PERSON
/* What HEAD becomes, around the rest. */
#define ORDER(rest, end)                                                  \
	"ref=" DOC "\nnumber=7\ndate=2020-12-24T17:42:46\n" rest          \
	"amount=10.00\nclient.name=Петров Пётр\n" end "currency=руб\n" \
	"has_client=yes\n"

#define MANY                                        \
	CONTACT("ТелефонРабочий", "1")              \
	CONTACT("Телефон мобильный", "2")           \
	CONTACT("Телефон", "3")                     \
	CONTACT("Телефон внутренний", "4")          \
	CONTACT("Факс", "5")                        \
	CONTACT("Почта", "p@example.ru")            \
	CONTACT("ЭлектроннаяПочта", "q@example.ru") \
	CONTACT("Почтовый адрес", "6")              \
	CONTACT("E-Mail", "r@example.ru")           \
	CONTACT("Сотовый", "7")                     \
	CONTACT("Телефон", "")

/* What the only order of a document must print like. */
static const struct row {
	const char *name, *xml, *order, *settings;
} rows[] = {
	{ .name = "plain", HEAD, ORDER("", "") },
	{ .name = "elements in any order",
	  PERSON E("Сумма", "10.00") E("Время", "17:42:46") E("Валюта", "руб")
	          E("Дата", "2020-12-24") E("ХозОперация", "Заказ товара")
	                  E("Номер", "7") E("Ид", DOC),
	  ORDER("", "") },
	{ .name = "elements that nobody asked for",
	  HEAD E("Склады", E("Склад", "<Ид/>")) E("Номерок", "x")
	          E("Налоги", E("Налог", E("Сумма", "1") E("Номер", "2"))),
	  ORDER("", "") },
	{ .name = "elements of another namespace",
	  HEAD "<x:Номер xmlns:x='urn:x'>9</x:Номер>",
	  ORDER("", "") },
	{ .name = "no operation at all", E("Номер", "7"), "number=7\n" },
	{ .name = "an operation of [1c]",
	  E("Номер", "7") E("ХозОперация", "Заказ наряд"),
	  "number=7\n" },
	{ .name = "an operation that [1c] is told",
	  E("Номер", "7") E("ХозОперация", "прочие"),
	  "number=7\n",
	  "[1c]\norder = Документ.ЗаказНаряд; Прочие\n" },
	{ .name = "an Ид that is no GUID",
	  E("Ид", "36") E("Номер", "36"),
	  "number=36\n" },

	/* ---- number and date ---- */
	{ .name = "a day alone",
	  E("Номер", "7") E("Дата", "2020-12-24"),
	  "number=7\ndate=2020-12-24\n" },
	{ .name = "a time without a leading 0",
	  E("Дата", "2020-12-24") E("Время", "9:15:30"),
	  "date=2020-12-24T09:15:30\n" },
	{ .name = "an empty time",
	  E("Дата", "2020-12-24") E("Время", ""),
	  "date=2020-12-24\n" },
	{ .name = "number and date of 1C behind those of the shop",
	  E("Номер", "36") E("Дата", "2020-12-20") E("Время", "10:00:00")
	          VALUES(V("Номер по 1С", "ТС00012345")
	                         V("Дата по 1С", "2020-12-24T09:15:30")),
	  "number=ТС00012345\ndate=2020-12-24T09:15:30\n" },
	{ .name = "number and date of 1C as elements",
	  E("Номер", "36") E("Дата", "2020-12-20") E("Номер1С", "ТС00012345")
	          E("Дата1С", "2020-12-24"),
	  "number=ТС00012345\ndate=2020-12-24\n" },
	{ .name = "date of 1C is a day, the same as the shop's",
	  E("Дата", "2015-08-12") E("Время", "13:38:17")
	          VALUES(V("Дата по 1С", "2015-08-12")),
	  "date=2015-08-12T13:38:17\n" },
	{ .name = "date of 1C is another day",
	  E("Дата", "2015-08-11") E("Время", "13:38:17")
	          VALUES(V("Дата по 1С", "2015-08-12")),
	  "date=2015-08-12\n" },
	{ .name = "empty number and date of 1C",
	  E("Номер", "36") E("Дата", "2020-12-20")
	          VALUES(V("Номер по 1С", "") V("Дата по 1С", "T")),
	  "number=36\ndate=2020-12-20\n" },
	{ .name = "a date with a blank",
	  VALUES(V("Дата отгрузки по 1С", "2020-12-26 12:00:00")),
	  "closed=2020-12-26T12:00:00\n" },

	/* ---- state ---- */
	{ .name = "state",
	  HEAD VALUES(V("Статус заказа", "Закрыт")),
	  ORDER("state=Закрыт\n", "") },
	{ .name = "state by code",
	  HEAD VALUES(V("Статуса заказа ИД", "F")),
	  ORDER("", "state_predefined=F\n") },
	{ .name = "state with a code before it",
	  HEAD VALUES(V("Статус заказа", "[N] Принят")),
	  ORDER("state=Принят\n", "state_predefined=N\n") },
	{ .name = "state and code",
	  HEAD VALUES(V("Статус заказа ИД", "VR")
	                      V("Статус заказа", "[N] В работе")),
	  ORDER("state=В работе\n", "state_predefined=VR\n") },
	{ .name = "state by GUID",
	  HEAD VALUES(V("Статус заказа ИД", MAYAK)),
	  ORDER("", "state_ref=" MAYAK "\n") },
	{ .name = "brackets and nothing",
	  HEAD VALUES(V("Статус заказа", "[N]")),
	  ORDER("state=[N]\n", "") },
	{ .name = "name of [1c] before CommerceML's",
	  HEAD VALUES(V("Статус заказа", "Оплачен") V("Состояние", "В работе")),
	  ORDER("state=В работе\n", "") },
	{ .name = "names of the settings, the first that says something",
	  HEAD VALUES(V("Статус заказа", "Оплачен") V("Второй", "2")
	                      V("Первый", "") V("Третий", "3")),
	  ORDER("state=2\n", ""),
	  "[1c]\nstate = Первый; Второй; Третий\n" },
	{ .name = "of equals the first",
	  HEAD VALUES(V("Состояние", "1") V("Состояние", "2")),
	  ORDER("state=1\n", "") },
	{ .name = "a value before its name",
	  HEAD VALUES(E("ЗначениеРеквизита",
	                E("Значение", "Закрыт")
	                        E("Наименование", "Статус заказа"))),
	  ORDER("state=Закрыт\n", "") },
	{ .name = "requisites without their list",
	  HEAD V("Статус заказа", "Закрыт"),
	  ORDER("state=Закрыт\n", "") },
	{ .name = "requisites of a row are none of the order",
	  HEAD E("Товары", E("Товар", VALUES(V("Статус заказа", "Закрыт")
	                                             V("Номер по 1С", "9")))),
	  ORDER("", "") },

	/* ---- the rest of requisites ---- */
	{ .name = "letter case and blanks of a name",
	  HEAD VALUES(V("причина  ОБРАЩЕНИЯ", "Стук &amp; свист")),
	  ORDER("", "reason=Стук & свист\n") },
	{ .name = "car",
	  HEAD VALUES(V("Автомобиль", "NISSAN") V("VIN", "X0")
	                      V("Гос. номер", "А000АА163") V("Пробег", "5")),
	  ORDER("", "car.name=NISSAN\ncar.vin=X0\ncar.plate=А000АА163\n"
	            "car.mileage=5\n") },
	{ .name = "model where the car has no name",
	  HEAD VALUES(V("Модель", "NISSAN")),
	  ORDER("", "car.name=NISSAN\n") },
	{ .name = "people",
	  HEAD VALUES(V("Диспетчер", "Анна") V("Мастер", "Олег")),
	  ORDER("", "dispatcher=Анна\nmaster=Олег\n") },
	{ .name = "organization",
	  HEAD VALUES(V("Организация", "СТО Маяк")),
	  ORDER("organization=СТО Маяк\n", "") },
	{ .name = "closing before shipping",
	  HEAD VALUES(V("Дата отгрузки", "2020-12-30")
	                      V("Дата отгрузки по 1С", "2020-12-26T12:00:00")
	                              V("Дата закрытия", "2020-12-27")),
	  ORDER("closed=2020-12-27\n", "") },
	{ .name = "shipped before to be shipped",
	  HEAD VALUES(V("Дата отгрузки", "2020-12-30")
	                      V("Дата отгрузки по 1С", "2020-12-26T12:00:00")),
	  ORDER("closed=2020-12-26T12:00:00\n", "") },
	{ .name = "deletion mark",
	  E("Номер", "7") VALUES(V("ПометкаУдаления", "true")),
	  "number=7\ndeleted=yes\n" },
	{ .name = "deletion mark as an element",
	  E("Номер", "7") E("ПометкаУдаления", "true"),
	  "number=7\ndeleted=yes\n" },
	{ .name = "no deletion mark",
	  E("Номер", "7") VALUES(V("ПометкаУдаления", "false") V(
		  "Проведен", "false") V("Отменен", "true")),
	  "number=7\n" },
	{ .name = "the document's own phones",
	  E("Номер", "7") VALUES(V("Телефон заказа", "1") V("Ещё", "2")),
	  "number=7\nphone=1\nphone=2\n",
	  "[1c]\nphone = Телефон заказа; Ещё\n" },
	{ .name = "sum of a requisite that [1c] names",
	  E("Сумма", "1") VALUES(V("СуммаДокумента", "2")),
	  "amount=2\n" },

	/* ---- parties ---- */
	{ .name = "client in parts",
	  PARTIES(PARTY(E("Ид", PETROV) E("Наименование", "petrov") E(
		  "ПолноеНаименование", "Петров Пётр Петрович")
	                        E("Фамилия", "Петров") E("Имя", "Пётр")
	                                E("Отчество", "Петрович") BUYER)),
	  "client.name=Петров Пётр Петрович\nhas_client=yes\n"
	  "client.ref=" PETROV "\nclient.last=Петров\nclient.first=Пётр\n"
	  "client.middle=Петрович\nclient.kind=Физлицо\n" },
	{ .name = "an Ид that is a login",
	  PARTIES(PARTY(E("Ид", "1#admin# admin ") E("Наименование", "П"))),
	  "client.name=П\nhas_client=yes\n" },
	{ .name = "firm",
	  PARTIES(PARTY(E("Наименование", "Ромашка ООО") E(
		  "ОфициальноеНаименование",
		  "Общество с ограниченной ответственностью «Ромашка»") BUYER)),
	  "client.name=Ромашка ООО\nhas_client=yes\nclient.kind=Юрлицо\n" },
	{ .name = "firm that only its КПП tells",
	  PARTIES(PARTY(E("Наименование", "Ромашка")
	                        E("ПолноеНаименование", "Ромашка АО")
	                                E("КПП", "630001001") BUYER)),
	  "client.name=Ромашка\nhas_client=yes\nclient.kind=Юрлицо\n" },
	{ .name = "full name that is a sentence",
	  PARTIES(PARTY(E("Наименование", "Ромашка ООО") E(
		  "ПолноеНаименование",
		  "Общество с ограниченной ответственностью Ромашка") BUYER)),
	  "client.name=Ромашка ООО\nhas_client=yes\n" },
	{ .name = "official name alone",
	  PARTIES(PARTY(E("ОфициальноеНаименование", "ООО «Ромашка»") BUYER)),
	  "client.name=ООО «Ромашка»\nhas_client=yes\n"
	  "client.kind=Юрлицо\n" },
	{ .name = "the buyer, wherever he stands",
	  PARTIES(PARTY(E("Роль", "Плательщик") E("Наименование", "Банк"))
	                  PARTY(E("Наименование", "Петров") BUYER)
	                          PARTY(E("Роль", "Получатель")
	                                        E("Наименование", "Сын"))),
	  "client.name=Петров\nhas_client=yes\n" },
	{ .name = "who pays, where nobody buys",
	  PARTIES(PARTY(E("Роль", "Получатель") E("Наименование", "Сын")) PARTY(
		  E("Роль", "Плательщик") E("Наименование", "Банк"))),
	  "client.name=Банк\nhas_client=yes\n" },
	{ .name = "the seller is the organization",
	  PARTIES(PARTY(E("Роль", "Продавец") E("Ид", MAYAK)
	                        E("Наименование", "СТО Маяк"))
	                  PARTY(E("Наименование", "Петров") BUYER)),
	  "organization=СТО Маяк\nclient.name=Петров\n"
	  "organization_ref=" MAYAK "\nhas_client=yes\n" },
	{ .name = "a seller alone is no client",
	  PARTIES(PARTY(E("Роль", "Продавец") E("Наименование", "СТО Маяк"))),
	  "organization=СТО Маяк\n" },
	{ .name = "contacts",
	  PARTIES(PARTY(E("Наименование", "П") CONTACTS(MANY))),
	  "client.name=П\nclient.phone=1\nhas_client=yes\n"
	  "client.phones=1\nclient.phones=2\nclient.phones=3\n"
	  "client.phones=7\nclient.mail=p@example.ru\n"
	  "client.mail=q@example.ru\nclient.mail=r@example.ru\n" },

	/* ---- rows ---- */
	{ .name = "works and goods",
	  E("Номер", "7")
	          E("Товары",
	            E("Товар",
	              E("Наименование", "Замена масла") E("ЦенаЗаЕдиницу", "9")
	                      E("Количество", "1") E("Сумма", "1200.00")
	                              VALUES(V("ТипНоменклатуры", "Услуга")))
	                    E("Товар",
	                      VALUES(V("ВидНоменклатуры", "Работы цеха"))
	                              E("Наименование", "Мойка"))
	                            E("Товар",
	                              VALUES(V("ВидНоменклатуры", "Работа") V(
					      "ТипНоменклатуры", "Товар"))
	                                      E("Наименование", "Щётка")
	                                              E("Количество", "2"))
	                                    E("Товар",
	                                      E("Наименование", "Фильтр")
	                                              E("Сумма", "5.00"))),
	  "number=7\nworks=Замена масла × 1 = 1200.00\nМойка\n"
	  "goods=Щётка × 2\nФильтр = 5.00\n" },
	{ .name = "an empty row",
	  E("Номер", "7") E("Товары", "<Товар/>"),
	  "number=7\n" },
};

static char *wrap(const char *space, const char *documents)
{
	return g_strdup_printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	                       "<" ROOT "%s ВерсияСхемы=\"2.09\" "
	                       "ДатаФормирования=\"2020-12-26T18:00:00\">\n"
	                       "%s\n</" ROOT ">\n",
	                       space, documents);
}

static int by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The rows do not say where the printer puts what. */
static char *sorted(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	qsort(lines, g_strv_length(lines), sizeof(*lines), by_text);
	return g_strjoinv("\n", lines);
}

static void check(const struct row *row, const char *space)
{
	g_autofree char *documents =
		g_strdup_printf("<Документ>%s</Документ>", row->xml);
	g_autofree char *text = wrap(space, documents);
	g_autofree char *order = NULL, *got = NULL, *expected = NULL;
	struct reading_case made;

	reading_of_bytes(&made, text, strlen(text), row->settings);
	g_assert_cmpint(made.reading, ==, READING_WHOLE);
	g_assert_cmpstr(made.file.format, ==, "commerceml");
	order = reading_print(reading_order(&made, 0));
	got = sorted(order);
	expected = sorted(row->order);
	g_assert_cmpstr(got, ==, expected);
	g_assert_cmpuint(made.orders->len, ==, 1);
	g_assert_cmpuint(reading_order(&made, 0)->line, ==, 3);
	reading_clear(&made);
}

static void test_row(gconstpointer data)
{
	check(data, "");
}

/* Whatever the namespace of the version is called. */
static void test_spaces(void)
{
	static const char *const spaces[] = {
		"",
		" xmlns=\"urn:1C.ru:commerceml_2\"",
		" xmlns=\"urn:1C.ru:commerceml_205\"",
		" xmlns=\"urn:1C.ru:commerceml_210\"",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(spaces); i++)
		for (gsize j = 0; j < G_N_ELEMENTS(rows); j++)
			check(&rows[j], spaces[i]);
}

/* ---- what is passed over ---- */

static const struct passed {
	const char *name, *documents;
	guint orders;
} passed[] = {
	{ .name = "another operation",
	  D(E("Номер", "7") E("ХозОперация", "Отпуск товара")),
	  0 },
	{ .name = "an order of ours, with a supplier",
	  D(HEAD) D(E("Роль", "Покупатель") E("ХозОперация", "Заказ товара")),
	  1 },
	{ .name = "catalogues and offers",
	  E("Каталог",
	    E("Товары",
	      E("Товар", "<Документ/>"))) "<ПакетПредложений/><Классификатор/>",
	  0 },
	{ .name = "a container",
	  E("Контейнер", D(HEAD) "<Прочее/>") "<Контейнер/><Документ/>",
	  2 },
	{ .name = "nothing", "", 0 },
};

static void test_passed(gconstpointer data)
{
	const struct passed *row = data;
	g_autofree char *text = wrap("", row->documents);
	struct reading_case made;

	reading_of(&made, text);
	g_assert_cmpint(made.reading, ==, READING_WHOLE);
	g_assert_cmpuint(made.orders->len, ==, row->orders);
	reading_clear(&made);
}

#define TWO                                                 \
	D(HEAD V("Статус заказа", "Закрыт") V("VIN", "X")   \
	          E("Товары", E("Товар", E("Сумма", "1")))) \
	D(E("Номер", "8") E("Дата", "2020-12-25"))

/* Nothing of one document is left for the next. */
static void test_two(void)
{
	g_autofree char *text = wrap("", TWO);
	g_autofree char *second = NULL;
	struct reading_case made;

	reading_of(&made, text);
	second = reading_print(reading_order(&made, 1));
	g_assert_cmpstr(second, ==, "number=8\ndate=2020-12-25\n");
	reading_clear(&made);
}

/* ---- the file ---- */

static const struct refused {
	const char *name, *xml, *says;
	const char *number;
} refused[] = {
	{ .name = "version 3", "<" ROOT " ВерсияСхемы=\"3.1\"/>", "«3.1»" },
	{ .name = "another namespace",
	  "<" ROOT " xmlns='urn:1C.ru:commerceml_3'/>",
	  "Формат файла неизвестен" },
	{ .name = "a stranger among parties",
	  "<" ROOT "><Документ>" E("Номер", "7")
	          E("Контрагенты", "<Клиент/>") "</Документ></" ROOT ">",
	  "«Клиент»",
	  "7" },
	{ .name = "a stranger among rows",
	  "<" ROOT " xmlns='urn:1C.ru:commerceml_210'><Документ>"
	  "<Товары><Услуга/></Товары></Документ></" ROOT ">",
	  "«Услуга» здесь не ожидается; ожидается: «Товар»" },
	{ .name = "a stranger among requisites",
	  "<" ROOT "><Документ><ЗначенияРеквизитов><x/></ЗначенияРеквизитов>"
	  "</Документ></" ROOT ">",
	  "«x»" },
	{ .name = "elements in a value",
	  "<" ROOT "><Документ><Номер><b/></Номер></Документ></" ROOT ">",
	  "«Номер»" },
	{ .name = "text between elements",
	  "<" ROOT "><Документ>x</Документ></" ROOT ">",
	  "не должно быть текста" },
};

static void test_refused(gconstpointer data)
{
	const struct refused *row = data;
	struct reading_case made;

	reading_of(&made, row->xml);
	g_assert_cmpint(made.reading, ==, READING_REJECTED);
	g_test_message("%s", reading_fault(&made, 0)->text);
	g_assert_nonnull(strstr(reading_fault(&made, 0)->text, row->says));
	if (row->number)
		g_assert_cmpstr(reading_fault(&made, 0)->number, ==,
		                row->number);
	reading_clear(&made);
}

static void test_exported(void)
{
	static const struct {
		const char *attribute, *text;
	} cases[] = {
		{ "2020-12-26T18:00:00", "2020-12-26T18:00:00" },
		{ "2007-10-30", NULL }, /* a day is no time */
		{ "", NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text =
			g_strdup_printf("<" ROOT " ДатаФормирования=\"%s\"/>",
		                        cases[i].attribute);
		struct reading_case made;

		reading_of(&made, text);
		g_assert_cmpint(made.reading, ==, READING_WHOLE);
		g_assert_cmpstr(made.file.exported_text, ==, cases[i].text);
		reading_clear(&made);
	}
}

static void test_windows_1251(void)
{
	g_autofree char *documents = g_strdup_printf(
		"<Документ>%s</Документ>", HEAD V("Статус заказа", "Закрыт"));
	g_autofree char *utf8 = wrap("", documents);
	g_autoptr(GString) text = g_string_new(utf8);
	g_autofree char *bytes = NULL, *order = NULL;
	struct reading_case made;
	gsize length;

	g_string_replace(text, "UTF-8", "windows-1251", 1);
	bytes = g_convert(text->str, -1, "windows-1251", "UTF-8", NULL, &length,
	                  NULL);
	g_assert_nonnull(bytes);
	reading_of_bytes(&made, bytes, length, NULL);
	order = reading_print(reading_order(&made, 0));
	g_assert_nonnull(strstr(order, "state=Закрыт\n"));
	reading_clear(&made);
}

/* Two schemas, one grammar. */
static void test_schemas(void)
{
	g_autofree char *with = NULL, *without = NULL;
	g_autoptr(GString) bare = NULL;

	g_assert_true(g_file_get_contents("schemas/commerceml.xsd", &with, NULL,
	                                  NULL));
	g_assert_true(g_file_get_contents("schemas/commerceml-nons.xsd",
	                                  &without, NULL, NULL));
	bare = g_string_new(with);
	g_string_replace(bare, "           xmlns=\"urn:1C.ru:commerceml_2\"\n",
	                 "", 0);
	g_string_replace(
		bare, "           targetNamespace=\"urn:1C.ru:commerceml_2\"\n",
		"", 0);
	g_assert_cmpstr(bare->str, ==, without);
}

static void test_sample(void)
{
	g_autofree char *order = NULL;
	struct reading_case made;

	reading_of_file(&made, "samples/commerceml.xml");
	order = reading_print(reading_order(&made, 0));
	g_assert_cmpstr(
		order, ==,
		"ref=" DOC "\nnumber=3000004876\ndate=2020-12-24T17:42:46\n"
		"closed=2020-12-26T12:00:00\nstate=Закрыт\n"
		"organization=СТО Маяк\namount=30110.00\n"
		"client.name=Петров Пётр Петрович\n"
		"client.phone=+7 (927) 000-12-34\ncar.name=NISSAN PRIMERA\n"
		"car.vin=X0X00000000000001\ncar.plate=А000АА163\n"
		"car.mileage=263967\n"
		"reason=Стук в передней подвеске, плановое ТО\n"
		"works=Замена масла и масляного фильтра × 1 = 1200.00\n"
		"goods=Амортизатор передний × 2 = 28910.00\n"
		"state_predefined=F\norganization_ref=" MAYAK
		"\ncurrency=RUB\nhas_client=yes\nclient.ref=" PETROV
		"\nclient.last=Петров\nclient.first=Пётр\n"
		"client.middle=Петрович\nclient.kind=Физлицо\n"
		"client.phones=+7 (927) 000-12-34\n"
		"client.mail=p@example.ru\n");
	g_assert_cmpuint(made.orders->len, ==, 1);
	reading_clear(&made);
}

static void add(const char *what, const char *name, gconstpointer row,
                GTestDataFunc function)
{
	g_autofree char *path =
		g_strdup_printf("/read_commerceml/%s/%s", what, name);

	g_test_add_data_func(path, row, function);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		add("order", rows[i].name, &rows[i], test_row);
	for (gsize i = 0; i < G_N_ELEMENTS(passed); i++)
		add("passed", passed[i].name, &passed[i], test_passed);
	for (gsize i = 0; i < G_N_ELEMENTS(refused); i++)
		add("refused", refused[i].name, &refused[i], test_refused);
	g_test_add_func("/read_commerceml/namespaces", test_spaces);
	g_test_add_func("/read_commerceml/two documents", test_two);
	g_test_add_func("/read_commerceml/export time", test_exported);
	g_test_add_func("/read_commerceml/windows-1251", test_windows_1251);
	g_test_add_func("/read_commerceml/schemas agree", test_schemas);
	g_test_add_func("/read_commerceml/sample", test_sample);
	return g_test_run();
}
