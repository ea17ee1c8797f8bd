/*
 * Errors of well-formedness come with a code and names; those of validity with
 * a code and an English sentence that the names must be taken out of.
 */
#include "xml/explain.h"

#include "core/text.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

enum { NAME_MOST = 200, TEXT_MOST = 1000 };

#define TOO_LONG                                                                                                                      \
	"Имя, значение или примечание здесь слишком длинное. 1С таких файлов " \
	"не пишет."

/* What stands between the first pair of `quote`s behind `after`. */
static char *quoted(const char *message, const char *after)
{
	const char *start = strstr(message, after), *end;

	if (!start)
		return NULL;
	start += strlen(after);
	end = strchr(start, '\'');
	return end ? g_strndup(start, (gsize)(end - start)) : NULL;
}

/* `{urn:b24bridge:orders:1}Номер` is «Номер» to people. */
static const char *local(const char *name)
{
	const char *end = *name == '{' ? strchr(name, '}') : NULL;

	return end ? end + 1 : name;
}

static char *element_of(const char *message)
{
	g_autofree char *name = quoted(message, "Element '");

	return g_strdup(name ? local(name) : "?");
}

static char *attribute_of(const char *message)
{
	g_autofree char *name = quoted(message, "attribute '");

	if (!name)
		name = quoted(message, "The attribute '");
	return g_strdup(name ? local(name) : "?");
}

/* Wildcards of the XSD (`{urn:…}*`, `##other*`) beside names say nothing. */
static void drop_wildcards(GStrv names)
{
	guint kept = 0;

	for (guint i = 0; names[i]; i++)
		if (g_str_has_suffix(names[i], "*"))
			g_free(names[i]);
		else
			names[kept++] = names[i];
	names[kept] = NULL;
}

/* «Ид» или «Номер», of `Expected is one of ( {urn:…}Ид, {urn:…}Номер ).`;
 * NULL where nothing is expected. */
static char *expected_of(const char *message)
{
	const char *list = strstr(message, "Expected is");
	const char *start = list ? strstr(list, "( ") : NULL;
	const char *end = start ? strstr(start, " )") : NULL;
	g_autofree char *inner = NULL;
	g_auto(GStrv) names = NULL;
	GString *text;

	if (!end)
		return NULL;
	inner = g_strndup(start + 2, (gsize)(end - start - 2));
	names = g_strsplit(inner, ", ", -1);
	drop_wildcards(names);
	if (!names[0])
		return g_strdup("элемент другого пространства имён");
	text = g_string_new(NULL);
	for (guint i = 0; names[i]; i++) {
		const char *name = local(names[i]);

		if (i)
			g_string_append(text, names[i + 1] ? ", " : " или ");
		if (strcmp(name, "...") == 0)
			g_string_append(text, "другой");
		else
			g_string_append_printf(text, "«%s»", name);
	}
	return g_string_free(text, FALSE);
}

static char *bad_content(const char *message)
{
	g_autofree char *element = element_of(message);
	g_autofree char *expected = expected_of(message);

	if (strstr(message, "Missing child element"))
		return g_strdup_printf(
			"Элемент «%s» неполон: не хватает %s.", element,
			expected ? expected : "вложенного элемента");
	if (!expected)
		return g_strdup_printf("Элемент «%s» здесь не ожидается: "
		                       "других элементов тут не должно быть.",
		                       element);
	return g_strdup_printf("Элемент «%s» здесь не ожидается; ожидается: "
	                       "%s.",
	                       element, expected);
}

static char *bad_value(const char *message)
{
	g_autofree char *element = element_of(message);
	g_autofree char *attribute = quoted(message, "attribute '");
	g_autofree char *value = quoted(message, "The value '");

	if (!value)
		value = quoted(message, ": '");
	if (attribute)
		return g_strdup_printf("Атрибут «%s» элемента «%s»: значение "
		                       "«%s» не подходит.",
		                       local(attribute), element,
		                       value ? value : "");
	return g_strdup_printf("Элемент «%s»: значение «%s» не подходит.",
	                       element, value ? value : "");
}

static char *unknown(const char *message)
{
	g_autofree char *plain = text_plain(message, TEXT_MOST);

	return g_strdup_printf("Разбор XML сообщает: «%s».", g_strstrip(plain));
}

static char *explain_schema(int code, const char *message)
{
	g_autofree char *element = element_of(message);
	g_autofree char *attribute = attribute_of(message);

	switch (code) {
	case XML_SCHEMAV_ELEMENT_CONTENT:
		return bad_content(message);
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1:
		return g_strdup_printf("Элемент «%s» должен быть пустым.",
		                       element);
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2:
	case XML_SCHEMAV_CVC_TYPE_3_1_2:
		return g_strdup_printf("В элементе «%s» должен быть только "
		                       "текст, без вложенных элементов.",
		                       element);
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3:
		return g_strdup_printf("В элементе «%s» не должно быть текста, "
		                       "только вложенные элементы.",
		                       element);
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1:
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2:
	case XML_SCHEMAV_CVC_TYPE_3_1_1:
		return g_strdup_printf("Атрибута «%s» у элемента «%s» быть не "
		                       "должно.",
		                       attribute, element);
	case XML_SCHEMAV_CVC_COMPLEX_TYPE_4:
		return g_strdup_printf("У элемента «%s» нет обязательного "
		                       "атрибута «%s».",
		                       element, attribute);
	case XML_SCHEMAV_CVC_ELT_3_1:
	case XML_SCHEMAV_CVC_ELT_3_2_1:
		return g_strdup_printf("У элемента «%s» не должно быть "
		                       "xsi:nil: оставьте его пустым.",
		                       element);
	case XML_SCHEMAV_CVC_ELT_4_1:
	case XML_SCHEMAV_CVC_ELT_4_2:
	case XML_SCHEMAV_CVC_ELT_4_3:
		return g_strdup_printf("У элемента «%s» не должно быть "
		                       "xsi:type.",
		                       element);
	case XML_SCHEMAV_CVC_PATTERN_VALID:
	case XML_SCHEMAV_CVC_ENUMERATION_VALID:
	case XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1:
	case XML_SCHEMAV_CVC_LENGTH_VALID:
	case XML_SCHEMAV_CVC_MINLENGTH_VALID:
		return bad_value(message);
	default:
		return unknown(message);
	}
}

static char *bad_character(const char *message)
{
	if (strstr(message, "not proper UTF-8"))
		return g_strdup("Байты файла не читаются как UTF-8. Сохраните "
		                "файл в UTF-8 или укажите в первой строке его "
		                "настоящую кодировку: "
		                "encoding=\"windows-1251\".");
	return g_strdup("Недопустимый в XML символ. 1С убирает такие, если при "
	                "выгрузке включён дополнительный контроль записи в "
	                "XML.");
}

static char *explain_limits(const char *message)
{
	if (strstr(message, "Excessive depth"))
		return g_strdup("Элементы вложены глубже 256 уровней.");
	if (strstr(message, "ncoding") || strstr(message, "input conversion"))
		return g_strdup("Байты файла не соответствуют его кодировке.");
	return unknown(message);
}

/* The code is then that of something which has no end. */
static bool is_too_long(const char *message)
{
	return strstr(message, "too long") || strstr(message, "too big") ||
	       strstr(message, "Huge input");
}

/* Those that name nothing. */
static const struct {
	int code;
	const char *text;
} plain[] = {
	{ XML_ERR_DOCUMENT_EMPTY, "Это не XML: файл не начинается с «<»." },
	{ XML_ERR_DOCUMENT_END, "После конца документа стоит ещё что-то: в "
	                        "файле должен быть один корневой элемент." },
	{ XML_ERR_RESERVED_XML_NAME, "Строка «<?xml …?>» может стоять только в "
	                             "самом начале файла." },
	{ XML_ERR_XMLDECL_NOT_FINISHED, "Первая строка «<?xml …?>» записана с "
	                                "ошибкой." },
	{ XML_ERR_LT_IN_ATTRIBUTE, "В значении атрибута стоит «<»; пишите "
	                           "&lt;." },
	{ XML_ERR_ATTRIBUTE_NOT_STARTED, "Значение атрибута должно стоять в "
	                                 "кавычках." },
	{ XML_ERR_ATTRIBUTE_NOT_FINISHED, "Значение атрибута не закрыто "
	                                  "кавычкой." },
	{ XML_ERR_SPACE_REQUIRED, "Здесь нужен пробел." },
	{ XML_ERR_GT_REQUIRED, "Тег не закрыт: нет «>»." },
	{ XML_ERR_MISPLACED_CDATA_END, "В тексте стоит «]]>»; пишите ]]&gt;." },
	{ XML_ERR_HYPHEN_IN_COMMENT, "В комментарии стоят два дефиса "
	                             "подряд." },
	{ XML_ERR_COMMENT_NOT_FINISHED, "Комментарий не закрыт." },
	{ XML_ERR_CDATA_NOT_FINISHED, "Раздел CDATA не закрыт." },
	{ XML_ERR_PI_NOT_FINISHED, "Инструкция «<?…» не закрыта." },
	{ XML_ERR_ENTITYREF_SEMICOL_MISSING, "После имени за «&» нет «;». "
	                                     "Знак & пишите как &amp;." },
	{ XML_ERR_INVALID_DEC_CHARREF, "Неверный код символа «&#…;»." },
	{ XML_ERR_INVALID_HEX_CHARREF, "Неверный код символа «&#x…;»." },
	{ XML_ERR_INVALID_ENCODING, "Байты файла не соответствуют объявленной "
	                            "в нём кодировке." },
	{ XML_ERR_NAME_TOO_LONG, TOO_LONG },
};

static char *explain_parser(const xmlError *error)
{
	const char *message = error->message ? error->message : "";
	g_autofree char *one = text_plain(error->str1, NAME_MOST);
	g_autofree char *two = text_plain(error->str2, NAME_MOST);

	if (is_too_long(message))
		return g_strdup(TOO_LONG);
	switch ((xmlParserErrors)error->code) {
	case XML_ERR_INVALID_CHAR:
		return bad_character(message);
	case XML_ERR_INTERNAL_ERROR:
		return explain_limits(message);
	case XML_ERR_TAG_NAME_MISMATCH:
		return g_strdup_printf("Открыт тег «%s», а закрывается «%s».",
		                       one, two);
	case XML_ERR_TAG_NOT_FINISHED:
		return g_strdup_printf("Элемент «%s» не закрыт.", one);
	case XML_ERR_ATTRIBUTE_REDEFINED:
	case (xmlParserErrors)XML_NS_ERR_ATTRIBUTE_REDEFINED:
		return g_strdup_printf("Атрибут «%s» записан дважды.", one);
	case XML_ERR_ATTRIBUTE_WITHOUT_VALUE:
		return g_strdup_printf("У атрибута «%s» нет значения.", one);
	case XML_ERR_UNDECLARED_ENTITY:
		return g_strdup_printf("Неизвестная подстановка «&%s;». Знак & "
		                       "пишите как &amp;.",
		                       one);
	case XML_ERR_UNSUPPORTED_ENCODING:
	case XML_ERR_UNKNOWN_ENCODING:
		return g_strdup_printf("Кодировка «%s» не принимается. "
		                       "Подходят UTF-8, UTF-16 с меткой и "
		                       "windows-1251.",
		                       one);
	case (xmlParserErrors)XML_NS_ERR_UNDEFINED_NAMESPACE:
		return g_strdup_printf("Префикс «%s» не объявлен (xmlns:%s).",
		                       one, one);
	case XML_ERR_NAME_REQUIRED:
		return g_strdup(strstr(message, "EntityRef")
		                        ? "За «&» нет имени. Знак & пишите как "
		                          "&amp;."
		                        : "За «<» нет имени элемента. Знак < "
		                          "в тексте пишите как &lt;.");
	default:
		break;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
		if (plain[i].code == error->code)
			return g_strdup(plain[i].text);
	return unknown(message);
}

char *explain_error(const xmlError *error)
{
	if (error->domain == XML_FROM_SCHEMASV)
		return explain_schema(error->code,
		                      error->message ? error->message : "");
	return explain_parser(error);
}
