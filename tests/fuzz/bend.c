/*
 * Tags are found by their brackets alone: what is no XML is bent as well, if
 * it has some.
 */
#include "tests/fuzz/bend.h"

#include <string.h>

/* What values are in 1C's files, and what breaks who reads them. */
static const char *const words[] = {
	"",
	" ",
	"\n",
	"0",
	"1",
	"-1",
	"00",
	"2",
	"12",
	"0.001",
	"1e400",
	"4294967295",
	"4294967296",
	"18446744073709551616",
	"999999999999999",
	"true",
	"false",
	"Да",
	"0001-01-01T00:00:00",
	"2020-12-24T17:42:46",
	"2020-02-30",
	"9999-12-31T23:59:59+14:00",
	"00000000-0000-0000-0000-000000000000",
	"8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c",
	"3B8F2A1C-45E6-11EA-9C2A-00155D0A1B2C",
	"3b8f2a1c-45e6-11ea-9c2a",
	"+7 927 000-12-34; 8(846)2000017 доб. 5",
	"p@example.ru",
	"{\"value\":\"+7 846 200-00-17\",\"type\":\"Телефон\"}",
	"КодСтраны=7&#10;КодГорода=846&#10;НомерТелефона=200-00-17",
	"&lt;КонтактнаяИнформация Представление=&quot;1&quot;/&gt;",
	"&#x85;&#x9b;31m",
	"&#xFFFD;&#xD7FF;&#x10FFFF;",
	"&#1;",
	"&nbsp;",
	"]]>",
	"<![CDATA[<a/>]]>",
	"<!-- x -->",
	"<?pi?>",
	"\x01",
	"\xff",
	"\xef\xbf\xbe",
	"ЗаказНаряд",
	"Контрагенты",
	"ДокументСсылка.ЗаказНаряд",
	"СправочникСсылка.Контрагенты",
	"РегистрСведенийЗапись.КонтактнаяИнформация",
	"CatalogRef.Контрагенты",
	"DocumentObject.ЗаказНаряд",
	"d4p1:CatalogRef.Контрагенты",
	"xs:string",
	"Телефон",
	"Работы",
	"Владелец",
	"{УникальныйИдентификатор}",
	"{ИмяПредопределенногоЭлемента}",
};

struct span {
	gsize at, length;
};

static gsize below(GRand *random, gsize most)
{
	return most ? g_rand_int(random) % most : 0;
}

/* The next tag from a place on; from the start where there is none. */
static bool find_tag(const GString *text, gsize from, struct span *tag_r)
{
	const char *start = strchr(text->str + from, '<');
	const char *end;

	if (!start)
		start = strchr(text->str, '<');
	end = start ? strchr(start, '>') : NULL;
	if (!end)
		return false;
	*tag_r = (struct span){ (gsize)(start - text->str),
		                (gsize)(end + 1 - start) };
	return true;
}

/* The element that a tag opens, to its end tag; the tag alone where it opens
 * none. */
static struct span element_at(const GString *text, struct span tag)
{
	struct span next = tag;
	gsize end = tag.at + tag.length;
	int depth = 0;

	for (;;) {
		const char *at = text->str + next.at;
		struct span after;

		if (at[1] == '/')
			depth--;
		else if (at[1] != '!' && at[1] != '?' &&
		         at[next.length - 2] != '/')
			depth++;
		if (depth <= 0)
			return (struct span){ tag.at,
				              next.at + next.length - tag.at };
		end = next.at + next.length;
		if (!find_tag(text, end, &after) || after.at < end)
			return tag;
		next = after;
	}
}

static bool some_element(GRand *random, const GString *text,
                         struct span *element_r)
{
	struct span tag;

	if (!find_tag(text, below(random, text->len), &tag))
		return false;
	*element_r = element_at(text, tag);
	return true;
}

/* A text between tags, or the value of an attribute. */
static bool some_value(GRand *random, const GString *text, struct span *value_r)
{
	struct span tag;
	const char *start, *end;
	gsize from = below(random, text->len);

	if (g_rand_boolean(random)) {
		start = strpbrk(text->str + from, "\"'");
		end = start ? strchr(start + 1, *start) : NULL;
	} else {
		if (!find_tag(text, from, &tag))
			return false;
		start = text->str + tag.at + tag.length - 1;
		end = strchr(start, '<');
	}
	if (!end)
		return false;
	*value_r = (struct span){ (gsize)(start + 1 - text->str),
		                  (gsize)(end - start - 1) };
	return true;
}

static void put(GString *text, struct span place, const char *with)
{
	g_string_erase(text, (gssize)place.at, (gssize)place.length);
	g_string_insert(text, (gssize)place.at, with);
}

static bool drop_element(GRand *random, GString *text)
{
	struct span element;

	if (!some_element(random, text, &element))
		return false;
	put(text, element, "");
	return true;
}

static bool repeat_element(GRand *random, GString *text)
{
	enum { MOST = 16 * 1024 };
	struct span element, place;
	g_autofree char *copy = NULL;

	if (!some_element(random, text, &element) || element.length > MOST ||
	    !find_tag(text, below(random, text->len), &place))
		return false;
	copy = g_strndup(text->str + element.at, element.length);
	place.length = 0;
	put(text, place, copy);
	return true;
}

static bool change_value(GRand *random, GString *text)
{
	struct span value, other;
	g_autofree char *copy = NULL;

	if (!some_value(random, text, &value))
		return false;
	if (g_rand_boolean(random) || !some_value(random, text, &other)) {
		put(text, value, words[below(random, G_N_ELEMENTS(words))]);
		return true;
	}
	copy = g_strndup(text->str + other.at, other.length);
	put(text, value, copy);
	return true;
}

bool bend(GRand *random, GString *text)
{
	switch (below(random, 4)) {
	case 0:
		return drop_element(random, text);
	case 1:
		return repeat_element(random, text);
	default:
		return change_value(random, text);
	}
}
