/*
 * The rows of files: one a passage of a file through the bridge, open from
 * claim to archive.
 */
#include "watcher/history_p.h"

#include <string.h>

const char *const history_state_names[HISTORY_STATES] = {
	[FILE_OPEN] = "open",     [FILE_DONE] = "done",
	[FILE_PARTLY] = "partly", [FILE_REJECTED] = "rejected",
	[FILE_HELD] = "held",
};

/* The order of the columns, for read_file(). */
#define COLUMNS                                                               \
	"id, name, sha256, format, exported, received, finished, state, ack," \
	" kept, count_all, count_created, count_updated, count_unchanged,"    \
	" count_skipped, count_held, count_failed"

void history_file_free(struct history_file *file)
{
	if (file == NULL)
		return;
	g_free(file->name);
	g_free(file->sha256);
	g_free(file->format);
	g_free(file->ack);
	g_free(file->kept);
	g_free(file);
}

static enum file_state read_state(const char *name)
{
	for (guint i = 0; i < HISTORY_STATES; i++)
		if (g_strcmp0(name, history_state_names[i]) == 0)
			return (enum file_state)i;
	return FILE_OPEN;
}

static struct history_file *read_file(history_query *query)
{
	struct history_file *file = g_new0(struct history_file, 1);
	int at = 0;
	file->id = history_number(query, at++);
	file->name = g_strdup(history_text(query, at++));
	file->sha256 = g_strdup(history_text(query, at++));
	file->format = g_strdup(history_text(query, at++));
	file->exported = history_when(query, at++);
	file->received = history_when(query, at++);
	file->finished = history_when(query, at++);
	file->state = read_state(history_text(query, at++));
	file->ack = g_strdup(history_text(query, at++));
	file->kept = g_strdup(history_text(query, at++));
	file->totals.all = (guint64)history_number(query, at++);
	for (guint i = 0; i < OUTCOME_KINDS; i++)
		file->totals.of[i] = (guint64)history_number(query, at++);
	return file;
}

/* *id_r: 0 where there is none. */
static bool find_open(struct history *history, const char *name,
                      const char *sha256, gint64 *id_r, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT id FROM file WHERE state = 'open' AND name = ?1"
		" AND sha256 = ?2 ORDER BY id LIMIT 1",
		error);
	bool row;
	if (query == NULL)
		return false;
	history_bind_text(query, 1, name);
	history_bind_text(query, 2, sha256);
	if (!history_next(history, query, &row, error))
		return false;
	*id_r = row ? history_number(query, 0) : 0;
	return true;
}

static bool insert(struct history *history, const char *name,
                   const char *sha256, const char *format, gint64 exported,
                   gint64 received, gint64 *id_r, GError **error)
{
	history_query *query = history_query_new(
		history,
		"INSERT INTO file (name, sha256, format, exported, received)"
		" VALUES (?1, ?2, ?3, ?4, ?5)",
		error);
	if (query == NULL)
		return false;
	history_bind_text(query, 1, name);
	history_bind_text(query, 2, sha256);
	history_bind_text(query, 3, format);
	history_bind_when(query, 4, exported);
	history_bind_when(query, 5, received);
	if (!history_do(history, query, error))
		return false;
	*id_r = sqlite3_last_insert_rowid(history->db);
	return true;
}

bool history_begin_file(struct history *history, const char *name,
                        const char *sha256, const char *format, gint64 exported,
                        gint64 received, gint64 *id_r, bool *resumed_r,
                        GError **error)
{
	gint64 id = 0;
	if (!history_begin(history, error))
		return false;
	bool found = find_open(history, name, sha256, &id, error);
	bool resumed = found && id != 0;
	bool good =
		found && (resumed || insert(history, name, sha256, format,
	                                    exported, received, &id, error));
	if (!history_end(history, good, error))
		return false;
	*id_r = id;
	*resumed_r = resumed;
	return true;
}

static void bind_totals(history_query *query, int at,
                        const struct totals *totals)
{
	static const struct totals none;
	if (totals == NULL)
		totals = &none;
	history_bind_number(query, at++, (gint64)totals->all);
	for (guint i = 0; i < OUTCOME_KINDS; i++)
		history_bind_number(query, at++, (gint64)totals->of[i]);
}

bool history_end_file(struct history *history, gint64 id, enum file_state state,
                      const char *ack, const char *kept,
                      const struct totals *totals, gint64 finished,
                      GError **error)
{
	history_query *query = history_query_new(
		history,
		"UPDATE file SET state = ?2, ack = ?3, kept = ?4,"
		" finished = ?5, count_all = ?6, count_created = ?7,"
		" count_updated = ?8, count_unchanged = ?9,"
		" count_skipped = ?10, count_held = ?11, count_failed = ?12"
		" WHERE id = ?1",
		error);
	if (query == NULL)
		return false;
	history_bind_number(query, 1, id);
	history_bind_text(query, 2, history_state_names[state]);
	history_bind_text(query, 3, ack);
	history_bind_text(query, 4, kept);
	history_bind_when(query, 5, finished);
	bind_totals(query, 6, totals);
	return history_do(history, query, error);
}

bool history_say_why(struct history *history, gint64 id, const char *why,
                     guint64 brake, GError **error)
{
	history_query *query = history_query_new(
		history,
		"UPDATE file SET why = ?2, brake = nullif(?3, 0) WHERE id = ?1",
		error);
	if (query == NULL)
		return false;
	history_bind_number(query, 1, id);
	history_bind_text(query, 2, why);
	history_bind_number(query, 3, (gint64)brake);
	return history_do(history, query, error);
}

GPtrArray *history_files(struct history *history, const char *name, guint most,
                         GError **error)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(
		(GDestroyNotify)history_file_free);
	g_autoptr(history_query) query =
		history_query_new(history,
	                          "SELECT " COLUMNS " FROM file"
	                          " WHERE ?1 IS NULL OR name = ?1"
	                          " ORDER BY received DESC, id DESC LIMIT ?2",
	                          error);
	bool row;
	if (query == NULL)
		return NULL;
	history_bind_text(query, 1, name);
	history_bind_number(query, 2, most);
	for (;;) {
		if (!history_next(history, query, &row, error))
			return NULL;
		if (!row)
			return g_steal_pointer(&files);
		g_ptr_array_add(files, read_file(query));
	}
}

struct history_file *history_find_file(struct history *history,
                                       const char *sha256, gint64 since,
                                       GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT " COLUMNS " FROM file"
		" WHERE sha256 = ?1 AND state <> 'open' AND received >= ?2"
		" ORDER BY received DESC, id DESC LIMIT 1",
		error);
	bool row;
	if (query == NULL)
		return NULL;
	history_bind_text(query, 1, sha256);
	history_bind_number(query, 2, since);
	if (!history_next(history, query, &row, error) || !row)
		return NULL;
	return read_file(query);
}

/* One file a transaction: a million orders hang on some. */
static bool expire_one(struct history *history, gint64 before, bool *more_r,
                       GError **error)
{
	history_query *query = history_query_new(
		history,
		"DELETE FROM file WHERE id = (SELECT id FROM file"
		" WHERE state <> 'open' AND finished < ?1"
		" AND NOT EXISTS (SELECT 1 FROM write"
		"   WHERE write.file = file.id"
		"   AND settled IS NULL AND given_up = 0)"
		" ORDER BY received LIMIT 1)",
		error);
	if (query == NULL)
		return false;
	history_bind_number(query, 1, before);
	if (!history_do(history, query, error))
		return false;
	*more_r = sqlite3_changes(history->db) > 0;
	return true;
}

bool history_expire(struct history *history, gint64 before, GError **error)
{
	bool more = true;
	while (more)
		if (!expire_one(history, before, &more, error))
			return false;
	return history_run(history, "PRAGMA incremental_vacuum", error);
}
