/* What a form sent: names, values in parts, and how much of it there may be. */
#include "web/fields.h"

#include <string.h>

static bool add(struct fields *fields, const char *name, const char *value)
{
	return fields_add(fields, name, value, strlen(value), false);
}

static bool more(struct fields *fields, const char *name, const char *value)
{
	return fields_add(fields, name, value, strlen(value), true);
}

static void test_values(void)
{
	struct fields *fields = fields_new();

	g_assert_true(add(fields, "a", "1"));
	g_assert_true(add(fields, "b", ""));
	g_assert_true(add(fields, "a", "2"));
	g_assert_cmpstr(fields_get(fields, "a"), ==, "1");
	g_assert_cmpuint(fields_all(fields, "a")->len, ==, 2);
	g_assert_cmpstr(fields_all(fields, "a")->pdata[1], ==, "2");
	g_assert_cmpstr(fields_get(fields, "b"), ==, "");
	g_assert_null(fields_get(fields, "c"));
	g_assert_null(fields_all(fields, "c"));
	g_assert_cmpstr(fields_text(fields, "c"), ==, "");
	g_assert_true(fields_valid(fields));
	fields_free(fields);
	fields_free(NULL);
}

static void test_numbers(void)
{
	static const struct {
		const char *text;
		gint64 number;
	} rows[] = {
		{ "0", 0 },
		{ "17", 17 },
		{ "9223372036854775807", G_MAXINT64 },
		{ "9223372036854775808", 0 },
		{ "-1", 0 },
		{ "", 0 },
		{ "1x", 0 },
		{ "0x10", 0 },
		{ " 1", 0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct fields *fields = fields_new();

		g_assert_true(add(fields, "n", rows[i].text));
		g_assert_cmpint(fields_number(fields, "n"), ==, rows[i].number);
		g_assert_cmpint(fields_number(fields, "m"), ==, 0);
		fields_free(fields);
	}
}

/* A letter may be cut between two parts: only the whole is judged. */
static void test_parts(void)
{
	struct fields *fields = fields_new();

	g_assert_true(add(fields, "a", "x"));
	g_assert_true(add(fields, "a", "\xD0"));
	g_assert_false(fields_valid(fields));
	g_assert_true(more(fields, "a", "\x96!"));
	g_assert_true(fields_valid(fields));
	g_assert_cmpstr(fields_get(fields, "a"), ==, "x");
	g_assert_cmpstr(fields_all(fields, "a")->pdata[1], ==, "Ж!");
	/* The first part of an empty beginning. */
	g_assert_true(more(fields, "new", "y"));
	g_assert_cmpstr(fields_get(fields, "new"), ==, "y");
	/* Parts of another field than the last one are no form of ours. */
	g_assert_false(more(fields, "a", "z"));
	fields_free(fields);
}

static void test_no_text(void)
{
	struct fields *fields = fields_new();

	g_assert_false(fields_add(fields, "a", "x\0y", 3, false));
	g_assert_false(add(fields, "\xFF", "x"));
	g_assert_true(add(fields, "a", "\xFF"));
	g_assert_false(fields_valid(fields));
	fields_free(fields);
}

static void test_too_many(void)
{
	struct fields *fields = fields_new();

	for (int i = 0; i < FIELDS_MOST; i++)
		g_assert_true(add(fields, "a", ""));
	g_assert_false(add(fields, "a", ""));
	g_assert_cmpuint(fields_all(fields, "a")->len, ==, FIELDS_MOST);
	fields_free(fields);
}

/* Names count too, parts add up, and one value may be all there is. */
static void test_too_long(void)
{
	struct fields *fields = fields_new();
	g_autofree char *half = g_strnfill(FIELDS_BYTES / 2, 'x');
	g_autofree char *name = g_strnfill(1025, 'n');

	g_assert_false(add(fields, name, ""));
	g_assert_true(add(fields, "a", half));
	g_assert_false(more(fields, "a", half));
	half[FIELDS_BYTES / 2 - 2] = '\0';
	g_assert_true(more(fields, "a", half));
	g_assert_cmpuint(strlen(fields_get(fields, "a")), ==, FIELDS_BYTES - 2);
	g_assert_false(add(fields, "b", "1"));
	fields_free(fields);
}

static void walk(void *context, const char *name, const char *value)
{
	g_string_append_printf(context, "%s=%s;", name, value);
}

static void test_order(void)
{
	struct fields *fields = fields_new();
	g_autoptr(GString) text = g_string_new(NULL);

	add(fields, "b", "1");
	add(fields, "a", "2");
	add(fields, "b", "3");
	fields_walk(fields, walk, text);
	g_assert_cmpstr(text->str, ==, "b=1;a=2;b=3;");
	fields_free(fields);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/fields/values", test_values);
	g_test_add_func("/fields/numbers", test_numbers);
	g_test_add_func("/fields/parts", test_parts);
	g_test_add_func("/fields/no text", test_no_text);
	g_test_add_func("/fields/too many", test_too_many);
	g_test_add_func("/fields/too long", test_too_long);
	g_test_add_func("/fields/order", test_order);
	return g_test_run();
}
