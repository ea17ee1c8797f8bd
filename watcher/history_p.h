#ifndef WATCHER_HISTORY_P_H
#define WATCHER_HISTORY_P_H

#include "watcher/history.h"

#include <sqlite3.h>

/* What the files of history share: SQLite with GError. */

struct history {
	sqlite3 *db; /* NULL: closed, and not opened again yet */
	char *state;
	char *path;
	GHashTable *queries; /* SQL (a literal) → prepared, owned */
	int mark_fd;         /* of history.last; -1: for reading only */
	gint64 count;        /* times that writes were announced */
	dev_t device;        /* of the file that is open */
	ino_t inode;
	bool fresh; /* made just now, and nobody knows of one before */
	bool bad;   /* to be opened again before it is used */
};

/* Sets HISTORY_FAILED from what SQLite said last, and whether the history is
 * bad. Always false. */
bool history_fail(struct history *history, GError **error);

/* ---- queries: prepared once, used by one caller at a time ---- */

typedef sqlite3_stmt history_query;

/* `sql` must be a literal: its address is the key. NULL: error. */
history_query *history_query_new(struct history *history, const char *sql,
                                 GError **error);
void history_query_end(history_query *query); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(history_query, history_query_end)

/* Texts are not copied: they must outlive the query's use. NULL is NULL. */
void history_bind_text(history_query *query, int at, const char *text);
void history_bind_number(history_query *query, int at, gint64 number);
void history_bind_when(history_query *query, int at, gint64 when);

const char *history_text(history_query *query, int column); /* or NULL */
gint64 history_number(history_query *query, int column);
gint64 history_when(history_query *query, int column);

/* The next row; *row_r false: there are no more. */
bool history_next(struct history *history, history_query *query, bool *row_r,
                  GError **error);
/* Runs a query without rows to its end and makes it ready for more values. */
bool history_do(struct history *history, history_query *query, GError **error);

/* Statements without values. */
bool history_run(struct history *history, const char *sql, GError **error);

/* A transaction; history_end commits where `good`, else takes all back, and
 * says whether it is in. */
bool history_begin(struct history *history, GError **error);
bool history_end(struct history *history, bool good, GError **error);

/* ---- names as the database has them: never renamed ---- */

extern const char *const history_entity_names[2];
extern const char *const history_kind_names[OUTCOME_KINDS];
extern const char *const history_state_names[];
enum { HISTORY_STATES = FILE_HELD + 1 };

/* ---- history_json.c: rows as people's programs get them ---- */

/* NULL, WHEN_NONE and 0 become null; a time is ISO 8601 in UTC; what cannot be
 * read as JSON is null. */
void history_add_text(cJSON *object, const char *key, const char *text);
void history_add_when(cJSON *object, const char *key, gint64 when);
void history_add_id(cJSON *object, const char *key, gint64 id);
void history_add_json(cJSON *object, const char *key, const char *text);
/* "created":n … "failed":n */
void history_add_kinds(cJSON *object, const struct totals *totals);

/* ---- history_seen.c, history_waiting.c, history_phones.c ---- */

/* What history_record() keeps beside the outcomes, inside its transaction. */
bool history_count_seen(struct history *history,
                        const struct history_order *orders, gsize count,
                        gint64 now, GError **error);
bool history_note_waiting(struct history *history, const char *document,
                          gint64 row, enum outcome_kind kind, GError **error);
bool history_note_phones(struct history *history, gint64 row,
                         const struct outcome *outcome, GError **error);

/* ---- history_memory.c ---- */

/* What an order's outcome adds to memory; inside history_record's
 * transaction. */
bool history_remember(struct history *history,
                      const struct history_order *order, GError **error);

/* ---- history_mark.c: STATE/history.last ---- */

struct history_mark {
	gint64 count;
	gint64 at; /* wall seconds; WHEN_NONE: nobody knows */
};

int history_mark_open(const char *state, GError **error); /* -1: error */
struct history_mark history_mark_read(int fd);
bool history_mark_write(int fd, const struct history_mark *mark,
                        GError **error);

/* ---- history_check.c ---- */

enum history_whole {
	HISTORY_WHOLE,
	HISTORY_BROKEN,
	HISTORY_UNREADABLE, /* the disk says so, perhaps only now */
	HISTORY_UNKNOWN,    /* not looked at to the end */
};

/* `care` may be NULL. Not thorough: what is seen in a few seconds. */
enum history_whole history_check(struct history *history, bool thorough,
                                 const struct history_care *care);
/* Whoever had it open did not get to close it. */
bool history_is_left_open(const char *path);

/* ---- history_loss.c: numbers of its own, and what it cannot know ---- */

bool history_note(struct history *history, const char *name, gint64 *value_r,
                  GError **error);
bool history_set_note(struct history *history, const char *name, gint64 value,
                      GError **error);
/* Compares with the mark, right after opening. `anew`: it is empty. *older_r:
 * it is a copy of before. */
bool history_find_loss(struct history *history, bool anew, bool *older_r,
                       GError **error);
/* Inside the transaction that announces writes: counts it. False, and the
 * history is bad, where another one was put in our place. */
bool history_count(struct history *history, GError **error);
/* Behind it. */
bool history_counted(struct history *history, gint64 now, GError **error);

/* ---- history_schema.c ---- */

enum { HISTORY_APPLICATION = 0x42323442 /* "B24B" */ };

guint history_newest_version(void);
/* From `version` to the newest, each step a transaction of its own. */
bool history_migrate(struct history *history, guint version, GError **error);

#endif
