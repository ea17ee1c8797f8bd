/* Names that files have had: counted, folded, bounded. */
#include "tests/watcher/past.h"
#include "watcher/history_p.h"

#include <cjson/cJSON.h>

struct name {
	const char *state, *organization;
};

/* A window of orders with these names. */
static void record(struct past *past, const struct name *names, guint count,
                   gint64 now)
{
	gint64 file = past_begin(past, "a.xml", "1", now);
	g_autofree struct history_order *orders =
		g_new0(struct history_order, count);
	struct outcome *outcome = past_outcome(OUTCOME_SKIPPED, "1", 0);
	g_autoptr(GError) error = NULL;
	for (guint i = 0; i < count; i++)
		orders[i] = (struct history_order){
			.file = file,
			.position = i,
			.outcome = outcome,
			.exported = WHEN_NONE,
			.date = WHEN_NONE,
			.state_name = names[i].state,
			.organization = names[i].organization,
		};
	g_assert_true(
		history_record(past->history, orders, count, now, &error));
	g_assert_no_error(error);
	outcome_free(outcome);
	past_end(past, file, NULL, now);
}

/* «name=orders» of each, as they come. */
static char *seen(struct past *past, const char *kind)
{
	g_autoptr(GError) error = NULL;
	cJSON *list = history_seen(past->history, kind, &error);
	GString *text = g_string_new(NULL);
	const cJSON *row;
	g_assert_no_error(error);
	cJSON_ArrayForEach (row, list)
		g_string_append_printf(
			text, "%s%s=%.0f", text->len > 0 ? "; " : "",
			cJSON_GetObjectItem(row, "name")->valuestring,
			cJSON_GetObjectItem(row, "orders")->valuedouble);
	cJSON_Delete(list);
	return g_string_free(text, FALSE);
}

static void check(struct past *past, const char *kind, const char *expected)
{
	g_autofree char *text = seen(past, kind);
	g_assert_cmpstr(text, ==, expected);
}

static void test_counted(void)
{
	static const struct name first[] = {
		{ "В работе", "СТО Маяк" },
		{ "Закрыт", "СТО Маяк" },
		{ "В работе", NULL },
		{ NULL, "сто  маяк" },
		{ "  ", "" },
	};
	static const struct name second[] = {
		{ "ВРаботе", "СТО Заря" },
	};
	struct past *past = past_new();
	check(past, "state", "");
	record(past, first, G_N_ELEMENTS(first), 100);
	check(past, "state", "В работе=2; Закрыт=1");
	/* Blanks inside tell organizations apart, but not letter case. */
	check(past, "organization", "сто  маяк=3");
	record(past, second, 1, 200);
	past_reopen(past);
	/* As it was written last. */
	check(past, "state", "ВРаботе=3; Закрыт=1");
	check(past, "organization", "сто  маяк=3; СТО Заря=1");
	check(past, "car", "");
	past_free(past);
}

static void test_row(void)
{
	static const struct name name[] = { { "В  Работе", NULL } };
	struct past *past = past_new();
	record(past, name, 1, 1608800400);
	cJSON *list = history_seen(past->history, "state", NULL);
	const cJSON *row = cJSON_GetArrayItem(list, 0);
	g_assert_cmpstr(cJSON_GetObjectItem(row, "folded")->valuestring, ==,
	                "вработе");
	g_assert_cmpstr(cJSON_GetObjectItem(row, "newest")->valuestring, ==,
	                "2020-12-24T09:00:00+00:00");
	cJSON_Delete(list);
	past_free(past);
}

static guint kept(struct past *past)
{
	g_autoptr(history_query) query = history_query_new(
		past->history, "SELECT count(*) FROM seen", NULL);
	bool row;
	g_assert_true(history_next(past->history, query, &row, NULL));
	return (guint)history_number(query, 0);
}

/* Garbage where a name should be neither grows without end nor breaks. */
static void test_bounded(void)
{
	struct past *past = past_new();
	g_autofree char *long_name = g_strnfill(100000, 'x');
	const struct name odd[] = { { long_name, "a\xff\n" } };
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	g_autofree struct name *names = g_new0(struct name, 1500);
	record(past, odd, 1, 100);
	g_autofree char *organizations = seen(past, "organization");
	g_autofree char *states = seen(past, "state");
	g_assert_true(g_utf8_validate(organizations, -1, NULL));
	g_assert_cmpuint(strlen(states), <, 1000);
	for (guint i = 0; i < 1500; i++) {
		g_ptr_array_add(texts, g_strdup_printf("s%u", i));
		names[i].state = texts->pdata[i];
	}
	record(past, names, 1500, 200);
	record(past, &names[1499], 1, 300);
	cJSON *list = history_seen(past->history, "state", NULL);
	g_assert_cmpint(cJSON_GetArraySize(list), ==, 1000);
	g_assert_cmpuint(kept(past), ==, 1001); /* of both kinds */
	g_assert_cmpstr(cJSON_GetObjectItem(cJSON_GetArrayItem(list, 0), "name")
	                        ->valuestring,
	                ==, "s1499");
	cJSON_Delete(list);
	/* The other kind has its own thousand. */
	list = history_seen(past->history, "organization", NULL);
	g_assert_cmpint(cJSON_GetArraySize(list), ==, 1);
	cJSON_Delete(list);
	past_free(past);
}

/* What was not recorded was not seen. */
static void test_rolled_back(void)
{
	struct past *past = past_new();
	struct outcome *outcome = past_outcome(OUTCOME_CREATED, "1", 1);
	struct history_order order = {
		.file = 999, /* there is no such file */
		.outcome = outcome,
		.key = "a",
		.exported = WHEN_NONE,
		.date = WHEN_NONE,
		.state_name = "Закрыт",
	};
	g_autoptr(GError) error = NULL;
	g_assert_false(history_record(past->history, &order, 1, 100, &error));
	check(past, "state", "");
	outcome_free(outcome);
	past_free(past);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/history_seen/counted", test_counted);
	g_test_add_func("/history_seen/row", test_row);
	g_test_add_func("/history_seen/bounded", test_bounded);
	g_test_add_func("/history_seen/rolled_back", test_rolled_back);
	return g_test_run();
}
