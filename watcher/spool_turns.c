/* Sorts, and that is all: n log n for n files. */
#include "watcher/spool_turns.h"
#include "watcher/spool_names.h"

#include <string.h>

static gint by_age(const struct turn *a, const struct turn *b)
{
	if (a->came.tv_sec != b->came.tv_sec)
		return a->came.tv_sec < b->came.tv_sec ? -1 : 1;
	if (a->came.tv_nsec != b->came.tv_nsec)
		return a->came.tv_nsec < b->came.tv_nsec ? -1 : 1;
	return strcmp(a->name, b->name);
}

static gint by_kind(gconstpointer one, gconstpointer other)
{
	const struct turn *a = one, *b = other;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return by_age(a, b);
}

static gint by_round(gconstpointer one, gconstpointer other)
{
	const struct turn *a = one, *b = other;
	if (a->round != b->round)
		return a->round < b->round ? -1 : 1;
	return by_age(a, b);
}

static void find_kinds(GArray *turns)
{
	g_autoptr(GHashTable) kinds =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < turns->len; i++) {
		struct turn *turn = &g_array_index(turns, struct turn, i);
		g_autofree char *name = spool_name_kind(turn->name);
		char *kind = g_strdup_printf("%u/%s", (guint)turn->owner, name);
		gpointer known = g_hash_table_lookup(kinds, kind);
		turn->kind = known != NULL ? GPOINTER_TO_UINT(known)
		                           : g_hash_table_size(kinds) + 1;
		g_hash_table_insert(kinds, kind, GUINT_TO_POINTER(turn->kind));
	}
}

void turns_sort(GArray *turns)
{
	guint first = 0;
	find_kinds(turns);
	g_array_sort(turns, by_kind);
	for (guint i = 0; i < turns->len; i++) {
		struct turn *turn = &g_array_index(turns, struct turn, i);
		if (turn->kind != g_array_index(turns, struct turn, first).kind)
			first = i;
		turn->round = (i - first) / TURN_FILES;
	}
	g_array_sort(turns, by_round);
}
