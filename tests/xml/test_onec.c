/*
 * Names in [1c]: every one can be another, or a list, or a path; and what a
 * file says of where its values come from. КД2 carries the objects; what is
 * shown here holds for every format of 1C's.
 */
#include "core/text.h"
#include "tests/harness/reading.h"
#include "xml/onec_words.h"

#include <string.h>

#define DOC "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c"
#define A "3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2a"
#define B "3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2b"
#define C "3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c"

#define P(name, value)                                                        \
	"<Свойство Имя=\"" name "\"><Значение>" value "</Значение></" \
	"Свойство>\n"
#define PX(name, inner) "<Свойство Имя=\"" name "\">" inner "</Свойство>\n"
#define PT(name, type, inner) \
	"<Свойство Имя=\"" name "\" Тип=\"" type "\">" inner "</Свойство>\n"
#define GUID(guid) P("{УникальныйИдентификатор}", guid)
#define KEY(inner) "<Ссылка>" inner "</Ссылка>"
#define REF(guid, inner) KEY(GUID(guid) inner)
#define NAME(name) P("Наименование", name)
#define OBJECT(type, inner) "<Объект Тип=\"" type "\">" inner "</Объект>\n"
#define ORDER(inner) OBJECT("ДокументСсылка.ЗаказНаряд", KEY(GUID(DOC)) inner)
#define SECTION(name, rows) \
	"<ТабличнаяЧасть Имя=\"" name "\">" rows "</ТабличнаяЧасть>"
#define ROW(inner) "<Запись>" inner "</Запись>"
#define NAMED PX("Заказчик", REF(A, NAME("П")))

static const struct row {
	const char *name, *settings, *xml, *expect, *never;
} rows[] = {
	{ .name = "a path through a reference",
	  .settings = "car_vin = Автомобиль.НомерКузова\n"
	              "state = Состояние.Статус\n",
	  .xml = ORDER(NAMED PX("Автомобиль",
	                        REF(B, NAME("Н") P("НомерКузова", "X0")))
	                       PX("Состояние",
	                          REF(C, NAME("не то") P("Статус", "Готов")))),
	  .expect = "car.vin=X0\ncar.name=Н\nstate=Готов\n",
	  .never = "state_ref" },
	{ .name = "the object of the reference stands behind",
	  .settings = "car_vin = Автомобиль.НомерКузова\n",
	  .xml = ORDER(NAMED PX("Автомобиль", REF(B, "")))
	          OBJECT("СправочникСсылка.Автомобили",
	                 KEY(GUID(B)) P("НомерКузова", "X0")),
	  .expect = "car.vin=X0\n" },
	{ .name = "four steps",
	  .settings = "master = Автомобиль.Модель.Марка.Куратор\n",
	  .xml = ORDER(NAMED PX(
		  "Автомобиль",
		  REF(B,
	              PX("Модель",
	                 REF(C, PX("Марка",
	                           KEY(NAME("Ниссан") PX(
					   "Куратор", KEY(NAME("Олег")))))))))),
	  .expect = "master=Олег\n" },
	{ .name = "the first choice that leads somewhere",
	  .settings = "reason = Заявка.Причина; Осмотр.Причина; Причина\n",
	  .xml = ORDER(NAMED PX("Заявка", REF(B, NAME("З")))
	                       P("Осмотр", "не ссылка") P("Причина", "Стук")),
	  .expect = "reason=Стук\n" },
	{ .name = "a path that ends at a reference is called by its name",
	  .settings = "dispatcher = Заявка.Автор\n",
	  .xml = ORDER(NAMED PX("Заявка",
	                        REF(B, PX("Автор", REF(C, NAME("Анна")))))),
	  .expect = "dispatcher=Анна\n" },
	{ .name = "client and car behind another reference",
	  .settings = "client = Договор.Владелец\ncar = Заявка.Автомобиль\n",
	  .xml = ORDER(PX("Договор",
	                  REF(B, PX("Владелец",
	                            REF(A, NAME("П") P("Фамилия", "Петров")))))
	                       PX("Заявка", REF(C, PX("Автомобиль",
	                                              KEY(NAME("Нива") P(
							      "VIN", "X1")))))),
	  .expect = "client.name=П\nclient.last=Петров\nclient.ref=" A "\n"
	            "car.name=Нива\ncar.vin=X1\n" },
	{ .name = "what leads nowhere is told with its path",
	  .settings = "client = Договор.Владелец\n",
	  .xml = ORDER(PX("Договор", REF(B, PX("Владелец", REF(A, ""))))),
	  .expect = "unknown_reference=Договор.Владелец " A "\n" },

	{ .name = "a phone of another client than the order's",
	  .settings = "client_phone = Контрагент.ОсновнойТелефон\n",
	  .xml = ORDER(NAMED PX("Контрагент",
	                        REF(B, NAME("Ф") P("ОсновнойТелефон", "1")))),
	  .expect = "client.name=П\nclient.phones=1\n" },
	{ .name = "all phones are taken, each once",
	  .settings = "client_phone = Сотовый; Контрагент.Сотовый; "
	              "Контрагент.Факс\n",
	  .xml = ORDER(PX("Заказчик", REF(A, NAME("П") P("Сотовый", "1"))) PX(
		  "Контрагент", REF(B, P("Сотовый", "1") P("Факс", "2")))),
	  .expect = "client.phones=1\nclient.phones=2\n",
	  .never = "client.phones=1\nclient.phones=1" },
	{ .name = "phones and mail of somebody behind the client",
	  .settings = "client_phone = Руководитель\n"
	              "client_mail = Руководитель\n",
	  .xml = ORDER(PX("Заказчик",
	                  REF(A, NAME("П") PX("Руководитель", REF(B, "")))))
	          OBJECT("СправочникСсылка.Люди",
	                 KEY(GUID(B)) SECTION(
				 "КонтактнаяИнформация",
				 ROW(P("Тип", "Телефон")
	                                     P("Представление", "1"))
					 ROW(P("Тип", "Почта") P(
						 "Представление", "p@x.ru")))),
	  .expect = "client.name=П\nclient.phones=1\n"
	            "client.mail=p@x.ru\n" },
	{ .name = "phones of somebody, by a path from the order",
	  .settings = "phone = Заявка.Представитель\n",
	  .xml = ORDER(
		  NAMED PX("Заявка", REF(C, PX("Представитель", REF(B, "")))))
	          OBJECT("СправочникСсылка.Люди",
	                 KEY(GUID(B)) P("ОсновнойТелефон", "1")
	                         P("Сотовый", "2")),
	  .expect = "phone=1\nphone=2\n" },
	{ .name = "the document's phone, packed",
	  .settings = "phone = Связь\n",
	  .xml = ORDER(NAMED P("Связь", "{\"value\":\"+7 927 0001234\","
	                                "\"type\":\"Телефон\"}")),
	  .expect = "phone=+7 927 0001234\n" },
	{ .name = "the client's phone, packed",
	  .settings = "client_phone = Связь\n",
	  .xml = ORDER(
		  PX("Заказчик",
	             REF(A, NAME("П") P("Связь", "КодСтраны=7\nКодГорода=846\n"
	                                         "НомерТелефона=2000017")))),
	  .expect = "client.phones=+7 (846) 2000017\n" },
	{ .name = "packed contacts in rows of the client",
	  .settings = "",
	  .xml = ORDER(NAMED) OBJECT(
		  "СправочникСсылка.Контрагенты",
		  KEY(GUID(A)) SECTION(
			  "КонтактнаяИнформация",
			  ROW(PX("Вид", REF(C, NAME("Рабочий"))) P(
				  "Представление", "не то")
	                              P("Значение", "{\"value\":\"1\",\"type\":"
	                                            "\"Телефон\"}"))
				  ROW(P("Тип", "Телефон") P("Представление",
	                                                    "2")
	                                      P("ЗначенияПолей",
	                                        "&lt;КонтактнаяИнформация "
	                                        "Представление=\"2\"/&gt;"))
					  ROW(P("Тип", "Факс")
	                                              P("Представление", "3"))
						  ROW(P("Тип", "Телефон") P(
							  "Значение", "4")))),
	  .expect = "client.phones=1\nclient.phones=2\nclient.phones=4\n",
	  .never = "phones=3\nне то" },

	{ .name = "names of the client in the order itself",
	  .settings = "client = Клиент\nclient_last = ФамилияКлиента\n",
	  .xml = ORDER(P("Клиент", "Петров П.") P("ФамилияКлиента", "Петров")
	                       P("Имя", "Пётр")),
	  .expect = "client.name=Петров П.\nclient.last=Петров\n"
	            "client.first=Пётр\nhas_client=yes\n" },
	{ .name = "no client but its names",
	  .settings = "client_name = ИмяКлиента\n",
	  .xml = ORDER(P("ИмяКлиента", "Петров П.")),
	  .expect = "client.name=Петров П.\nhas_client=yes\n" },
	{ .name = "the car in the order itself",
	  .settings = "",
	  .xml = ORDER(NAMED P("Автомобиль", "Нива") P("VIN", "X0")
	                       P("ГосНомер", "А0")),
	  .expect = "car.name=Нива\ncar.vin=X0\ncar.plate=А0\n" },
	{ .name = "the car's own values go before the order's",
	  .settings = "",
	  .xml = ORDER(NAMED P("VIN", "не то") PX(
		  "Автомобиль", REF(B, NAME("Нива") P("VIN", "X0")))),
	  .expect = "car.vin=X0\n" },
	{ .name = "the order's phone is not the client's",
	  .settings = "",
	  .xml = ORDER(NAMED P("Телефон", "1")),
	  .expect = "client.name=П\n",
	  .never = "=1" },

	{ .name = "nor is one among its additional properties",
	  .settings = "",
	  .xml = ORDER(NAMED SECTION(
		  "ДополнительныеРеквизиты",
		  ROW(P("Свойство", "Телефон") P("Значение", "1")))),
	  .expect = "client.name=П\n",
	  .never = "=1" },
	{ .name = "additional properties, by name and by path",
	  .settings = "state = ДополнительныеРеквизиты.Статус\n",
	  .xml = ORDER(NAMED SECTION(
		  "ДополнительныеРеквизиты",
		  ROW(PX("Свойство", KEY(NAME("Статус")))
	                      PX("Значение", KEY(NAME("Готов"))))
			  ROW(P("Свойство", "Пробег") P("Значение", "5")) ROW(
				  PX("Свойство",
	                             KEY(NAME("Мастер (Заказ-наряд)")))
					  P("Значение", "") P("ТекстоваяСтрока",
	                                                      "Олег")))),
	  .expect = "state=Готов\ncar.mileage=5\nmaster=Олег\n" },
	{ .name = "an attribute goes before a property of the same name",
	  .settings = "",
	  .xml = ORDER(NAMED P("Пробег", "5") SECTION(
		  "ДополнительныеРеквизиты",
		  ROW(P("Свойство", "Пробег") P("Значение", "6")))),
	  .expect = "car.mileage=5\n" },
	{ .name = "properties of the client and of the car",
	  .settings = "client_middle = ДополнительныеРеквизиты.Отчество по "
	              "паспорту\n",
	  .xml = ORDER(PX("Заказчик", REF(A, "")) PX("Автомобиль", REF(B, "")))
	          OBJECT("СправочникСсылка.Контрагенты",
	                 KEY(GUID(A)) NAME("П") SECTION(
				 "ДополнительныеРеквизиты",
				 ROW(P("Свойство", "Отчество по паспорту")
	                                     P("Значение", "Петрович"))))
	                  OBJECT("РегистрСведенийЗапись."
	                         "ЗначенияСвойствОбъектов",
	                         PX("Объект", REF(B, ""))
	                                 PX("Свойство", KEY(NAME("Гос. номер")))
	                                         P("Значение", "А0")),
	  .expect = "client.name=П\nclient.middle=Петрович\ncar.plate=А0\n" },
	{ .name = "a register of the car's own",
	  .settings = "properties = РегистрСведений.Автомобили\n",
	  .xml = OBJECT("РегистрСведенийЗапись.Автомобили",
	                PX("Автомобиль", REF(B, "")) P("ВидЗначения", "Пробег")
	                        P("Значение", "5"))
	          OBJECT("РегистрСведенийЗапись.Автомобили",
	                 PX("Автомобиль", REF(B, "")) P(
				 "ВидЗначения", "ГосНомер") P("Значение", "А0"))
	                  ORDER(NAMED PX("Автомобиль", REF(B, NAME("Нива")))),
	  .expect = "car.name=Нива\ncar.plate=А0\n" },
	{ .name = "attributes of rows",
	  .settings = "master = Исполнители.Исполнитель\n"
	              "dispatcher = Исполнители.Бригада.Старший\n",
	  .xml = ORDER(NAMED SECTION(
		  "Исполнители",
		  ROW(P("Процент", "50")) ROW(
			  PX("Исполнитель", KEY(NAME("Олег"))))
			  ROW(P("Исполнитель", "Анна") PX(
				  "Бригада", REF(B, P("Старший", "Иван")))))),
	  .expect = "master=Олег\ndispatcher=Иван\n" },
	{ .name = "rows of works through references",
	  .settings = "row_name = Работа.Описание; Работа\n"
	              "row_sum = Итого\nrow_quantity = Часы\n",
	  .xml = ORDER(NAMED SECTION(
		  "Работы",
		  ROW(PX("Работа", REF(B, NAME("Р") P("Описание", "Мойка")))
	                      P("Итого", "10") P("Часы", "2"))
			  ROW(PX("Работа", REF(C, NAME("Сушка")))
	                              P("Сумма", "1")))),
	  .expect = "works=Мойка × 2 = 10\nСушка\n" },

	{ .name = "a path through a document, whose object is elsewhere",
	  .settings = "reason = ДокументОснование.Причина\n"
	              "phone = ДокументОснование.НомерТелефона\n",
	  .xml = OBJECT("ДокументСсылка.ЗаявкаНаРемонт",
	                KEY(GUID(B)) P("Причина", "Стук")
	                        P("НомерТелефона", "1"))
	          ORDER(NAMED PT("ДокументОснование",
	                         "ДокументСсылка.ЗаявкаНаРемонт", REF(B, ""))),
	  .expect = "reason=Стук\nphone=1\n" },
	{ .name = "the same, the object behind",
	  .settings = "reason = ДокументОснование.Причина\n",
	  .xml = ORDER(NAMED PT("ДокументОснование",
	                        "ДокументСсылка.ЗаявкаНаРемонт", REF(B, "")))
	          OBJECT("ДокументСсылка.ЗаявкаНаРемонт",
	                 KEY(GUID(B)) P("Причина", "Стук")),
	  .expect = "reason=Стук\n" },
	{ .name = "a GUID as text is a reference, also on a path",
	  .settings = "reason = Основание.Причина\n",
	  .xml = ORDER(P("Заказчик", A) P("Основание", B))
	          OBJECT("СправочникСсылка.Контрагенты", KEY(GUID(A)) NAME("П"))
	                  OBJECT("СправочникСсылка.Причины",
	                         KEY(GUID(B)) P("Причина", "Стук")),
	  .expect = "client.name=П\nreason=Стук\n" },
	{ .name = "a path in a circle ends",
	  .settings = "reason = А.А.А.А\n",
	  .xml = ORDER(NAMED PX("А", REF(B, PX("А", REF(B, ""))))),
	  .expect = "client.name=П\nunexplained.reason=А.А.А.А " B "\n",
	  .never = "reason=" B },
	{ .name = "contacts of the order itself are nobody's",
	  .settings = "",
	  .xml = ORDER(NAMED P("Номер", "5") SECTION(
		  "КонтактнаяИнформация",
		  ROW(P("Тип", "Телефон") P("Представление", "1")))),
	  .expect = "number=5\nclient.name=П\n",
	  .never = "=1" },
};

static char *wrap(const char *objects)
{
	return g_strdup_printf("<ФайлОбмена ВерсияФормата=\"2.0\" "
	                       "ДатаВыгрузки=\"2020-12-26T18:00:00\">%s"
	                       "</ФайлОбмена>",
	                       objects);
}

static void read_file(struct reading_case *made, const char *xml,
                      const char *names)
{
	g_autofree char *text = wrap(xml);
	g_autofree char *settings = g_strconcat("[1c]\n", names, NULL);

	reading_of_bytes(made, text, strlen(text), settings);
}

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct reading_case made;

	read_file(&made, row->xml, row->settings);
	reading_expect(reading_order(&made, 0), row->expect, row->never);
	reading_clear(&made);
}

/* ---- every key ---- */

/* Each under a name of the test's own, and how the value shows. */
static const struct key {
	const char *key, *xml, *expect;
} keys[] = {
	{ "number", ORDER(NAMED P("Своё", "5")), "number=5" },
	{ "date", ORDER(NAMED P("Своё", "2020-12-24T00:00:00")),
	  "date=2020-12-24T00:00:00" },
	{ "closed", ORDER(NAMED P("Своё", "2020-12-24T00:00:00")),
	  "closed=2020-12-24T00:00:00" },
	{ "state", ORDER(NAMED PX("Своё", REF(B, NAME("Готов")))),
	  "state_ref=" B },
	{ "organization", ORDER(NAMED PX("Своё", REF(B, NAME("М")))),
	  "organization=М" },
	{ "amount", ORDER(NAMED P("Своё", "5")), "amount=5" },
	{ "currency", ORDER(NAMED P("Своё", "руб")), "currency=руб" },
	{ "deleted", ORDER(NAMED P("Своё", "true")), "deleted=yes" },
	{ "client", ORDER(PX("Своё", REF(B, NAME("Н")))), "client.name=Н" },
	{ "client_name", ORDER(PX("Заказчик", REF(A, P("Своё", "Н")))),
	  "client.name=Н" },
	{ "client_last", ORDER(PX("Заказчик", REF(A, P("Своё", "Н")))),
	  "client.last=Н" },
	{ "client_first", ORDER(PX("Заказчик", REF(A, P("Своё", "Н")))),
	  "client.first=Н" },
	{ "client_middle", ORDER(PX("Заказчик", REF(A, P("Своё", "Н")))),
	  "client.middle=Н" },
	{ "client_kind", ORDER(PX("Заказчик", REF(A, P("Своё", "Н")))),
	  "client.kind=Н" },
	{ "client_phone", ORDER(PX("Заказчик", REF(A, P("Своё", "1")))),
	  "client.phones=1" },
	{ "client_mail", ORDER(PX("Заказчик", REF(A, P("Своё", "m")))),
	  "client.mail=m" },
	{ "phone", ORDER(NAMED P("Своё", "1")), "phone=1" },
	{ "car", ORDER(NAMED PX("Своё", REF(B, P("VIN", "X")))), "car.vin=X" },
	{ "car_name", ORDER(NAMED PX("Автомобиль", REF(B, P("Своё", "Н")))),
	  "car.name=Н" },
	{ "car_vin", ORDER(NAMED PX("Автомобиль", REF(B, P("Своё", "Н")))),
	  "car.vin=Н" },
	{ "car_plate", ORDER(NAMED PX("Автомобиль", REF(B, P("Своё", "Н")))),
	  "car.plate=Н" },
	{ "mileage", ORDER(NAMED P("Своё", "5")), "car.mileage=5" },
	{ "reason", ORDER(NAMED P("Своё", "5")), "reason=5" },
	{ "dispatcher", ORDER(NAMED P("Своё", "5")), "dispatcher=5" },
	{ "master", ORDER(NAMED P("Своё", "5")), "master=5" },
	{ "works", ORDER(NAMED SECTION("Своё", ROW(P("Работа", "Р")))),
	  "works=Р" },
	{ "goods", ORDER(NAMED SECTION("Своё", ROW(P("Товар", "Т")))),
	  "goods=Т" },
	{ "row_name", ORDER(NAMED SECTION("Работы", ROW(P("Своё", "Р")))),
	  "works=Р" },
	{ "row_quantity", ORDER(NAMED SECTION("Работы", ROW(P("Своё", "5")))),
	  "works=(без имени) × 5" },
	{ "row_sum", ORDER(NAMED SECTION("Работы", ROW(P("Своё", "5")))),
	  "works=(без имени) = 5" },
	{ "contact_info",
	  ORDER(PX("Заказчик", REF(A, "")))
	          OBJECT("СправочникСсылка.Контрагенты",
	                 KEY(GUID(A)) NAME("П") SECTION(
				 "Своё", ROW(P("Тип", "Телефон")
	                                             P("Представление", "1")))),
	  "client.phones=1" },
	{ "properties",
	  ORDER(NAMED SECTION("Своё",
	                      ROW(P("Свойство", "Номер") P("Значение", "5")))),
	  "number=5" },
	{ "order", OBJECT("ДокументСсылка.Своё", NAMED P("Номер", "5")),
	  "number=5" },
};

static void test_key(gconstpointer data)
{
	const struct key *key = data;
	g_autofree char *names = g_strdup_printf(
		"%s = Прежнее; %sСвоё\n", key->key,
		strcmp(key->key, "order") == 0 ? "Документ." : "");
	struct reading_case made;

	read_file(&made, key->xml, names);
	reading_expect(reading_order(&made, 0), key->expect, NULL);
	reading_clear(&made);
}

/* No key of [1c] is left out above, and none is without effect. */
static void test_all_keys(void)
{
	size_t count;
	const struct settings_row *table = settings_rows(&count);

	for (size_t i = 0; i < count; i++) {
		bool found = false;

		if (strcmp(table[i].group, "1c") != 0)
			continue;
		for (gsize j = 0; j < G_N_ELEMENTS(keys); j++)
			found = found || strcmp(keys[j].key, table[i].key) == 0;
		g_test_message("%s", table[i].key);
		g_assert_true(found);
	}
	for (int role = 0; role <= ROLE_ROW_SUM; role++)
		g_assert_nonnull(onec_words_key((enum role)role));
	g_assert_null(onec_words_key(ROLE_OWNER));
}

/* ---- where values come from ---- */

static char *show_origins(const struct order *order)
{
	GString *text = g_string_new(NULL);

	g_assert_nonnull(order->origins);
	for (guint i = 0; i < order->origins->len; i++) {
		const struct order_origin *origin = order->origins->pdata[i];

		g_string_append_printf(text, "%s<%s:%s\n",
		                       origin->key ? origin->key : "?",
		                       origin->path, origin->value);
	}
	return g_string_free(text, FALSE);
}

static void explain(struct reading_case *made, GPtrArray *orders)
{
	guint count;

	order_source_explain(made->source);
	order_source_seek(made->source, 0);
	g_assert_true(
		order_source_next(made->source, 100, orders, &count, NULL));
}

static void has_line(const char *text, const char *line)
{
	g_autofree char *all = g_strconcat("\n", text, NULL);
	g_autofree char *wanted = g_strconcat("\n", line, "\n", NULL);

	if (!strstr(all, wanted))
		g_error("«%s» is not in «%s»", line, text);
}

#define TOLD_PLAIN P("Номер", "5") P("Цех", "Кузовной")
#define TOLD_CLIENT REF(A, NAME("П") P("Сотовый", "1"))
#define TOLD_PAYER REF(B, NAME("Ф") P("Сотовый", "2") P("ИНН", "63"))
#define TOLD_CAR KEY(PX("Кузов", KEY(P("Номер", "X0"))))
#define TOLD_REQUEST REF(C, NAME("З") P("Срочно", "true"))
#define TOLD_REFERENCES              \
	PX("Заказчик", TOLD_CLIENT)  \
	PX("Контрагент", TOLD_PAYER) \
	PX("Автомобиль", TOLD_CAR) PX("Заявка", TOLD_REQUEST)
#define PROPERTY(name, value) ROW(P("Свойство", name) P("Значение", value))
#define TOLD_ROWS                                                      \
	SECTION("Работы", ROW(P("Работа", "Мойка") P("Нормочас", "1")) \
	                          ROW(P("Работа", "Сушка")))           \
	SECTION("ДополнительныеРеквизиты",                             \
	        PROPERTY("Состояние", "Готов")                         \
	                PROPERTY("Гос. знак (Заказ)", "А0"))

static void test_origins(void)
{
	static const char *const told[] = {
		"number<Номер:5",
		"state<ДополнительныеРеквизиты.Состояние:Готов",
		"client<Заказчик:П",
		"client_name<Заказчик.Наименование:П",
		"client_phone<Заказчик.Сотовый:1",
		"client_phone<Контрагент.Сотовый:2",
		"car_vin<Автомобиль.Кузов.Номер:X0",
		"row_name<Работы.Работа:Мойка",
		"?<Цех:Кузовной",
		"?<Контрагент.ИНН:63",
		"?<Заявка:З",
		"?<Заявка.Срочно:true",
		"?<Работы.Нормочас:1",
		"?<ДополнительныеРеквизиты.Гос знак:А0",
	};
	g_autoptr(GPtrArray) orders =
		g_ptr_array_new_with_free_func((GDestroyNotify)order_free);
	g_autofree char *text = NULL;
	struct reading_case made;

	read_file(&made, ORDER(TOLD_PLAIN TOLD_REFERENCES TOLD_ROWS),
	          "client_phone = Сотовый; Контрагент.Сотовый\n"
	          "car_vin = Автомобиль.Кузов.Номер\n");
	g_assert_null(reading_order(&made, 0)->origins);
	explain(&made, orders);
	text = show_origins(orders->pdata[0]);
	g_test_message("%s", text);
	for (gsize i = 0; i < G_N_ELEMENTS(told); i++)
		has_line(text, told[i]);
	g_assert_null(strstr(text, "Сушка"));
	g_assert_null(strstr(text, "?<Номер"));
	g_assert_null(strstr(text, "?<ДополнительныеРеквизиты.Состояние"));
	reading_clear(&made);
}

/* Of the first orders and objects alone, whatever the file. */
static void test_left_bound(void)
{
	g_autoptr(GPtrArray) orders =
		g_ptr_array_new_with_free_func((GDestroyNotify)order_free);
	g_autoptr(GPtrArray) left =
		g_ptr_array_new_with_free_func(order_left_free);
	g_autoptr(GString) xml = g_string_new(NULL);
	struct reading_case made;
	const struct order_left *first;

	for (int i = 0; i < 100; i++) {
		g_string_append_printf(xml,
		                       OBJECT("СправочникСсылка.Контрагенты",
		                              KEY(NAME("Н%d")) P("Пол%d", "М")),
		                       i, i);
		g_string_append_printf(xml,
		                       OBJECT("ДокументСсылка.ЗаказНаряд",
		                              NAMED P("Номер", "%d")
		                                      P("Цех", "5")),
		                       i);
		g_string_append_printf(
			xml, OBJECT("СправочникСсылка.Вид%d", P("Х", "У")), i);
	}
	read_file(&made, xml->str, "");
	explain(&made, orders);
	for (guint i = 0; i < orders->len; i++) {
		g_autofree char *text = show_origins(orders->pdata[i]);

		g_assert_cmpint(strstr(text, "?<Цех:5") != NULL, ==, i < 3);
	}
	g_assert_true(order_source_left(made.source, left, NULL));
	/* Three clients, and forty types in all. */
	g_assert_cmpuint(left->len, ==, 3 + 39);
	first = left->pdata[0];
	g_assert_cmpstr(first->type, ==, "Справочник.Контрагенты");
	g_assert_cmpstr(first->path, ==, "Пол0");
	g_assert_cmpstr(first->value, ==, "М");
	reading_clear(&made);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/onec/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_autofree char *path =
			g_strdup_printf("/onec/key/%s", keys[i].key);

		g_test_add_data_func(path, &keys[i], test_key);
	}
	g_test_add_func("/onec/key/all of them", test_all_keys);
	g_test_add_func("/onec/origins", test_origins);
	g_test_add_func("/onec/left in bounds", test_left_bound);
	return g_test_run();
}
