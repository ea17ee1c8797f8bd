/* States and funnels as a table, and what a sent table changes. */
#include "tests/harness/world.h"
#include "web/stage_map.h"

#include <string.h>

struct place {
	struct settings_text file;
	struct dictionary *portal;
	struct stage_map *map;
};

static const char base[] = "[deal]\nid_field = x\nfinal_stages = в работе; "
			   "нет такой\n";

static struct place begin(const char *text, const char *seen, bool portal)
{
	struct place place = { .portal = portal ? world_dictionary() : NULL };
	cJSON *json = cJSON_Parse(seen);

	place.file.text = g_strconcat(base, text, NULL);
	place.file.length = strlen(place.file.text);
	place.file.settings =
		settings_read(place.file.text, place.file.length, "conf", NULL);
	g_assert_nonnull(place.file.settings);
	place.map = stage_map_new(&place.file, place.file.settings,
	                          place.portal, json);
	cJSON_Delete(json);
	return place;
}

static void end(struct place *place)
{
	stage_map_free(place->map);
	settings_free(place->file.settings);
	dictionary_free(place->portal);
	g_free(place->file.text);
}

/* ---- the table ---- */

static char *columns_of(const struct place *place)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < place->map->columns->len; i++) {
		const struct stage_column *column =
			place->map->columns->pdata[i];

		g_string_append_printf(text, "%s|", column->group);
	}
	return g_string_free(text, FALSE);
}

static void test_columns(void)
{
	static const struct {
		const char *text;
		bool portal;
		const char *columns;
	} rows[] = {
		{ "", false, "stages|" },
		{ "", true,
		  "stages|stages Общая|stages Кузовной цех|stages Мойка|" },
		/* By the name that the file has for it. */
		{ "[stages 1]\nа = б\n", true,
		  "stages|stages Общая|stages 1|stages Мойка|" },
		{ "[stages МОЙКА]\nа = б\n", true,
		  "stages|stages Общая|stages Кузовной цех|stages МОЙКА|" },
		/* Funnels that nobody knows are kept. */
		{ "[stages Нет её]\nа = б\n", true,
		  "stages|stages Общая|stages Кузовной цех|stages Мойка|"
		  "stages Нет её|" },
		{ "[stages 1]\nа = б\n", false, "stages|stages 1|" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct place place = begin(rows[i].text, "[]", rows[i].portal);
		g_autofree char *got = columns_of(&place);

		g_assert_cmpstr(got, ==, rows[i].columns);
		end(&place);
	}
}

static void test_states(void)
{
	struct place place =
		begin("[stages]\nв работе = новая\n[stages 1]\nархив = архив\n",
	              "[{\"name\":\"ВРаботе\",\"orders\":3},"
	              "{\"name\":\"В  работе\",\"orders\":4},"
	              "{\"name\":\"Новое\",\"orders\":1},{\"name\":\"\"},"
	              "{\"name\":\"а=б\",\"orders\":1},{\"orders\":1}]",
	              true);
	static const struct {
		const char *name;
		gint64 orders;
		bool mapped;
	} expected[] = {
		{ "в работе", 7, true },
		{ "архив", 0, true },
		{ "Новое", 1, false },
	};

	g_assert_cmpuint(place.map->states->len, ==, G_N_ELEMENTS(expected));
	for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
		const struct stage_state *state = place.map->states->pdata[i];

		g_assert_cmpstr(state->name, ==, expected[i].name);
		g_assert_cmpint(state->orders, ==, expected[i].orders);
		g_assert_cmpint(state->mapped, ==, expected[i].mapped);
	}
	end(&place);
}

static void test_cells(void)
{
	static const struct {
		guint column;
		const char *state, *value;
		bool lacks;
	} rows[] = {
		{ 0, "выполнен", "выполнено", false },
		{ 0, "нет", "", false },
		{ 0, "", "", false },
		{ 1, "выполнен", "", false },
		/* The common rule counts where a funnel has none of its own;
		 * «Кузовной цех» has no «Выполнено». */
		{ 2, "выполнен", "", true },
		{ 2, "закрыт", "WON", false },
		{ 2, "ВЫПОЛНЕН", "", true },
		{ 3, "закрыт", "", true },
	};
	struct place place =
		begin("[stages]\nвыполнен = выполнено\nзакрыт = нет такой\n"
	              "[stages Кузовной цех]\nзакрыт = WON\n",
	              "[]", true);

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct stage_column *column =
			place.map->columns->pdata[rows[i].column];
		g_autofree char *value =
			stage_map_cell(place.map, column->group, rows[i].state);

		g_assert_cmpstr(value, ==, rows[i].value);
		g_assert_cmpint(
			stage_map_lacks(place.map, column, rows[i].state), ==,
			rows[i].lacks);
	}
	end(&place);
}

static void test_finals(void)
{
	struct place place = begin("", "[]", true);
	const struct funnel *funnel = place.portal->funnels->pdata[0];

	g_assert_null(
		stage_map_final(place.map, funnel, funnel->stages->pdata[0]));
	g_assert_cmpstr(
		stage_map_final(place.map, funnel, funnel->stages->pdata[1]),
		==, "в работе");
	g_assert_true(
		stage_map_final_known(place.map, place.portal, "в работе"));
	g_assert_false(
		stage_map_final_known(place.map, place.portal, "нет такой"));
	end(&place);
}

static void test_used(void)
{
	struct place place =
		begin("[organization А]\nfunnel = 2\n", "[]", true);
	g_autoptr(GPtrArray) findings = NULL;
	struct rules *rules =
		rules_new(place.file.settings, place.portal, &findings);
	static const bool used[] = { false, true, false, true };

	stage_map_mark_used(place.map, rules);
	for (gsize i = 0; i < G_N_ELEMENTS(used); i++) {
		const struct stage_column *column =
			place.map->columns->pdata[i];

		g_assert_cmpint(column->used, ==, used[i]);
	}
	rules_free(rules);
	end(&place);
}

/* ---- what was sent ---- */

/* "name=value|…": group, state, value for cells by letters. */
static char *change_of(const char *text, const char *sent)
{
	struct place place = begin(text, "[]", false);
	g_auto(GStrv) words = g_strsplit(sent, "|", -1);
	struct fields *fields = fields_new();
	GPtrArray *changes = form_changes_new();
	GString *out = g_string_new(NULL);

	for (gsize i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
		char *value = strchr(words[i], '=');

		*value++ = '\0';
		g_assert_true(fields_add(fields, words[i], value, strlen(value),
		                         false));
	}
	stage_map_read(&place.file, fields, changes);
	for (guint i = 0; i < changes->len; i++) {
		const struct form_change *change = changes->pdata[i];

		g_string_append_printf(out, "[%s] %s: %s -> %s\n",
		                       change->group, change->key,
		                       change->was != NULL ? change->was : "-",
		                       change->is != NULL ? change->is : "-");
	}
	g_ptr_array_unref(changes);
	fields_free(fields);
	end(&place);
	return g_string_free(out, FALSE);
}

#define CELL(group, state, value) \
	"cell_group=" group "|cell_state=" state "|cell_value=" value "|"

static void test_read(void)
{
	static const struct {
		const char *text, *sent, *changes;
	} rows[] = {
		{ "", "", "" },
		{ "[stages]\nа = б\n", CELL("stages", "а", "б"), "" },
		{ "[stages]\nа = б\n", CELL("stages", "А", " б "), "" },
		{ "[stages]\nа = б\n", CELL("stages", "а", "в"),
		  "[stages] а: б -> в\n" },
		{ "[stages]\nа = б\n", CELL("stages", "а", ""),
		  "[stages] а: б -> -\n" },
		{ "", CELL("stages 1", "а", "б"), "[stages 1] а: - -> б\n" },
		/* Typed rows: each begins at its first column. */
		{ "",
		  CELL("stages", "", "б") CELL("stages 1", "",
		                               "") CELL("stages", "", "г")
		          CELL("stages 1", "", "д") "new_state= x |new_state=y",
		  "[stages] x: - -> б\n[stages] y: - -> г\n"
		  "[stages 1] y: - -> д\n" },
		{ "", CELL("stages", "", "б") "new_state=", "" },
		/* Only groups of stages. */
		{ "", CELL("alarm", "command", "x"), "" },
		{ "", CELL("stages\n[alarm]", "command", "x"), "" },
		{ "", CELL("stagesx", "а", "x"), "" },
		/* Fewer values than cells: nothing is made up. */
		{ "[stages]\nа = б\n", "cell_group=stages|cell_state=а",
		  "[stages] а: б -> -\n" },
		/* Final stages. */
		{ "", "final=x", "" },
		{ "",
		  "finals_shown=1|final=нет такой|final=В РАБОТЕ|"
		  "final=в работе",
		  "" },
		{ "", "finals_shown=1|final=в работе",
		  "[deal] final_stages: в работе; нет такой -> в работе\n" },
		{ "", "finals_shown=1",
		  "[deal] final_stages: в работе; нет такой -> \n" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *got = change_of(rows[i].text, rows[i].sent);

		g_assert_cmpstr(got, ==, rows[i].changes);
	}
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/stage_map/columns", test_columns);
	g_test_add_func("/stage_map/states", test_states);
	g_test_add_func("/stage_map/cells", test_cells);
	g_test_add_func("/stage_map/finals", test_finals);
	g_test_add_func("/stage_map/used", test_used);
	g_test_add_func("/stage_map/read", test_read);
	return g_test_run();
}
