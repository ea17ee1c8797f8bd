/*
 * References that an earlier file explained: taught by one file, looked up for
 * the orders of another, all of a window at once.
 */
#include "tests/harness/reading.h"

#include "core/when.h"

#include <string.h>

#define PETROV "3b8f2a1c-45e6-11ea-9c2a-00155d0a1b2c"
#define STATE "2b6f0d18-ad25-11e9-9c2a-00155d0a1b2c"
#define MAYAK "0c4e7a90-1b2d-11e9-9a10-00155d0a1b2c"
#define CAR "7d20c1e4-45e5-11ea-9c2a-00155d0a1b2c"
#define MODEL "7d20c1e5-45e5-11ea-9c2a-00155d0a1b2c"
#define KIND "7d20c1e7-45e5-11ea-9c2a-00155d0a1b2c"
#define WORK "7d20c1e6-45e5-11ea-9c2a-00155d0a1b2c"

/* A store that only remembers for as long as the test runs. */
struct memory {
	struct learned_store store;
	GHashTable *learned; /* GUID → struct learned */
	guint finds, keeps, asked;
	bool fails;
};

static bool find(void *context, const GPtrArray *guids, GHashTable *found,
                 GError **error)
{
	struct memory *memory = context;

	memory->finds++;
	memory->asked += guids->len;
	if (memory->fails) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "нет");
		return false;
	}
	for (guint i = 0; i < guids->len; i++) {
		const struct learned *learned =
			g_hash_table_lookup(memory->learned, guids->pdata[i]);

		if (learned)
			g_hash_table_insert(found, g_strdup(learned->guid),
			                    learned_copy(learned));
	}
	return true;
}

static bool keep(void *context, const GPtrArray *learned,
                 GError **error G_GNUC_UNUSED)
{
	struct memory *memory = context;

	memory->keeps++;
	for (guint i = 0; i < learned->len; i++) {
		const struct learned *one = learned->pdata[i];

		g_hash_table_replace(memory->learned, g_strdup(one->guid),
		                     learned_copy(one));
	}
	return true;
}

static struct memory *memory_new(void)
{
	struct memory *memory = g_new0(struct memory, 1);

	memory->learned = learned_table();
	memory->store = (struct learned_store){ find, keep, memory };
	return memory;
}

static void memory_free(struct memory *memory)
{
	g_hash_table_unref(memory->learned);
	g_free(memory);
}

static char *wrap(const char *objects)
{
	return g_strdup_printf(
		"<m:Message xmlns:m='http://v8.1c.ru/messages' xmlns:xsi="
		"'http://www.w3.org/2001/XMLSchema-instance'><m:Header>"
		"<m:ExchangePlan>П</m:ExchangePlan><m:To>Б</m:To>"
		"<m:From>А</m:From><m:MessageNo>1</m:MessageNo>"
		"<m:ReceivedNo>0</m:ReceivedNo></m:Header><m:Body>%s</m:Body>"
		"</m:Message>",
		objects);
}

static void open_file(struct reading_case *made, const char *objects)
{
	g_autofree char *text = wrap(objects);

	reading_of(made, text);
	g_assert_cmpint(made->reading, ==, READING_WHOLE);
	g_ptr_array_set_size(made->orders, 0);
	order_source_seek(made->source, 0);
}

static void teach(struct memory *memory, const char *objects, gint64 exported)
{
	g_autoptr(GError) error = NULL;
	struct reading_case made;

	open_file(&made, objects);
	order_source_refer(made.source, &memory->store, exported);
	g_assert_true(order_source_teach(made.source, &error));
	g_assert_no_error(error);
	reading_clear(&made);
}

static void take(struct memory *memory, struct reading_case *made,
                 const char *objects, gint64 exported)
{
	g_autoptr(GError) error = NULL;
	guint count;

	open_file(made, objects);
	order_source_refer(made->source, &memory->store, exported);
	g_assert_true(order_source_next(made->source, 2000, made->orders,
	                                &count, &error));
	g_assert_no_error(error);
}

#define OBJECT(kind, name, inner) \
	"<" kind "." name ">" inner "</" kind "." name ">"
#define CARD(name, ref, inner) \
	OBJECT("CatalogObject", name, "<Ref>" ref "</Ref>" inner)
#define NAME(text) "<Description>" text "</Description>"
#define ORDER(inner) OBJECT("DocumentObject", "ЗаказНаряд", inner)
#define CONTACTS(inner) \
	OBJECT("InformationRegisterRecordSet", "КонтактнаяИнформация", inner)
#define RECORD(kind, text)                                                         \
	"<Record><Объект>" PETROV "</Объект><Тип>Телефон</Тип>" \
	"<Вид>" kind "</Вид><Представление>" text "</Представление></Record>"
#define WHOLE_SET "<Filter><Объект>" PETROV "</Объект></Filter>"
#define REFERS                                                             \
	"<Заказчик>" PETROV "</Заказчик><Состояние>" STATE                 \
	"</Состояние><Организация>" MAYAK "</Организация><Автомобиль>" CAR \
	"</Автомобиль><Работы><Работа>" WORK "</Работа></Работы>"
#define PETROV_CARD CARD("Контрагенты", PETROV, NAME("Петров"))

/* What is taught, at 10, 20 and 30 (NULL: nothing), and what becomes of an
 * order exported at 25. */
static const struct row {
	const char *name, *teach[3], *order, *expect, *never;
	guint finds; /* 0: one, for all of the window */
} rows[] = {
	{ .name = "all that an order refers to",
	  .teach = { CARD("ВидыСостояний", STATE,
	                  NAME("В работе") "<PredefinedDataName>ВРаботе"
	                                   "</PredefinedDataName>")
	                     CARD("Организации", MAYAK, NAME("СТО Маяк")) CARD(
				     "Автомобили", CAR,
				     NAME("NISSAN") "<VIN>X0</VIN>"
						    "<ГосНомер>А0"
						    "</ГосНомер>")
	                             CARD("Автоработы", WORK, NAME("Мойка"))
	                                     PETROV_CARD CONTACTS(
						     RECORD(KIND, "1")) },
	  .order = ORDER(REFERS),
	  .expect = "state=В работе\nstate_predefined=ВРаботе\n"
	            "state_ref=" STATE "\norganization=СТО Маяк\n"
	            "organization_ref=" MAYAK "\ncar.name=NISSAN\n"
	            "car.vin=X0\ncar.plate=А0\nworks=Мойка\n"
	            "client.name=Петров\nclient.ref=" PETROV
	            "\nclient.phones=1\n",
	  .never = "un" },
	{ .name = "a little in each file",
	  .teach = { PETROV_CARD, CONTACTS(RECORD(KIND, "1")),
	             CARD("Организации", MAYAK, NAME("СТО Маяк")) },
	  .order = ORDER(REFERS),
	  .expect = "client.name=Петров\nclient.phones=1\n"
	            "organization=СТО Маяк\n",
	  .never = "unknown" },
	{ .name = "the card in the order's file, the phone in an earlier one",
	  .teach = { CONTACTS(RECORD(KIND, "1")) },
	  .order = PETROV_CARD ORDER(REFERS),
	  .expect = "client.name=Петров\nclient.phones=1\n" },
	{ .name = "the phone in the order's file, the card in an earlier one",
	  .teach = { PETROV_CARD },
	  .order = CONTACTS(RECORD(KIND, "1")) ORDER(REFERS),
	  .expect = "client.name=Петров\nclient.phones=1\n" },
	{ .name = "the newer card counts",
	  .teach = { PETROV_CARD, CARD("Контрагенты", PETROV, NAME("Иванов")) },
	  .order = ORDER(REFERS),
	  .expect = "client.name=Иванов\n" },
	{ .name = "that of the order's file where it is newer",
	  .teach = { PETROV_CARD },
	  .order = CARD("Контрагенты", PETROV, NAME("Иванов")) ORDER(REFERS),
	  .expect = "client.name=Иванов\n" },
	{ .name = "but not where one came that is newer still",
	  .teach = { NULL, NULL, PETROV_CARD },
	  .order = CARD("Контрагенты", PETROV, NAME("Иванов")) ORDER(REFERS),
	  .expect = "client.name=Петров\n" },
	{ .name = "a changed phone",
	  .teach = { PETROV_CARD CONTACTS(WHOLE_SET RECORD(KIND, "1")
	                                          RECORD(MODEL, "2")),
	             CONTACTS("<Filter><Объект>" PETROV
	                      "</Объект><Тип>Телефон</Тип><Вид>" KIND
	                      "</Вид></Filter>" RECORD(KIND, "3")) },
	  .order = ORDER(REFERS),
	  .expect = "client.phones=2\nclient.phones=3\n",
	  .never = "phones=1" },
	{ .name = "a removed phone",
	  .teach = { PETROV_CARD CONTACTS(WHOLE_SET RECORD(KIND, "1")),
	             CONTACTS("<v8:Filter xmlns:v8='http://v8.1c.ru/8.1/data/"
	                      "enterprise/current-config'><FilterItem>"
	                      "<Name>Объект</Name><Value xsi:type="
	                      "'v8:CatalogRef.Контрагенты'>" PETROV
	                      "</Value><Use>true</Use></FilterItem>"
	                      "</v8:Filter>") },
	  .order = ORDER(REFERS),
	  .expect = "client.name=Петров\n",
	  .never = "phones" },
	{ .name = "all phones of one type are removed",
	  .teach = { PETROV_CARD CONTACTS(WHOLE_SET RECORD(KIND, "1")
	                                          RECORD(MODEL, "2")),
	             CONTACTS("<Filter><Объект>" PETROV
	                      "</Объект><Тип>Телефон</Тип></Filter>") },
	  .order = ORDER(REFERS),
	  .expect = "client.name=Петров\n",
	  .never = "phones" },
	{ .name = "a model that the file itself names, of a car known before",
	  .teach = { CARD("Автомобили", CAR, "<VIN>X0</VIN>") },
	  .order = CARD("Автомобили", CAR, "<Модель>" MODEL "</Модель>") CARD(
		  "Модели", MODEL, NAME("Vesta")) PETROV_CARD ORDER(REFERS),
	  .expect = "car.name=Vesta\n" },
	{ .name = "a model that an earlier file names",
	  .teach = { CARD("Модели", MODEL, NAME("Vesta")) },
	  .order = CARD("Автомобили", CAR, "<Модель>" MODEL "</Модель>")
	          PETROV_CARD ORDER(REFERS),
	  .expect = "car.name=Vesta\n" },
	{ .name = "a car and its model, each of a file of its own",
	  .teach = { CARD("Автомобили", CAR, "<Модель>" MODEL "</Модель>"),
	             CARD("Модели", MODEL, NAME("Vesta")) },
	  .order = PETROV_CARD ORDER(REFERS),
	  .expect = "car.name=Vesta\n",
	  .finds = 2 },
	{ .name = "a kind of contact that an earlier file names",
	  .teach = { CARD("Виды", KIND, NAME("Телефон рабочий")),
	             PETROV_CARD CONTACTS("<Record><Объект>" PETROV
	                                  "</Объект><Вид>" KIND
	                                  "</Вид><Представление>1"
	                                  "</Представление></Record>") },
	  .order = ORDER(REFERS),
	  .expect = "client.phones=1\n" },
	{ .name = "what nothing explains is still said",
	  .teach = { CARD("Организации", MODEL, NAME("Иное")) },
	  .order = ORDER(REFERS),
	  .expect = "unknown_reference=Заказчик " PETROV
	            "\nunexplained.state=Состояние " STATE "\n",
	  .never = "Иное" },
	{ .name = "that something exists explains nothing",
	  .teach = { "<DocumentObject.ЗаказНаряд><Заказчик "
	             "xsi:type='v8:CatalogRef.Контрагенты'>" PETROV
	             "</Заказчик></DocumentObject.ЗаказНаряд>" },
	  .order = ORDER(REFERS),
	  .expect = "unknown_reference=Заказчик " PETROV "\n" },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct memory *memory = memory_new();
	struct reading_case made;

	for (gsize i = 0; i < G_N_ELEMENTS(row->teach); i++)
		if (row->teach[i])
			teach(memory, row->teach[i], (gint64)(i + 1) * 10);
	memory->finds = 0;
	take(memory, &made, row->order, 25);
	reading_expect(reading_order(&made, 0), row->expect, row->never);
	g_assert_cmpuint(memory->finds, ==, row->finds ? row->finds : 1);
	reading_clear(&made);
	memory_free(memory);
}

/* What order_source_next gives does not depend on how it is asked. */
static void test_windows(void)
{
	enum { ORDERS = 500 };
	g_autoptr(GString) text = g_string_new(NULL);
	struct memory *memory = memory_new();
	g_autoptr(GError) error = NULL;
	struct reading_case made;
	guint count, taken = 0;

	for (guint i = 0; i < ORDERS; i++)
		g_string_append_printf(
			text,
			ORDER("<Number>%u</Number><Заказчик>"
		              "3b8f2a1c-45e6-11ea-9c2a-%012x</Заказчик>"),
			i, i % 100 + 1);
	for (guint i = 0; i < 100; i++) {
		g_autofree char *card = g_strdup_printf(
			CARD("Контрагенты", "3b8f2a1c-45e6-11ea-9c2a-%012x",
		             NAME("К%u")),
			i + 1, i);

		teach(memory, card, 10);
	}
	open_file(&made, text->str);
	order_source_refer(made.source, &memory->store, 20);
	memory->finds = memory->asked = 0;
	do {
		g_assert_true(order_source_next(made.source, 200, made.orders,
		                                &count, &error));
		g_assert_no_error(error);
	} while (count);
	g_assert_cmpuint(made.orders->len, ==, ORDERS);
	g_assert_cmpuint(memory->finds, ==, 3);
	g_assert_cmpuint(memory->asked, ==, 300);
	for (; taken < ORDERS; taken++) {
		const struct order *order = reading_order(&made, taken);
		g_autofree char *name = g_strdup_printf("К%u", taken % 100);
		g_autofree char *number = g_strdup_printf("%u", taken);

		g_assert_cmpstr(order->text[ORDER_NUMBER], ==, number);
		g_assert_cmpstr(order->client.name, ==, name);
	}
	/* From the middle, as after a window that was not filled. */
	order_source_seek(made.source, 321);
	g_ptr_array_set_size(made.orders, 0);
	g_assert_true(
		order_source_next(made.source, 1, made.orders, &count, &error));
	g_assert_cmpstr(reading_order(&made, 0)->client.name, ==, "К21");
	reading_clear(&made);
	memory_free(memory);
}

/* However much is referred to, not more is asked for than fits. */
static void test_bounded(void)
{
	enum { ORDERS = 300, ROWS = 200 };
	g_autoptr(GString) text = g_string_new(NULL);
	struct memory *memory = memory_new();
	g_autoptr(GError) error = NULL;
	struct reading_case made;
	guint count, most = 0;

	for (guint i = 0; i < ORDERS; i++) {
		g_string_append(text, "<DocumentObject.ЗаказНаряд>");
		for (guint j = 0; j < ROWS; j++)
			g_string_append_printf(
				text,
				"<Работы><Работа>7d20c1e6-45e5-11ea-"
				"9c2a-%012x</Работа></Работы>",
				i * ROWS + j + 1);
		g_string_append(text, "</DocumentObject.ЗаказНаряд>");
	}
	open_file(&made, text->str);
	order_source_refer(made.source, &memory->store, 20);
	do {
		memory->asked = 0;
		g_assert_true(order_source_next(made.source, 2000, made.orders,
		                                &count, &error));
		most = MAX(most, memory->asked);
	} while (count);
	g_assert_cmpuint(made.orders->len, ==, ORDERS);
	g_assert_cmpuint(most, <=, 20 * 1000 + ROWS);
	reading_clear(&made);
	memory_free(memory);
}

static void test_fails(void)
{
	struct memory *memory = memory_new();
	g_autoptr(GError) error = NULL;
	struct reading_case made;
	guint count;

	open_file(&made, PETROV_CARD ORDER(REFERS));
	order_source_refer(made.source, &memory->store, 20);
	memory->fails = true;
	g_assert_false(
		order_source_next(made.source, 1, made.orders, &count, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_IO);
	g_clear_error(&error);
	g_assert_false(order_source_teach(made.source, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_IO);
	memory->fails = false;
	g_clear_error(&error);
	g_assert_true(
		order_source_next(made.source, 1, made.orders, &count, &error));
	g_assert_cmpstr(reading_order(&made, 0)->client.name, ==, "Петров");
	reading_clear(&made);
	memory_free(memory);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/references/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/references/windows", test_windows);
	g_test_add_func("/references/bounded", test_bounded);
	g_test_add_func("/references/fails", test_fails);
	return g_test_run();
}
