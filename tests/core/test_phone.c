/* Telephone numbers out of what people and 1C write. */
#include "core/phone.h"

#include <string.h>

struct row {
	const char *name;
	const char *text;
	const char *numbers; /* joined by a blank */
};

static const struct row plain_rows[] = {
	/* contract, rule 7: these are one */
	{ "plus", "+7 927 000-12-34", "+79270001234" },
	{ "eight and brackets", "8(927)0001234", "+79270001234" },
	{ "ten digits", "9270001234", "+79270001234" },
	{ "1C's presentation", "+7, 9270001234", "+79270001234" },

	/* spellings of one */
	{ "1C's presentation in three", "+7, 927, 0001234", "+79270001234" },
	{ "1C's presentation, no country", "927, 0001234", "+79270001234" },
	{ "plus, no blanks", "+79270001234", "+79270001234" },
	{ "seven", "79270001234", "+79270001234" },
	{ "seven and brackets", "7 (927) 000 12 34", "+79270001234" },
	{ "dashes", "8-927-000-12-34", "+79270001234" },
	{ "dots", "8.927.000.12.34", "+79270001234" },
	{ "blanks", "8 927 000 12 34", "+79270001234" },
	{ "ten digits in groups", "927 000-12-34", "+79270001234" },
	{ "plus apart", "+ 7 (927) 000-12-34", "+79270001234" },
	{ "country in brackets", "(+7) 927 000-12-34", "+79270001234" },
	{ "all in brackets", "(8 927 000-12-34)", "+79270001234" },
	{ "no-break blanks", "+7 927 000‑12‑34", "+79270001234" },
	{ "long dashes", "8–927—000−12-34", "+79270001234" },
	{ "marks of an address book", "\u202a+7 927 000-12-34\u202c",
	  "+79270001234" },
	{ "slashes", "8/927/000-12-34", "+79270001234" },
	{ "blanks around", "  89270001234\t", "+79270001234" },
	{ "plus eight", "+8 927 000 12 34", "+79270001234" },
	{ "plus seven eight", "+7 8 927 000 12 34", "+79270001234" },
	{ "plus, seven forgotten", "+927 000 12 34", "+79270001234" },
	{ "town", "8 (846) 200-11-22", "+78462001122" },
	{ "town, ten digits", "846 200-11-22", "+78462001122" },
	{ "town, four digit code", "(8462) 20-01-12", "+78462200112" },
	{ "free of charge", "8 800 555-00-01", "+78005550001" },
	{ "fullwidth", "＋７９２７０００１２３４", "+79270001234" },
	{ "word before", "тел.89270001234", "+79270001234" },
	{ "full stop", "89270001234.", "+79270001234" },
	{ "template", "tel:+7-927-000-12-34", "+79270001234" },

	/* several */
	{ "comma", "+7 (927) 000-12-34, 8 927 000 12 35",
	  "+79270001234 +79270001235" },
	{ "comma, no blank", "89270001234,89270001235",
	  "+79270001234 +79270001235" },
	{ "semicolon", "89270001234; 9270001235", "+79270001234 +79270001235" },
	{ "slash", "89270001234/89270001235", "+79270001234 +79270001235" },
	{ "line end", "8 927 000 12 34\r\n8 927 000 12 35",
	  "+79270001234 +79270001235" },
	{ "words", "сот. 89270001234 жена Мария 8-846-2001122",
	  "+79270001234 +78462001122" },
	{ "blank alone", "89270001234 89270001235",
	  "+79270001234 +79270001235" },
	{ "blank alone, ten digits", "9270001234 9270001235",
	  "+79270001234 +79270001235" },
	{ "blank alone, groups", "8 927 000 12 34 8 927 000 12 35",
	  "+79270001234 +79270001235" },
	{ "blank alone, mixed", "89270001234 927 000 12 35",
	  "+79270001234 +79270001235" },
	{ "plus parts", "+7 927 000 12 34+7 927 000 12 35",
	  "+79270001234 +79270001235" },
	{ "the same twice", "+7 927 000-12-34, 89270001234", "+79270001234" },
	{ "list numbers", "1) 89270001234 2) 8 (846) 200-11-22",
	  "+79270001234 +78462001122" },
	{ "list numbers, dots", "1. 89270001234 2. 89270001235",
	  "+79270001234 +79270001235" },
	{ "brackets with a name", "89270001234 (Пётр), 89270001235 (Мария)",
	  "+79270001234 +79270001235" },
	{ "presentations", "+7, 9270001234, +7, 8462001122",
	  "+79270001234 +78462001122" },
	{ "flat before", "кв. 5, 89270001234", "+79270001234" },
	{ "home and abroad", "+375 29 123-45-67, 89270001234",
	  "+375291234567 +79270001234" },

	/* extensions */
	{ "extension", "8 (846) 200-11-22 доб. 123", "+78462001122" },
	{ "extension in brackets", "8 846 200-11-22 (доб.123)",
	  "+78462001122" },
	{ "extension, вн.", "8 846 200-11-22 вн. 45", "+78462001122" },
	{ "extension, ext", "+78462001122 ext.45", "+78462001122" },
	{ "extension, x", "+78462001122x45", "+78462001122" },
	{ "extension, #", "+78462001122#45", "+78462001122" },
	{ "extension, ;", "+78462001122;45", "+78462001122" },
	{ "extension, *", "88462001122*45", "+78462001122" },
	{ "extension, comma", "88462001122,45", "+78462001122" },
	{ "extension, no sign", "8 846 200-11-22 123", "+78462001122" },
	{ "extension, then another", "88462001122 доб. 12 89270001234",
	  "+78462001122 +79270001234" },
	{ "additional number", "89270001234 доп. 8 927 000 12 35",
	  "+79270001234 +79270001235" },
	{ "letters of вн.", "89270001234 внук 89270001235",
	  "+79270001234 +79270001235" },
	{ "last digits twice", "8 846 200-11-22/23", "+78462001122" },
	{ "seven digits, no code", "200-11-22", "" },

	/* abroad */
	{ "Belarus", "+375 29 123-45-67", "+375291234567" },
	{ "Belarus, presentation", "+375, 291234567", "+375291234567" },
	{ "Belarus, dialled", "8-10-375-29-1234567", "+375291234567" },
	{ "Belarus, dialled with ~", "8~10 375 29 1234567", "+375291234567" },
	{ "Belarus, 810", "810375291234567", "+375291234567" },
	{ "Belarus, 00", "00 375 29 123 45 67", "+375291234567" },
	{ "Belarus, no plus", "375291234567", "" },
	{ "Belarus, too short", "+375 29 123-45", "" },
	{ "Belarus, two", "+375 29 123-45-67 +375 29 123-45-68",
	  "+375291234567 +375291234568" },
	{ "Germany", "+49 30 123456", "+4930123456" },
	{ "Germany and Russia", "+49 30 123456 89270001234",
	  "+4930123456 +79270001234" },
	{ "Russia, dialled", "00 7 927 000 12 34", "+79270001234" },
	{ "Kazakhstan", "+7 707 123 45 67", "+77071234567" },
	{ "Kazakhstan, eight", "8 707 123 45 67", "+77071234567" },
	{ "Kazakhstan, ten digits", "7071234567", "+77071234567" },
	{ "Maldives", "+960 300 12 34", "+9603001234" },
	{ "too long", "+12345678901234567", "" },
	{ "too short", "+1234567", "" },

	/* somebody's */
	{ "sevens are somebody's", "+7 927 777-77-77", "+79277777777" },

	/* no numbers */
	{ "nothing", NULL, "" },
	{ "empty", "", "" },
	{ "words only", "нет телефона", "" },
	{ "mask", "+7 (___) ___-__-__", "" },
	{ "country only", "+7", "" },
	{ "signs", "+-(),;/.", "" },
	{ "pluses", "+++++", "" },
	{ "a digit too few", "8 927 000 12 3", "" },
	{ "a digit too few, together", "8927000123", "" },
	{ "a digit too many", "8 927 000 12 345", "" },
	{ "a digit too many, together", "892700012345", "" },
	{ "date and number", "с 01.12.2020 89270001234", "+79270001234" },
	{ "INN of a firm", "6312345678", "" },
	{ "INN of a firm in Moscow", "7701234567", "" },
	{ "INN of a person", "631234567890", "" },
	{ "INN that looks like a number", "ИНН 3804001234", "" },
	{ "INN and KPP", "ИНН/КПП 3804001234/380401001", "" },
	{ "INN, then a number", "ИНН 3804001234 тел 89270001234",
	  "+79270001234" },
	{ "INN and number in one run", "ИНН 3804001234, 89270001234",
	  "+79270001234" },
	{ "OGRN", "1026300000000", "" },
	{ "account", "40702810900000012345", "" },
	{ "card", "4276 5400 1234 5678", "" },
	{ "mail", "p@example.ru", "" },
	{ "ten digits that begin with 1", "1234567890", "" },
	{ "broken UTF-8", "\xff\xfe 89270001234 \xd0", "+79270001234" },
	{ "broken UTF-8 inside",
	  "8927\xff"
	  "0001234",
	  "" },
};

static const struct row dummy_rows[] = {
	{ "zeros", "+7 000 000-00-00", "" },
	{ "zeros, eight", "80000000000", "" },
	{ "zeros, ten", "0000000000", "" },
	{ "zeros, seven", "000-00-00", "" },
	{ "ones", "+7 111 111-11-11", "" },
	{ "nines", "89999999999", "" },
	{ "nines, ten", "999 999 99 99", "" },
	{ "eights, eleven", "88888888888", "" },
	{ "code and zeros", "+7 927 000-00-00", "" },
	{ "a ladder", "+7 123 456-78-90", "" },
	{ "zeros abroad", "+375 00 000-00-00", "" },
	{ "ignored", "8 846 300-00-01", "" },
	{ "ignored and another", "8 846 300-00-01, 89270001234",
	  "+79270001234" },
};

struct area_row {
	const char *name;
	const char *text;
	const char *numbers;
	const char *area_code;
};

static const struct area_row area_rows[] = {
	{ "extension of six digits", "8 846 200-11-22 доб. 234567",
	  "+78462001122", "8462" },
	{ "seven digits", "200-11-22", "+78462001122", "846" },
	{ "seven digits, code of four", "200-11-22", "+78462001122", "8462" },
	{ "six digits", "20-11-22", "+78482201122", "8482" },
	{ "six digits, code of three", "20-11-22", "", "846" },
	{ "two of them", "200-11-22 300-11-23", "+78462001122 +78463001123",
	  "846" },
	{ "city and mobile", "200-11-22, 8 927 000 12 34",
	  "+78462001122 +79270001234", "846" },
	{ "flat and city", "5, 200-11-22", "+78462001122", "846" },
	{ "begins with 1", "100-11-22", "", "846" },
	{ "behind #", "8 846 200-11-22 #234567", "+78462001122", "8462" },
	{ "behind *", "8 846 200-11-22*234567", "+78462001122", "8462" },
	{ "bracket left open", "89270001234 (дом; 1) 200-11-22",
	  "+79270001234 +78462001122", "846" },
	{ "the longest number", "+49 301 234 234567", "+49301234234567",
	  "8462" },
	{ "behind №", "договор № 2001122", "", "846" },
	{ "behind a letter", "А2001122", "", "846" },
	{ "a part of other digits", "200-11-22-4", "", "846" },
	{ "date", "24.12.2020", "", "846" },
	{ "date of six digits", "24.12.20", "", "8462" },
	{ "date and hour", "30.12.2020 10", "", "846" },
	{ "ISO date", "2020-12-24T17:42:46", "", "8462" },
	{ "hours", "с 10:00 до 19:00", "", "846" },
	{ "VIN", "X0X00000000000001", "", "846" },
};

static GStrv ignored(void)
{
	static char number[] = "+78463000001";
	static char *list[] = { number, NULL };

	return list;
}

static GPtrArray *numbers_new(void)
{
	return g_ptr_array_new_with_free_func(g_free);
}

static char *joined(const GPtrArray *numbers)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < numbers->len; i++)
		g_string_append_printf(text, "%s%s", i ? " " : "",
		                       (const char *)numbers->pdata[i]);
	return g_string_free(text, FALSE);
}

/* What came out must read as itself. */
static void assert_stable(const GPtrArray *numbers)
{
	for (guint i = 0; i < numbers->len; i++) {
		g_autoptr(GPtrArray) again = numbers_new();

		phone_read(numbers->pdata[i], NULL, NULL, again, NULL);
		g_assert_cmpuint(again->len, ==, 1);
		g_assert_cmpstr(again->pdata[0], ==, numbers->pdata[i]);
	}
}

static void check(const char *text, const char *area_code, const char *wanted,
                  bool wanted_dummy)
{
	g_autoptr(GPtrArray) numbers = numbers_new();
	g_autofree char *found = NULL;
	bool dummy = false;

	phone_read(text, area_code, ignored(), numbers, &dummy);
	found = joined(numbers);
	g_assert_cmpstr(found, ==, wanted);
	g_assert_cmpint(dummy, ==, wanted_dummy);
	assert_stable(numbers);
}

static void test_plain(gconstpointer data)
{
	const struct row *row = data;

	check(row->text, NULL, row->numbers, false);
	check(row->text, "", row->numbers, false);
}

static void test_dummy(gconstpointer data)
{
	const struct row *row = data;

	check(row->text, NULL, row->numbers, true);
}

static void test_area(gconstpointer data)
{
	const struct area_row *row = data;

	check(row->text, row->area_code, row->numbers, false);
}

static void test_appends(void)
{
	g_autoptr(GPtrArray) numbers = numbers_new();
	g_autofree char *found = NULL;
	bool dummy = true;

	g_ptr_array_add(numbers, g_strdup("+79270001235"));
	phone_read("89270001234, 89270001235", NULL, NULL, numbers, &dummy);
	phone_read("89270001234, 89270001236", NULL, NULL, numbers, NULL);
	found = joined(numbers);
	g_assert_cmpstr(found, ==, "+79270001235 +79270001234 +79270001236");
	g_assert_true(dummy);
	g_assert_true(phone_among(numbers, "+79270001236"));
	g_assert_false(phone_among(numbers, "+79270001237"));
	phone_read("+7 000 000-00-00", NULL, NULL, numbers, NULL);
	g_assert_cmpuint(numbers->len, ==, 3);
}

/* A text as long as a file: its beginning is read, and quickly. */
static void test_long(void)
{
	g_autoptr(GPtrArray) numbers = numbers_new();
	g_autoptr(GString) text = g_string_new("89270001234; ");

	while (text->len < 1000000)
		g_string_append(text, "1 ");
	g_string_append(text, "; 89270001235");
	phone_read(text->str, "846", NULL, numbers, NULL);
	g_assert_cmpuint(numbers->len, ==, 1);
	g_assert_cmpstr(numbers->pdata[0], ==, "+79270001234");
}

/* The limit may fall into a letter or a number. */
static void test_cut(void)
{
	for (int before = 4080; before < 4100; before++) {
		g_autoptr(GPtrArray) numbers = numbers_new();
		g_autoptr(GString) text = g_string_new(NULL);

		while (text->len + 2 <= (gsize)before)
			g_string_append(text, "я");
		g_string_append(text, " 89270001234");
		phone_read(text->str, NULL, NULL, numbers, NULL);
		assert_stable(numbers);
	}
}

static void test_random(void)
{
	static const char *const pieces[] = {
		"0", "1", "2",    "3",    "4",       "5",   "6",    "7", "8",
		"9", "+", "-",    " ",    "(",       ")",   ",",    ";", "/",
		".", "#", "\n",   "доб.", "инн ",    "тел", "\xff", "8", "7",
		"9", "0", "\xd0", "810",  "+7 927 ", "8 ",
	};

	for (int i = 0; i < 5000; i++) {
		g_autoptr(GPtrArray) numbers = numbers_new();
		g_autoptr(GString) text = g_string_new(NULL);
		int count = g_test_rand_int_range(0, 40);
		bool dummy = false;

		for (int j = 0; j < count; j++)
			g_string_append(
				text,
				pieces[g_test_rand_int_range(
					0, (gint32)G_N_ELEMENTS(pieces))]);
		phone_read(text->str, "846", NULL, numbers, &dummy);
		for (guint j = 0; j < numbers->len; j++) {
			const char *number = numbers->pdata[j];

			g_assert_cmpint(number[0], ==, '+');
			g_assert_cmpuint(strlen(number), >=, 9);
			g_assert_cmpuint(strlen(number), <=, 16);
			g_assert_cmpuint(strspn(number + 1, "0123456789"), ==,
			                 strlen(number + 1));
		}
		assert_stable(numbers);
	}
}

static void assert_forms(const char *number, const char *area_code,
                         const char *wanted)
{
	g_autoptr(GPtrArray) forms = numbers_new();
	g_autofree char *found = NULL;

	phone_forms(number, area_code, forms);
	found = joined(forms);
	g_assert_cmpstr(found, ==, wanted);
}

static void test_forms(void)
{
	assert_forms("+79270001234", NULL,
	             "+79270001234 89270001234 9270001234");
	assert_forms("+79270001234", "846",
	             "+79270001234 89270001234 9270001234");
	assert_forms("+78462001122", "846",
	             "+78462001122 88462001122 8462001122 2001122");
	assert_forms("+78482223456", "8482",
	             "+78482223456 88482223456 8482223456 2223456 223456");
	assert_forms("+77071234567", NULL,
	             "+77071234567 87071234567 7071234567");
	assert_forms("+77312345678", "731", "+77312345678 87312345678 2345678");
	assert_forms("+78461001122", "846",
	             "+78461001122 88461001122 8461001122");
	assert_forms("+375291234567", "846", "+375291234567 810375291234567");
}

static void test_masked(void)
{
	static const char *const rows[][2] = {
		{ "+79270001234", "…1234" },
		{ "1234", "…" },
		{ "", "…" },
		{ "12345", "…45" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *masked = phone_masked(rows[i][0]);

		g_assert_cmpstr(masked, ==, rows[i][1]);
	}
}

static char *path_of(const char *folder, const char *name)
{
	g_autofree char *safe = g_strdup(name);

	return g_strdup_printf("/phone/%s/%s", folder,
	                       g_strdelimit(safe, "/", '|'));
}

#define ADD(folder, rows, test)                                        \
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {              \
		g_autofree char *path = path_of(folder, rows[i].name); \
		g_test_add_data_func(path, &rows[i], test);            \
	}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("read", plain_rows, test_plain);
	ADD("dummy", dummy_rows, test_dummy);
	ADD("area code", area_rows, test_area);
	g_test_add_func("/phone/appends", test_appends);
	g_test_add_func("/phone/long", test_long);
	g_test_add_func("/phone/cut", test_cut);
	g_test_add_func("/phone/random", test_random);
	g_test_add_func("/phone/forms", test_forms);
	g_test_add_func("/phone/masked", test_masked);
	return g_test_run();
}
