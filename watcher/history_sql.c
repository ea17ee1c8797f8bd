/*
 * SQLite as the other files of history use it: prepared queries that are kept,
 * values, transactions, and errors that say what to do.
 */
#include "watcher/history_p.h"

#include "core/when.h"

GQuark history_error_quark(void)
{
	return g_quark_from_static_string("history-error");
}

static const char *advice(int code)
{
	switch (code & 0xFF) {
	case SQLITE_FULL:
		return "Освободите место на диске.";
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return "Проверьте права пользователя службы на файл и папку.";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "Файл занят другой программой: закройте её.";
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "Файл повреждён: служба отложит его и начнёт новый.";
	case SQLITE_IOERR:
		return "Диск отвечает ошибкой: проверьте его (dmesg).";
	default:
		return "Перезапустите службу; если повторится, отложите файл.";
	}
}

/* A full disk is none of these: it is waited for. */
static bool is_bad(int code)
{
	switch (code & 0xFF) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_IOERR:
		return true;
	default:
		/* Its file was renamed or removed. */
		return code == SQLITE_READONLY_DBMOVED;
	}
}

bool history_fail(struct history *history, GError **error)
{
	int code;

	if (history->db == NULL) {
		g_set_error(error, HISTORY_ERROR, HISTORY_FAILED,
		            "История «%s» не открыта.", history->path);
		return false;
	}
	code = sqlite3_extended_errcode(history->db);
	history->bad |= is_bad(code);
	g_set_error(error, HISTORY_ERROR, HISTORY_FAILED,
	            "История «%s»: %s (код %d). %s", history->path,
	            sqlite3_errmsg(history->db), code, advice(code));
	return false;
}

history_query *history_query_new(struct history *history, const char *sql,
                                 GError **error)
{
	history_query *query = g_hash_table_lookup(history->queries, sql);
	if (query != NULL)
		return query;
	if (history->db == NULL) {
		history_fail(history, error);
		return NULL;
	}
	if (sqlite3_prepare_v3(history->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
	                       &query, NULL) != SQLITE_OK) {
		history_fail(history, error);
		return NULL;
	}
	g_hash_table_insert(history->queries, (gpointer)sql, query);
	return query;
}

void history_query_end(history_query *query)
{
	if (query == NULL)
		return;
	/* Its error, if any, was told by history_next() already. */
	sqlite3_reset(query);
	sqlite3_clear_bindings(query);
}

void history_bind_text(history_query *query, int at, const char *text)
{
	if (text != NULL)
		sqlite3_bind_text(query, at, text, -1, SQLITE_STATIC);
	else
		sqlite3_bind_null(query, at);
}

void history_bind_number(history_query *query, int at, gint64 number)
{
	sqlite3_bind_int64(query, at, number);
}

void history_bind_when(history_query *query, int at, gint64 when)
{
	if (when != WHEN_NONE)
		sqlite3_bind_int64(query, at, when);
	else
		sqlite3_bind_null(query, at);
}

const char *history_text(history_query *query, int column)
{
	return (const char *)sqlite3_column_text(query, column);
}

gint64 history_number(history_query *query, int column)
{
	return sqlite3_column_int64(query, column);
}

gint64 history_when(history_query *query, int column)
{
	return sqlite3_column_type(query, column) == SQLITE_NULL
	               ? WHEN_NONE
	               : sqlite3_column_int64(query, column);
}

bool history_next(struct history *history, history_query *query, bool *row_r,
                  GError **error)
{
	int result = sqlite3_step(query);
	if (result != SQLITE_ROW && result != SQLITE_DONE)
		return history_fail(history, error);
	*row_r = result == SQLITE_ROW;
	return true;
}

bool history_do(struct history *history, history_query *query, GError **error)
{
	bool done = sqlite3_step(query) == SQLITE_DONE;
	if (!done)
		history_fail(history, error);
	history_query_end(query);
	return done;
}

bool history_run(struct history *history, const char *sql, GError **error)
{
	return (history->db != NULL && sqlite3_exec(history->db, sql, NULL,
	                                            NULL, NULL) == SQLITE_OK) ||
	       history_fail(history, error);
}

bool history_begin(struct history *history, GError **error)
{
	return history_run(history, "BEGIN IMMEDIATE", error);
}

bool history_end(struct history *history, bool good, GError **error)
{
	if (good && history_run(history, "COMMIT", error))
		return true;
	/* Some failures have ended the transaction already. */
	if (history->db != NULL && sqlite3_get_autocommit(history->db) == 0)
		sqlite3_exec(history->db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}
