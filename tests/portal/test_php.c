/* PHP's view of parameters, and JSON as the portal writes it. */
#include "tests/portal/json.h"
#include "tests/portal/php.h"
#include "tests/portal/portal.h"

#include <string.h>

static char *wire(const cJSON *tree)
{
	GString *text = g_string_new(NULL);

	json_wire(text, tree);
	return g_string_free(text, FALSE);
}

static const struct {
	const char *name, *query, *expected;
} queries[] = {
	{ "empty", "", "[]" },
	{ "plain", "a=1&b=2", "{\"a\":\"1\",\"b\":\"2\"}" },
	{ "last of two wins", "a=1&a=2", "{\"a\":\"2\"}" },
	{ "no value", "a&b=", "{\"a\":\"\",\"b\":\"\"}" },
	{ "list", "a[]=x&a[]=y", "{\"a\":[\"x\",\"y\"]}" },
	{ "list by index", "a[0]=x&a[1]=y", "{\"a\":[\"x\",\"y\"]}" },
	{ "list with a hole", "a[0]=x&a[2]=y",
	  "{\"a\":{\"0\":\"x\",\"2\":\"y\"}}" },
	{ "next after a hole", "a[5]=x&a[]=y",
	  "{\"a\":{\"5\":\"x\",\"6\":\"y\"}}" },
	{ "nested", "f[b][c][]=1", "{\"f\":{\"b\":{\"c\":[\"1\"]}}}" },
	{ "plus is a space", "a=+7", "{\"a\":\" 7\"}" },
	{ "encoded plus", "a=%2B7", "{\"a\":\"+7\"}" },
	{ "decoded once", "a=%252B", "{\"a\":\"%2B\"}" },
	{ "encoded brackets", "f%5BID%5D=5", "{\"f\":{\"ID\":\"5\"}}" },
	{ "raw equals in a key destroys it", "filter[=X]=1",
	  "{\"filter_\":\"X]=1\"}" },
	{ "encoded equals in a key", "filter[%3DX]=1",
	  "{\"filter\":{\"=X\":\"1\"}}" },
	{ "equals in a value", "a=b=c", "{\"a\":\"b=c\"}" },
	{ "dots and blanks in a name", "a.b c=1", "{\"a_b_c\":\"1\"}" },
	{ "broken percent stays", "a=%zz%4", "{\"a\":\"%zz%4\"}" },
	{ "text behind a bracket", "a[b]c=1", "{\"a\":{\"b\":\"1\"}}" },
	{ "Cyrillic", "a=%D0%9F", "{\"a\":\"П\"}" },
	{ "nameless", "=1&[x]=2", "[]" },
};

static void test_query(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(cJSON) tree = php_query(queries[i].query);
	g_autofree char *text = wire(tree);

	g_assert_cmpstr(text, ==, queries[i].expected);
}

static const struct {
	const char *name, *json, *expected;
} texts[] = {
	{ "object", "{\"a\":1}", "{\"a\":1}" },
	{ "empty object is an empty list", "{\"a\":{}}", "{\"a\":[]}" },
	{ "keys in order are a list", "{\"0\":1,\"1\":2}", "[1,2]" },
	{ "keys from 1 are no list", "{\"1\":1}", "{\"1\":1}" },
	{ "the last of two equal keys", "{\"a\":1,\"b\":2,\"a\":3}",
	  "{\"a\":3,\"b\":2}" },
	{ "broken", "{\"a\":1", NULL },
	{ "something behind it", "{} x", NULL },
	{ "no array", "17", NULL },
	{ "no UTF-8", "{\"a\":\"\xcf\"}", NULL },
	{ "a raw line feed in a text", "[\"a\nb\"]", NULL },
	{ "a raw tab in a text", "[\"a\tb\"]", NULL },
	{ "a leading zero", "[01]", NULL },
	{ "a leading plus", "[+1]", NULL },
	{ "a point without digits", "[1.]", NULL },
	{ "a comma too many", "[1,]", NULL },
	{ "single quotes", "['a']", NULL },
	{ "a name without quotes", "{a:1}", NULL },
	{ "a byte order mark", "\xef\xbb\xbf[1]", NULL },
	{ "half a pair", "[\"\\ud83d\"]", NULL },
	{ "the other half", "[\"\\ude00\"]", NULL },
	{ "a pair", "[\"\\ud83d\\ude00\"]", "[\"😀\"]" },
	{ "no such escape", "[\"\\x\"]", NULL },
	{ "True is no word", "[True]", NULL },
	{ "an exponent", "[1e3]", "[1000]" },
	{ "blanks around", " \r\n[ 1 , 2 ] \t", "[1,2]" },
	{ "slash", "[\"/\"]", "[\"\\/\"]" },
	{ "quote", "[\"\\\"\"]", "[\"\\u0022\"]" },
	{ "markup", "[\"<&'>\"]", "[\"\\u003C\\u0026\\u0027\\u003E\"]" },
	{ "Cyrillic stays", "[\"ё\"]", "[\"ё\"]" },
	{ "line feed", "[\"\\n\"]", "[\"\\n\"]" },
	{ "whole number", "[12500.0]", "[12500]" },
	{ "fraction", "[30110.55]", "[30110.55]" },
	{ "null and truth", "[null,true]", "[null,true]" },
};

static void test_json(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(cJSON) tree = php_json(texts[i].json, strlen(texts[i].json));

	if (!texts[i].expected) {
		g_assert_null(tree);
		return;
	}
	g_autofree char *text = wire(tree);
	g_assert_cmpstr(text, ==, texts[i].expected);
}

static const struct {
	const char *name, *json;
	gint64 number;
	bool truth;
} casts[] = {
	{ "number", "[17]", 17, true },
	{ "digits", "[\"17\"]", 17, true },
	{ "digits and letters", "[\"17abc\"]", 17, true },
	{ "letters", "[\"abc\"]", 0, true },
	{ "infinity is a word", "[\"inf\"]", 0, true },
	{ "hexadecimal is 0", "[\"0x1A\"]", 0, true },
	{ "zero as a text", "[\"0\"]", 0, false },
	{ "empty text", "[\"\"]", 0, false },
	{ "null", "[null]", 0, false },
	{ "a full array is 1", "[{\"x\":5}]", 1, true },
	{ "an empty array is 0", "[[]]", 0, false },
	{ "the text false is true", "[\"false\"]", 0, true },
	{ "negative", "[\"-1\"]", -1, true },
};

static void test_cast(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	g_autoptr(cJSON) tree = php_json(casts[i].json, strlen(casts[i].json));

	g_assert_cmpint(php_int(tree->child), ==, casts[i].number);
	g_assert_true(php_true(tree->child) == casts[i].truth);
}

static void add(const char *group, const char *name, gsize i,
                GTestDataFunc function)
{
	g_autofree char *path = g_strconcat("/php/", group, "/", name, NULL);

	g_test_add_data_func(path, GSIZE_TO_POINTER(i), function);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(queries); i++)
		add("query", queries[i].name, i, test_query);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		add("json", texts[i].name, i, test_json);
	for (gsize i = 0; i < G_N_ELEMENTS(casts); i++)
		add("cast", casts[i].name, i, test_cast);
	return g_test_run();
}
