/* Which files are taken, which are refused with what words, and windows. */
#include "tests/harness/reading.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define ORDER(number)                                                                                              \
	"<ЗаказНаряд><Номер>" number "</Номер><Дата>2020-12-24</Дата>"                                \
	"<Состояние>Закрыт</Состояние><Организация>О</Организация>" \
	"<Сумма>1</Сумма><Клиент/></ЗаказНаряд>"
#define FILE_OF(orders) "<ЗаказНаряды>" orders "</ЗаказНаряды>"

static const char *const kinds[] = { "whole", "rejected", "incomplete" };

/* ---- verdicts ---- */

static const struct verdict {
	const char *name;
	const char *bytes;
	gsize length; /* 0: up to the NUL */
	int reading;
	enum message_code code;
	const char *says; /* part of the first fault's text */
	guint line, column;
	const char *number;
} verdicts[] = {
	{ "no order", FILE_OF(""), .reading = READING_WHOLE },
	{ "one order", FILE_OF(ORDER("1")), .reading = READING_WHOLE },
	{ "comments and blanks behind",
	  FILE_OF(ORDER("1")) "\r\n<!-- x -->\n<?pi?>\n",
	  .reading = READING_WHOLE },
	{ "mark of UTF-8", "\xEF\xBB\xBF" FILE_OF(ORDER("1")),
	  .reading = READING_WHOLE },
	{ "mark of UTF-8 against a declaration",
	  "\xEF\xBB\xBF<?xml version='1.0' encoding='windows-1251'?>" FILE_OF(
		  ORDER("1")),
	  .reading = READING_WHOLE },
	{ "count that is right",
	  "<ЗаказНаряды Количество='1'>" ORDER("1") "</ЗаказНаряды>",
	  .reading = READING_WHOLE },
	{ "empty count", "<ЗаказНаряды Количество=''/>",
	  .reading = READING_WHOLE },
	{ "schema hints are ignored",
	  "<ЗаказНаряды xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
	  "xsi:noNamespaceSchemaLocation='http://127.0.0.1/x.xsd'/>",
	  .reading = READING_WHOLE },

	{ "empty file", "", .reading = READING_INCOMPLETE,
	  .code = MESSAGE_INCOMPLETE, .says = "Файл пуст" },
	{ "blanks alone", " \n ", .reading = READING_INCOMPLETE,
	  .code = MESSAGE_INCOMPLETE, .says = "обрывается" },
	{ "half a mark", "\xEF\xBB", .reading = READING_INCOMPLETE,
	  .code = MESSAGE_INCOMPLETE, .says = "обрывается" },
	{ "no end tag", "<ЗаказНаряды>" ORDER("1"),
	  .reading = READING_INCOMPLETE, .code = MESSAGE_INCOMPLETE,
	  .says = "обрывается на байте" },
	{ "cut in a letter", "<ЗаказНаряды>\xD0", .reading = READING_INCOMPLETE,
	  .code = MESSAGE_INCOMPLETE, .says = "обрывается" },
	{ "NULs alone", "\0\0\0\0\0\0\0\0", 8, .reading = READING_INCOMPLETE,
	  .code = MESSAGE_INCOMPLETE, .says = "нулевые байты" },
	{ "NULs behind", FILE_OF("") "\0\0\0", sizeof(FILE_OF("") "\0\0\0") - 1,
	  .reading = READING_INCOMPLETE, .code = MESSAGE_INCOMPLETE,
	  .says = "нулевые байты" },
	{ "a NUL inside", "<ЗаказНаряды>\0</ЗаказНаряды>",
	  sizeof("<ЗаказНаряды>\0</ЗаказНаряды>") - 1,
	  .reading = READING_INCOMPLETE, .code = MESSAGE_INCOMPLETE,
	  .says = "нулевые байты" },
	{ "UTF-16 cut in a letter", "\xFF\xFE<\0a\0/", 7,
	  .reading = READING_INCOMPLETE, .code = MESSAGE_INCOMPLETE,
	  .says = "обрывается" },

	{ "not XML", "Номер;Дата;Сумма\n1;2;3\n", .reading = READING_REJECTED,
	  .code = MESSAGE_INVALID, .says = "не XML", .line = 1, .column = 1 },
	{ "short and not XML", "hi", .reading = READING_REJECTED,
	  .code = MESSAGE_INVALID, .says = "не XML", .line = 1, .column = 1 },
	{ "a letter behind", FILE_OF("") "x", .reading = READING_REJECTED,
	  .code = MESSAGE_INVALID, .says = "После конца документа", .line = 1,
	  .column = 28 },
	{ "two documents", FILE_OF("") FILE_OF(""), .reading = READING_REJECTED,
	  .code = MESSAGE_INVALID, .says = "После конца документа", .line = 1,
	  .column = 28 },
	{ "tags crossed", "<ЗаказНаряды>\n <a>\n</b>\n</ЗаказНаряды>",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "Открыт тег «a», а закрывается «b»", .line = 3, .column = 5 },
	{ "ampersand", FILE_OF("a & b") "\n                    ",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "&amp;" },
	{ "unknown entity", FILE_OF("&nbsp;") "\n                    ",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "«&nbsp;»" },
	{ "control character", FILE_OF("\x01") "\n                    ",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "Недопустимый в XML символ", .line = 1, .column = 14 },
	{ "control character by number",
	  FILE_OF("&#x1;") "\n                    ",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "Недопустимый в XML символ" },
	{ "windows-1251 that is not declared",
	  "<ЗаказНаряды>\xCF\xF0\xE8\xE2\xE5\xF2\n        </ЗаказНаряды>",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "windows-1251", .line = 1, .column = 14 },
	{ "attribute twice", "<ЗаказНаряды a='1' a='2'/>\n          ",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "записан дважды" },
	{ "attribute without quotes", "<ЗаказНаряды a=1/>\n          ",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "в кавычках" },
	{ "cut in a tag whose prefix may come yet", "<x:ЗаказНаряды",
	  .reading = READING_INCOMPLETE, .code = MESSAGE_INCOMPLETE,
	  .says = "обрывается" },
	{ "cut behind the slash of such a tag", "<x:ЗаказНаряды/",
	  .reading = READING_INCOMPLETE, .code = MESSAGE_INCOMPLETE,
	  .says = "обрывается" },
	{ "a whole tag without its prefix", "<x:ЗаказНаряды>",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "Префикс «x» не объявлен" },
	{ "prefix without namespace", "<x:ЗаказНаряды/>\n",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "Префикс «x» не объявлен" },
	{ "declaration not at the start", " <?xml version='1.0'?>\n<a/>      ",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "в самом начале" },
	{ "unknown encoding", "<?xml version='1.0' encoding='x-foo'?><a/>",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "Кодировка «x-foo»" },
	{ "encoding we do not take",
	  "<?xml version='1.0' encoding='koi8-r'?>" FILE_OF(""),
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "Кодировка «koi8-r»" },
	{ "UTF-16 declared, bytes single",
	  "<?xml version='1.0' encoding='UTF-16'?>" FILE_OF(""),
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "не соответствуют" },
	{ "UTF-16LE declared, bytes single",
	  "<?xml version='1.0' encoding='UTF-16LE'?>" FILE_OF(""),
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "Кодировка «UTF-16LE»", .line = 1 },
	{ "EBCDIC", "\x4C\x6F\xA7\x94\x93", .reading = READING_REJECTED,
	  .code = MESSAGE_INVALID, .says = "EBCDIC" },
	{ "UTF-16 without a mark", "<\0a\0/\0>\0", 8,
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "метки порядка байтов" },
	{ "UTF-32", "\xFF\xFE\0\0<\0\0\0", 8, .reading = READING_REJECTED,
	  .code = MESSAGE_INVALID, .says = "UTF-32" },
	{ "zip without an end", "PK\x03\x04\x14\0\0\0", 8,
	  .reading = READING_INCOMPLETE, .code = MESSAGE_INCOMPLETE,
	  .says = "Архив ZIP обрывается" },

	{ "garbled close to the end",
	  "<?xml version='1.0' encoding='windows-1251'?><!-- \x98 --><a/>",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "не соответствуют" },

	{ "unknown root", "<html><body/></html>", .reading = READING_REJECTED,
	  .code = MESSAGE_UNKNOWN_FORMAT, .says = "html", .line = 1,
	  .column = 1 },
	{ "root of another namespace", "<ЗаказНаряды xmlns='urn:x'/>",
	  .reading = READING_REJECTED, .code = MESSAGE_UNKNOWN_FORMAT,
	  .says = "ЗаказНаряды", .line = 1, .column = 1 },
	{ "order as root", ORDER("1"), .reading = READING_REJECTED,
	  .code = MESSAGE_UNKNOWN_FORMAT, .says = "ЗаказНаряд", .line = 1,
	  .column = 1 },

	{ "DOCTYPE", "<!DOCTYPE ЗаказНаряды>\n" FILE_OF(""),
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "DOCTYPE", .line = 1, .column = 1 },
	{ "DOCTYPE with a subset",
	  "<?xml version='1.0'?>\n<!DOCTYPE ЗаказНаряды [<!ENTITY a 'b'>]>\n"
	  "<ЗаказНаряды>&a;</ЗаказНаряды>",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "DOCTYPE", .line = 2, .column = 1 },
	{ "DOCTYPE, and NULs behind", "<!DOCTYPE a>\0\0\0", .length = 15,
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "DOCTYPE" },
	{ "unknown root, and NULs behind", "<html></html>\0\0", .length = 15,
	  .reading = READING_REJECTED, .code = MESSAGE_UNKNOWN_FORMAT,
	  .says = "html" },
	{ "breach, and NULs behind", "<ЗаказНаряды><x/></ЗаказНаряды>\0\0",
	  .length = sizeof("<ЗаказНаряды><x/></ЗаказНаряды>\0\0") - 1,
	  .reading = READING_INCOMPLETE, .code = MESSAGE_INVALID,
	  .says = "«x»" },
	{ "DOCTYPE outside",
	  "<!DOCTYPE ЗаказНаряды SYSTEM 'file:///etc/passwd'>" FILE_OF(""),
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "DOCTYPE" },
	{ "external entity",
	  "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
	  "<ЗаказНаряды Выгружен='&x;'>&x;</ЗаказНаряды>",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "DOCTYPE" },

	{ "count too large",
	  "<ЗаказНаряды Количество='2'>" ORDER("1") "</ЗаказНаряды>",
	  .reading = READING_REJECTED, .code = MESSAGE_COUNT_MISMATCH,
	  .says = "2, а найдено 1" },
	{ "count too small",
	  "<ЗаказНаряды Количество='1'>" ORDER("1") ORDER("2") "</ЗаказНаряды>",
	  .reading = READING_REJECTED, .code = MESSAGE_COUNT_MISMATCH,
	  .says = "1, а найдено 2" },
	{ "count that is none", "<ЗаказНаряды Количество='много'/>",
	  .reading = READING_REJECTED, .code = MESSAGE_COUNT_MISMATCH,
	  .says = "много" },

	{ "unknown element", FILE_OF("\n  <Заявка/>"),
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "Элемент «Заявка» здесь не ожидается; ожидается: "
	          "«ЗаказНаряд»",
	  .line = 2, .column = 3 },
	{ "wrong order of elements",
	  FILE_OF("<ЗаказНаряд>\n<Номер>77</Номер>\n\t<Сумма>1</Сумма>"
	          "</ЗаказНаряд>"),
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "Элемент «Сумма» здесь не ожидается; ожидается: «Дата»",
	  .line = 3, .column = 2, .number = "77" },
	{ "missing element",
	  FILE_OF("<ЗаказНаряд><Номер>77</Номер>\n</ЗаказНаряд>"),
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "Элемент «ЗаказНаряд» неполон: не хватает «Дата»", .line = 2,
	  .column = 1, .number = "77" },
	{ "number behind the fault",
	  FILE_OF("<ЗаказНаряд><Дата/><Номер>78</Номер></ЗаказНаряд>"),
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "«Ид» или «Номер»", .line = 1, .column = 26, .number = "78" },
	{ "element inside a value",
	  FILE_OF("<ЗаказНаряд><Номер>7<b/></Номер></ЗаказНаряд>"),
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "только текст" },
	{ "text between elements", FILE_OF("текст"),
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "не должно быть текста" },
	{ "unknown attribute", "<ЗаказНаряды Версия='2'/>",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "Атрибута «Версия» у элемента «ЗаказНаряды»", .line = 1,
	  .column = 1 },
	{ "nil",
	  "<ЗаказНаряды "
	  "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
	  "xsi:nil='true'/>",
	  .reading = READING_REJECTED, .code = MESSAGE_INVALID,
	  .says = "xsi:nil" },
};

static const struct message *fault_that(const struct reading_case *made,
                                        const struct verdict *row)
{
	for (guint i = 0; i < made->file.faults->len; i++) {
		const struct message *fault = reading_fault(made, i);

		if (fault->code == row->code && strstr(fault->text, row->says))
			return fault;
	}
	return NULL;
}

static void test_verdict(gconstpointer data)
{
	const struct verdict *row = data;
	gsize length = row->length ? row->length : strlen(row->bytes);
	struct reading_case made;

	reading_of_bytes(&made, row->bytes, length, NULL);
	for (guint i = 0; i < made.file.faults->len; i++) {
		const struct message *fault = reading_fault(&made, i);

		g_test_message("%u:%u [%s] %s", fault->line, fault->column,
		               fault->number ? fault->number : "", fault->text);
	}
	g_assert_cmpstr(kinds[made.reading], ==, kinds[row->reading]);
	g_assert_cmpuint(made.file.size, ==, length);
	if (row->reading != READING_WHOLE) {
		const struct message *fault = fault_that(&made, row);

		g_assert_nonnull(fault);
		if (row->line)
			g_assert_cmpuint(fault->line, ==, row->line);
		if (row->column)
			g_assert_cmpuint(fault->column, ==, row->column);
		g_assert_cmpstr(fault->number, ==, row->number);
	}
	reading_clear(&made);
}

/* ---- files that end early ---- */

static void test_every_cut(gconstpointer name)
{
	/* Of the larger one not every byte, for time. */
	gsize step = strcmp(name, "samples/orders.xml") == 0 ? 1 : 5;
	struct order_reader *reader = reading_reader();
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	gsize length, end;
	guint wrong = 0;

	g_file_get_contents(name, &bytes, &length, &error);
	g_assert_no_error(error);
	end = (gsize)(strrchr(bytes, '>') - bytes) + 1;
	for (gsize cut = 0; cut < end; cut += step) {
		struct reading_case made;

		reading_with(&made, reader, bytes, cut, NULL);
		if (made.reading != READING_INCOMPLETE) {
			g_test_message("%zu bytes are %s: …%.20s", cut,
			               kinds[made.reading],
			               bytes + (cut > 20 ? cut - 20 : 0));
			wrong++;
		}
		reading_clear(&made);
	}
	g_assert_cmpuint(wrong, ==, 0);
	for (gsize whole = end; whole <= length; whole++) {
		struct reading_case made;

		reading_with(&made, reader, bytes, whole, NULL);
		g_assert_cmpstr(kinds[made.reading], ==, "whole");
		reading_clear(&made);
	}
	order_reader_free(reader);
}

/* ---- encodings ---- */

static void test_encoding(gconstpointer name)
{
	g_autofree char *utf8 = g_strdup_printf(
		"%s<?xml version=\"1.0\" encoding=\"%s\"?>\n" FILE_OF(
			"\n" ORDER("ТС1")) "\n",
		g_str_has_prefix(name, "UTF-16") ? "\uFEFF" : "",
		(const char *)name);
	gsize length;
	g_autofree char *bytes =
		g_convert(utf8, -1, name, "UTF-8", NULL, &length, NULL);
	struct reading_case made;

	g_assert_nonnull(bytes);
	reading_of_bytes(&made, bytes, length, NULL);
	g_assert_cmpstr(reading_order(&made, 0)->text[ORDER_NUMBER], ==, "ТС1");
	g_assert_cmpstr(reading_order(&made, 0)->text[ORDER_STATE], ==,
	                "Закрыт");
	g_assert_cmpuint(reading_order(&made, 0)->line, ==, 3);
	reading_clear(&made);
}

/* Bytes that the declared encoding does not have, far into the file: the
 * line is theirs, not that of the converter, which reads ahead. */
static void test_garbled(gconstpointer name)
{
	g_autoptr(GString) utf8 = g_string_new(NULL);
	const char *mark = strcmp(name, "UTF-16LE") == 0 ? "\uFEFF" : "";
	g_autofree char *bytes = NULL;
	struct reading_case made;
	gsize length;
	char *bad;

	g_string_printf(utf8,
	                "%s<?xml version='1.0' encoding='%s'?><ЗаказНаряды>\n",
	                mark, (const char *)name);
	for (int i = 0; i < 2000; i++)
		g_string_append_printf(utf8, "%s\n",
		                       i == 1000 ? ORDER("!") : ORDER("1"));
	g_string_append(utf8, "</ЗаказНаряды>\n");
	bytes = g_convert(utf8->str, (gssize)utf8->len, name, "UTF-8", NULL,
	                  &length, NULL);
	for (bad = bytes; bad[0] != '!' || (*mark && bad[1]);)
		bad += *mark ? 2 : 1;
	/* Unassigned in windows-1251; half of a pair in UTF-16. */
	bad[0] = (char)0x98;
	if (*mark)
		bad[1] = (char)0xD8;
	reading_of_bytes(&made, bytes, length, NULL);
	g_assert_cmpstr(kinds[made.reading], ==, "rejected");
	g_assert_cmpuint(made.file.size, ==, length);
	g_assert_nonnull(
		strstr(reading_fault(&made, 0)->text, "не соответствуют"));
	g_assert_cmpuint(reading_fault(&made, 0)->line, ==, 1002);
	reading_clear(&made);
}

static void test_utf16_nuls(void)
{
	gsize length;
	g_autofree char *utf16 =
		g_convert("\uFEFF" FILE_OF(ORDER("1")) "\n", -1, "UTF-16LE",
	                  "UTF-8", NULL, &length, NULL);
	g_autofree char *bytes = g_malloc0(length + 10);
	struct reading_case made;

	memcpy(bytes, utf16, length);
	reading_of_bytes(&made, bytes, length, NULL);
	g_assert_cmpstr(kinds[made.reading], ==, "whole");
	reading_clear(&made);
	/* Half a letter behind the end: there is more to come. */
	reading_of_bytes(&made, bytes, length - 1, NULL);
	g_assert_cmpstr(kinds[made.reading], ==, "incomplete");
	reading_clear(&made);
	reading_of_bytes(&made, bytes, length + 10, NULL);
	g_assert_cmpstr(kinds[made.reading], ==, "incomplete");
	reading_clear(&made);
}

/* ---- hostile files ---- */

/* A good file, packed: it must not be inflated behind our back. */
static void test_gzip(void)
{
	static const unsigned char packed[] = {
		0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
		0xb3, 0xb9, 0x30, 0xfd, 0xc2, 0x86, 0x0b, 0xbb, 0x80, 0x78,
		0xfb, 0x85, 0xb9, 0x17, 0x36, 0x5c, 0x6c, 0xb8, 0xd8, 0x7f,
		0x61, 0xcb, 0xc5, 0x6e, 0x3b, 0x1b, 0x7d, 0x1c, 0x12, 0x00,
		0x18, 0x30, 0x51, 0x7c, 0x31, 0x00, 0x00, 0x00,
	};
	struct reading_case made;

	reading_of_bytes(&made, (const char *)packed, sizeof(packed), NULL);
	g_assert_cmpstr(kinds[made.reading], ==, "rejected");
	g_assert_nonnull(strstr(reading_fault(&made, 0)->text, "gzip"));
	reading_clear(&made);
}

static void test_laughs(void)
{
	g_autoptr(GString) bomb =
		g_string_new("<!DOCTYPE a [<!ENTITY e0 'ха'>");
	struct reading_case made;

	for (int i = 1; i < 30; i++)
		g_string_append_printf(bomb,
		                       "<!ENTITY e%d '&e%d;&e%d;&e%d;&e%d;'>",
		                       i, i - 1, i - 1, i - 1, i - 1);
	g_string_append(bomb, "]><ЗаказНаряды Выгружен='&e29;'>&e29;"
	                      "</ЗаказНаряды>");
	reading_of(&made, bomb->str);
	g_assert_cmpstr(kinds[made.reading], ==, "rejected");
	g_assert_nonnull(strstr(reading_fault(&made, 0)->text, "DOCTYPE"));
	reading_clear(&made);
}

static void test_deep(void)
{
	g_autoptr(GString) deep = g_string_new("<ЗаказНаряды>");
	struct reading_case made;

	for (int i = 0; i < 100000; i++)
		g_string_append(deep, "<a>");
	for (int i = 0; i < 100000; i++)
		g_string_append(deep, "</a>");
	g_string_append(deep, "</ЗаказНаряды>");
	reading_of(&made, deep->str);
	g_assert_cmpstr(kinds[made.reading], ==, "rejected");
	g_assert_nonnull(strstr(reading_fault(&made, 1)->text, "256"));
	reading_clear(&made);
}

static bool says(const struct reading_case *made, const char *what)
{
	for (guint i = 0; i < made->file.faults->len; i++)
		if (strstr(reading_fault(made, i)->text, what))
			return true;
	return false;
}

/* So many of something in a tag, each on a line of its own: what no file of 1C
 * has is refused before it is all read, and nothing less is. */
static void test_limit(gconstpointer data)
{
	static const guint counts[] = { 250, 5000 };
	const char *const *row = data;

	for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
		g_autoptr(GString) text = g_string_new("<ЗаказНаряды>\n<x");
		struct reading_case made;

		for (guint j = 0; j < counts[i]; j++)
			g_string_append_printf(text, "\n%s%u='u'", row[0], j);
		g_string_append(text, "/></ЗаказНаряды>");
		reading_of(&made, text->str);
		g_assert_cmpstr(kinds[made.reading], ==, "rejected");
		g_assert_true(says(&made, row[1]) == (counts[i] > 256));
		if (counts[i] > 256)
			g_assert_cmpuint(reading_fault(&made, 0)->line, <,
			                 counts[i] / 2);
		reading_clear(&made);
	}
}

static void test_names(void)
{
	static const guint counts[] = { 90000, 110000 };

	for (gsize i = 0; i < G_N_ELEMENTS(counts); i++) {
		g_autoptr(GString) text = g_string_new(
			"<ФайлОбмена ВерсияФормата='2.0'><ПравилаОбмена>");
		struct reading_case made;

		for (guint j = 0; j < counts[i]; j++)
			g_string_append_printf(text, "<n%u/>", j);
		g_string_append(text, "</ПравилаОбмена></ФайлОбмена>");
		reading_of(&made, text->str);
		g_assert_cmpstr(kinds[made.reading], ==,
		                counts[i] > 100000 ? "rejected" : "whole");
		g_assert_true(says(&made, "разных имён") ==
		              (counts[i] > 100000));
		reading_clear(&made);
	}
}

/* One value, and one order, that would fill the memory. */
static void test_too_long(void)
{
	g_autoptr(GString) text =
		g_string_new("<ЗаказНаряды><ЗаказНаряд><Номер>");
	struct reading_case made;

	for (int i = 0; i < 1200; i++)
		g_string_append_printf(text, "%01000d", 1);
	g_string_append(text, "</Номер></ЗаказНаряд></ЗаказНаряды>");
	reading_of(&made, text->str);
	g_assert_cmpstr(kinds[made.reading], ==, "rejected");
	g_assert_nonnull(strstr(reading_fault(&made, 0)->text, "мегабайта"));
	reading_clear(&made);
}

static void test_too_large(gconstpointer data)
{
	const char *const *parts = data;
	g_autoptr(GString) text = g_string_new(parts[0]);
	struct reading_case made;

	while (text->len < 24 * 1024 * 1024)
		g_string_append_printf(text, "%s%01000d%s", parts[1], 1,
		                       parts[2]);
	g_string_append(text, parts[3]);
	reading_of(&made, text->str);
	g_assert_cmpstr(kinds[made.reading], ==, "rejected");
	g_assert_nonnull(strstr(reading_fault(&made, 0)->text, "так велик"));
	reading_clear(&made);
}

/* ---- faults ---- */

static GString *many(guint count, const char *last)
{
	GString *text = g_string_new("<ЗаказНаряды>\n");

	for (guint i = 1; i <= count; i++)
		g_string_append_printf(
			text,
			"<ЗаказНаряд><Номер>%u</Номер><Дата>2020</Дата>"
			"<Состояние/><Организация/><Сумма/><Клиент/>"
			"</ЗаказНаряд>\n",
			i);
	g_string_append(text, last);
	g_string_append(text, "</ЗаказНаряды>\n");
	return text;
}

static void test_last_of_many(void)
{
	g_autoptr(GString) text =
		many(20000, "<ЗаказНаряд><Номер>20001</Номер><Дата/>"
	                    "<Состояние/><Сумма/></ЗаказНаряд>\n");
	struct reading_case made;

	reading_of(&made, text->str);
	g_assert_cmpstr(kinds[made.reading], ==, "rejected");
	g_assert_cmpuint(made.orders->len, ==, 0);
	g_assert_cmpuint(made.file.faults->len, ==, 1);
	g_assert_cmpuint(reading_fault(&made, 0)->line, ==, 20002);
	g_assert_cmpstr(reading_fault(&made, 0)->number, ==, "20001");
	reading_clear(&made);
}

/* Lines beyond what libxml2's tree can count. */
static void test_far_line(void)
{
	g_autoptr(GString) text = g_string_new("<ЗаказНаряды>");
	struct reading_case made;

	for (int i = 0; i < 70000; i++)
		g_string_append_c(text, '\n');
	g_string_append(text, "  <x/></ЗаказНаряды>");
	reading_of(&made, text->str);
	g_assert_cmpuint(reading_fault(&made, 0)->line, ==, 70001);
	g_assert_cmpuint(reading_fault(&made, 0)->column, ==, 3);
	reading_clear(&made);
}

/* All in one line, whose start the parser has forgotten: no column rather
 * than a wrong one. */
static void test_far_column(void)
{
	g_autoptr(GString) text = g_string_new("<ЗаказНаряды>");
	struct reading_case made;

	for (int i = 0; i < 500; i++)
		g_string_append(text, ORDER("1"));
	g_string_append(text, "<x/></ЗаказНаряды>");
	reading_of(&made, text->str);
	g_assert_cmpuint(reading_fault(&made, 0)->line, ==, 1);
	g_assert_cmpuint(reading_fault(&made, 0)->column, ==, 0);
	reading_clear(&made);
}

static void test_hundred(void)
{
	g_autoptr(GString) text = g_string_new("<ЗаказНаряды>\n");
	struct reading_case made;

	for (int i = 1; i <= 250; i++)
		g_string_append_printf(
			text, "<ЗаказНаряд><Номер>%d</Номер></ЗаказНаряд>\n",
			i);
	g_string_append(text, "</ЗаказНаряды>");
	reading_of(&made, text->str);
	g_assert_cmpuint(made.file.faults->len, ==, 100);
	g_assert_cmpuint(made.file.faults_more, ==, 150);
	for (guint i = 0; i < 100; i++) {
		g_autofree char *number = g_strdup_printf("%u", i + 1);

		g_assert_cmpuint(reading_fault(&made, i)->line, ==, i + 2);
		g_assert_cmpstr(reading_fault(&made, i)->number, ==, number);
	}
	reading_clear(&made);
}

/* Faults before the cut are kept: the person gets all at once. */
static void test_cut_with_faults(void)
{
	struct reading_case made;

	reading_of(&made, "<ЗаказНаряды><ЗаказНаряд><Номер>1</Номер>"
	                  "</ЗаказНаряд><ЗаказНар");
	g_assert_cmpstr(kinds[made.reading], ==, "incomplete");
	g_assert_cmpuint(made.file.faults->len, ==, 2);
	g_assert_cmpint(reading_fault(&made, 0)->code, ==, MESSAGE_INVALID);
	g_assert_cmpint(reading_fault(&made, 1)->code, ==, MESSAGE_INCOMPLETE);
	reading_clear(&made);
}

/* ---- the same document twice ---- */

#define DOCUMENT(ref, number, date)                                             \
	"<ЗаказНаряд>" ref "<Номер>" number "</Номер><Дата>" date "</Дата>" \
	"<Состояние/><Организация/><Сумма/><Клиент/></ЗаказНаряд>"
#define REF_A "<Ид>8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c</Ид>"
#define REF_A_CAPITALS "<Ид>8D1C7F0E-45F0-11EB-9C2A-00155D0A1B2C</Ид>"
#define REF_B "<Ид>8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2d</Ид>"
#define ZERO "<Ид>00000000-0000-0000-0000-000000000000</Ид>"

static const struct twice {
	const char *name, *orders, *superseded; /* a letter an order */
} twices[] = {
	{ "different",
	  DOCUMENT("", "1", "2020-01-01") DOCUMENT("", "2", "2020-01-01"),
	  "--" },
	{ "same number, same year",
	  DOCUMENT("", "1", "2020-01-01") DOCUMENT("", "1", "2020-12-31"),
	  "S-" },
	{ "same number, other year",
	  DOCUMENT("", "1", "2020-01-01") DOCUMENT("", "1", "2021-01-01"),
	  "--" },
	{ "same GUID",
	  DOCUMENT(REF_A, "1", "2020-01-01")
	          DOCUMENT(REF_A_CAPITALS, "2", "2021-01-01"),
	  "S-" },
	{ "other GUID, same number",
	  DOCUMENT(REF_A, "1", "2020-01-01") DOCUMENT(REF_B, "1", "2020-01-01"),
	  "--" },
	{ "thrice",
	  DOCUMENT(REF_A, "1", "2020") DOCUMENT(REF_B, "1", "2020")
	          DOCUMENT(REF_A, "1", "2020") DOCUMENT(REF_A, "1", "2020"),
	  "S-S-" },
	{ "zero GUID is none",
	  DOCUMENT(ZERO, "1", "2020") DOCUMENT(ZERO, "2", "2020"), "--" },
	{ "no number at all", DOCUMENT("", "", "2020") DOCUMENT("", "", "2020"),
	  "--" },
};

static void test_twice(gconstpointer data)
{
	const struct twice *row = data;
	g_autofree char *text = g_strdup_printf(FILE_OF("%s"), row->orders);
	g_autoptr(GString) superseded = g_string_new(NULL);
	struct reading_case made;

	reading_of(&made, text);
	for (guint i = 0; i < made.orders->len; i++)
		g_string_append_c(superseded,
		                  reading_order(&made, i)->superseded ? 'S'
		                                                      : '-');
	g_assert_cmpstr(superseded->str, ==, row->superseded);
	reading_clear(&made);
}

static void test_twice_of_many(void)
{
	g_autoptr(GString) text = many(3000, "");
	const char *again =
		strstr(text->str, "<Номер>1500<") - strlen("<ЗаказНаряд>");
	g_autofree char *order =
		g_strndup(again, (gsize)(strchr(again, '\n') - again));
	g_autofree char *end = g_strdup_printf("%s</ЗаказНаряды>", order);
	struct reading_case made;

	g_string_replace(text, "</ЗаказНаряды>", end, 0);
	reading_of(&made, text->str);
	g_assert_cmpuint(made.orders->len, ==, 3001);
	for (guint i = 0; i < 3001; i++)
		g_assert_true(reading_order(&made, i)->superseded ==
		              (i == 1499));
	reading_clear(&made);
}

/* ---- windows ---- */

static void test_windows(void)
{
	static const guint sizes[] = { 1, 7, 63, 64, 65, 299, 300, 301, 2000 };
	g_autoptr(GString) text = many(300, "");
	struct reading_case made;

	reading_of(&made, text->str);
	g_assert_cmpuint(made.orders->len, ==, 300);
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(GPtrArray) orders = g_ptr_array_new_with_free_func(
			(GDestroyNotify)order_free);
		guint count, before;

		order_source_seek(made.source, 0);
		do {
			before = orders->len;
			g_assert_true(order_source_next(made.source, sizes[i],
			                                orders, &count, NULL));
			g_assert_cmpuint(orders->len, ==, before + count);
			g_assert_cmpuint(count, <=, sizes[i]);
		} while (count);
		g_assert_cmpuint(orders->len, ==, 300);
		for (guint j = 0; j < 300; j++) {
			g_autofree char *a =
				reading_print(reading_order(&made, j));
			g_autofree char *b =
				reading_print(g_ptr_array_index(orders, j));

			g_assert_cmpstr(a, ==, b);
		}
	}
	reading_clear(&made);
}

static void test_seek(void)
{
	static const guint64 places[] = { 299, 0, 64, 63, 1, 65, 128, 200, 64 };
	g_autoptr(GString) text = many(300, "");
	struct reading_case made;
	guint count;

	reading_of(&made, text->str);
	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autoptr(GPtrArray) orders = g_ptr_array_new_with_free_func(
			(GDestroyNotify)order_free);
		const struct order *order;
		g_autofree char *number =
			g_strdup_printf("%" G_GUINT64_FORMAT, places[i] + 1);

		order_source_seek(made.source, places[i]);
		g_assert_true(order_source_next(made.source, 1, orders, &count,
		                                NULL));
		g_assert_cmpuint(count, ==, 1);
		order = g_ptr_array_index(orders, 0);
		g_assert_cmpstr(order->text[ORDER_NUMBER], ==, number);
	}
	order_source_seek(made.source, 1000);
	g_assert_true(
		order_source_next(made.source, 1, made.orders, &count, NULL));
	g_assert_cmpuint(count, ==, 0);
	reading_clear(&made);
}

static struct settings *least_settings(void)
{
	static const char text[] = "[deal]\nid_field = x\n[stages]\na = b\n";
	GPtrArray *faults = NULL;
	struct settings *settings =
		settings_read(text, strlen(text), "", &faults);

	g_assert_nonnull(settings);
	return settings;
}

/* Whoever writes into the source meanwhile changes nothing. */
static void test_source_changes(void)
{
	g_autoptr(GString) text = many(10, "");
	int fd = reading_fd(text->str, text->len);
	struct order_reader *reader = reading_reader();
	struct settings *settings = least_settings();
	g_autoptr(GPtrArray) orders =
		g_ptr_array_new_with_free_func((GDestroyNotify)order_free);
	struct order_source *source = NULL;
	struct order_file file;
	guint count;

	g_assert_nonnull(settings);
	g_assert_cmpint(
		order_reader_read(reader, fd, settings, &file, &source, NULL),
		==, READING_WHOLE);
	g_assert_cmpint(ftruncate(fd, 0), ==, 0);
	close(fd);
	g_assert_true(order_source_next(source, 100, orders, &count, NULL));
	g_assert_cmpuint(count, ==, 10);
	order_source_free(source);
	order_file_clear(&file);
	settings_free(settings);
	order_reader_free(reader);
}

static void test_unreadable(void)
{
	struct order_reader *reader = reading_reader();
	struct settings *settings = least_settings();
	struct order_source *source = NULL;
	struct order_file file = { .format = "untouched" };
	g_autoptr(GError) error = NULL;
	int pipes[2];

	g_assert_cmpint(pipe(pipes), ==, 0);
	g_assert_cmpint(order_reader_read(reader, pipes[0], settings, &file,
	                                  &source, &error),
	                ==, -1);
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED);
	g_assert_cmpstr(file.format, ==, "untouched");
	g_assert_null(source);
	close(pipes[0]);
	close(pipes[1]);
	settings_free(settings);
	order_reader_free(reader);
}

/* A disk that is full is no fault of the file. */
static void test_no_room(void)
{
	static const rlim_t sizes[] = { 0, 300 * 1024 };
	g_autoptr(GString) text = many(20000, "");
	int fd = reading_fd(text->str, text->len);
	struct order_reader *reader = reading_reader();
	struct settings *settings = least_settings();
	struct order_source *source = NULL;
	struct order_file file = { .format = "untouched" };
	struct rlimit before, limit;

	signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &before), ==, 0);
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(GError) error = NULL;
		int result;

		limit = before;
		limit.rlim_cur = sizes[i];
		g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
		result = order_reader_read(reader, fd, settings, &file, &source,
		                           &error);
		g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &before), ==, 0);
		g_assert_cmpint(result, ==, -1);
		g_assert_true(error && error->domain == G_FILE_ERROR);
		g_assert_nonnull(strstr(error->message, "TMPDIR"));
		g_assert_cmpstr(file.format, ==, "untouched");
		g_assert_null(source);
	}
	close(fd);
	settings_free(settings);
	order_reader_free(reader);
}

int main(int argc, char **argv)
{
	static const char *const encodings[] = { "UTF-8", "windows-1251",
		                                 "UTF-16LE", "UTF-16BE" };

	static const char *const attributes[] = { "a", "256 атрибутов" };
	static const char *const namespaces[] = { "xmlns:a",
		                                  "256 пространств имён" };
	static const char *const phones[] = {
		"<ЗаказНаряды><ЗаказНаряд><Номер/><Дата/><Состояние/>"
		"<Организация/><Сумма/>",
		"<Телефон>", "</Телефон>",
		"<Клиент/></ЗаказНаряд></ЗаказНаряды>"
	};
	static const char *const table_rows[] = {
		"<ФайлОбмена ВерсияФормата='2.0'><Объект "
		"Тип='ДокументСсылка.ЗаказНаряд'><ТабличнаяЧасть "
		"Имя='Работы'>",
		"<Запись><Свойство Имя='Работа'><Значение>",
		"</Значение></Свойство></Запись>",
		"</ТабличнаяЧасть></Объект></ФайлОбмена>"
	};

	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(verdicts); i++) {
		g_autofree char *path =
			g_strdup_printf("/order_reader/%s", verdicts[i].name);

		g_test_add_data_func(path, &verdicts[i], test_verdict);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(twices); i++) {
		g_autofree char *path = g_strdup_printf(
			"/order_reader/twice/%s", twices[i].name);

		g_test_add_data_func(path, &twices[i], test_twice);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(encodings); i++) {
		g_autofree char *path = g_strdup_printf(
			"/order_reader/encoding/%s", encodings[i]);

		g_test_add_data_func(path, encodings[i], test_encoding);
	}
	g_test_add_data_func("/order_reader/every cut of orders",
	                     "samples/orders.xml", test_every_cut);
	g_test_add_data_func("/order_reader/cuts of enterprisedata",
	                     "samples/enterprisedata.xml", test_every_cut);
	g_test_add_data_func("/order_reader/cuts of kd2", "samples/kd2-3.1.xml",
	                     test_every_cut);
	g_test_add_data_func("/order_reader/cuts of v8msg", "samples/v8msg.xml",
	                     test_every_cut);
	g_test_add_data_func("/order_reader/cuts of v8exch",
	                     "samples/v8exch.xml", test_every_cut);
	g_test_add_data_func("/order_reader/cuts of commerceml",
	                     "samples/commerceml.xml", test_every_cut);
	g_test_add_data_func("/order_reader/garbled windows-1251",
	                     "windows-1251", test_garbled);
	g_test_add_data_func("/order_reader/garbled UTF-16", "UTF-16LE",
	                     test_garbled);
	g_test_add_func("/order_reader/UTF-16 with NULs behind",
	                test_utf16_nuls);
	g_test_add_func("/order_reader/gzip", test_gzip);
	g_test_add_func("/order_reader/billion laughs", test_laughs);
	g_test_add_func("/order_reader/deep", test_deep);
	g_test_add_data_func("/order_reader/too many attributes", attributes,
	                     test_limit);
	g_test_add_data_func("/order_reader/too many namespaces", namespaces,
	                     test_limit);
	g_test_add_func("/order_reader/too many names", test_names);
	g_test_add_func("/order_reader/too long a value", test_too_long);
	g_test_add_data_func("/order_reader/too many phones", phones,
	                     test_too_large);
	g_test_add_data_func("/order_reader/too many rows", table_rows,
	                     test_too_large);
	g_test_add_func("/order_reader/last of many", test_last_of_many);
	g_test_add_func("/order_reader/far line", test_far_line);
	g_test_add_func("/order_reader/far column", test_far_column);
	g_test_add_func("/order_reader/hundred faults", test_hundred);
	g_test_add_func("/order_reader/cut with faults", test_cut_with_faults);
	g_test_add_func("/order_reader/twice of many", test_twice_of_many);
	g_test_add_func("/order_reader/windows", test_windows);
	g_test_add_func("/order_reader/seek", test_seek);
	g_test_add_func("/order_reader/source changes", test_source_changes);
	g_test_add_func("/order_reader/unreadable", test_unreadable);
	g_test_add_func("/order_reader/no room for records", test_no_room);
	return g_test_run();
}
