/* No search looks through all outcomes where something is known. */
#include "tests/watcher/past.h"
#include "watcher/history_browse.h"
#include "watcher/history_p.h"

static void collect_sql(gpointer key, gpointer value, gpointer list)
{
	(void)value;
	g_ptr_array_add(list, key);
}

/* A range of ids is a scan in disguise, where more is known. */
static bool is_scan(const char *step)
{
	static const char *const scans[] = {
		"SCAN outcome",
		"SCAN phone",
		"SEARCH outcome USING INTEGER PRIMARY KEY (rowid>",
		"SEARCH phone USING PRIMARY KEY (outcome>",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(scans); i++)
		if (g_str_has_prefix(step, scans[i]))
			return true;
	return false;
}

static void check_plan(struct past *past, const char *name, const char *sql)
{
	g_autofree char *explain =
		g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
	sqlite3_stmt *plan;
	g_assert_cmpint(
		sqlite3_prepare_v2(past->history->db, explain, -1, &plan, NULL),
		==, SQLITE_OK);
	while (sqlite3_step(plan) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(plan, 3);
		if (is_scan(step))
			g_test_message("%s: %s", name, step);
		g_assert_false(is_scan(step));
	}
	sqlite3_finalize(plan);
}

/* Of all queries that were prepared since the last time. */
static void check_plans(struct past *past, const char *name)
{
	g_autoptr(GPtrArray) queries = g_ptr_array_new();
	g_hash_table_foreach(past->history->queries, collect_sql, queries);
	g_assert_cmpuint(queries->len, >, 0);
	for (guint i = 0; i < queries->len; i++)
		check_plan(past, name, queries->pdata[i]);
	g_hash_table_remove_all(past->history->queries);
}

static void test_plans(void)
{
	static const struct {
		const char *name;
		struct browse browse;
	} rows[] = {
		{ "number", { .number = "1" } },
		{ "deal", { .deal = 1 } },
		{ "phone", { .phone_end = "1234" } },
		{ "kind", { .kind = "held" } },
		{ "name", { .name = "a" } },
		{ "file", { .file = 1 } },
		{ "file and kind", { .file = 1, .kind = "held" } },
	};
	struct past *past = past_new();
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		past_reopen(past);
		cJSON_Delete(history_browse_orders(past->history,
		                                   &rows[i].browse, NULL));
		check_plans(past, rows[i].name);
		cJSON_Delete(history_browse_files(past->history,
		                                  &rows[i].browse, NULL));
		check_plans(past, rows[i].name);
	}
	guint held, failed;
	cJSON_Delete(history_waiting(past->history, 0, NULL));
	history_waiting_counts(past->history, &held, &failed, NULL);
	cJSON_Delete(history_order_show(past->history, 1, NULL));
	check_plans(past, "waiting");
	past_free(past);
}

/* ---- a million, when asked for ---- */

static void insert_many(struct past *past, guint count)
{
	g_autofree char *sql = g_strdup_printf(
		"BEGIN;"
		"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1"
		" FROM n WHERE i < %u)"
		"INSERT INTO file (name, sha256, received, finished, state,"
		" count_all, count_created) SELECT 'f' || i || '.xml', i,"
		" 1600000000 + i * 1000, 1600000000 + i * 1000 + 9, 'done',"
		" 1000, 10 FROM n;"
		"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1"
		" FROM n WHERE i < %u)"
		"INSERT INTO outcome (file, position, document, number, kind,"
		" deal, at, since, json) SELECT 1 + i / 1000, i %% 1000,"
		" 'd' || i, i %% 100000, CASE i %% 10 WHEN 0 THEN 'failed'"
		" WHEN 1 THEN 'created' ELSE 'unchanged' END, i,"
		" 1600000000 + i, 1600000000 + i,"
		" '{\"outcome\":\"Обновлен\",\"match\":\"id\",\"pad\":\"' ||"
		" hex(zeroblob(400)) || '\"}' FROM n;"
		"INSERT INTO phone SELECT id, '7927' || (1000000 + id),"
		" substr(1000000 + id, -4) FROM outcome;"
		"INSERT INTO waiting SELECT document, id, kind FROM outcome"
		" WHERE kind = 'failed';"
		"COMMIT;",
		count / 1000, count - 1);
	g_autoptr(GError) error = NULL;
	g_assert_true(history_run(past->history, sql, &error));
	g_assert_no_error(error);
}

static double ms(gint64 began, gint64 ended)
{
	return (double)(ended - began) / 1e3;
}

static void measure(struct past *past, const char *name,
                    const struct browse *browse)
{
	gint64 began = g_get_monotonic_time();
	cJSON *list = history_browse_orders(past->history, browse, NULL);
	gint64 ended = g_get_monotonic_time();
	g_test_message("orders by %s: %d rows, %.0f ms", name,
	               cJSON_GetArraySize(list), ms(began, ended));
	cJSON_Delete(list);
	began = g_get_monotonic_time();
	list = history_browse_files(past->history, browse, NULL);
	ended = g_get_monotonic_time();
	g_test_message("files by %s: %d rows, %.0f ms", name,
	               cJSON_GetArraySize(list), ms(began, ended));
	cJSON_Delete(list);
}

/* B24BRIDGE_MANY=1000000: how long it takes among so many. */
static void test_many(void)
{
	const char *many = g_getenv("B24BRIDGE_MANY");
	guint count =
		many != NULL ? (guint)g_ascii_strtoull(many, NULL, 10) : 0;
	if (count == 0) {
		g_test_skip("B24BRIDGE_MANY is not set");
		return;
	}
	struct past *past = past_new();
	insert_many(past, count);
	static const struct {
		const char *name;
		struct browse browse;
	} rows[] = {
		{ "nothing", { .most = 100 } },
		{ "number", { .number = "777", .most = 100 } },
		{ "deal", { .deal = 777, .most = 100 } },
		{ "phone", { .phone_end = "0777", .most = 100 } },
		{ "kind", { .kind = "failed", .most = 100 } },
		{ "kind that lacks", { .kind = "held", .most = 100 } },
		{ "name", { .name = "f77.xml", .most = 100 } },
		{ "name of all", { .name = "xml", .most = 100 } },
		{ "name and kind",
		  { .name = "f77.xml", .kind = "created", .most = 100 } },
		{ "old time",
		  { .from = 1600000000, .to = 1600000100, .most = 100 } },
		{ "all times", { .from = 1, .to = 1700000000, .most = 100 } },
		{ "old time and kind",
		  { .to = 1600000100, .kind = "created", .most = 100 } },
		{ "file", { .file = 7, .most = 100 } },
		{ "the last page", { .before_id = 50, .most = 100 } },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		measure(past, rows[i].name, &rows[i].browse);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	guint held, failed;
	gint64 began = g_get_monotonic_time();
	cJSON_Delete(history_waiting(past->history, 100, NULL));
	history_waiting_counts(past->history, &held, &failed, NULL);
	gint64 middle = g_get_monotonic_time();
	cJSON_Delete(history_days_until(past->history, 1600000000, 1601000000,
	                                utc, NULL));
	gint64 ended = g_get_monotonic_time();
	g_test_message("waiting: %u, %.0f ms; days: %.0f ms", failed,
	               ms(began, middle), ms(middle, ended));
	past_free(past);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/history_plans/plans", test_plans);
	g_test_add_func("/history_plans/many", test_many);
	return g_test_run();
}
