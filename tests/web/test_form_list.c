/* What a portal offers for a setting, beside what the file says. */
#include "tests/harness/world.h"
#include "web/form.h"
#include "web/form_choices.h"
#include "web/form_list.h"

#include <string.h>

/* "value*!" of each option: * selected, ! unknown. */
static char *told(cJSON *options)
{
	GString *text = g_string_new(NULL);
	const cJSON *option;

	cJSON_ArrayForEach (option, options)
		g_string_append_printf(
			text, "%s%s%s|",
			cJSON_GetStringValue(
				cJSON_GetObjectItem(option, "value")),
			cJSON_IsTrue(cJSON_GetObjectItem(option, "selected"))
				? "*"
				: "",
			cJSON_IsTrue(cJSON_GetObjectItem(option, "unknown"))
				? "!"
				: "");
	cJSON_Delete(options);
	return g_string_free(text, FALSE);
}

static void test_list(void)
{
	static const struct {
		const char *now;
		bool several;
		const char *nothing, *expected;
	} rows[] = {
		{ "", false, "—", "*|a|b|" },
		{ "a", false, "—", "|a*|b|" },
		/* In the file's own words. */
		{ "АЛЬФА", false, "—", "|АЛЬФА*|b|" },
		{ "x", false, "—", "|a|b|x*!|" },
		{ "", true, NULL, "a|b|" },
		{ "b; a", true, NULL, "a*|b*|" },
		{ "x; a; ;", true, NULL, "a*|b|x*!|" },
		/* One value, though it has a semicolon. */
		{ "a; b", false, "—", "|a|b|a; b*!|" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct form_list *list = form_list_new(
			rows[i].now, rows[i].several, rows[i].nothing);
		g_autofree char *got = NULL;

		form_list_offer(list, "a", "Альфа", "a", "Альфа", NULL);
		form_list_offer(list, "b", "Бета", "b", NULL, NULL);
		form_list_offer(list, "A", "again", "A", NULL, NULL);
		got = told(form_list_end(list));
		g_assert_cmpstr(got, ==, rows[i].expected);
	}
}

static void test_choices(void)
{
	static const struct {
		const char *name, *now,
			*expected; /* NULL: a field to type in */
	} rows[] = {
		{ "deal.funnel", "", "*|Общая|Кузовной цех|Мойка|" },
		{ "deal.funnel", "1", "|Общая|1*|Мойка|" },
		{ "deal.funnels", "мойка; нет",
		  "Общая|Кузовной цех|мойка*|нет*!|" },
		{ "organization А.funnel", "2", "|Общая|Кузовной цех|2*|" },
		{ "deal.title", "x", NULL },
		{ "exchange.folder", "/x", NULL },
		/* No users were shown: a number to type. */
		{ "deal.responsible", "1", NULL },
	};
	struct dictionary *portal = world_dictionary();

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct settings_row *row = form_row(rows[i].name);
		cJSON *options = form_choices(portal, row, rows[i].now);
		g_autofree char *got = options != NULL ? told(options) : NULL;

		g_assert_cmpstr(got, ==, rows[i].expected);
		g_assert_null(form_choices(NULL, row, rows[i].now));
	}
	dictionary_free(portal);
}

/* The id field: only what can be one. */
static void test_id_field(void)
{
	struct dictionary *portal = world_dictionary();
	cJSON *options =
		form_choices(portal, form_row("deal.id_field"), "id_1C");
	const cJSON *option;
	guint selected = 0;

	cJSON_ArrayForEach (option, options) {
		const char *value = cJSON_GetStringValue(
			cJSON_GetObjectItem(option, "value"));
		guint hits;
		const struct deal_field *field =
			*value != '\0' ? dictionary_field(portal, value, &hits)
				       : NULL;

		selected += (guint)cJSON_IsTrue(
			cJSON_GetObjectItem(option, "selected"));
		if (field != NULL) {
			g_assert_true(field->user);
			g_assert_false(field->multiple);
			g_assert_cmpstr(field->type, ==, "string");
		}
	}
	g_assert_cmpuint(selected, ==, 1);
	cJSON_Delete(options);
	dictionary_free(portal);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/form_list/list", test_list);
	g_test_add_func("/form_list/choices", test_choices);
	g_test_add_func("/form_list/id field", test_id_field);
	return g_test_run();
}
