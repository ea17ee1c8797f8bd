/*
 * Files that 1C's standard exchange loads: what stands in them, that the XSD
 * holds for each, and that no text of an input can become more than a value,
 * there or in an ack.
 */
#include "core/text.h"
#include "xml/ack_load.h"
#include "xml/ack_writer.h"
#include "xml/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <libxml/xmlschemas.h>
#include <string.h>
#include <unistd.h>

#define DOC "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c"
#define SHA "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define EOL "\r\n"

static const struct ack_load_header to_register = {
	.load = LOAD_REGISTER,
	.target = "РегистрСведений.Б24_СоответствиеСделок",
	.document = "Документ.ЗаказНаряд",
	.written = "2020-12-26T18:00:07",
	.sha256 = SHA,
};

static const struct ack_load_header to_attribute = {
	.load = LOAD_ATTRIBUTE,
	.target = "Б24_ИдентификаторСделки",
	.document = "ЗаказНаряд",
	.written = "2020-12-26T18:00:07",
	.sha256 = SHA,
};

static int temporary(void)
{
	g_autofree char *name = NULL;
	g_autoptr(GError) error = NULL;
	int fd = g_file_open_tmp("b24bridge-test-XXXXXX", &name, &error);

	g_assert_no_error(error);
	unlink(name);
	return fd;
}

static char *content(int fd)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text = g_malloc0((gsize)size + 1);

	g_assert_cmpint(pread(fd, text, (size_t)size, 0), ==, size);
	close(fd);
	return text;
}

static void refuse(void *faults, xmlError *error)
{
	g_string_append_printf(faults, "%d: %s", error->line, error->message);
}

/* The document, valid against the built-in schema. */
static xmlDoc *valid_document(const char *text, const char *schema_name)
{
	const struct schema_text *source = schema_text(schema_name);
	g_autoptr(GString) faults = g_string_new(NULL);
	xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(
		(const char *)source->text, (int)source->length);
	xmlSchemaPtr schema = xmlSchemaParse(parser);
	xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt(schema);
	xmlDoc *document = xmlReadMemory(text, (int)strlen(text), "x.xml", NULL,
	                                 XML_PARSE_NONET);

	g_assert_nonnull(schema);
	g_assert_nonnull(document);
	xmlSchemaSetValidStructuredErrors(valid, refuse, faults);
	xmlSchemaValidateDoc(valid, document);
	g_assert_cmpstr(faults->str, ==, "");
	xmlSchemaFreeValidCtxt(valid);
	xmlSchemaFree(schema);
	xmlSchemaFreeParserCtxt(parser);
	return document;
}

struct told {
	const struct outcome *outcome;
	struct ack_load_known known;
	const char *date;
};

static char *load_of(const struct ack_load_header *header,
                     const struct told *told, guint count, guint64 expected)
{
	int fd = temporary();
	g_autoptr(GError) error = NULL;
	struct ack_load *load = ack_load_new(fd, header, &error);
	char *text;

	g_assert_no_error(error);
	for (guint i = 0; i < count; i++)
		g_assert_true(ack_load_order(load, told[i].outcome,
		                             &told[i].known, told[i].date,
		                             &error));
	if (expected != G_MAXUINT64)
		g_assert_cmpuint(ack_load_count(load), ==, expected);
	g_assert_true(ack_load_finish(load, &error));
	g_assert_no_error(error);
	ack_load_free(load);
	text = content(fd);
	xmlFreeDoc(valid_document(text, "kd2.xsd"));
	return text;
}

static struct outcome *outcome_with(enum outcome_kind kind, const char *ref,
                                    const char *number, gint64 deal)
{
	struct outcome *outcome = outcome_blank();

	outcome->kind = kind;
	outcome->ref = g_strdup(ref);
	outcome->number = g_strdup(number);
	outcome->deal = deal;
	return outcome;
}

static void add_message(struct outcome *outcome, enum message_code code,
                        const char *text)
{
	g_ptr_array_add(outcome->messages, message_said(code, text));
}

/* ---- letter by letter ---- */

#define HEAD_20                                                                                                                \
	"\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>" EOL                                                                 \
	"<ФайлОбмена ВерсияФормата=\"2.0\" "                                                            \
	"ДатаВыгрузки=\"2020-12-26T18:00:07\" "                                                                    \
	"НачалоПериодаВыгрузки=\"0001-01-01T00:00:00\" "                                                  \
	"ОкончаниеПериодаВыгрузки=\"0001-01-01T00:00:00\" "                                            \
	"ИмяКонфигурацииИсточника=\"Битрикс24\" "                                               \
	"ИмяКонфигурацииПриемника=\"АльфаАвто\" ИдПравилКонвертации=\"\" " \
	"Комментарий=\"\">" EOL
#define P(name, type, inner)                                                  \
	"\t<Свойство Имя=\"" name "\" Тип=\"" type "\">" EOL "\t\t" inner EOL \
	"\t</Свойство>" EOL
#define V(text) "<Значение>" text "</Значение>"
#define BY_GUID(number)                                                       \
	"<Ссылка Нпп=\"" number "\" НеСоздаватьЕслиНеНайден=\"true\">" EOL P( \
		"{УникальныйИдентификатор}", "Строка", V(DOC)) "</Ссылка>" EOL

static void test_register(void)
{
	struct outcome *good =
		outcome_with(OUTCOME_UPDATED, DOC, "ТС00012345", 17);
	struct outcome *bad = outcome_with(OUTCOME_FAILED, NULL, "ТС\"<1>", 0);
	struct told told[] = { { good, { 0, 0 }, NULL },
		               { bad, { 12, 0 }, "2020-12-24T17:42:46" } };
	g_autofree char *text = NULL;

	good->contact = 55;
	add_message(good, MESSAGE_SEVERAL_DEALS, "Только предупреждение.");
	add_message(bad, MESSAGE_STATE_UNMAPPED, "Нет стадии для «A & B».");
	add_message(bad, MESSAGE_NO_CLIENT, "Нет клиента.");
	text = load_of(&to_register, told, 2, 2);
	g_assert_cmpstr(
		text, ==,
		HEAD_20
		"<Объект Нпп=\"1\" "
		"Тип=\"РегистрСведенийЗапись.Б24_СоответствиеСделок\">" EOL
		"\t<Свойство Имя=\"Объект\" "
		"Тип=\"ДокументСсылка.ЗаказНаряд\">" BY_GUID(
			"2") "</Свойство>" EOL P("ИдентификаторСделки", "Число",
	                                         V("17")) P("ИдентификаторКонта"
	                                                    "кта",
	                                                    "Число", V("55"))
			P("Результат", "Строка", V("Обновлен")) P(
				"ТекстОшибки", "Строка",
				"<Пусто/>") P("ДатаОбработки", "Дата",
	                                      V("2020-12-26T18:00:07"))
				P("ХешИсточника", "Строка",
	                          V(SHA)) "</Объект>" EOL "<Объект Нпп=\"3\" "
					  "Тип=\"РегистрСведенийЗапись.Б24_"
					  "СоответствиеСделок\">" EOL
					  "\t<Свойство Имя=\"Объект\" "
					  "Тип=\"ДокументСсылка.ЗаказНаряд\">"
					  "<Ссылка Нпп=\"4\" "
					  "НеСоздаватьЕслиНеНайден="
					  "\"true\">" EOL
					  "\t<Свойство Имя=\"Дата\" "
					  "Тип=\"Дата\" "
					  "НеЗамещать=\"true\">" EOL
					  "\t\t<Значение>2020-12-24T17:42:46</"
					  "Значение>" EOL "\t</Свойство>" EOL
					  "\t<Свойство Имя=\"Номер\" "
					  "Тип=\"Строка\" "
					  "НеЗамещать=\"true\">" EOL
					  "\t\t<Значение>ТС&quot;&lt;1&gt;</"
					  "Значение>" EOL "\t</Свойство>" EOL
					  "</Ссылка>" EOL "</Свойство>" EOL P(
						  "ИдентификаторСделки",
						  "Число",
						  V("12")) P("ИдентификаторКонт"
	                                                     "акта",
	                                                     "Число",
	                                                     "<Пусто/>") P("Рез"
	                                                                   "уль"
	                                                                   "та"
	                                                                   "т",
	                                                                   "Стр"
	                                                                   "ок"
	                                                                   "а",
	                                                                   V("О"
	                                                                     "ш"
	                                                                     "и"
	                                                                     "б"
	                                                                     "к"
	                                                                     "а"))
						  P("ТекстОшибки", "Строка",
	                                            V("Нет стадии для «A "
	                                              "&amp; B». Нет "
	                                              "клиента.")) P("Дат"
	                                                             "аОб"
	                                                             "раб"
	                                                             "отк"
	                                                             "и",
	                                                             "Дат"
	                                                             "а",
	                                                             V("2"
	                                                               "0"
	                                                               "2"
	                                                               "0"
	                                                               "-"
	                                                               "1"
	                                                               "2"
	                                                               "-"
	                                                               "2"
	                                                               "6"
	                                                               "T"
	                                                               "1"
	                                                               "8"
	                                                               ":"
	                                                               "0"
	                                                               "0"
	                                                               ":"
	                                                               "0"
	                                                               "7"))
							  P("ХешИсточника",
	                                                    "Строка",
	                                                    V(SHA)) "</"
								    "Объект"
								    ">" EOL "</"
								    "ФайлОбмена"
								    ">" EOL);
	outcome_free(good);
	outcome_free(bad);
}

static void test_held(void)
{
	struct outcome *held = outcome_with(OUTCOME_HELD, DOC, "1", 0);
	struct told told = { held, { 0, 0 }, NULL };
	g_autofree char *text = NULL;

	add_message(held, MESSAGE_SEVERAL_DEALS, "Сделок две.");
	add_message(held, MESSAGE_STALE, "Не важно.");
	text = load_of(&to_register, &told, 1, 1);
	g_assert_nonnull(strstr(text, V("Отложен")));
	g_assert_nonnull(strstr(text, V("Сделок две.")));
	outcome_free(held);
}

static void test_attribute(void)
{
	struct outcome *good = outcome_with(OUTCOME_CREATED, DOC, "1", 4711);
	struct told told = { good, { 12, 0 }, NULL };
	g_autofree char *text = load_of(&to_attribute, &told, 1, 1);

	g_assert_cmpstr(text, ==,
	                HEAD_20
	                "<Объект Нпп=\"1\" "
	                "Тип=\"ДокументСсылка.ЗаказНаряд\">" BY_GUID("1")
	                        P("Б24_ИдентификаторСделки", "Строка",
	                          V("4711")) "</Объект>" EOL
	                                     "</ФайлОбмена>" EOL);
	outcome_free(good);
}

/* A message of an exchange plan gets its number back. */
static void test_reply(void)
{
	char plan[] = "Б24_Обмен", to[] = "АА", from[] = "Б24\"";
	struct exchange_message reply = { plan, to, from, 18, 17 };
	struct ack_load_header header = to_register;
	g_autofree char *text = NULL;

	header.reply = &reply;
	text = load_of(&header, NULL, 0, 0);
	g_assert_cmpstr(text, ==,
	                "\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>" EOL
	                "<ФайлОбмена ВерсияФормата=\"3.1\" "
	                "ДатаВыгрузки=\"2020-12-26T18:00:07\" "
	                "ИмяКонфигурацииИсточника=\"Битрикс24\" "
	                "ВерсияКонфигурацииИсточника=\"\" "
	                "ИмяКонфигурацииПриемника=\"АльфаАвто\" "
	                "ИдПравилКонвертации=\"\">" EOL "<ПравилаОбмена/>" EOL
	                "<ДанныеПоОбмену ПланОбмена=\"Б24_Обмен\" Кому=\"АА\" "
	                "ОтКого=\"Б24&quot;\" НомерИсходящегоСообщения=\"18\" "
	                "НомерВходящегоСообщения=\"17\" "
	                "УдалитьРегистрациюИзменений=\"true\" "
	                "ВерсияОтправителя=\"\"/>" EOL "</ФайлОбмена>" EOL);
}

/* ---- which orders ---- */

static void test_which(void)
{
	static const struct {
		const char *name;
		enum outcome_kind kind;
		const char *ref, *number;
		gint64 deal, known;
		const char *date;
		guint in_register, in_attribute;
	} rows[] = {
		{ "made", OUTCOME_CREATED, DOC, "1", 17, 0, NULL, 1, 1 },
		{ "unchanged", OUTCOME_UNCHANGED, DOC, "1", 17, 0, NULL, 1, 1 },
		{ "by number", OUTCOME_UPDATED, NULL, "1", 17, 0, "2020", 1,
		  1 },
		{ "by number without a date", OUTCOME_UPDATED, NULL, "1", 17, 0,
		  NULL, 0, 0 },
		{ "by number with a date that says nothing", OUTCOME_UPDATED,
		  NULL, "1", 17, 0, "", 0, 0 },
		{ "without a number", OUTCOME_FAILED, NULL, NULL, 0, 0, "2020",
		  0, 0 },
		{ "skipped", OUTCOME_SKIPPED, DOC, "1", 0, 0, NULL, 0, 0 },
		{ "skipped, with its deal", OUTCOME_SKIPPED, DOC, "1", 17, 0,
		  NULL, 1, 1 },
		{ "skipped, and had a deal", OUTCOME_SKIPPED, DOC, "1", 0, 12,
		  NULL, 0, 0 },
		{ "failed and new", OUTCOME_FAILED, DOC, "1", 0, 0, NULL, 1,
		  0 },
		{ "failed, and had a deal", OUTCOME_FAILED, DOC, "1", 0, 12,
		  NULL, 1, 1 },
		{ "held", OUTCOME_HELD, DOC, "1", 0, 0, NULL, 1, 0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct outcome *outcome =
			outcome_with(rows[i].kind, rows[i].ref, rows[i].number,
		                     rows[i].deal);
		struct told told = { outcome,
			             { .deal = rows[i].known },
			             rows[i].date };

		g_test_message("%s", rows[i].name);
		g_free(load_of(&to_register, &told, 1, rows[i].in_register));
		g_free(load_of(&to_attribute, &told, 1, rows[i].in_attribute));
		outcome_free(outcome);
	}
}

/* A record is written anew as a whole: what is not said is lost. */
static void test_known(void)
{
	struct outcome *outcome = outcome_with(OUTCOME_FAILED, DOC, "1", 0);
	struct told told = { outcome, { 12, 13 }, NULL };
	g_autofree char *text = load_of(&to_register, &told, 1, 1);

	g_assert_nonnull(strstr(text, "<Значение>12</Значение>"));
	g_assert_nonnull(strstr(text, "<Значение>13</Значение>"));
	outcome_free(outcome);
}

static void test_targets(void)
{
	static const struct {
		enum settings_load load;
		const char *target, *document;
		bool good;
	} rows[] = {
		{ LOAD_REGISTER, "РегистрСведений.А", "Документ.Б", true },
		{ LOAD_REGISTER, "А", "Б", true },
		{ LOAD_REGISTER, "РегистрСведений.А\"", "Документ.Б", false },
		{ LOAD_REGISTER, "РегистрНакопления.А", "Документ.Б", false },
		{ LOAD_ATTRIBUTE, "_А1", "Документ.Б", true },
		{ LOAD_ATTRIBUTE, "1А", "Документ.Б", false },
		{ LOAD_ATTRIBUTE, "А Б", "Документ.Б", false },
		{ LOAD_ATTRIBUTE, "", "Документ.Б", false },
		{ LOAD_ATTRIBUTE, "А", "Справочник.Б", false },
		{ LOAD_ATTRIBUTE, "А", "Документ.", false },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct ack_load_header header = to_register;
		g_autoptr(GError) error = NULL;
		struct ack_load *load;

		header.load = rows[i].load;
		header.target = rows[i].target;
		header.document = rows[i].document;
		load = ack_load_new(-1, &header, &error);
		g_assert_true((load != NULL) == rows[i].good);
		g_assert_true((error == NULL) == rows[i].good);
		ack_load_free(load);
	}
}

/* ---- hostile texts ---- */

static const char *const pieces[] = {
	"<",
	">",
	"&",
	"\"",
	"'",
	"]]>",
	"<![CDATA[",
	"<!--",
	"-->",
	"<?x ?>",
	"</Значение>",
	"</Свойство>",
	"</Объект>",
	"</ЗаказНаряд>",
	"&#10;",
	"&lt;",
	"&amp;amp;",
	"<Алгоритм>Сообщить(1)</Алгоритм>",
	"<Выражение>1</Выражение>",
	"<ПравилаОбмена/>",
	"\" Тип=\"Число\" x=\"",
	"\r\n",
	"\n",
	"\t",
	"\x01",
	"\x1B[2J",
	"\x7F",
	"\xC2\x85",
	"\xEF\xBF\xBE",
	"\xEF\xBF\xBF",
	"\xED\xA0\x80",
	"\xFF",
	"\xD0",
	"\xF4\x90\x80\x80",
	"{",
	"}",
	"%s",
	"%n",
	"текст",
	"a",
	"0",
	" ",
	"\xE2\x80\xA8",
	"<!DOCTYPE x [<!ENTITY e SYSTEM \"/etc/hostname\">]>&e;",
};

/* A plain one where `hostile` is not set, so that both have the same shape. */
static char *made_up(bool hostile)
{
	g_autoptr(GString) text = g_string_new(NULL);
	gint count = g_test_rand_int_range(1, 8);

	for (gint i = 0; i < count; i++) {
		gint piece = g_test_rand_int_range(0, G_N_ELEMENTS(pieces));

		g_string_append(text, pieces[piece]);
		if (g_test_rand_int_range(0, 3) == 0)
			g_string_append_c(text,
			                  (char)g_test_rand_int_range(1, 256));
	}
	/* One that is never nothing. */
	g_string_append_c(text, 'x');
	return hostile ? g_strdup(text->str) : g_strdup("x");
}

static struct outcome *made_up_outcome(bool hostile, gint32 shape)
{
	struct outcome *outcome = outcome_blank();
	struct outcome_change *change = g_new0(struct outcome_change, 1);

	outcome->kind = (enum outcome_kind)(shape % OUTCOME_KINDS);
	outcome->deal = shape % 5;
	outcome->contact = shape % 3;
	outcome->number = made_up(hostile);
	outcome->ref = shape % 2 ? made_up(hostile) : NULL;
	outcome->date = made_up(hostile);
	outcome->link = made_up(hostile);
	outcome->contact_before = contact_new(1);
	g_free(outcome->contact_before->last);
	outcome->contact_before->last = made_up(hostile);
	g_ptr_array_add(outcome->contact_before->phones, made_up(hostile));
	change->field = made_up(hostile);
	change->from = made_up(hostile);
	change->to = made_up(hostile);
	g_ptr_array_add(outcome->changes, change);
	for (gint i = 0; i < shape % 4; i++) {
		g_autofree char *text = made_up(hostile);

		add_message(outcome,
		            i ? MESSAGE_NO_CLIENT : MESSAGE_SEVERAL_DEALS,
		            text);
	}
	return outcome;
}

/* Names of elements and attributes; anything but elements and plain text is a
 * fault. */
static void put_shape(GString *shape, const xmlNode *node)
{
	if (node->type == XML_TEXT_NODE)
		return;
	g_assert_cmpint(node->type, ==, XML_ELEMENT_NODE);
	g_string_append_printf(shape, "<%s", (const char *)node->name);
	for (const xmlAttr *at = node->properties; at; at = at->next)
		g_string_append_printf(shape, " %s", (const char *)at->name);
	g_string_append(shape, ">");
	for (const xmlNode *child = node->children; child; child = child->next)
		put_shape(shape, child);
	g_string_append(shape, "</>\n");
}

static char *shape_of(const char *text, const char *schema)
{
	xmlDoc *document = valid_document(text, schema);
	GString *shape = g_string_new(NULL);

	g_assert_null(document->intSubset);
	for (const xmlNode *node = document->children; node; node = node->next)
		put_shape(shape, node);
	xmlFreeDoc(document);
	return g_string_free(shape, FALSE);
}

static char *ack_of(bool hostile, struct outcome *const *outcomes, guint count)
{
	g_autofree char *file = made_up(hostile), *said = made_up(hostile);
	g_autofree char *exported = made_up(hostile);
	struct ack_header header = { .file = file,
		                     .sha256 = SHA,
		                     .format = "kd2",
		                     .exported = exported,
		                     .received = "2020-12-26T18:00:05+03:00" };
	struct message *fault = message_said(MESSAGE_INVALID, said);
	struct totals totals = { .all = count };
	g_autoptr(GError) error = NULL;
	int fd = temporary();
	struct ack_writer *writer = ack_writer_new(fd, &header, &error);

	g_assert_no_error(error);
	fault->number = made_up(hostile);
	for (guint i = 0; i < count; i++)
		g_assert_true(ack_writer_order(writer, outcomes[i], &error));
	g_assert_true(ack_writer_fault(writer, fault, &error));
	g_assert_true(ack_writer_finish(writer, ACK_PARTLY, &totals,
	                                "2020-12-26T18:00:07+03:00", &error));
	ack_writer_free(writer);
	message_free(fault);
	return content(fd);
}

static char *made_up_load(bool hostile, enum settings_load kind,
                          struct outcome *const *outcomes, guint count)
{
	g_autofree char *date = made_up(hostile), *plan = made_up(hostile);
	g_autofree char *to = made_up(hostile), *from = made_up(hostile);
	g_autofree char *written = made_up(hostile), *sha = made_up(hostile);
	g_autofree struct told *told = g_new0(struct told, count);
	struct exchange_message reply = { plan, to, from, 2, 1 };
	struct ack_load_header header =
		kind == LOAD_REGISTER ? to_register : to_attribute;

	header.written = written;
	header.sha256 = sha;
	header.reply = &reply;
	for (guint i = 0; i < count; i++)
		told[i] = (struct told){ outcomes[i], { 0, 0 }, date };
	return load_of(&header, told, count, G_MAXUINT64);
}

static void test_hostile(void)
{
	enum { ORDERS = 5, ROUNDS = 300 };

	for (int round = 0; round < ROUNDS; round++) {
		struct outcome *outcomes[2][ORDERS];
		g_autofree char *shapes[2][3] = { { NULL } };

		for (int i = 0; i < ORDERS; i++) {
			gint32 shape = g_test_rand_int_range(0, 1000);

			outcomes[0][i] = made_up_outcome(false, shape);
			outcomes[1][i] = made_up_outcome(true, shape);
		}
		for (int hostile = 0; hostile < 2; hostile++) {
			g_autofree char *ack =
				ack_of(hostile, outcomes[hostile], ORDERS);
			g_autofree char *records =
				made_up_load(hostile, LOAD_REGISTER,
			                     outcomes[hostile], ORDERS);
			g_autofree char *attributes =
				made_up_load(hostile, LOAD_ATTRIBUTE,
			                     outcomes[hostile], ORDERS);

			shapes[hostile][0] = shape_of(ack, "ack.xsd");
			shapes[hostile][1] = shape_of(records, "kd2.xsd");
			shapes[hostile][2] = shape_of(attributes, "kd2.xsd");
		}
		for (int i = 0; i < 3; i++) {
			g_assert_cmpstr(shapes[0][i], ==, shapes[1][i]);
			g_free(shapes[0][i]);
			g_free(shapes[1][i]);
			shapes[0][i] = shapes[1][i] = NULL;
		}
		for (int i = 0; i < ORDERS; i++) {
			outcome_free(outcomes[0][i]);
			outcome_free(outcomes[1][i]);
		}
	}
}

/* A text that XML can hold comes back as it was. */
static void test_same_text(void)
{
	const char *number = "ТС <&> \"'` ]]> №1 😀";
	struct outcome *outcome =
		outcome_with(OUTCOME_CREATED, NULL, number, 1);
	struct told told = { outcome, { 0, 0 }, "2020-12-24T00:00:00" };
	g_autofree char *text = load_of(&to_attribute, &told, 1, 1);
	xmlDoc *document = valid_document(text, "kd2.xsd");
	g_autoptr(GString) all = g_string_new(NULL);
	xmlChar *read = xmlNodeGetContent(xmlDocGetRootElement(document));

	g_assert_nonnull(strstr((const char *)read, number));
	xmlFree(read);
	xmlFreeDoc(document);
	outcome_free(outcome);
}

/* ---- rules ---- */

#define RULES                                                                                            \
	"<ПравилаОбмена><Наименование>А &amp; Б</Наименование>\n" \
	"<ПослеЗагрузки>Если А &lt; Б Тогда</ПослеЗагрузки></ПравилаОбмена>"

static void test_rules(void)
{
	g_autofree char *utf8 = g_strdup_printf(
		"\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
		"<!-- x -->\r\n%s\r\n",
		RULES);
	g_autoptr(GString) old = g_string_new(utf8 + strlen("\uFEFF"));
	g_autofree char *bytes = NULL, *from_utf8 = NULL, *from_old = NULL;
	struct ack_load_header header = to_register;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	gsize length;

	g_string_replace(old, "UTF-8", "windows-1251", 0);
	bytes = g_convert(old->str, -1, "windows-1251", "UTF-8", NULL, &length,
	                  NULL);
	from_utf8 = ack_load_rules(utf8, strlen(utf8), &error);
	g_assert_no_error(error);
	from_old = ack_load_rules(bytes, length, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(from_utf8, ==, RULES);
	g_assert_cmpstr(from_old, ==, RULES);
	header.rules = from_utf8;
	text = load_of(&header, NULL, 0, 0);
	g_assert_nonnull(strstr(text, "Комментарий=\"\">" EOL RULES EOL));
}

static void test_no_rules(void)
{
	static const char *const rows[] = {
		"",
		"текст",
		"<ФайлОбмена/>",
		"<ПравилаОбмена>",
		"<ПравилаОбмена xmlns=\"urn:x\"/>",
		"<!DOCTYPE ПравилаОбмена []><ПравилаОбмена/>",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;

		g_assert_null(ack_load_rules(rows[i], strlen(rows[i]), &error));
		g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
		g_assert_nonnull(strstr(error->message, "Файл правил"));
	}
}

/* ---- a full disk ---- */

static void test_full(void)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	g_autoptr(GError) error = NULL;
	struct ack_load *load = ack_load_new(fd, &to_register, &error);

	g_assert_no_error(error);
	g_assert_false(ack_load_finish(load, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
	ack_load_free(load);
	close(fd);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ack_load/register", test_register);
	g_test_add_func("/ack_load/held", test_held);
	g_test_add_func("/ack_load/attribute", test_attribute);
	g_test_add_func("/ack_load/reply", test_reply);
	g_test_add_func("/ack_load/known", test_known);
	g_test_add_func("/ack_load/which orders", test_which);
	g_test_add_func("/ack_load/targets", test_targets);
	g_test_add_func("/ack_load/hostile texts", test_hostile);
	g_test_add_func("/ack_load/same text", test_same_text);
	g_test_add_func("/ack_load/rules", test_rules);
	g_test_add_func("/ack_load/no rules", test_no_rules);
	g_test_add_func("/ack_load/full disk", test_full);
	return g_test_run();
}
