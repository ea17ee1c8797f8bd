/*
 * Settings against a portal: what resolves, and what is said of what does not.
 */
#include "core/rules.h"
#include "tests/harness/world.h"

#include <string.h>

struct row {
	const char *name;
	const char *settings;
	const char *said; /* part of the first problem; NULL: none */
	bool fatal;
};

static const struct row rows[] = {
	{ "all is well", "[deal]\nid_field = id_1C\n", NULL, false },
	{ "the id field by its code", "[deal]\nid_field = UF_CRM_ID_1C\n", NULL,
	  false },
	{ "no such id field", "[deal]\nid_field = номер\n",
	  "поля сделки «номер» в Битрикс24 нет", true },
	{ "an id field that is no text", "[deal]\nid_field = Пробег\n",
	  "не подходит", true },
	{ "an id field that is the portal's own",
	  "[deal]\nid_field = comments\n", "не подходит", true },
	{ "no such funnel", "[deal]\nid_field = id_1C\nfunnel = Опт\n",
	  "воронки «Опт» в Битрикс24 нет. Есть: «Общая» (0)", true },
	{ "a funnel by its number", "[deal]\nid_field = id_1C\nfunnel = 2\n",
	  NULL, false },
	{ "no such source", "[deal]\nid_field = id_1C\nsource = Радио\n",
	  "источника «Радио»", true },
	{ "a date field that is no date",
	  "[deal]\nid_field = id_1C\ndate_field = comments\n",
	  "не поле сделки типа «Дата»", true },
	{ "a field of [fields] that lacks",
	  "[deal]\nid_field = id_1C\n[fields]\nUF_CRM_NONE = car.vin\n",
	  "поля сделки «UF_CRM_NONE»", true },
	{ "a field of [fields] that takes no text",
	  "[deal]\nid_field = id_1C\n[fields]\nUF_CRM_KIND = car.vin\n",
	  "в поле «UF_CRM_KIND» текст не записать", true },
	{ "a field of [fields] that a rule writes",
	  "[deal]\nid_field = id_1C\n[fields]\nstageId = car.vin\n",
	  "заполняют другие настройки", true },
	{ "a stage that no funnel in use has",
	  "[deal]\nid_field = id_1C\n[stages]\nзакрыт = Сдано\n",
	  "«закрыт = Сдано»: в воронке «Общая» такой стадии нет", false },
	{ "a stage that only another funnel lacks",
	  "[deal]\nid_field = id_1C\n[stages]\nвыполнен = Выполнено\n", NULL,
	  false },
	{ "a stage that a listed funnel lacks",
	  "[deal]\nid_field = id_1C\nfunnels = 0; 1\n[stages]\n"
	  "выполнен = Выполнено\n",
	  "в воронке «Кузовной цех» такой стадии нет", false },
	{ "stages of an unknown funnel",
	  "[deal]\nid_field = id_1C\n[stages Опт]\nзакрыт = WON\n",
	  "воронки «Опт» в Битрикс24 нет", true },
	{ "no such final stage",
	  "[deal]\nid_field = id_1C\nfinal_stages = Сдано\n",
	  "стадии «Сдано» нет ни в одной воронке", true },
	{ "no such deleted_stage",
	  "[deal]\nid_field = id_1C\ndeleted_stage = Сдано\n",
	  "deleted_stage: в воронке «Общая» стадии «Сдано» нет", true },
	{ "an organization's funnel that lacks",
	  "[deal]\nid_field = id_1C\n[organization СТО]\nfunnel = Опт\n",
	  "[organization СТО]: воронки «Опт»", true },
};

static void run(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(GPtrArray) problems = NULL;
	g_autofree char *fatal = NULL;
	struct settings *settings = settings_read(
		row->settings, strlen(row->settings), "rules.conf", &faults);
	struct dictionary *dictionary = world_dictionary();
	struct rules *rules;

	g_assert_nonnull(settings);
	rules = rules_new(settings, dictionary, &problems);
	fatal = rules_fatal(problems, "world.conf");
	g_assert_cmpint(fatal != NULL, ==, row->fatal);
	g_assert_cmpint(problems->len > 0, ==, row->said != NULL);
	if (row->said != NULL) {
		const struct rule_problem *problem = problems->pdata[0];

		if (strstr(problem->text, row->said) == NULL)
			g_error("«%s» is not in «%s»", row->said,
			        problem->text);
	}
	rules_free(rules);
	dictionary_free(dictionary);
	settings_free(settings);
}

static void test_two_labels(void)
{
	const char *text = "[deal]\nid_field = id_1C\n";
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(GPtrArray) problems = NULL;
	struct settings *settings =
		settings_read(text, strlen(text), "rules.conf", &faults);
	struct dictionary *dictionary = world_dictionary();
	struct deal_field *field = dictionary->fields->pdata[1];
	const struct rule_problem *problem;
	struct rules *rules;

	g_free(field->label);
	field->label = g_strdup("ID_1c");
	rules = rules_new(settings, dictionary, &problems);
	problem = problems->pdata[0];
	g_assert_nonnull(strstr(problem->text, "несколько (2)"));
	rules_free(rules);
	dictionary_free(dictionary);
	settings_free(settings);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/rules/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], run);
	}
	g_test_add_func("/rules/two fields of one label", test_two_labels);
	return g_test_run();
}
