/*
 * A history that goes away: what the one after it must not believe. Time is
 * that of the machine, so the table speaks of distances to it.
 */
#include "tests/watcher/past.h"
#include "watcher/history_p.h"

#include <signal.h>
#include <sys/wait.h>

static gint64 now(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

static char *path_of(const struct past *past, const char *name)
{
	return g_build_filename(past->scratch->state, name, NULL);
}

/* Announces nothing, which counts as one all the same. */
static bool announce(struct past *past, gint64 at)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	gint64 file = past_begin(past, "a.xml", "1", at);
	bool good = history_intend(past->history, file, none, at, &error);

	if (!good)
		g_test_message("%s", error->message);
	return good;
}

static void copy(const struct past *past, const char *from, const char *to)
{
	static const char *const parts[] = { "", "-wal", "-shm" };

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *a = path_of(past, from);
		g_autofree char *b = path_of(past, to);
		g_autofree char *old = g_strconcat(a, parts[i], NULL);
		g_autofree char *new = g_strconcat(b, parts[i], NULL);
		g_autofree char *bytes = NULL;
		gsize length = 0;

		if (!g_file_get_contents(old, &bytes, &length, NULL))
			unlink(new);
		else
			g_assert_true(g_file_set_contents(
				new, bytes, (gssize)length, NULL));
	}
}

static void drop(const struct past *past, const char *name)
{
	g_autofree char *path = path_of(past, name);

	g_assert_cmpint(unlink(path), ==, 0);
}

static void scribble(const struct past *past, const char *name)
{
	g_autofree char *path = path_of(past, name);

	g_assert_true(g_file_set_contents(path, "not a database, not a mark",
	                                  -1, NULL));
}

static void nothing(const struct past *past)
{
	(void)past;
}

static void lose(const struct past *past)
{
	drop(past, "history.db");
}

static void lose_all(const struct past *past)
{
	drop(past, "history.db");
	drop(past, "history.last");
}

static void restore(const struct past *past)
{
	copy(past, "copy", "history.db");
}

static void restore_newest(const struct past *past)
{
	copy(past, "newest", "history.db");
}

static void scribble_all(const struct past *past)
{
	scribble(past, "history.db");
	scribble(past, "history.last");
}

static void scribble_history(const struct past *past)
{
	scribble(past, "history.db");
}

static void scribble_mark(const struct past *past)
{
	scribble(past, "history.last");
}

enum { AGO = 1000 };

/* 0: nothing is unknown; else when the last write may have been sent, before
 * now. */
static const struct {
	const char *name;
	void (*act)(const struct past *past);
	gint64 ago; /* -1: it knows all */
	bool fresh;
	const char *said; /* or NULL */
} rows[] = {
	{ "nothing happened", nothing, -1, false, NULL },
	{ "removed", lose, AGO, false, "пропала" },
	{ "removed with its mark", lose_all, -1, true, NULL },
	{ "an older copy", restore, AGO, false, "копия" },
	{ "its own copy", restore_newest, -1, false, NULL },
	{ "broken", scribble_history, AGO, false, "повреждена" },
	{ "broken with its mark", scribble_all, 0, false, "повреждена" },
	{ "the mark alone", scribble_mark, -1, false, NULL },
};

static void make_past(struct past *past)
{
	g_assert_true(announce(past, now() - 2 * AGO));
	history_close(past->history);
	past->history = NULL;
	copy(past, "history.db", "copy");
	past_reopen(past);
	g_assert_true(announce(past, now() - AGO));
	history_close(past->history);
	past->history = NULL;
	copy(past, "history.db", "newest");
}

static void expect(struct past *past, gint64 ago)
{
	g_autoptr(GError) error = NULL;
	gint64 newest = 0;
	guint count = 9;
	bool lost = false;

	g_assert_true(history_unknown(past->history, &newest, &count, &error));
	g_assert_true(history_is_lost(past->history, &lost, &error));
	g_assert_cmpuint(count, ==, ago < 0 ? 0 : 1);
	g_assert_true(lost == (ago >= 0));
	if (ago >= 0) {
		g_assert_cmpint(newest, <=, now() - ago);
		g_assert_cmpint(newest, >=, now() - ago - 30);
	}
}

static void test_after(gconstpointer data)
{
	guint row = GPOINTER_TO_UINT(data);
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *note = NULL;

	make_past(past);
	rows[row].act(past);
	past->history =
		history_open_own(past->scratch->state, NULL, &note, &error);
	g_assert_no_error(error);
	g_assert_true(history_is_fresh(past->history) == rows[row].fresh);
	g_assert_true((note != NULL) == (rows[row].said != NULL));
	if (note != NULL)
		g_assert_nonnull(strstr(note, rows[row].said));
	expect(past, rows[row].ago);

	/* Waited for it is over, also for the next start; until then not. */
	past_reopen(past);
	expect(past, rows[row].ago);
	g_assert_true(history_forget_unknown(past->history, &error));
	g_assert_true(history_rebuilt(past->history, &error));
	past_reopen(past);
	expect(past, -1);
	g_assert_true(announce(past, now()));
	past_free(past);
}

/* ---- while it is open ---- */

static void rename_away(struct past *past)
{
	g_autofree char *from = path_of(past, "history.db");
	g_autofree char *to = path_of(past, "elsewhere");

	g_assert_cmpint(rename(from, to), ==, 0);
}

static void drop_open(struct past *past)
{
	drop(past, "history.db");
}

/* As `cp` does: the same file, other bytes. */
static void overwrite(struct past *past)
{
	g_autofree char *path = path_of(past, "history.db");
	int fd = open(path, O_WRONLY);
	g_autofree char *noise = g_strnfill(200 * 1024, '~');

	/* What the journal holds is not read from there. */
	g_assert_true(history_run(past->history,
	                          "PRAGMA wal_checkpoint(TRUNCATE)", NULL));
	g_assert_cmpint(write(fd, noise, 200 * 1024), ==, 200 * 1024);
	close(fd);
	/* What is cached is not read again. */
	sqlite3_db_release_memory(past->history->db);
	g_assert_null(history_files(past->history, NULL, 9, NULL));
}

static void count_back(struct past *past)
{
	g_assert_true(history_run(past->history,
	                          "UPDATE note SET value = 0"
	                          " WHERE name = 'count'",
	                          NULL));
	g_assert_false(announce(past, now()));
}

static void test_open(gconstpointer data)
{
	void (*act)(struct past *) = *(void (*const *)(struct past *))data;
	struct past *past = past_new();
	struct history *same;
	g_autoptr(GError) error = NULL;
	g_autofree char *note = NULL;

	g_assert_true(announce(past, now() - AGO));
	g_assert_false(history_is_bad(past->history));
	act(past);
	g_assert_true(history_is_bad(past->history));
	same = past->history;
	g_assert_true(history_reopen(same, NULL, &note, &error));
	g_assert_no_error(error);
	g_assert_nonnull(note);
	g_assert_false(history_is_bad(past->history));
	expect(past, AGO);
	g_assert_true(announce(past, now()));
	past_reopen(past);
	past_free(past);
}

/* Where it cannot be had, all fails and nothing crashes, until it can. */
static void test_not_to_be_had(void)
{
	struct past *past = past_new();
	g_autoptr(GError) error = NULL;
	gint64 newest;
	guint count;
	bool lost;

	g_assert_true(announce(past, now() - AGO));
	drop(past, "history.db");
	g_autofree char *path = path_of(past, "history.db");
	g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
	g_assert_true(history_is_bad(past->history));
	g_assert_false(history_reopen(past->history, NULL, NULL, &error));
	g_assert_nonnull(error);
	g_clear_error(&error);
	g_assert_true(history_is_bad(past->history));
	g_assert_false(history_unknown(past->history, &newest, &count, &error));
	g_clear_error(&error);
	g_assert_false(history_begin(past->history, &error));
	g_clear_error(&error);
	g_assert_false(history_is_lost(past->history, &lost, NULL));
	g_assert_cmpint(g_rmdir(path), ==, 0);
	g_assert_true(history_reopen(past->history, NULL, NULL, &error));
	expect(past, AGO);
	past_free(past);
}

/* ---- how much of it is looked at ---- */

/* An index without one of its rows: only a thorough look sees that. */
static void break_index(struct past *past)
{
	static const char sql[] =
		"PRAGMA writable_schema = ON;"
		"UPDATE sqlite_schema SET sql = 'CREATE INDEX file_received"
		" ON file (count_all)' WHERE name = 'file_received';";
	g_autoptr(GError) error = NULL;

	past_file(past, "hash", "kept", "key", OUTCOME_CREATED, "1", 1000);
	g_assert_true(history_run(past->history, sql, &error));
	g_assert_no_error(error);
}

static bool is_set_aside(struct past *past)
{
	g_autofree char *note = NULL;
	g_autoptr(GError) error = NULL;

	past->history =
		history_open_own(past->scratch->state, NULL, &note, &error);
	g_assert_no_error(error);
	return note != NULL;
}

static void test_due(void)
{
	struct past *past = past_new();
	gint64 day = 24 * 60 * 60;

	g_assert_true(history_look_due(past->history, now()));
	history_close(past->history);
	g_assert_false(is_set_aside(past));
	g_assert_false(history_look_due(past->history, now()));
	g_assert_true(history_look_due(past->history, now() + 8 * day));
	/* A clock that was set back must not put it off for ever. */
	g_assert_true(history_look_due(past->history, now() - day));
	past_free(past);
}

/* After a clean end of the last week the index is not looked at; after a kill
 * it is. */
static void test_unclean(void)
{
	for (int killed = 0; killed < 2; killed++) {
		struct past *past = past_new();
		int status = 0;
		pid_t child;

		history_close(past->history);
		g_assert_false(is_set_aside(past)); /* and looked at */
		history_close(past->history);
		past->history = NULL;
		child = fork();
		if (child == 0) {
			past_reopen(past);
			break_index(past);
			if (killed)
				raise(SIGKILL);
			history_close(past->history);
			_exit(0);
		}
		g_assert_cmpint(waitpid(child, &status, 0), ==, child);
		g_assert_true(WIFSIGNALED(status) == (killed == 1));
		g_assert_true(is_set_aside(past) == (killed == 1));
		past_free(past);
	}
}

static void test_looked(void)
{
	struct past *past = past_new();
	struct history_looker *looker = history_look(past->history);

	for (int i = 0; i < 2000 && !history_looked(looker); i++)
		g_usleep(5000);
	g_assert_true(history_looked(looker));
	g_assert_true(history_look_due(past->history, now()));
	history_look_end(looker, past->history, now());
	g_assert_false(history_look_due(past->history, now()));
	g_assert_false(history_is_bad(past->history));

	break_index(past);
	looker = history_look(past->history);
	for (int i = 0; i < 2000 && !history_looked(looker); i++)
		g_usleep(5000);
	history_look_end(looker, past->history, now());
	g_assert_true(history_is_bad(past->history));
	history_look_end(NULL, past->history, now());
	past_free(past);
}

int main(int argc, char **argv)
{
	static void (*const acts[])(struct past *) = { rename_away, drop_open,
		                                       overwrite, count_back };
	static const char *const names[] = { "renamed away", "removed",
		                             "written over", "older copy" };

	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/history_loss/%s", rows[i].name);

		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_after);
	}
	for (guint i = 0; i < G_N_ELEMENTS(acts); i++) {
		g_autofree char *path =
			g_strdup_printf("/history_loss/open/%s", names[i]);

		g_test_add_data_func(path, &acts[i], test_open);
	}
	g_test_add_func("/history_loss/not to be had", test_not_to_be_had);
	g_test_add_func("/history_loss/due", test_due);
	g_test_add_func("/history_loss/unclean", test_unclean);
	g_test_add_func("/history_loss/looked", test_looked);
	return g_test_run();
}
