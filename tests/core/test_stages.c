/*
 * A stage by what people call it, inside its funnel.
 */
#include "core/stages.h"
#include "tests/harness/world.h"

struct row {
	const char *name;
	gint64 funnel;
	const char *text;
	const char *expected; /* STATUS_ID; NULL: none */
};

static const struct row rows[] = {
	{ "by name", 0, "Завершено успешно", "WON" },
	{ "by name, letter case and blanks", 0, "завершеноУСПЕШНО", "WON" },
	{ "by id", 0, "WON", "WON" },
	{ "by code in another funnel", 1, "WON", "C1:WON" },
	{ "by whole id there", 1, "C1:WON", "C1:WON" },
	{ "never another funnel's id", 2, "C1:WON", NULL },
	{ "what the funnel lacks", 1, "Выполнено", NULL },
	{ "nothing near it", 0, "Завершено", NULL },
};

static void run(gconstpointer data)
{
	const struct row *row = data;
	struct dictionary *dictionary = world_dictionary();
	const struct funnel *funnel =
		dictionary_funnel(dictionary, row->funnel);
	enum stages_found found;
	const struct stage *stage = stages_find(funnel, row->text, &found);

	g_assert_cmpstr(stage != NULL ? stage->id : NULL, ==, row->expected);
	g_assert_cmpint(found, ==,
	                row->expected != NULL ? STAGES_ONE : STAGES_NONE);
	dictionary_free(dictionary);
}

static void test_shared_name(void)
{
	struct dictionary *dictionary = world_dictionary();
	const struct funnel *funnel = dictionary_funnel(dictionary, 0);
	struct stage *stage = funnel->stages->pdata[0];
	enum stages_found found;

	g_free(stage->name);
	stage->name = g_strdup("Отказ");
	g_assert_null(stages_find(funnel, "отказ", &found));
	g_assert_cmpint(found, ==, STAGES_SEVERAL);
	g_assert_nonnull(stages_find(funnel, "LOSE", &found));
	dictionary_free(dictionary);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/stages/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], run);
	}
	g_test_add_func("/stages/a name that two share", test_shared_name);
	return g_test_run();
}
