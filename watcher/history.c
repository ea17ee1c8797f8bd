/*
 * Opens and closes history.db.
 *
 * Killed at any point, the next start finds whole transactions: an open file
 * row goes on under the same id, its recorded outcomes are not decided again,
 * and a write with an intent and no result is asked for at the portal before
 * anything else is sent.
 *
 * Refuses a database that a newer b24bridge wrote, for nobody knows what its
 * rows mean. What is broken or not ours is set aside, never removed: people
 * may want to look into it.
 */
#include "watcher/folder.h"
#include "watcher/history_p.h"

#include "core/when.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { BUSY_MS = 5000 };

enum opening { OPENED, BROKEN, FAILED };

static bool is_broken(const struct history *history)
{
	int code = sqlite3_errcode(history->db);
	return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

static enum opening failed(struct history *history, GError **error)
{
	if (is_broken(history))
		return BROKEN;
	history_fail(history, error);
	return FAILED;
}

/* The first value of a statement, as a text: owned. */
static enum opening ask(struct history *history, const char *sql,
                        char **answer_r, GError **error)
{
	g_autoptr(history_query) query = NULL;
	bool row = false;
	if ((query = history_query_new(history, sql, NULL)) == NULL ||
	    !history_next(history, query, &row, NULL))
		return failed(history, error);
	const char *text = row ? history_text(query, 0) : NULL;
	*answer_r = g_strdup(text != NULL ? text : "");
	return OPENED;
}

static enum opening ask_number(struct history *history, const char *sql,
                               gint64 *answer_r, GError **error)
{
	g_autofree char *answer = NULL;
	enum opening opening = ask(history, sql, &answer, error);
	if (opening == OPENED)
		*answer_r = g_ascii_strtoll(answer, NULL, 10);
	return opening;
}

/* Is it ours, and of which version? */
static enum opening identify(struct history *history, guint *version_r,
                             GError **error)
{
	gint64 application = 0, version = 0, tables = 0;
	enum opening opening = ask_number(history, "PRAGMA application_id",
	                                  &application, error);
	if (opening == OPENED)
		opening = ask_number(history, "PRAGMA user_version", &version,
		                     error);
	if (opening == OPENED)
		opening = ask_number(history,
		                     "SELECT count(*) FROM sqlite_schema",
		                     &tables, error);
	if (opening != OPENED)
		return opening;
	bool ours = application == HISTORY_APPLICATION && version > 0;
	bool fresh = application == 0 && version == 0 && tables == 0;
	if (!ours && !fresh)
		return BROKEN;
	if (version > history_newest_version()) {
		g_set_error(error, HISTORY_ERROR, HISTORY_NEWER,
		            "История «%s» записана более новой версией "
		            "b24bridge (%d вместо %u). Обновите программу или "
		            "уберите файл: потеря истории не теряет и не "
		            "удваивает заказ-наряды.",
		            history->path, (int)version,
		            history_newest_version());
		return FAILED;
	}
	*version_r = (guint)version;
	return OPENED;
}

static enum opening check(struct history *history, GError **error)
{
	g_autofree char *verdict = NULL;
	enum opening opening =
		ask(history, "PRAGMA quick_check(1)", &verdict, error);
	if (opening != OPENED)
		return opening;
	return g_strcmp0(verdict, "ok") == 0 ? OPENED : BROKEN;
}

static void finalize(gpointer query)
{
	sqlite3_finalize(query);
}

static struct history *history_new(const char *path)
{
	struct history *history = g_new0(struct history, 1);
	history->path = g_strdup(path);
	history->queries = g_hash_table_new_full(g_direct_hash, g_direct_equal,
	                                         NULL, finalize);
	return history;
}

void history_close(struct history *history)
{
	if (history == NULL)
		return;
	g_hash_table_destroy(history->queries);
	sqlite3_close(history->db);
	g_free(history->path);
	g_free(history);
}

static enum opening connect(struct history *history, int flags, GError **error)
{
	flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	if (sqlite3_open_v2(history->path, &history->db, flags, NULL) !=
	    SQLITE_OK)
		return failed(history, error);
	sqlite3_busy_timeout(history->db, BUSY_MS);
	return OPENED;
}

static enum opening prepare(struct history *history, guint version,
                            GError **error)
{
	/* auto_vacuum counts only before there is a table. */
	static const char pragmas[] = "PRAGMA auto_vacuum = INCREMENTAL;"
				      "PRAGMA journal_mode = WAL;"
				      "PRAGMA synchronous = FULL;"
				      "PRAGMA journal_size_limit = 67108864;"
				      "PRAGMA foreign_keys = ON;";
	if (history_run(history, pragmas, error) &&
	    history_migrate(history, version, error))
		return OPENED;
	if (!is_broken(history))
		return FAILED;
	g_clear_error(error);
	return BROKEN;
}

static enum opening open_to_write(struct history *history, GError **error)
{
	/* SQLite would make it readable to whom the umask lets. */
	int fd = open(history->path,
	              O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
	              0600);
	if (fd < 0) {
		folder_fail(error, errno, "История «%s» не открывается",
		            history->path);
		return FAILED;
	}
	close(fd);
	guint version = 0;
	enum opening opening = connect(history, SQLITE_OPEN_READWRITE, error);
	if (opening == OPENED)
		opening = identify(history, &version, error);
	if (opening == OPENED)
		opening = check(history, error);
	if (opening == OPENED)
		opening = prepare(history, version, error);
	return opening;
}

/* With its journal: SQLite can open the three together again. */
static bool set_aside(const char *path, char **aside_r, GError **error)
{
	static const char *const parts[] = { "-wal", "-shm", "" };
	g_autofree char *stamp = when_stamp(g_get_real_time() / G_USEC_PER_SEC);
	g_autofree char *aside = g_strdup_printf("%s.broken-%s", path, stamp);
	for (guint n = 2; g_file_test(aside, G_FILE_TEST_EXISTS); n++) {
		g_free(aside);
		aside = g_strdup_printf("%s.broken-%s-%u", path, stamp, n);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *from = g_strconcat(path, parts[i], NULL);
		g_autofree char *to = g_strconcat(aside, parts[i], NULL);
		if (rename(from, to) != 0 && errno != ENOENT)
			return folder_fail(error, errno,
			                   "Повреждённая история «%s»", from);
	}
	*aside_r = g_steal_pointer(&aside);
	return true;
}

static struct history *begin_anew(const char *path, char **note_r,
                                  GError **error)
{
	g_autofree char *aside = NULL;
	if (!set_aside(path, &aside, error))
		return NULL;
	struct history *history = history_new(path);
	enum opening opening = open_to_write(history, error);
	if (opening != OPENED) {
		if (opening == BROKEN)
			history_fail(history, error);
		history_close(history);
		return NULL;
	}
	if (note_r != NULL)
		*note_r = g_strdup_printf(
			"История «%s» повреждена или чужая; она отложена как "
			"«%s», начата новая. Заказ-наряды от этого не теряются "
			"и не "
			"удваиваются.",
			path, aside);
	return history;
}

static struct history *open_writer(const char *state, const char *path,
                                   char **note_r, GError **error)
{
	int folder = folder_open_state(state, error);
	if (folder < 0)
		return NULL;
	close(folder);
	struct history *history = history_new(path);
	enum opening opening = open_to_write(history, error);
	if (opening == OPENED)
		return history;
	history_close(history);
	return opening == BROKEN ? begin_anew(path, note_r, error) : NULL;
}

static struct history *open_reader(const char *path, GError **error)
{
	if (access(path, F_OK) != 0) {
		if (errno != ENOENT)
			folder_fail(error, errno, "История «%s»", path);
		return NULL;
	}
	struct history *history = history_new(path);
	guint version = 0;
	enum opening opening = connect(history, SQLITE_OPEN_READONLY, error);
	if (opening == OPENED)
		opening = identify(history, &version, error);
	if (opening == OPENED && version == history_newest_version())
		return history;
	if (opening == BROKEN)
		g_set_error(error, HISTORY_ERROR, HISTORY_FAILED,
		            "История «%s» повреждена. Перезапустите службу: "
		            "она отложит файл и начнёт новый.",
		            path);
	else if (opening == OPENED && version > 0)
		g_set_error(error, HISTORY_ERROR, HISTORY_FAILED,
		            "История «%s» записана прежней версией. "
		            "Перезапустите службу, она её обновит.",
		            path);
	history_close(history);
	return NULL;
}

struct history *history_open(const char *state, bool read_only, char **note_r,
                             GError **error)
{
	g_autofree char *path = g_build_filename(state, "history.db", NULL);
	return read_only ? open_reader(path, error)
	                 : open_writer(state, path, note_r, error);
}
