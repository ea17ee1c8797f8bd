/* The database as a file: made, opened again, broken, too new; and files. */
#include "tests/watcher/past.h"
#include "watcher/history_messages.h"
#include "watcher/history_p.h"

#include <sys/wait.h>

static char *database(const struct past *past)
{
	return g_build_filename(past->scratch->state, "history.db", NULL);
}

/* ---- the file ---- */

static void test_made(void)
{
	struct past *past = past_new();
	g_autofree char *path = database(past);
	struct stat folder, file;
	g_assert_cmpint(stat(past->scratch->state, &folder), ==, 0);
	g_assert_cmpint(stat(path, &file), ==, 0);
	g_assert_cmpint(folder.st_mode & 07777, ==, 0700);
	g_assert_cmpint(file.st_mode & 07777, ==, 0600);
	past_free(past);
}

static char *pragma(struct past *past, const char *sql)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(history_query) query =
		history_query_new(past->history, sql, &error);
	bool row;
	g_assert_no_error(error);
	g_assert_true(history_next(past->history, query, &row, &error));
	return g_strdup(row ? history_text(query, 0) : NULL);
}

/* What the promise of durability rests on. */
static void test_pragmas(void)
{
	struct past *past = past_new();
	for (int again = 0; again < 2; again++) {
		g_autofree char *journal = pragma(past, "PRAGMA journal_mode");
		g_autofree char *sync = pragma(past, "PRAGMA synchronous");
		g_autofree char *keys = pragma(past, "PRAGMA foreign_keys");
		g_autofree char *vacuum = pragma(past, "PRAGMA auto_vacuum");
		g_assert_cmpstr(journal, ==, "wal");
		g_assert_cmpstr(sync, ==, "2");
		g_assert_cmpstr(keys, ==, "1");
		g_assert_cmpstr(vacuum, ==, "2");
		past_reopen(past);
	}
	past_free(past);
}

static void test_no_place(void)
{
	struct scratch *scratch = scratch_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *file = g_build_filename(scratch->root, "file", NULL);
	g_assert_true(g_file_set_contents(file, "x", 1, NULL));
	g_assert_null(history_open(file, false, NULL, &error));
	g_assert_nonnull(error);
	scratch_free(scratch);
}

static void break_header(const char *path)
{
	g_assert_true(
		g_file_set_contents(path, "this is no database", -1, NULL));
}

static void break_pages(const char *path)
{
	struct stat about;
	int fd = open(path, O_RDWR);
	g_assert_cmpint(fstat(fd, &about), ==, 0);
	g_autofree char *noise = g_strnfill(4096, '~');
	for (off_t at = 4096; at < about.st_size; at += 4096)
		g_assert_cmpint(pwrite(fd, noise, 4096, at), ==, 4096);
	close(fd);
}

static void break_length(const char *path)
{
	g_assert_cmpint(truncate(path, 4096 + 100), ==, 0);
}

static void break_ownership(const char *path)
{
	sqlite3 *db;
	g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
	g_assert_cmpint(
		sqlite3_exec(db, "PRAGMA application_id = 7", NULL, NULL, NULL),
		==, SQLITE_OK);
	sqlite3_close(db);
}

static char *find_aside(const struct past *past)
{
	g_autoptr(GDir) dir = g_dir_open(past->scratch->state, 0, NULL);
	const char *name;
	while ((name = g_dir_read_name(dir)) != NULL)
		if (g_str_has_prefix(name, "history.db.broken-") &&
		    !g_str_has_suffix(name, "-wal") &&
		    !g_str_has_suffix(name, "-shm"))
			return g_build_filename(past->scratch->state, name,
			                        NULL);
	return NULL;
}

static void test_broken(void)
{
	static const struct {
		const char *name;
		void (*act)(const char *);
	} rows[] = {
		{ "no database", break_header },
		{ "noise in pages", break_pages },
		{ "cut off", break_length },
		{ "somebody else's", break_ownership },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct past *past = past_new();
		g_autofree char *path = database(past);
		g_autofree char *note = NULL;
		g_autoptr(GError) error = NULL;
		past_file(past, "hash", "kept", "key", OUTCOME_CREATED, "1",
		          1000);
		history_close(past->history);
		g_test_message("%s", rows[i].name);
		rows[i].act(path);
		g_autofree char *bytes = NULL;
		g_autofree char *aside_bytes = NULL;
		gsize length = 0, aside_length = 0;
		g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));

		/* A reader says so, at the latest when it asks, and does not
		 * touch it. */
		struct history *reader =
			history_open(past->scratch->state, true, NULL, &error);
		if (reader != NULL)
			g_assert_null(history_files(reader, NULL, 9, &error));
		g_assert_error(error, HISTORY_ERROR, HISTORY_FAILED);
		g_clear_error(&error);
		history_close(reader);

		past->history = history_open(past->scratch->state, false, &note,
		                             &error);
		g_assert_no_error(error);
		g_assert_nonnull(past->history);
		g_autofree char *aside = find_aside(past);
		g_assert_nonnull(aside);
		g_assert_nonnull(note);
		g_assert_nonnull(strstr(note, aside));
		g_assert_true(g_file_get_contents(aside, &aside_bytes,
		                                  &aside_length, NULL));
		g_assert_cmpuint(length, ==, aside_length);
		g_assert_true(memcmp(bytes, aside_bytes, length) == 0);

		g_autoptr(GPtrArray) files =
			history_files(past->history, NULL, 10, &error);
		g_assert_cmpuint(files->len, ==, 0);
		past_file(past, "hash", "kept", "key", OUTCOME_CREATED, "1",
		          1000);
		past_free(past);
	}
}

static void set_version(const struct past *past, guint version)
{
	g_autofree char *path = database(past);
	g_autofree char *sql =
		g_strdup_printf("PRAGMA user_version = %u", version);
	sqlite3 *db;
	g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
	g_assert_cmpint(sqlite3_exec(db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
	sqlite3_close(db);
}

static void test_newer(void)
{
	struct past *past = past_new();
	past_file(past, "hash", "kept", "key", OUTCOME_CREATED, "1", 1000);
	history_close(past->history);
	set_version(past, history_newest_version() + 1);
	for (int reader = 0; reader < 2; reader++) {
		g_autoptr(GError) error = NULL;
		past->history = history_open(past->scratch->state, reader == 1,
		                             NULL, &error);
		g_assert_null(past->history);
		g_assert_error(error, HISTORY_ERROR, HISTORY_NEWER);
	}
	/* Refused is not touched. */
	set_version(past, history_newest_version());
	past_reopen(past);
	g_autoptr(GPtrArray) files =
		history_files(past->history, NULL, 10, NULL);
	g_assert_cmpuint(files->len, ==, 1);
	past_free(past);
}

static void test_reader_of_nothing(void)
{
	struct scratch *scratch = scratch_new();
	g_autoptr(GError) error = NULL;
	g_assert_null(history_open(scratch->state, true, NULL, &error));
	g_assert_no_error(error);
	g_assert_false(g_file_test(scratch->state, G_FILE_TEST_EXISTS));

	/* Made a moment ago, and empty still. */
	g_autofree char *path =
		g_build_filename(scratch->state, "history.db", NULL);
	g_assert_cmpint(g_mkdir(scratch->state, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, "", 0, NULL));
	g_assert_null(history_open(scratch->state, true, NULL, &error));
	g_assert_no_error(error);
	scratch_free(scratch);
}

/* `status` while the daemon writes, in the middle of a transaction too. */
static void test_reader_beside_writer(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	past_file(past, "1", "kept", "key", OUTCOME_CREATED, "1", 1000);
	struct history *reader =
		history_open(past->scratch->state, true, NULL, &error);
	g_assert_no_error(error);
	g_assert_nonnull(reader);
	g_assert_true(history_begin(past->history, &error));
	g_assert_true(history_run(past->history, "DELETE FROM file", &error));
	g_autoptr(GPtrArray) before = history_files(reader, NULL, 9, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(before->len, ==, 1);
	g_assert_true(history_end(past->history, true, &error));
	g_autoptr(GPtrArray) after = history_files(reader, NULL, 9, &error);
	g_assert_cmpuint(after->len, ==, 0);

	/* And it writes nothing. */
	gint64 id;
	bool resumed;
	g_assert_false(history_begin_file(reader, "b.xml", "2", NULL, 0, 0, &id,
	                                  &resumed, &error));
	g_assert_error(error, HISTORY_ERROR, HISTORY_FAILED);
	history_close(reader);
	past_free(past);
}

/* kill -9: what was recorded is there, what was not is not, nothing is
 * broken. */
static void test_killed(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	history_close(past->history);
	past->history = NULL;
	pid_t child = fork();
	if (child == 0) {
		past_reopen(past);
		past_file(past, "1", "kept", "key", OUTCOME_CREATED, "1", 1000);
		past_begin(past, "b.xml", "2", 1001);
		history_begin(past->history, NULL);
		history_run(past->history, "DELETE FROM file", NULL);
		raise(SIGKILL);
	}
	waitpid(child, NULL, 0);
	past_reopen(past);
	g_autoptr(GPtrArray) files =
		history_files(past->history, NULL, 9, &error);
	g_assert_cmpuint(files->len, ==, 2);
	past_free(past);
}

/* ---- files ---- */

static void test_begin_file(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	bool resumed = true;
	gint64 id = 0;
	g_assert_true(history_begin_file(past->history, "a.xml", "1", "kd2", 50,
	                                 100, &id, &resumed, &error));
	g_assert_false(resumed);

	static const struct {
		const char *name, *sha256;
		bool same;
	} rows[] = {
		{ "a.xml", "1", true },
		{ "b.xml", "1", false },
		{ "a.xml", "2", false },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		gint64 other = 0;
		past_reopen(past);
		g_test_message("%s %s", rows[i].name, rows[i].sha256);
		g_assert_true(history_begin_file(past->history, rows[i].name,
		                                 rows[i].sha256, "kd2", 50, 200,
		                                 &other, &resumed, &error));
		g_assert_true((other == id) == rows[i].same);
		g_assert_true(resumed == rows[i].same);
	}

	/* Ended: the same content again is a new passage. */
	past_end(past, id, "archive/a.xml", 300);
	gint64 again = past_begin(past, "a.xml", "1", 400);
	g_assert_cmpint(again, !=, id);
	past_free(past);
}

static void test_end_file(void)
{
	static const enum file_state states[] = { FILE_DONE, FILE_PARTLY,
		                                  FILE_REJECTED, FILE_HELD };
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	for (guint i = 0; i < G_N_ELEMENTS(states); i++) {
		struct totals totals = { .all = 21,
			                 .of = { 1, 2, 3, 4, 5, 6 } };
		gint64 id = past_begin(past, "\xff\n.xml", "1", 100 + i);
		g_assert_true(history_end_file(past->history, id, states[i],
		                               "a.ack.xml", "archive/a.xml",
		                               &totals, 200 + i, &error));
		past_reopen(past);
		struct history_file *file =
			history_find_file(past->history, "1", 0, &error);
		g_assert_nonnull(file);
		g_assert_cmpint(file->id, ==, id);
		g_assert_cmpstr(file->name, ==, "\xff\n.xml");
		g_assert_cmpstr(file->format, ==, "orders");
		g_assert_cmpint(file->state, ==, states[i]);
		g_assert_cmpint(file->exported, ==, 95 + i);
		g_assert_cmpint(file->received, ==, 100 + i);
		g_assert_cmpint(file->finished, ==, 200 + i);
		g_assert_cmpstr(file->ack, ==, "a.ack.xml");
		g_assert_cmpstr(file->kept, ==, "archive/a.xml");
		g_assert_cmpuint(file->totals.all, ==, 21);
		for (guint k = 0; k < OUTCOME_KINDS; k++)
			g_assert_cmpuint(file->totals.of[k], ==, k + 1);
		history_file_free(file);
	}
	past_free(past);
}

static void test_files(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	static const char *const names[] = { "a.xml", "b.xml", "a.xml" };
	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		past_begin(past, names[i], names[i], 100 + (i == 2 ? 0 : i));
	/* The third resumes the first. */
	g_autoptr(GPtrArray) all = history_files(past->history, NULL, 9, NULL);
	g_autoptr(GPtrArray) one = history_files(past->history, NULL, 1, NULL);
	g_autoptr(GPtrArray) a = history_files(past->history, "a.xml", 9, NULL);
	g_autoptr(GPtrArray) c =
		history_files(past->history, "c.xml", 9, &error);
	const struct history_file *newest = one->pdata[0];
	g_assert_cmpuint(all->len, ==, 2);
	g_assert_cmpuint(one->len, ==, 1);
	g_assert_cmpstr(newest->name, ==, "b.xml");
	g_assert_cmpint(newest->state, ==, FILE_OPEN);
	g_assert_cmpint(newest->finished, ==, WHEN_NONE);
	g_assert_null(newest->ack);
	g_assert_cmpuint(a->len, ==, 1);
	g_assert_cmpuint(c->len, ==, 0);
	g_assert_no_error(error);
	history_file_free(NULL);
	past_free(past);
}

static void test_find_file(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	gint64 first =
		past_file(past, "1", "kept", "key", OUTCOME_CREATED, "1", 100);
	gint64 second =
		past_file(past, "1", "kept", "key", OUTCOME_CREATED, "1", 200);
	past_begin(past, "a.xml", "1", 300); /* open: not found */
	static const struct {
		const char *sha256;
		gint64 since;
		int which;
	} rows[] = {
		{ "1", 0, 2 },   { "1", 150, 2 }, { "1", 200, 2 },
		{ "1", 201, 0 }, { "2", 0, 0 },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct history_file *file = history_find_file(
			past->history, rows[i].sha256, rows[i].since, &error);
		g_assert_no_error(error);
		g_assert_cmpint(file != NULL ? file->id : 0, ==,
		                rows[i].which == 2 ? second : 0);
		history_file_free(file);
	}
	g_assert_cmpint(first, !=, second);
	past_free(past);
}

static enum history_pass allowed(struct past *past, const char *sha256)
{
	g_autoptr(GError) error = NULL;
	enum history_pass pass = PASS_NONE;
	past_reopen(past);
	g_assert_true(history_allowed(past->history, sha256, &pass, &error));
	return pass;
}

static void test_allow(void)
{
	struct past *past = past_new();
	g_assert_cmpint(allowed(past, "1"), ==, PASS_NONE);
	g_assert_true(history_allow(past->history, "1", PASS_BRAKE, NULL));
	g_assert_cmpint(allowed(past, "1"), ==, PASS_BRAKE);
	g_assert_cmpint(allowed(past, "2"), ==, PASS_NONE);
	g_assert_true(history_allow(past->history, "1", PASS_FORCE, NULL));
	g_assert_cmpint(allowed(past, "1"), ==, PASS_FORCE);
	g_assert_true(history_allow(past->history, "1", PASS_BRAKE, NULL));
	g_assert_cmpint(allowed(past, "1"), ==, PASS_FORCE);
	g_assert_true(history_use_allowed(past->history, "1", NULL));
	g_assert_cmpint(allowed(past, "1"), ==, PASS_NONE);
	g_assert_true(history_use_allowed(past->history, "1", NULL));
	g_assert_true(history_allow(past->history, "1", PASS_BRAKE, NULL));
	g_assert_true(history_allow(past->history, "1", PASS_NONE, NULL));
	g_assert_cmpint(allowed(past, "1"), ==, PASS_NONE);
	past_free(past);
}

static void test_expire(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	past_file(past, "1", "kept", "key", OUTCOME_CREATED, "1", 100);
	past_file(past, "2", "kept", "key", OUTCOME_CREATED, "2", 200);
	gint64 open = past_begin(past, "open.xml", "3", 50);
	g_assert_true(history_expire(past->history, 200, &error));
	g_assert_no_error(error);
	g_autoptr(GPtrArray) files =
		history_files(past->history, NULL, 9, NULL);
	g_assert_cmpuint(files->len, ==, 2);
	for (guint i = 0; i < files->len; i++) {
		const struct history_file *file = files->pdata[i];
		g_assert_true(file->id == open ||
		              strcmp(file->sha256, "2") == 0);
	}
	/* What hung on it is gone too. */
	g_assert_null(history_show(past->history, "1", &error));
	g_assert_no_error(error);
	cJSON *second = history_show(past->history, "2", &error);
	g_assert_nonnull(second);
	cJSON_Delete(second);
	past_free(past);
}

static guint64 number_for(struct past *past, const char *from, guint64 accepted)
{
	char plan[] = "Б24_Обмен", to[] = "Б24";
	g_autofree char *node = g_strdup(from);
	struct exchange_message message = { plan, to, node, 99, accepted };
	g_autoptr(GError) error = NULL;
	guint64 number = 0;
	g_assert_true(
		history_number_reply(past->history, &message, &number, &error));
	g_assert_no_error(error);
	return number;
}

/* Numbers only grow, also past what 1C says it read, each node has its own,
 * and no reply is owed for them. */
static void test_messages(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	g_assert_cmpuint(number_for(past, "АА", 0), ==, 1);
	g_assert_cmpuint(number_for(past, "АА", 0), ==, 2);
	g_assert_cmpuint(number_for(past, "АА", 1), ==, 3);
	g_assert_cmpuint(number_for(past, "ББ", 0), ==, 1);
	g_assert_cmpuint(number_for(past, "АА", 16), ==, 17);
	past_reopen(past);
	g_assert_cmpuint(number_for(past, "АА", 16), ==, 18);
	g_autoptr(GPtrArray) replies = history_replies(past->history, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(replies->len, ==, 0);
	past_free(past);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/history/made", test_made);
	g_test_add_func("/history/pragmas", test_pragmas);
	g_test_add_func("/history/no_place", test_no_place);
	g_test_add_func("/history/broken", test_broken);
	g_test_add_func("/history/newer", test_newer);
	g_test_add_func("/history/reader_of_nothing", test_reader_of_nothing);
	g_test_add_func("/history/reader_beside_writer",
	                test_reader_beside_writer);
	g_test_add_func("/history/killed", test_killed);
	g_test_add_func("/history_messages/numbers", test_messages);
	g_test_add_func("/history_files/begin_file", test_begin_file);
	g_test_add_func("/history_files/end_file", test_end_file);
	g_test_add_func("/history_files/files", test_files);
	g_test_add_func("/history_files/find_file", test_find_file);
	g_test_add_func("/history_files/allow", test_allow);
	g_test_add_func("/history_files/expire", test_expire);
	return g_test_run();
}
