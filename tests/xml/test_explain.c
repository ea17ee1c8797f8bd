/* libxml2's words in ours. What the reader meets in practice is tested with
 * whole files (test_order_reader); here is what needs a rare error. */
#include "xml/explain.h"

#include <glib.h>

#define SCHEMA XML_FROM_SCHEMASV
#define PARSER XML_FROM_PARSER
#define TOO_LONG                                                                                                                      \
	"Имя, значение или примечание здесь слишком длинное. 1С таких файлов " \
	"не пишет."

static const struct row {
	const char *name;
	int domain, code;
	const char *message, *one, *two;
	const char *text;
} rows[] = {
	{ "expected one", SCHEMA, XML_SCHEMAV_ELEMENT_CONTENT,
	  "Element '{urn:b24bridge:orders:1}Сумма': This element is not "
	  "expected. Expected is ( {urn:b24bridge:orders:1}Дата ).\n",
	  NULL, NULL,
	  "Элемент «Сумма» здесь не ожидается; ожидается: «Дата»." },
	{ "expected several", SCHEMA, XML_SCHEMAV_ELEMENT_CONTENT,
	  "Element 'x': This element is not expected. Expected is one of "
	  "( a, {u}b, c ).\n",
	  NULL, NULL,
	  "Элемент «x» здесь не ожидается; ожидается: «a», «b» или «c»." },
	{ "expected too many to list", SCHEMA, XML_SCHEMAV_ELEMENT_CONTENT,
	  "Element 'x': This element is not expected. Expected is one of "
	  "( a, b, ... ).\n",
	  NULL, NULL,
	  "Элемент «x» здесь не ожидается; ожидается: «a», «b» или другой." },
	{ "expected a name or anything of another namespace", SCHEMA,
	  XML_SCHEMAV_ELEMENT_CONTENT,
	  "Element 'x': This element is not expected. Expected is one of "
	  "( {u}*, {v}b ).\n",
	  NULL, NULL, "Элемент «x» здесь не ожидается; ожидается: «b»." },
	{ "expected anything of another namespace", SCHEMA,
	  XML_SCHEMAV_ELEMENT_CONTENT,
	  "Element 'x': This element is not expected. Expected is "
	  "( ##other* ).\n",
	  NULL, NULL,
	  "Элемент «x» здесь не ожидается; ожидается: элемент другого "
	  "пространства имён." },
	{ "expected nothing", SCHEMA, XML_SCHEMAV_ELEMENT_CONTENT,
	  "Element 'x': This element is not expected.\n", NULL, NULL,
	  "Элемент «x» здесь не ожидается: других элементов тут не должно "
	  "быть." },
	{ "missing", SCHEMA, XML_SCHEMAV_ELEMENT_CONTENT,
	  "Element 'x': Missing child element(s). Expected is one of "
	  "( a, b ).\n",
	  NULL, NULL, "Элемент «x» неполон: не хватает «a» или «b»." },
	{ "bad value of an attribute", SCHEMA, XML_SCHEMAV_CVC_PATTERN_VALID,
	  "Element 'x', attribute 'v': [facet 'pattern'] The value '1.0' is "
	  "not accepted by the pattern '[23]'.\n",
	  NULL, NULL, "Атрибут «v» элемента «x»: значение «1.0» не подходит." },
	{ "bad value of an element", SCHEMA,
	  XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1,
	  "Element 'x': 'abc' is not a valid value of the atomic type "
	  "'xs:long'.\n",
	  NULL, NULL, "Элемент «x»: значение «abc» не подходит." },
	{ "unknown breach", SCHEMA, XML_SCHEMAV_CVC_IDC,
	  "Element 'x': No match.\n", NULL, NULL,
	  "Разбор XML сообщает: «Element 'x': No match.»." },
	{ "mismatch", PARSER, XML_ERR_TAG_NAME_MISMATCH, "…", "a", "b",
	  "Открыт тег «a», а закрывается «b»." },
	{ "too deep", PARSER, XML_ERR_INTERNAL_ERROR,
	  "internal error: Excessive depth in document: 256 use "
	  "XML_PARSE_HUGE option\n",
	  NULL, NULL, "Элементы вложены глубже 256 уровней." },
	{ "too long an attribute", PARSER, XML_ERR_ATTRIBUTE_NOT_FINISHED,
	  "AttValue: ' expected: AttValue length too long\n", NULL, NULL,
	  TOO_LONG },
	{ "too long a comment", PARSER, XML_ERR_COMMENT_NOT_FINISHED,
	  "Comment too big found", NULL, NULL, TOO_LONG },
	{ "too long a name", PARSER, XML_ERR_INTERNAL_ERROR,
	  "internal error: Huge input lookup\n", NULL, NULL, TOO_LONG },
	{ "another limit", PARSER, XML_ERR_INTERNAL_ERROR,
	  "internal error: xmlSAX2Characters: huge text node\n", NULL, NULL,
	  "Разбор XML сообщает: «internal error: xmlSAX2Characters: huge text "
	  "node»." },
	{ "unknown error", PARSER, XML_ERR_STANDALONE_VALUE,
	  "standalone accepts only 'yes' or 'no'\n", NULL, NULL,
	  "Разбор XML сообщает: «standalone accepts only 'yes' or 'no'»." },
	{ "no message at all", PARSER, XML_ERR_NOTATION_NOT_STARTED, NULL, NULL,
	  NULL, "Разбор XML сообщает: «»." },
	{ "breach without a message", SCHEMA, XML_SCHEMAV_ELEMENT_CONTENT, NULL,
	  NULL, NULL,
	  "Элемент «?» здесь не ожидается: других элементов тут не должно "
	  "быть." },
	{ "hostile name", PARSER, XML_ERR_TAG_NOT_FINISHED, "…", "a\n\x1b[31m",
	  NULL, "Элемент «a ?[31m» не закрыт." },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	xmlError error = {
		.domain = row->domain,
		.code = row->code,
		.message = (char *)row->message,
		.str1 = (char *)row->one,
		.str2 = (char *)row->two,
	};
	g_autofree char *text = explain_error(&error);

	g_assert_cmpstr(text, ==, row->text);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/explain/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
