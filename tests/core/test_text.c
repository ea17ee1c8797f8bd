/* Text made comparable, printable, trimmed. */
#include "core/text.h"

#include <string.h>

struct same {
	const char *name, *a, *b;
	unsigned how;
	bool same;
};

static const struct same sames[] = {
	{ "equal", "Закрыт", "Закрыт", TEXT_CASE, true },
	{ "letter case", "ЗАКРЫТ", "закрыт", TEXT_CASE, true },
	{ "Latin case", "ID_1C", "id_1c", TEXT_CASE, true },
	{ "yo", "Пётр", "ПЕТР", TEXT_CASE, true },
	{ "yo of two characters", "Пе\u0308тр", "петр", TEXT_CASE, true },
	{ "short i of two characters", "Маи\u0306", "май", TEXT_CASE, true },
	{ "outer blanks", "  СТО Маяк\t\n", "СТО Маяк", TEXT_CASE, true },
	{ "outer no-break blank", "\u00a0СТО Маяк\u202f", "СТО Маяк", TEXT_CASE,
	  true },
	{ "inner no-break blank", "СТО\u00a0Маяк", "СТО Маяк", TEXT_CASE,
	  true },
	{ "repeated blanks", "СТО   Маяк", "СТО Маяк", TEXT_CASE, true },
	{ "inner blank counts", "СТОМаяк", "СТО Маяк", TEXT_CASE, false },
	{ "marks nobody sees", "\ufeffСТО\u200b Маяк\u200e", "СТО Маяк",
	  TEXT_CASE, true },
	{ "soft hyphen", "Ма\u00adяк", "Маяк", TEXT_CASE, true },
	{ "other letters", "закрыт", "закрыта", TEXT_CASE, false },
	{ "nothing and empty", NULL, "", TEXT_CASE, true },
	{ "nothing and blanks", NULL, " \t", TEXT_CASE, true },
	{ "nothing and something", NULL, "а", TEXT_CASE, false },
	{ "broken and good", "\xd0", "Р", TEXT_CASE, false },

	{ "state", "ВРаботе", "В работе", TEXT_BLANKS, true },
	{ "state, all blanks", " в  р а б о т е ", "ВРАБОТЕ", TEXT_BLANKS,
	  true },
	{ "other state", "в работе", "заявка", TEXT_BLANKS, false },

	{ "ТС in Latin", "TC00012345", "ТС00012345", TEXT_LOOKALIKE, true },
	{ "all that look alike", "ABCEHKMOPTXY", "АВСЕНКМОРТХУ", TEXT_LOOKALIKE,
	  true },
	{ "small ones", "tc1", "ТС1", TEXT_LOOKALIKE, true },
	{ "not asked for", "TC00012345", "ТС00012345", TEXT_CASE, false },
	{ "do not look alike", "D1", "Д1", TEXT_LOOKALIKE, false },
	{ "zero is no O", "0", "О", TEXT_LOOKALIKE, false },
	{ "number's zeros count", "ТС1", "ТС01", TEXT_LOOKALIKE, false },
};

static void test_same(gconstpointer data)
{
	const struct same *row = data;
	g_autofree char *once = text_fold(row->a, row->how);
	g_autofree char *twice = text_fold(once, row->how);

	g_assert_cmpint(text_same(row->a, row->b, row->how), ==, row->same);
	g_assert_cmpint(text_same(row->b, row->a, row->how), ==, row->same);
	g_assert_cmpstr(once, ==, twice);
}

struct pair {
	const char *name, *text, *wanted;
};

static const struct pair trims[] = {
	{ "nothing", NULL, NULL },
	{ "empty", "", NULL },
	{ "blanks", " \t\r\n\v", NULL },
	{ "no-break blanks", "\u00a0\u202f\u3000", NULL },
	{ "marks nobody sees", "\ufeff\u200b", NULL },
	{ "outer", " а б\t", "а б" },
	{ "outer, wide", "\u00a0Пётр\u00a0", "Пётр" },
	{ "none to cut", "Пётр", "Пётр" },
	{ "one letter", "ю", "ю" },
	{ "broken bytes stay", " \xff а \xd0 ", "\xff а \xd0" },
};

static void test_trim(gconstpointer data)
{
	const struct pair *row = data;
	g_autofree char *text = text_trim(row->text);

	g_assert_cmpstr(text, ==, row->wanted);
}

#define GUID "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c"

static const struct pair guids[] = {
	{ "plain", GUID, GUID },
	{ "capitals", "8D1C7F0E-45F0-11EB-9C2A-00155D0A1B2C", GUID },
	{ "braces", "{" GUID "}", GUID },
	{ "blanks", " " GUID "\n", GUID },
	{ "zero", "00000000-0000-0000-0000-000000000000", NULL },
	{ "zero in braces", "{00000000-0000-0000-0000-000000000000}", NULL },
	{ "nothing", NULL, NULL },
	{ "empty", "", NULL },
	{ "too short", "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2", NULL },
	{ "too long", GUID "0", NULL },
	{ "other dashes", "8d1c7f0e4-5f0-11eb-9c2a-00155d0a1b2c", NULL },
	{ "no hex", "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2g", NULL },
	{ "one brace", "{" GUID, NULL },
	{ "name", "СТО Маяк", NULL },
};

static void test_guid(gconstpointer data)
{
	const struct pair *row = data;
	g_autofree char *text = text_guid(row->text);

	g_assert_cmpstr(text, ==, row->wanted);
}

struct plain {
	const char *name, *text;
	size_t most;
	const char *wanted;
};

static const struct plain plains[] = {
	{ "nothing", NULL, 10, "" },
	{ "as it is", "Пётр №1 «Маяк» — 5 €", 100, "Пётр №1 «Маяк» — 5 €" },
	{ "line ends", "а\r\nб\tв\u2028г", 100, "а  б в г" },
	{ "control characters", "а\x01\x1b[31m\x7f", 100, "а??[31m?" },
	{ "C1 controls", "а\xc2\x85\xc2\x9b", 100, "а??" },
	{ "broken UTF-8",
	  "а\xff\xd0"
	  "b\xed\xa0\x80",
	  100, "а??b???" },
	{ "cut short", "а\xd0", 100, "а?" },
	{ "no characters", "\ufffe\uffff", 100, "??" },
	{ "text direction",
	  "a\u202e"
	  "b\u2066",
	  100, "a?b?" },
	{ "cut at a letter", "ааа", 5, "аа" },
	{ "cut to nothing", "а", 1, "" },
	{ "just fits", "аа", 4, "аа" },
	{ "beyond 16 bits", "🚗", 4, "🚗" },
	{ "beyond 16 bits, cut", "🚗", 3, "" },
};

static void test_plain(gconstpointer data)
{
	const struct plain *row = data;
	g_autofree char *text = text_plain(row->text, row->most);

	g_assert_cmpstr(text, ==, row->wanted);
	g_assert_true(g_utf8_validate(text, -1, NULL));
}

static void test_set(void)
{
	char *text = NULL;

	text_set(&text, "а");
	g_assert_cmpstr(text, ==, "а");
	text_set(&text, text);
	g_assert_cmpstr(text, ==, "а");
	text_set(&text, NULL);
	g_assert_null(text);
}

/* Any bytes: no crash, UTF-8 out, folding twice changes nothing. */
static void test_random(void)
{
	for (int i = 0; i < 2000; i++) {
		char bytes[24];
		g_autofree char *plain = NULL;
		g_autofree char *trimmed = NULL;
		unsigned how = (unsigned)g_test_rand_int_range(0, 4);

		for (size_t j = 0; j < sizeof(bytes); j++)
			bytes[j] = (char)g_test_rand_int_range(0, 256);
		bytes[sizeof(bytes) - 1] = '\0';
		{
			g_autofree char *once = text_fold(bytes, how);
			g_autofree char *twice = text_fold(once, how);

			g_assert_cmpstr(once, ==, twice);
		}
		plain = text_plain(bytes, 16);
		g_assert_cmpuint(strlen(plain), <=, 16);
		g_assert_true(g_utf8_validate(plain, -1, NULL));
		trimmed = text_trim(bytes);
		g_assert_true(text_same(bytes, trimmed, how));
	}
}

#define ADD(folder, rows, test)                                               \
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {                     \
		g_autofree char *path =                                       \
			g_strdup_printf("/text/" folder "/%s", rows[i].name); \
		g_test_add_data_func(path, &rows[i], test);                   \
	}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("same", sames, test_same);
	ADD("trim", trims, test_trim);
	ADD("guid", guids, test_guid);
	ADD("plain", plains, test_plain);
	g_test_add_func("/text/set", test_set);
	g_test_add_func("/text/random", test_random);
	return g_test_run();
}
