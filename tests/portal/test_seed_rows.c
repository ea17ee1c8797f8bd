/* Cutting long lists out of a seed's text. */
#include "tests/portal/json.h"
#include "tests/portal/php.h"
#include "tests/portal/probe.h"
#include "tests/portal/seed.h"
#include "tests/portal/seed_rows.h"

#include <string.h>

static const char *const names[] = { "contacts", "deals", NULL };

static const struct {
	const char *name, *text;
	/* What is left, then rows of "deals" with '|' behind each; or NULL for
	 * an error, "!" for one at a row. */
	const char *rest, *deals;
} rows[] = {
	{ "nothing", "{}", "[]", "" },
	{ "no list", "{\"users\":[{\"ID\":1}]}", "{\"users\":[{\"ID\":1}]}",
	  "" },
	{ "an empty list", "{\"deals\":[]}", "{\"deals\":[]}", "" },
	{ "blanks everywhere",
	  " { \"deals\" :\n [ {\"id\" : 1 } ,\t{\"id\":2}\n] } \n",
	  "{\"deals\":[]}", "{\"id\":1}|{\"id\":2}|" },
	{ "among others", "{\"a\":1,\"deals\":[{\"id\":1}],\"b\":{\"c\":[2]}}",
	  "{\"a\":1,\"deals\":[],\"b\":{\"c\":[2]}}", "{\"id\":1}|" },
	{ "brackets in texts",
	  "{\"deals\":[{\"title\":\"]},\\\"[{\"},{\"id\":2}]}",
	  "{\"deals\":[]}", "{\"title\":\"]},\\u0022[{\"}|{\"id\":2}|" },
	{ "a backslash at the end", "{\"deals\":[{\"title\":\"\\\\\"},7]}",
	  "{\"deals\":[]}", "{\"title\":\"\\\\\"}|7|" },
	{ "lists in rows", "{\"deals\":[{\"contactIds\":[1,[2]]},[],{}]}",
	  "{\"deals\":[]}", "{\"contactIds\":[1,[2]]}|[]|[]|" },
	{ "the name deeper down", "{\"a\":{\"deals\":[1,2]}}",
	  "{\"a\":{\"deals\":[1,2]}}", "" },
	{ "the name as a value", "{\"a\":\"deals\",\"b\":[1]}",
	  "{\"a\":\"deals\",\"b\":[1]}", "" },
	{ "no list under the name", "{\"deals\":{\"x\":1}}",
	  "{\"deals\":{\"x\":1}}", "" },
	{ "a row that is no JSON", "{\"deals\":[{\"id\":1},{\"id\":}]}",
	  "{\"deals\":[]}", "{\"id\":1}|!" },
	{ "a row that is missing", "{\"deals\":[1,,2]}", "{\"deals\":[]}",
	  "1|!" },
	{ "no object", "[]", NULL, NULL },
	{ "empty", "", NULL, NULL },
	{ "no end", "{\"deals\":[{\"id\":1}]", NULL, NULL },
	{ "no end of a list", "{\"deals\":[{\"id\":1}", NULL, NULL },
	{ "no end of a text", "{\"deals\":[{\"id\":\"1}]}", NULL, NULL },
	{ "no end after a backslash", "{\"deals\":[\"\\", NULL, NULL },
	{ "no colon", "{\"deals\"[1]}", NULL, NULL },
	{ "no key", "{[1]}", NULL, NULL },
	{ "more behind it", "{\"deals\":[]}}", NULL, NULL },
	{ "a comma too many", "{\"deals\":[],}", NULL, NULL },
	{ "no comma", "{\"a\":1 \"b\":2}", NULL, NULL },
};

static char *row_texts(struct seed_rows *from)
{
	g_autoptr(GError) error = NULL;
	GString *text = g_string_new(NULL);

	for (;;) {
		g_autoptr(cJSON) row = seed_rows_next(from, &error);

		if (!row)
			break;
		json_wire(text, php_normal(row));
		g_string_append_c(text, '|');
	}
	if (error)
		g_string_append_c(text, '!');
	return g_string_free(text, FALSE);
}

static void test_row(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	struct seed_rows cut[2];
	/* Not terminated: a byte read too far is one for ASan. */
	gsize length = strlen(rows[i].text);
	g_autofree char *copy = g_memdup2(rows[i].text, length);
	g_autoptr(cJSON) rest = seed_rows_cut(copy, length, names, cut);
	g_autoptr(GString) text = g_string_new(NULL);

	if (!rows[i].rest) {
		g_assert_null(rest);
		return;
	}
	g_assert_nonnull(rest);
	json_wire(text, php_normal(rest));
	g_assert_cmpstr(text->str, ==, rows[i].rest);
	g_autofree char *deals = row_texts(&cut[1]);
	g_assert_cmpstr(deals, ==, rows[i].deals);
}

static void test_both_lists(void)
{
	struct portal *portal =
		probe_portal("{\"deals\":[{\"id\":7,\"contactIds\":[5]}],"
	                     "\"contacts\":[{\"id\":5}]}");

	/* Contacts come first, wherever they stand. */
	g_assert_nonnull(kind_find(portal->store->deal, 7));
	g_assert_nonnull(kind_find(portal->store->contact, 5));
	portal_free(portal);
}

static void test_no_list(void)
{
	static const char text[] = "{\"deals\":{\"a\":{\"id\":7}}}";
	struct portal *portal = probe_portal(NULL);
	g_autoptr(GError) error = NULL;

	g_assert_false(seed_load(portal, text, strlen(text), &error));
	g_assert_cmpstr(error->message, ==, "deals: not a list");
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/seed rows/", rows[i].name, NULL);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_row);
	}
	g_test_add_func("/seed rows/contacts first", test_both_lists);
	g_test_add_func("/seed rows/not a list", test_no_list);
	return g_test_run();
}
