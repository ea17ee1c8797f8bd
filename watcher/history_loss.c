/*
 * What a history cannot know: the writes of one that was lost, or of a newer
 * one of which it is a copy. Until the portal can be asked for all of them,
 * nothing that it does not show is absent.
 *
 * Refuses to guess: where the mark says nothing, a broken history was used
 * until now.
 */
#include "watcher/history_p.h"

#include "core/when.h"

bool history_note(struct history *history, const char *name, gint64 *value_r,
                  GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history, "SELECT value FROM note WHERE name = ?1", error);
	bool row;

	if (query == NULL)
		return false;
	history_bind_text(query, 1, name);
	if (!history_next(history, query, &row, error))
		return false;
	*value_r = row ? history_when(query, 0) : WHEN_NONE;
	return true;
}

bool history_set_note(struct history *history, const char *name, gint64 value,
                      GError **error)
{
	history_query *query = history_query_new(
		history,
		"INSERT INTO note (name, value) VALUES (?1, ?2)"
		" ON CONFLICT (name) DO UPDATE SET value = excluded.value",
		error);

	if (query == NULL)
		return false;
	history_bind_text(query, 1, name);
	history_bind_when(query, 2, value);
	return history_do(history, query, error);
}

bool history_note_loss(struct history *history, gint64 at, GError **error)
{
	history->fresh = false;
	return history_set_note(history, "lost", at, error) &&
	       history_set_note(history, "rebuild", 1, error);
}

bool history_is_fresh(const struct history *history)
{
	return history->fresh;
}

bool history_is_lost(struct history *history, bool *lost_r, GError **error)
{
	gint64 rebuild = 0;

	if (!history_note(history, "rebuild", &rebuild, error))
		return false;
	*lost_r = rebuild == 1;
	return true;
}

bool history_rebuilt(struct history *history, GError **error)
{
	return history_set_note(history, "rebuild", 0, error);
}

static gint64 now(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

static bool lose(struct history *history, const struct history_mark *mark,
                 GError **error)
{
	gint64 at = mark->at;

	if (at == WHEN_NONE || at > now())
		at = now();
	if (!history_begin(history, error))
		return false;
	return history_end(
		history,
		history_set_note(history, "count", mark->count, error) &&
			history_note_loss(history, at, error),
		error);
}

/* The mark is read before the database: a writer beside us counts there
 * first. */
bool history_find_loss(struct history *history, bool anew, bool *older_r,
                       GError **error)
{
	struct history_mark mark = history_mark_read(history->mark_fd);
	bool known = mark.at != WHEN_NONE;

	*older_r = false;
	if (!history_note(history, "count", &history->count, error))
		return false;
	if (anew && !known) {
		history->fresh = true;
		return true;
	}
	if (!known || mark.count <= history->count)
		return true;
	*older_r = !anew;
	history->count = mark.count;
	return lose(history, &mark, error);
}

bool history_count(struct history *history, GError **error)
{
	gint64 count = 0;

	if (!history_run(history,
	                 "UPDATE note SET value = value + 1"
	                 " WHERE name = 'count'",
	                 error) ||
	    !history_note(history, "count", &count, error))
		return false;
	if (count == history->count + 1)
		return true;
	history->bad = true;
	g_set_error(error, HISTORY_ERROR, HISTORY_FAILED,
	            "История «%s»: на место файла положен другой. Служба "
	            "откроет его заново.",
	            history->path);
	return false;
}

bool history_counted(struct history *history, gint64 when, GError **error)
{
	struct history_mark mark = { .count = ++history->count, .at = when };

	return history->mark_fd < 0 ||
	       history_mark_write(history->mark_fd, &mark, error);
}
