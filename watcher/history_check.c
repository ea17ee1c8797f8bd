/*
 * Is the database whole? All of it is looked at after an end that was none (a
 * kill, a power cut: a journal is left) and where nobody did for a week; at
 * every other start only for as long as nobody waits for it.
 *
 * Between the starts a thread looks once a week, over a connection of its own
 * that only reads. It says what it found; whoever writes acts on it.
 */
#include "watcher/history_p.h"

#include "core/when.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	STEPS = 100 * 1000, /* of SQLite's machine, between two looks */
	QUICK_US = 3 * G_USEC_PER_SEC,
	WEEK_SECONDS = 7 * 24 * 60 * 60,
	RESTFUL = 10, /* nice(2) */
};

struct looking {
	const struct history_care *care;
	gint64 until; /* monotonic; 0: as long as it takes */
};

static int look_on(void *context)
{
	const struct looking *looking = context;

	if (looking->until != 0 && g_get_monotonic_time() > looking->until)
		return 1;
	return looking->care != NULL &&
	       !looking->care->goes_on(looking->care->context);
}

/* "ok", what is wrong, or NULL: nobody knows. */
static enum history_whole ask(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *query = NULL;
	enum history_whole whole = HISTORY_UNKNOWN;
	int code = sqlite3_prepare_v2(db, sql, -1, &query, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(query);
	if (code == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(query, 0);

		whole = g_strcmp0(text, "ok") == 0 ? HISTORY_WHOLE
		                                   : HISTORY_BROKEN;
	} else if ((code & 0xFF) == SQLITE_CORRUPT ||
	           (code & 0xFF) == SQLITE_NOTADB) {
		whole = HISTORY_BROKEN;
	} else if ((code & 0xFF) == SQLITE_IOERR) {
		whole = HISTORY_UNREADABLE;
	}
	sqlite3_finalize(query);
	return whole;
}

enum history_whole history_check(struct history *history, bool thorough,
                                 const struct history_care *care)
{
	struct looking looking = {
		.care = care,
		.until = thorough ? 0 : g_get_monotonic_time() + QUICK_US,
	};
	enum history_whole whole;

	sqlite3_progress_handler(history->db, STEPS, look_on, &looking);
	whole = ask(history->db, thorough ? "PRAGMA integrity_check(1)"
	                                  : "PRAGMA quick_check(1)");
	sqlite3_progress_handler(history->db, 0, NULL, NULL);
	return whole;
}

bool history_is_left_open(const char *path)
{
	g_autofree char *journal = g_strconcat(path, "-wal", NULL);
	struct stat about;

	return stat(journal, &about) == 0 && about.st_size > 0;
}

bool history_look_due(struct history *history, gint64 now)
{
	gint64 checked = 0;

	return !history_note(history, "checked", &checked, NULL) ||
	       now - checked >= WEEK_SECONDS || checked > now;
}

/* ---- now and then ---- */

struct history_looker {
	char *path;
	GThread *thread;
	atomic_bool over, stop;
	enum history_whole whole; /* of the thread until it is over */
};

static int look_until_stopped(void *context)
{
	return atomic_load(&((struct history_looker *)context)->stop);
}

static gpointer look(gpointer context)
{
	struct history_looker *looker = context;
	sqlite3 *db = NULL;

	setpriority(PRIO_PROCESS, (id_t)gettid(), RESTFUL);
	if (sqlite3_open_v2(looker->path, &db,
	                    SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX |
	                            SQLITE_OPEN_EXRESCODE,
	                    NULL) == SQLITE_OK) {
		sqlite3_progress_handler(db, STEPS, look_until_stopped, looker);
		looker->whole = ask(db, "PRAGMA integrity_check(1)");
	}
	sqlite3_close(db);
	atomic_store(&looker->over, true);
	return NULL;
}

struct history_looker *history_look(struct history *history)
{
	struct history_looker *looker = g_new0(struct history_looker, 1);

	looker->path = g_strdup(history->path);
	looker->whole = HISTORY_UNKNOWN;
	looker->thread = g_thread_try_new("history", look, looker, NULL);
	if (looker->thread == NULL)
		atomic_store(&looker->over, true);
	return looker;
}

bool history_looked(const struct history_looker *looker)
{
	return atomic_load(&looker->over);
}

void history_look_end(struct history_looker *looker, struct history *history,
                      gint64 now)
{
	if (looker == NULL)
		return;
	atomic_store(&looker->stop, true);
	if (looker->thread != NULL)
		g_thread_join(looker->thread);
	if (looker->whole == HISTORY_WHOLE)
		history_set_note(history, "checked", now, NULL);
	else if (looker->whole == HISTORY_BROKEN)
		history->bad = true;
	g_free(looker->path);
	g_free(looker);
}
