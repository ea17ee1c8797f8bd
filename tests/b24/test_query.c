/*
 * Golden query strings, as PHP's parse_str() must read them.
 */
#include "b24/query.h"

#include <string.h>

static const struct row {
	const char *name;
	const char *params;
	const char *query;
} rows[] = {
	{ "none", "{}", "m" },
	{ "plain", "{\"id\":410}", "m?id=410" },
	{ "nested", "{\"filter\":{\"ID\":\"5\"},\"select\":[\"ID\",\"NAME\"]}",
	  "m?filter[ID]=5&select[0]=ID&select[1]=NAME" },
	{ "equals-in-key", "{\"filter\":{\"=TITLE\":\"x\"}}",
	  "m?filter[%3DTITLE]=x" },
	{ "at-in-key", "{\"filter\":{\"@originId\":[\"a\",\"b\"]}}",
	  "m?filter[%40originId][0]=a&filter[%40originId][1]=b" },
	{ "greater-in-key", "{\"filter\":{\">id\":17}}", "m?filter[%3Eid]=17" },
	{ "phone", "{\"values\":[\"+79270001234\"]}",
	  "m?values[0]=%2B79270001234" },
	{ "ampersand-hash-percent-plus", "{\"t\":\"a&b#c%d+e=f?g\"}",
	  "m?t=a%26b%23c%25d%2Be%3Df%3Fg" },
	{ "blank", "{\"t\":\"a b\"}", "m?t=a%20b" },
	{ "line-end", "{\"t\":\"a\\nb\"}", "m?t=a%0Ab" },
	{ "cyrillic", "{\"t\":\"Ёж\"}", "m?t=%D0%81%D0%B6" },
	{ "quote-bracket", "{\"t\":\"\\\"[x]\"}", "m?t=%22%5Bx%5D" },
	{ "deep", "{\"fields\":{\"fm\":{\"n0\":{\"typeId\":\"PHONE\"}}}}",
	  "m?fields[fm][n0][typeId]=PHONE" },
	{ "list-of-objects",
	  "{\"fields\":{\"fm\":[{\"value\":\"1\"},{\"value\":\"2\"}]}}",
	  "m?fields[fm][0][value]=1&fields[fm][1][value]=2" },
	{ "flags", "{\"a\":true,\"b\":false}", "m?a=1&b=0" },
	{ "minus", "{\"start\":-1}", "m?start=-1" },
	{ "big", "{\"id\":9007199254740991}", "m?id=9007199254740991" },
	{ "fraction", "{\"x\":30110.5}", "m?x=30110.5" },
	{ "cleared", "{\"fields\":{\"comments\":\"\"}}",
	  "m?fields[comments]=" },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	cJSON *params = cJSON_Parse(row->params);
	g_autofree char *query = NULL;

	g_assert_nonnull(params);
	query = query_command("m", params);
	g_assert_cmpstr(query, ==, row->query);
	cJSON_Delete(params);
}

/* Sums travel as they were written: 0.1 has no exact double. */
static void test_raw(void)
{
	cJSON *params = cJSON_CreateObject();
	g_autofree char *query = NULL;

	cJSON_AddItemToObject(params, "opportunity",
	                      cJSON_CreateRaw("30110.10"));
	query = query_command("m", params);
	g_assert_cmpstr(query, ==, "m?opportunity=30110.10");
	cJSON_Delete(params);
}

static void test_safe(void)
{
	static const struct {
		const char *params;
		bool safe;
	} texts[] = {
		{ "{\"t\":\"result[1]\"}", true },
		{ "{\"t\":\"$result\"}", true },
		{ "{\"t\":\"$result[c0]\"}", false },
		{ "{\"a\":{\"b\":[\"x $total[c0] y\"]}}", false },
		{ "{\"t\":\"$error[x\"}", false },
		{ "{\"t\":\"$next[x\"}", false },
		{ "{\"t\":\"$time[x\"}", false },
		{ "{\"t\":5}", true },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		cJSON *params = cJSON_Parse(texts[i].params);

		g_test_message("%s", texts[i].params);
		g_assert_true(query_safe(params) == texts[i].safe);
		cJSON_Delete(params);
	}
}

static void test_filter_sound(void)
{
	static const struct {
		const char *params;
		bool sound;
	} filters[] = {
		{ "{}", true },
		{ "{\"filter\":{\"a\":\"1\",\"@b\":[\"2\"]}}", true },
		{ "{\"filter\":{\"a\":0}}", true },
		{ "{\"filter\":{\"a\":\"\"}}", false },
		{ "{\"filter\":{\"@a\":[]}}", false },
		{ "{\"filter\":{\"@a\":[\"1\",\"\"]}}", false },
		{ "{\"filter\":{\"a\":null}}", false },
		{ "{\"filter\":{}}", false },
		{ "{\"fields\":{\"a\":\"\"}}", true },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(filters); i++) {
		cJSON *params = cJSON_Parse(filters[i].params);

		g_test_message("%s", filters[i].params);
		g_assert_true(query_filter_sound(params) == filters[i].sound);
		cJSON_Delete(params);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/query/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/query/raw", test_raw);
	g_test_add_func("/query/safe", test_safe);
	g_test_add_func("/query/filter-sound", test_filter_sound);
	return g_test_run();
}
