/*
 * Spellings that the portal is asked for.
 */
#include "b24/variants.h"
#include "core/text.h"

#include <stdbool.h>
#include <string.h>

static const struct row {
	const char *name;
	const char *number;
	const char *variants; /* sorted, blanks between */
} rows[] = {
	{ "digits", "3000004876", "3000004876" },
	{ "no-look-alike", "ЖЩ01", "ЖЩ01" },
	{ "small-no-look-alike", "жщ01", "ЖЩ01 жщ01" },
	{ "one-cyrillic", "А1", "A1 А1" },
	{ "one-latin", "A1", "A1 А1" },
	{ "small", "а1", "A1 А1 а1" },
	{ "two", "ТС7", "TC7 TС7 ТC7 ТС7" },
	{ "mixed-alphabets", "TС7", "TC7 TС7 ТC7 ТС7" },
	{ "four-only-whole", "АВСЕ1", "ABCE1 АВСЕ1" },
	{ "four-as-typed-too", "АВСE1", "ABCE1 АВСE1 АВСЕ1" },
	{ "marks", "А-1/2 №3", "A-1/2~№3 А-1/2~№3" },
};

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GPtrArray) variants = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *joined = NULL;
	g_autofree char *key = variants_key(row->number);

	variants_of_number(row->number, variants);
	for (guint i = 0; i < variants->len; i++) {
		g_autofree char *other = variants_key(variants->pdata[i]);

		g_assert_true(text_same(variants->pdata[i], row->number,
		                        TEXT_LOOKALIKE));
		g_assert_cmpstr(other, ==, key);
	}
	g_ptr_array_sort(variants, by_text);
	for (guint i = 0; i < variants->len; i++)
		g_strdelimit(variants->pdata[i], " ", '~');
	g_ptr_array_add(variants, NULL);
	joined = g_strjoinv(" ", (char **)variants->pdata);
	g_assert_cmpstr(joined, ==, row->variants);
}

/* What a collation may call equal, and what it never does. */
static void test_key(void)
{
	static const struct {
		const char *a, *b;
		bool same;
	} pairs[] = {
		{ "абв", "АБВ", true },     { "ёж", "еж", true },
		{ "Й1", "И1", true },       { "a", "á", true },
		{ " 7 ", "7", true },       { "7", "8", false },
		{ "ТС7", "TC7", true },     { "7", "77", false },
		{ "SHOP", "1C", false },    { "", "7", false },
		{ "7\u00ad8", "78", true }, { "\u200b7", "7", true },
		{ "7\001", "7", true },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
		g_autofree char *a = variants_key(pairs[i].a);
		g_autofree char *b = variants_key(pairs[i].b);

		g_test_message("%s %s", pairs[i].a, pairs[i].b);
		g_assert_true(!strcmp(a, b) == pairs[i].same);
	}
}

static void test_phone(void)
{
	static const struct {
		const char *number;
		const char *forms;
	} phones[] = {
		{ "+79270001234", "+79270001234 9270001234" },
		{ "+78462001122", "+78462001122 8462001122 2001122" },
		{ "+4915112345678", "+4915112345678 8104915112345678" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(phones); i++) {
		g_autoptr(GPtrArray) forms =
			g_ptr_array_new_with_free_func(g_free);
		g_autofree char *joined = NULL;

		variants_of_phone(phones[i].number, "846", forms);
		g_ptr_array_add(forms, NULL);
		joined = g_strjoinv(" ", (char **)forms->pdata);
		g_assert_cmpstr(joined, ==, phones[i].forms);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/variants/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/variants/key", test_key);
	g_test_add_func("/variants/phone", test_phone);
	return g_test_run();
}
