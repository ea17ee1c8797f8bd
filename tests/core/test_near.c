/*
 * Names that are near each other, and lists of them.
 */
#include "core/near.h"

#include <string.h>

struct row {
	const char *typed, *name;
	guint distance, rank;
	bool miss;
};

static const struct row rows[] = {
	{ "id_1C", "id_1C", 0, 0, true },
	{ "ID_1c", "id_1C", 0, 0, true },
	{ "id 1C", "id1C", 0, 0, true },
	/* Cyrillic С */
	{ "id_1С", "id_1C", 0, 0, true },
	{ "id-1C", "id_1C", 1, 1, true },
	{ "ди_1С", "id_1C", 2, 2, true },
	{ "d_1C", "id_1C", 1, 1, true },
	{ "di_1C", "id_1C", 1, 1, true },
	{ "Номер", "Номер заказ-наряда", 12, 1, true },
	{ "Номер заказ-наряда", "Номер", 12, 1, true },
	{ "ТО", "Подготовка", 8, 8, false },
	{ "Мойка", "Гараж", 5, 5, false },
	{ "", "Гараж", 5, 5, false },
	{ "a", "", 1, 1, false },
	{ "", "", 0, 0, false },
};

static void run(gconstpointer data)
{
	const struct row *row = data;
	guint rank = near_rank(row->typed, row->name);

	g_assert_cmpuint(near_distance(row->typed, row->name), ==,
	                 row->distance);
	g_assert_cmpuint(near_distance(row->name, row->typed), ==,
	                 row->distance);
	g_assert_cmpuint(rank, ==, row->rank);
	g_assert_cmpint(near_miss(rank, row->name), ==, row->miss);
}

/* Longer ones are cut, not overrun, and broken text does no harm. */
static void test_bounds(void)
{
	g_autofree char *a = g_strnfill(1000, 'x');
	g_autofree char *b = g_strnfill(1000, 'y');

	g_assert_cmpuint(near_distance(a, b), ==, 64);
	g_assert_cmpuint(near_distance(a, a), ==, 0);
	g_assert_cmpuint(near_distance("\xff\xfe", "id"), >, 0);
	g_assert_cmpuint(near_distance(NULL, NULL), ==, 0);
}

static char *names(const char *typed, guint most, bool only_misses)
{
	struct near_list *list = near_list_new(typed);

	near_add(list, "Новая", "NEW");
	near_add(list, "В работе", "EXECUTING");
	near_add(list, "Отказ", "LOSE");
	near_add(list, "Завершено успешно", "WON");
	near_add(list, "", "UC_1");
	return near_names(list, most, only_misses);
}

static void test_names(void)
{
	static const struct {
		const char *typed;
		guint most;
		bool only_misses;
		const char *expected;
	} lists[] = {
		{ "Завершено", 9, false,
		  "«Завершено успешно» (WON), «Новая» (NEW), «В работе» "
		  "(EXECUTING), «Отказ» (LOSE), «» (UC_1)" },
		{ "отказать", 2, false,
		  "«Отказ» (LOSE), «Новая» (NEW) и ещё 3" },
		{ "отказать", 2, true, "«Отказ» (LOSE)" },
		{ "EXECUTNG", 2, true, "«В работе» (EXECUTING)" },
		{ "гараж", 2, true, "" },
		{ "гараж", 1, false, "«Новая» (NEW) и ещё 4" },
		/* Latin О */
		{ "Oтказ", 1, true,
		  "«Отказ» (LOSE, там другие буквы: латинские или русские)" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
		g_autofree char *got = names(lists[i].typed, lists[i].most,
		                             lists[i].only_misses);

		g_assert_cmpstr(got, ==, lists[i].expected);
	}
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/near/%zu: %s", i + 1, rows[i].typed);

		g_test_add_data_func(path, &rows[i], run);
	}
	g_test_add_func("/near/bounds", test_bounds);
	g_test_add_func("/near/names", test_names);
	return g_test_run();
}
