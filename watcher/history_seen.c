/*
 * Names of states and organizations that files have had, so that people can
 * choose among them instead of typing.
 *
 * Refuses to grow: a file may hold any text where a name should be.
 */
#include "watcher/history_p.h"

#include "core/text.h"

#include <string.h>

enum {
	NAMES_MOST = 1000, /* of a kind */
	NAME_BYTES = 400,
};

/* A window has thousands of orders and a handful of names. */
struct sighting {
	char *name;
	gint64 orders;
};

static void sighting_free(gpointer data)
{
	struct sighting *sight = data;

	g_free(sight->name);
	g_free(sight);
}

static GHashTable *sights_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                             sighting_free);
}

static void see(GHashTable *sights, const char *text, unsigned how)
{
	g_autofree char *name = text_plain(text, NAME_BYTES);
	g_autofree char *folded = text_fold(name, how);
	struct sighting *sight;

	if (folded[0] == '\0')
		return;
	sight = g_hash_table_lookup(sights, folded);
	if (sight == NULL) {
		sight = g_new0(struct sighting, 1);
		g_hash_table_insert(sights, g_steal_pointer(&folded), sight);
	}
	g_free(sight->name);
	sight->name = g_steal_pointer(&name);
	sight->orders++;
}

static bool keep(struct history *history, const char *kind, const char *folded,
                 const struct sighting *sight, gint64 now, GError **error)
{
	history_query *query = history_query_new(
		history,
		"INSERT INTO seen (kind, folded, name, orders, newest)"
		" VALUES (?1, ?2, ?3, ?4, ?5)"
		" ON CONFLICT (kind, folded) DO UPDATE SET"
		" name = excluded.name, orders = orders + excluded.orders,"
		" newest = excluded.newest",
		error);

	if (query == NULL)
		return false;
	history_bind_text(query, 1, kind);
	history_bind_text(query, 2, folded);
	history_bind_text(query, 3, sight->name);
	history_bind_number(query, 4, sight->orders);
	history_bind_number(query, 5, now);
	return history_do(history, query, error);
}

/* Those that came last stay. */
static bool trim(struct history *history, const char *kind, GError **error)
{
	history_query *query = history_query_new(
		history,
		"DELETE FROM seen WHERE kind = ?1 AND folded IN ("
		"  SELECT folded FROM seen WHERE kind = ?1"
		"  ORDER BY newest DESC, folded LIMIT -1 OFFSET ?2)",
		error);

	if (query == NULL)
		return false;
	history_bind_text(query, 1, kind);
	history_bind_number(query, 2, NAMES_MOST);
	return history_do(history, query, error);
}

static bool keep_all(struct history *history, const char *kind,
                     GHashTable *sights, gint64 now, GError **error)
{
	GHashTableIter iter;
	gpointer folded, sight;

	if (g_hash_table_size(sights) == 0)
		return true;
	g_hash_table_iter_init(&iter, sights);
	while (g_hash_table_iter_next(&iter, &folded, &sight)) {
		if (!keep(history, kind, folded, sight, now, error))
			return false;
	}
	return trim(history, kind, error);
}

bool history_count_seen(struct history *history,
                        const struct history_order *orders, gsize count,
                        gint64 now, GError **error)
{
	g_autoptr(GHashTable) states = sights_new();
	g_autoptr(GHashTable) organizations = sights_new();

	for (gsize i = 0; i < count; i++) {
		see(states, orders[i].state_name, TEXT_BLANKS);
		see(organizations, orders[i].organization, TEXT_CASE);
	}
	return keep_all(history, "state", states, now, error) &&
	       keep_all(history, "organization", organizations, now, error);
}

static void add_row(history_query *query, cJSON *list)
{
	cJSON *row = cJSON_CreateObject();

	history_add_text(row, "name", history_text(query, 0));
	history_add_text(row, "folded", history_text(query, 1));
	cJSON_AddNumberToObject(row, "orders",
	                        (double)history_number(query, 2));
	history_add_when(row, "newest", history_when(query, 3));
	cJSON_AddItemToArray(list, row);
}

cJSON *history_seen(struct history *history, const char *kind, GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT name, folded, orders, newest FROM seen"
		" WHERE kind = ?1 ORDER BY orders DESC, folded LIMIT ?2",
		error);
	cJSON *list;
	bool row = true;

	if (query == NULL)
		return NULL;
	history_bind_text(query, 1, kind);
	history_bind_number(query, 2, NAMES_MOST);
	list = cJSON_CreateArray();
	while (row) {
		if (!history_next(history, query, &row, error)) {
			cJSON_Delete(list);
			return NULL;
		}
		if (row)
			add_row(query, list);
	}
	return list;
}
