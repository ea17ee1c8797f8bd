/* Finding what a portal has. */
#include "core/dictionary.h"

#include <string.h>

static void add_field(struct dictionary *dictionary, const char *code,
                      const char *name, const char *label)
{
	struct deal_field *field = g_new0(struct deal_field, 1);

	field->code = g_strdup(code);
	field->name = g_strdup(name);
	field->label = g_strdup(label);
	field->type = g_strdup("string");
	g_ptr_array_add(dictionary->fields, field);
}

static void add_stage(struct funnel *funnel, const char *id, const char *name)
{
	struct stage *stage = g_new0(struct stage, 1);

	stage->id = g_strdup(id);
	stage->name = g_strdup(name);
	stage->semantics = STAGE_PROCESS;
	g_ptr_array_add(funnel->stages, stage);
}

static struct funnel *add_funnel(struct dictionary *dictionary, gint64 id,
                                 const char *name)
{
	struct funnel *funnel = g_new0(struct funnel, 1);

	funnel->id = id;
	funnel->name = g_strdup(name);
	funnel->stages =
		g_ptr_array_new_with_free_func((GDestroyNotify)stage_free);
	g_ptr_array_add(dictionary->funnels, funnel);
	return funnel;
}

static struct dictionary *portal(void)
{
	struct dictionary *dictionary = dictionary_new();
	struct funnel *first, *third;
	struct source *source = g_new0(struct source, 1);

	dictionary->address = g_strdup("https://portal.example");
	dictionary->owner_name = g_strdup("Мост");
	first = add_funnel(dictionary, 0, "Общая");
	add_stage(first, "NEW", "Новая");
	add_stage(first, "WON", "Успех");
	third = add_funnel(dictionary, 3, "Кузовной цех");
	add_stage(third, "C3:NEW", "Новая");
	add_funnel(dictionary, G_MAXINT64, "Далёкая");
	add_field(dictionary, "begindate", "begindate", "Дата начала");
	add_field(dictionary, "UF_CRM_1721244707107", "ufCrm_1721244707107",
	          "id_1C");
	add_field(dictionary, "UF_CRM_VIN", "ufCrmVin", "VIN");
	add_field(dictionary, "UF_CRM_A", "ufCrmA", "Двойник");
	add_field(dictionary, "UF_CRM_B", "ufCrmB", "двойник ");
	add_field(dictionary, "UF_CRM_C", "ufCrmC", "");
	add_field(dictionary, "UF_CRM_D", "ufCrmD", "UF_CRM_VIN");
	add_field(dictionary, "UF_CRM_E", "ufCrmE", "ufcrmc");
	source->id = g_strdup("CALL");
	source->name = g_strdup("Звонок");
	g_ptr_array_add(dictionary->sources, source);
	return dictionary;
}

struct row {
	const char *text;
	const char *code; /* NULL: none */
	guint hits;
};

static const struct row rows[] = {
	{ "UF_CRM_1721244707107", "UF_CRM_1721244707107", 1 },
	{ "uf_crm_1721244707107", "UF_CRM_1721244707107", 1 },
	{ "ufCrm_1721244707107", "UF_CRM_1721244707107", 1 },
	{ "id_1C", "UF_CRM_1721244707107", 1 },
	{ " ID_1C ", "UF_CRM_1721244707107", 1 },
	{ "begindate", "begindate", 1 },
	{ "Дата начала", "begindate", 1 },
	{ "двойник", NULL, 2 },
	/* a code goes before another field's label, a name too */
	{ "UF_CRM_VIN", "UF_CRM_VIN", 1 },
	{ "ufCrmC", "UF_CRM_C", 1 },
	{ "id_1", NULL, 0 },
	{ "", NULL, 0 },
	{ " ", NULL, 0 },
	{ NULL, NULL, 0 },
};

static void test_field(gconstpointer data)
{
	const struct row *row = data;
	struct dictionary *dictionary = portal();
	guint hits = 42;
	const struct deal_field *field =
		dictionary_field(dictionary, row->text, &hits);

	g_assert_cmpstr(field ? field->code : NULL, ==, row->code);
	g_assert_cmpuint(hits, ==, row->hits);
	g_assert_true(dictionary_field(dictionary, row->text, NULL) == field);
	dictionary_free(dictionary);
}

static void test_funnel(void)
{
	struct dictionary *dictionary = portal();

	g_assert_cmpstr(dictionary_funnel(dictionary, 0)->name, ==, "Общая");
	g_assert_cmpstr(dictionary_funnel(dictionary, 3)->name, ==,
	                "Кузовной цех");
	g_assert_cmpstr(dictionary_funnel(dictionary, G_MAXINT64)->name, ==,
	                "Далёкая");
	g_assert_null(dictionary_funnel(dictionary, 1));
	g_assert_null(dictionary_funnel(dictionary, -1));
	dictionary_free(dictionary);
}

static void test_stage(void)
{
	struct dictionary *dictionary = portal();
	const struct funnel *first = dictionary_funnel(dictionary, 0);
	const struct funnel *third = dictionary_funnel(dictionary, 3);

	g_assert_cmpstr(funnel_stage(first, "WON")->name, ==, "Успех");
	g_assert_cmpstr(funnel_stage(third, "C3:NEW")->name, ==, "Новая");
	g_assert_null(funnel_stage(third, "NEW"));
	g_assert_null(funnel_stage(first, "won"));
	g_assert_null(funnel_stage(first, NULL));
	g_assert_null(funnel_stage(NULL, "NEW"));
	dictionary_free(dictionary);
}

static void test_free_nothing(void)
{
	dictionary_free(NULL);
	funnel_free(NULL);
	stage_free(NULL);
	deal_field_free(NULL);
	source_free(NULL);
	funnel_free(g_new0(struct funnel, 1));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf(
			"/dictionary/field/%zu: %s", i + 1,
			rows[i].text ? rows[i].text : "nothing");
		g_test_add_data_func(path, &rows[i], test_field);
	}
	g_test_add_func("/dictionary/funnel", test_funnel);
	g_test_add_func("/dictionary/stage", test_stage);
	g_test_add_func("/dictionary/free nothing", test_free_nothing);
	return g_test_run();
}
