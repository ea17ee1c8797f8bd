/*
 * What a log may show of people's data: tables of texts and of what is left
 * of them, and random texts of which nothing may be left.
 */
#include "core/mask.h"
#include "core/phone.h"

#include <string.h>

struct row {
	const char *text;
	const char *masked;
};

static const struct row words[] = {
	{ "Петров", "П…в" },
	{ "Пётр", "П…р" },
	{ "Яна", "Я…" },
	{ "Ян", "…" },
	{ "Я", "…" },
	{ "", "" },
	{ "Петров Пётр Петрович", "П…в П…р П…ч" },
	{ "Петров-Водкин", "П…в-В…н" },
	{ "ООО «Ромашка»", "О… «Р…а»" },
	{ "petrov@mail.ru", "p…v@m…l.…" },
	{ "Клиент 89270001234", "К…т 8…4" },
	{ "8 927 000-12-34 Анна", "… 9… 0…-…-… А…а" },
	{ "А000АА163", "А…3" },
	{ "  Ivan ", "  I…n " },
	/* и with a breve of its own is one letter, not two */
	{ "\xd0\xb8\xcc\x86од", "й…" },
	{ "Пет\xd1", "П…\xef\xbf\xbd" },
	{ "日本語文", "日…文" },
	{ NULL, "" },
};

static const struct row numbers[] = {
	{ "звоните +7 927 000-12-34", "звоните +…1234" },
	{ "8(927)0001234, 89270001235", "…1235" },
	{ "89270001234 и 89270001235", "…1234 и …1235" },
	{ "79270001234", "…1234" },
	{ "заказ 123456", "заказ 123456" },
	{ "заказ 1234567", "заказ …567" },
	{ "№ 3000004876 от", "№ …4876 от" },
	{ "в 10:26:32", "в 10:26:32" },
	{ "HTTP 502", "HTTP 502" },
	{ "927-00-01", "…001" },
	{ "927.000.12.34.", "…1234." },
	{ "+7 (927) 000–12–34", "+…1234" },
	{ "1 2 3 4 5 6 7", "…567" },
	{ "tel:+79270001234", "tel:+…1234" },
	{ "a1b2c3d4e5f6g7h8", "a1b2c3d4e5f6g7h8" },
	{ "Пётр", "Пётр" },
	{ "", "" },
	{ NULL, "" },
};

static const struct row phones[] = {
	{ "+79270001234", "…1234" },
	{ "8 (927) 000-12-34", "…1234" },
	{ "89270001234 Пётр", "…1234" },
	{ "2000001", "…001" },
	{ "200001", "…001" },
	{ "12345", "…45" },
	{ "1234", "…" },
	{ "", "…" },
	{ "Пётр", "…" },
	{ "٠١٢٣٤٥٦٧٨٩", "…6789" },
	{ "\xff+79270001234\xff", "…1234" },
};

static const struct {
	const char *name;
	const char *value;
	const char *masked;
} values[] = {
	{ "stageId", "C3:WON", "C3:WON" },
	{ "STAGE_ID", "C3:WON", "C3:WON" },
	{ "@id", "12345678", "12345678" },
	{ "originId", "3000004876/2020", "3000004876/2020" },
	{ "originId", "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c",
	  "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c" },
	{ "originId", "p.petrov@mail.ru", "….p…v@m…l.…" },
	{ "originId", "+79270001234", "…1234" },
	{ "opportunity", "30110.00", "30110.00" },
	{ "createdTime", "2020-12-24T17:42:46+03:00",
	  "2020-12-24T17:42:46+03:00" },
	{ "NAME", "Пётр", "П…р" },
	{ "lastName", "Петров", "П…в" },
	{ "name", "SALE", "S…E" },
	{ "value", "+79270001234", "…1234" },
	{ "value", "p@example.ru", "…@e…e.…" },
	{ "PHONE", "8 (927) 000-12-34", "…1234" },
	{ "values", "89270001234", "…1234" },
	{ "title", "Заказ Петрова", "З…з П…а" },
	{ "comments", "звонить 9270001234", "з…ь 9…4" },
	{ "UF_CRM_VIN", "X0X00000000000001", "X…1" },
	{ "ufCrm_1", "3000004876", "…4876" },
	{ "ufCrm_2", "1", "1" },
	{ "ufCrm_2", "2020", "2020" },
	{ "ufCrm_3", "Y", "Y" },
	{ "ufCrm_3", "", "" },
	{ NULL, "Пётр", "П…р" },
	{ "", "Пётр", "П…р" },
	{ "averyveryveryveryveryveryveryveryverylongname", "Пётр", "П…р" },
	{ "stageId", "\xff", "\xef\xbf\xbd" },
};

static void assert_rows(const struct row *rows, size_t count,
                        char *(*mask)(const char *text))
{
	for (size_t i = 0; i < count; i++) {
		g_autofree char *masked = mask(rows[i].text);

		g_assert_cmpstr(masked, ==, rows[i].masked);
	}
}

static void test_words(void)
{
	assert_rows(words, G_N_ELEMENTS(words), mask_words);
}

static void test_numbers(void)
{
	assert_rows(numbers, G_N_ELEMENTS(numbers), mask_numbers);
}

static void test_phones(void)
{
	assert_rows(phones, G_N_ELEMENTS(phones), phone_masked);
}

static void test_values(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
		g_autofree char *masked =
			mask_value(values[i].name, values[i].value);

		g_assert_cmpstr(masked, ==, values[i].masked);
	}
}

/* Every name of the table is found, and none beside it: a table that is out
 * of order would lose some. */
static void test_open(void)
{
	static const char *const open[] = { "accountCurrencyId",
		                            "ADMIN",
		                            "ASSIGNED_BY_ID",
		                            "begindate",
		                            "CATEGORY_ID",
		                            "contactIds",
		                            "ENTITY_ID",
		                            "id",
		                            "ID",
		                            "MOVED_TIME",
		                            "opportunity",
		                            "originatorId",
		                            "ORIGIN_ID",
		                            ">id",
		                            "=originatorId",
		                            "@contactIds",
		                            "sourceId",
		                            "STAGE_SEMANTIC_ID",
		                            "start",
		                            "total",
		                            "type",
		                            "updatedTime",
		                            "VALUE_TYPE",
		                            "operating_reset_at",
		                            "quoteId",
		                            "previousStageId" };
	static const char *const closed[] = {
		"NAME",      "LAST_NAME",   "secondName",
		"FULL_NAME", "title",       "comments",
		"PHONE",     "EMAIL",       "value",
		"values",    "fm",          "ident",
		"ids",       "i",           "zzz",
		"a",         "@",           "",
		"UF_CRM_ID", "ufCrm_ID_1C", "sourceDescription",
		"ADDRESS",   "contact",     "iD\xd0\x99"
	};

	for (size_t i = 0; i < G_N_ELEMENTS(open); i++)
		if (!mask_is_open(open[i]))
			g_error("%s is masked", open[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(closed); i++)
		if (mask_is_open(closed[i]))
			g_error("%s is shown", closed[i]);
	g_assert_false(mask_is_open(NULL));
}

static char *random_text(GRand *random)
{
	static const char *const bits[] = {
		"П", "ё", "\xcc\x88", "a", "7",  "0",    " ",    "-", "(",
		")", ".", "+",        "@", "\n", "\xff", "\xd0", "№", "日"
	};
	GString *text = g_string_new(NULL);
	gint count = g_rand_int_range(random, 0, 40);

	while (count-- > 0)
		g_string_append(
			text,
			bits[g_rand_int_range(random, 0, G_N_ELEMENTS(bits))]);
	return g_string_free(text, FALSE);
}

/* Whatever comes: valid UTF-8, and no seven digits in a row are left. */
static void test_random(void)
{
	guint32 seed = (guint32)g_test_rand_int();
	g_autoptr(GRand) random = g_rand_new_with_seed(seed);

	g_test_message("seed %u", seed);
	for (guint i = 0; i < 20000; i++) {
		g_autofree char *text = random_text(random);
		char *masked[] = { mask_words(text), mask_numbers(text),
			           mask_value("NAME", text),
			           mask_value("id", text) };

		for (size_t j = 0; j < G_N_ELEMENTS(masked); j++) {
			g_assert_true(g_utf8_validate(masked[j], -1, NULL));
			if (j < 3)
				g_assert_false(g_regex_match_simple(
					"[0-9]{7}", masked[j], 0, 0));
			g_free(masked[j]);
		}
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/mask/words", test_words);
	g_test_add_func("/mask/numbers", test_numbers);
	g_test_add_func("/mask/phones", test_phones);
	g_test_add_func("/mask/values", test_values);
	g_test_add_func("/mask/open", test_open);
	g_test_add_func("/mask/random", test_random);
	return g_test_run();
}
