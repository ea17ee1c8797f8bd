/* The status as it is put together: folders, held files, what is wrong. */
#include "tests/watcher/past.h"
#include "watcher/status_p.h"

#include <cjson/cJSON.h>

static const cJSON *member(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

static double number_of(const cJSON *object, const char *key)
{
	const cJSON *item = member(object, key);
	g_assert_true(cJSON_IsNumber(item));
	return item->valuedouble;
}

static struct settings *settings_of(const struct scratch *scratch)
{
	g_autofree char *text = g_strdup_printf(
		"[portal]\nwebhook_file = /nonexistent/webhook\n[exchange]\n"
		"folder = %s\nstate = %s\n[deal]\nid_field = id_1C\n"
		"[stages]\nзакрыт = успех\n",
		scratch->folder, scratch->state);
	struct settings *settings = settings_read(text, strlen(text), "", NULL);
	g_assert_nonnull(settings);
	return settings;
}

/* ---- queue and held/ ---- */

static void test_queue(void)
{
	static const char *const files[] = {
		"in/a.xml",       "in/B.XML",      "in/c.zip",
		"in/.hidden.xml", "in/~$lock.xml", "in/d.tmp",
		"in/notes.txt",   "work/e.xml",    "ack/f.xml",
	};
	struct scratch *scratch = scratch_new();
	g_autofree char *dir = scratch_path(scratch, "in/dir.xml");
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	cJSON *report = cJSON_CreateObject();
	scratch_open(scratch);
	status_add_queue(report, scratch->folder, now);
	const cJSON *queue = member(report, "queue");
	g_assert_cmpfloat(number_of(queue, "in"), ==, 0);
	g_assert_true(cJSON_IsNull(member(queue, "oldest_seconds")));
	cJSON_Delete(report);

	for (guint i = 0; i < G_N_ELEMENTS(files); i++)
		scratch_write(scratch, files[i], "<a/>");
	g_assert_cmpint(g_mkdir(dir, 0700), ==, 0);
	report = cJSON_CreateObject();
	status_add_queue(report, scratch->folder, now + 1000);
	queue = member(report, "queue");
	g_assert_cmpfloat(number_of(queue, "in"), ==, 3);
	g_assert_cmpfloat(number_of(queue, "work"), ==, 1);
	g_assert_cmpfloat(number_of(queue, "oldest_seconds"), >=, 990);
	g_assert_cmpfloat(number_of(queue, "oldest_seconds"), <=, 1001);
	cJSON_Delete(report);
	scratch_free(scratch);
}

static gint64 hold(struct past *past, const char *name, guint64 brake)
{
	struct totals totals = { .all = 500, .of = { [OUTCOME_HELD] = 500 } };
	g_autofree char *kept = g_build_filename("held", name, NULL);
	gint64 id = past_begin(past, name, name, 1000);
	scratch_write(past->scratch, kept, "<a/>");
	g_assert_true(
		history_say_why(past->history, id, "Предел.", brake, NULL));
	g_assert_true(history_end_file(past->history, id, FILE_HELD, "a.ack",
	                               kept, &totals, 1001, NULL));
	return id;
}

static void test_held(void)
{
	struct past *past = past_new();
	scratch_open(past->scratch);
	hold(past, "braked.xml", 300);
	scratch_write(past->scratch, "held/\xff.xml", "12345");
	cJSON *report = cJSON_CreateObject();
	status_add_held(report, past->scratch->folder, past->history);
	const cJSON *list = member(report, "held_files");
	g_assert_cmpint(cJSON_GetArraySize(list), ==, 2);
	const cJSON *row;
	cJSON_ArrayForEach (row, list) {
		const char *name = member(row, "name")->valuestring;
		if (strcmp(name, "braked.xml") == 0) {
			g_assert_cmpfloat(number_of(row, "count"), ==, 300);
			g_assert_cmpfloat(number_of(row, "orders"), ==, 500);
			g_assert_cmpfloat(number_of(row, "bytes"), ==, 4);
			g_assert_cmpstr(member(row, "why")->valuestring, ==,
			                "Предел.");
			g_assert_null(member(row, "raw"));
		} else {
			g_assert_cmpstr(name, ==, "\\xff.xml");
			g_assert_cmpstr(member(row, "raw")->valuestring, ==,
			                "\xff.xml");
			g_assert_true(cJSON_IsNull(member(row, "count")));
			g_assert_true(cJSON_IsNull(member(row, "why")));
		}
	}
	cJSON_Delete(report);
	report = cJSON_CreateObject();
	status_add_held(report, past->scratch->folder, NULL);
	g_assert_cmpint(cJSON_GetArraySize(member(report, "held_files")), ==,
	                2);
	cJSON_Delete(report);
	past_free(past);
}

/* ---- problems: each by itself, from a report that is well ---- */

static cJSON *well(void)
{
	cJSON *report = cJSON_Parse(
		"{\"running\":true,\"settings_refused\":null,"
		"\"portal\":{\"state\":\"ok\",\"text\":null},"
		"\"trouble\":null,\"held_files\":[],\"silence_hours\":1,"
		"\"waiting\":{\"held\":0,\"failed\":0},"
		"\"disk\":{\"free_bytes\":1e10,\"low\":false},"
		"\"folder\":{\"ok\":true},\"history\":{\"ok\":true}}");
	g_assert_nonnull(report);
	return report;
}

static void test_problems(void)
{
	static const struct {
		const char *member, *json;
		enum status_level level;
		const char *says;
	} rows[] = {
		{ "running", "true", STATUS_WELL, NULL },
		{ "running", "false", STATUS_DOWN, "systemctl start" },
		{ "portal", "{\"state\":\"unknown\"}", STATUS_WELL, NULL },
		{ "portal", "{\"state\":\"outage\",\"text\":\"нет сети\"}",
		  STATUS_WARNING, "нет сети" },
		{ "portal", "{\"state\":\"refused\",\"text\":\"ключ\"}",
		  STATUS_CRITICAL, "ключ" },
		{ "trouble", "{\"text\":\"диск полон\"}", STATUS_CRITICAL,
		  "диск полон" },
		{ "settings_refused", "\"строка 5\"", STATUS_WARNING,
		  "строка 5" },
		{ "held_files", "[{},{}]", STATUS_WARNING, "release" },
		{ "silence_hours", "23.9", STATUS_WELL, NULL },
		{ "silence_hours", "24", STATUS_WARNING, "24 ч" },
		{ "silence_hours", "null", STATUS_WARNING, "ещё не было" },
		{ "waiting", "{\"held\":2,\"failed\":0}", STATUS_WARNING, "2" },
		{ "waiting", "{\"held\":0,\"failed\":3}", STATUS_WARNING,
		  "retry" },
		{ "waiting", "null", STATUS_WELL, NULL },
		{ "disk", "{\"low\":true,\"text\":\"мало\"}", STATUS_CRITICAL,
		  "мало" },
		{ "disk", "null", STATUS_WELL, NULL },
		{ "folder", "{\"ok\":false,\"text\":\"нет папки\"}",
		  STATUS_CRITICAL, "нет папки" },
		{ "history", "{\"ok\":false,\"text\":\"сломана\"}",
		  STATUS_CRITICAL, "сломана" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		cJSON *report = well();
		cJSON_ReplaceItemInObject(report, rows[i].member,
		                          cJSON_Parse(rows[i].json));
		status_add_problems(report);
		const cJSON *problems = member(report, "problems");
		g_test_message("%s: %s", rows[i].member, rows[i].json);
		g_assert_cmpfloat(number_of(report, "level"), ==,
		                  rows[i].level);
		g_assert_cmpint(cJSON_GetArraySize(problems), ==,
		                rows[i].says != NULL);
		if (rows[i].says != NULL) {
			const cJSON *problem = cJSON_GetArrayItem(problems, 0);
			g_assert_cmpfloat(number_of(problem, "level"), ==,
			                  rows[i].level);
			g_assert_nonnull(
				strstr(member(problem, "text")->valuestring,
			               rows[i].says));
		}
		cJSON_Delete(report);
	}
}

/* ---- all of it ---- */

static void test_nothing_there(void)
{
	struct scratch *scratch = scratch_new();
	struct settings *settings = settings_of(scratch);
	g_autoptr(GError) error = NULL;
	cJSON *report = status_report(settings, &error);
	g_assert_no_error(error);
	g_assert_cmpfloat(number_of(report, "level"), ==, STATUS_DOWN);
	g_assert_true(cJSON_IsNull(member(report, "disk")));
	g_assert_true(cJSON_IsNull(member(report, "today")));
	g_assert_true(cJSON_IsNull(member(report, "waiting")));
	g_assert_true(cJSON_IsNull(member(report, "last_file")));
	cJSON_Delete(report);
	settings_free(settings);
	scratch_free(scratch);
}

static void test_broken_history(void)
{
	struct past *past = past_new();
	g_autofree char *path =
		g_build_filename(past->scratch->state, "history.db", NULL);
	struct settings *settings = settings_of(past->scratch);
	scratch_open(past->scratch);
	history_close(past->history);
	past->history = NULL;
	g_assert_true(g_file_set_contents(path, "no database", -1, NULL));
	cJSON *report = status_report(settings, NULL);
	const cJSON *history = member(report, "history");
	g_assert_true(cJSON_IsFalse(member(history, "ok")));
	g_assert_nonnull(cJSON_GetStringValue(member(history, "text")));
	g_assert_true(cJSON_IsNull(member(report, "today")));
	cJSON_Delete(report);
	settings_free(settings);
	past_free(past);
}

static void test_all(void)
{
	struct past *past = past_new();
	struct settings *settings = settings_of(past->scratch);
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	struct totals totals = { .all = 2, .of = { [OUTCOME_CREATED] = 2 } };
	scratch_open(past->scratch);
	gint64 file = past_begin(past, "a.xml", "1", now - 7200);
	past_record(past, file, 0, "a", past_outcome(OUTCOME_HELD, "1", 0),
	            now);
	g_assert_true(history_end_file(past->history, file, FILE_PARTLY, "a",
	                               "archive/a.xml", &totals, now, NULL));
	cJSON *report = status_report(settings, NULL);
	const cJSON *last = member(report, "last_file");
	g_assert_cmpfloat(number_of(member(report, "today"), "created"), ==, 2);
	g_assert_null(member(member(report, "today"), "day"));
	g_assert_cmpfloat(number_of(member(report, "waiting"), "held"), ==, 1);
	g_assert_cmpstr(member(last, "name")->valuestring, ==, "a.xml");
	g_assert_cmpstr(member(last, "state")->valuestring, ==, "partly");
	g_assert_true(cJSON_IsString(member(report, "last_success")));
	g_assert_cmpfloat(number_of(report, "silence_hours"), >=, 2);
	g_assert_cmpfloat(number_of(report, "silence_hours"), <, 2.1);
	g_assert_true(cJSON_IsTrue(member(member(report, "folder"), "ok")));
	g_assert_cmpfloat(number_of(member(report, "disk"), "total_bytes"), >,
	                  0);
	g_assert_true(cJSON_IsFalse(member(member(report, "disk"), "low")));
	cJSON_Delete(report);
	settings_free(settings);
	past_free(past);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/status/queue", test_queue);
	g_test_add_func("/status/held", test_held);
	g_test_add_func("/status/problems", test_problems);
	g_test_add_func("/status/nothing_there", test_nothing_there);
	g_test_add_func("/status/broken_history", test_broken_history);
	g_test_add_func("/status/all", test_all);
	return g_test_run();
}
