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
#include <sys/stat.h>
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

/* What a disk refuses to give may be had a moment later; what it refuses twice
 * is gone. */
static enum opening check(struct history *history, bool thorough,
                          const struct history_care *care)
{
	enum history_whole whole = history_check(history, thorough, care);

	if (whole == HISTORY_UNREADABLE)
		whole = history_check(history, thorough, care);
	return whole == HISTORY_BROKEN || whole == HISTORY_UNREADABLE ? BROKEN
	                                                              : OPENED;
}

static void finalize(gpointer query)
{
	sqlite3_finalize(query);
}

static struct history *history_new(const char *state)
{
	struct history *history = g_new0(struct history, 1);
	history->state = g_strdup(state);
	history->path = g_build_filename(state, "history.db", NULL);
	history->mark_fd = -1;
	history->queries = g_hash_table_new_full(g_direct_hash, g_direct_equal,
	                                         NULL, finalize);
	return history;
}

static void let_go(struct history *history)
{
	g_hash_table_remove_all(history->queries);
	sqlite3_close(history->db);
	history->db = NULL;
	if (history->mark_fd >= 0)
		close(history->mark_fd);
	history->mark_fd = -1;
}

void history_close(struct history *history)
{
	if (history == NULL)
		return;
	let_go(history);
	g_hash_table_destroy(history->queries);
	g_free(history->state);
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

/* How to look at it before it is used. */
struct look {
	bool own;      /* nobody else writes: look at all of it where due */
	bool thorough; /* it is due */
	const struct history_care *care; /* may be NULL */
};

static enum opening open_to_write(struct history *history,
                                  const struct look *look, GError **error)
{
	bool left_open = history_is_left_open(history->path);
	/* SQLite would make it readable to whom the umask lets. */
	int fd = open(history->path,
	              O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
	              0600);
	if (fd < 0) {
		folder_fail(error, errno, "История «%s» не открывается",
		            history->path);
		return FAILED;
	}
	struct stat about = { 0 };
	if (fstat(fd, &about) == 0) {
		history->device = about.st_dev;
		history->inode = about.st_ino;
	}
	close(fd);
	guint version = 0;
	enum opening opening = connect(history, SQLITE_OPEN_READWRITE, error);
	if (opening == OPENED)
		opening = identify(history, &version, error);
	if (opening != OPENED)
		return opening;
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;
	bool thorough =
		look->thorough ||
		(look->own && (left_open || history_look_due(history, now)));
	opening = check(history, thorough, look->care);
	history->bad = false;
	if (opening == OPENED)
		opening = prepare(history, version, error);
	if (opening == OPENED && thorough)
		history_set_note(history, "checked", now, NULL);
	history->fresh = version == 0;
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

static void say(char **note_r, char *note)
{
	if (note_r != NULL)
		*note_r = note;
	else
		g_free(note);
}

/* What it cannot know, compared with the mark that lies beside it. */
static bool find_loss(struct history *history, bool broken, char **note_r,
                      GError **error)
{
	bool fresh = history->fresh;
	bool older = false;

	history->fresh = false;
	history->mark_fd = history_mark_open(history->state, error);
	if (history->mark_fd < 0 ||
	    !history_find_loss(history, fresh, &older, error))
		return false;
	if (broken && history->fresh &&
	    !history_note_loss(history, g_get_real_time() / G_USEC_PER_SEC,
	                       error))
		return false;
	if (older)
		say(note_r,
		    g_strdup_printf("История «%s» старее, чем была: на её "
		                    "место положена копия. Заказ-наряды от "
		                    "этого не теряются и не удваиваются.",
		                    history->path));
	else if (fresh && !broken && !history->fresh)
		say(note_r,
		    g_strdup_printf("История «%s» пропала, начата новая. "
		                    "Заказ-наряды от этого не теряются и "
		                    "не удваиваются.",
		                    history->path));
	return true;
}

static bool begin_anew(struct history *history, const struct look *look,
                       char **note_r, GError **error)
{
	g_autofree char *aside = NULL;
	enum opening opening;

	let_go(history);
	if (!set_aside(history->path, &aside, error))
		return false;
	opening = open_to_write(history, look, error);
	if (opening == BROKEN)
		return history_fail(history, error);
	if (opening != OPENED || !find_loss(history, true, NULL, error))
		return false;
	say(note_r,
	    g_strdup_printf("История «%s» повреждена или чужая; она отложена "
	                    "как «%s», начата новая. Заказ-наряды от этого "
	                    "не теряются и не удваиваются.",
	                    history->path, aside));
	return true;
}

static bool open_writer(struct history *history, const struct look *look,
                        char **note_r, GError **error)
{
	int folder = folder_open_state(history->state, error);
	if (folder < 0)
		return false;
	close(folder);
	enum opening opening = open_to_write(history, look, error);
	if (opening == BROKEN)
		return begin_anew(history, look, note_r, error);
	return opening == OPENED && find_loss(history, false, note_r, error);
}

static struct history *open_new_writer(const char *state,
                                       const struct look *look, char **note_r,
                                       GError **error)
{
	struct history *history = history_new(state);

	if (open_writer(history, look, note_r, error))
		return history;
	history_close(history);
	return NULL;
}

static struct history *open_reader(const char *state, GError **error)
{
	g_autofree char *path = g_build_filename(state, "history.db", NULL);
	if (access(path, F_OK) != 0) {
		if (errno != ENOENT)
			folder_fail(error, errno, "История «%s»", path);
		return NULL;
	}
	struct history *history = history_new(state);
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
	static const struct look look = { 0 };

	return read_only ? open_reader(state, error)
	                 : open_new_writer(state, &look, note_r, error);
}

struct history *history_open_own(const char *state,
                                 const struct history_care *care, char **note_r,
                                 GError **error)
{
	struct look look = { .own = true, .care = care };

	return open_new_writer(state, &look, note_r, error);
}

/* Another file, or none, under its name. */
static bool is_moved(const struct history *history)
{
	struct stat about;

	return lstat(history->path, &about) == 0
	               ? about.st_dev != history->device ||
	                         about.st_ino != history->inode
	               : errno == ENOENT || errno == ENOTDIR;
}

bool history_is_bad(struct history *history)
{
	return history->bad || history->db == NULL || is_moved(history);
}

bool history_reopen(struct history *history, const struct history_care *care,
                    char **note_r, GError **error)
{
	struct look look = { .own = true, .thorough = true, .care = care };

	let_go(history);
	history->bad = !open_writer(history, &look, note_r, error);
	if (history->bad)
		let_go(history);
	return !history->bad;
}
