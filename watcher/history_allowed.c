/*
 * What a person lets pass, by content. `force` lets through whatever `brake`
 * does and more, so it is never weakened by a later one.
 */
#include "watcher/history_p.h"

static const char *const pass_names[] = {
	[PASS_NONE] = "",
	[PASS_BRAKE] = "brake",
	[PASS_FORCE] = "force",
};

bool history_allow(struct history *history, const char *sha256,
                   enum history_pass pass, GError **error)
{
	if (pass == PASS_NONE)
		return history_use_allowed(history, sha256, error);
	history_query *query = history_query_new(
		history,
		"INSERT INTO allowed (sha256, pass) VALUES (?1, ?2)"
		" ON CONFLICT (sha256) DO UPDATE SET pass = excluded.pass"
		" WHERE excluded.pass = 'force'",
		error);
	if (query == NULL)
		return false;
	history_bind_text(query, 1, sha256);
	history_bind_text(query, 2, pass_names[pass]);
	return history_do(history, query, error);
}

bool history_allowed(struct history *history, const char *sha256,
                     enum history_pass *pass_r, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history, "SELECT pass FROM allowed WHERE sha256 = ?1", error);
	bool row;
	if (query == NULL)
		return false;
	history_bind_text(query, 1, sha256);
	if (!history_next(history, query, &row, error))
		return false;
	enum history_pass pass = PASS_NONE;
	for (guint i = 0; row && i < G_N_ELEMENTS(pass_names); i++)
		if (g_strcmp0(history_text(query, 0), pass_names[i]) == 0)
			pass = (enum history_pass)i;
	*pass_r = pass;
	return true;
}

/* One statement about one content. */
static bool tell(struct history *history, const char *statement,
                 const char *sha256, GError **error)
{
	history_query *query = history_query_new(history, statement, error);

	if (query == NULL)
		return false;
	history_bind_text(query, 1, sha256);
	return history_do(history, query, error);
}

bool history_use_allowed(struct history *history, const char *sha256,
                         GError **error)
{
	return tell(history, "DELETE FROM allowed WHERE sha256 = ?1", sha256,
	            error) &&
	       tell(history, "DELETE FROM dropped WHERE sha256 = ?1", sha256,
	            error);
}

bool history_drop(struct history *history, const char *sha256, GError **error)
{
	return tell(history,
	            "INSERT OR REPLACE INTO dropped (sha256, received)"
	            " SELECT sha256, min(received) FROM file"
	            " WHERE sha256 = ?1 GROUP BY sha256",
	            sha256, error);
}

bool history_dropped(struct history *history, const char *sha256,
                     gint64 *received_r, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history, "SELECT received FROM dropped WHERE sha256 = ?1",
		error);
	bool row;

	if (query == NULL)
		return false;
	history_bind_text(query, 1, sha256);
	if (!history_next(history, query, &row, error))
		return false;
	if (row)
		*received_r = history_number(query, 0);
	return true;
}
