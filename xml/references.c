/*
 * References in bulk: one question for a window of orders, and one more for
 * each step from what that found.
 */
#include "xml/references.h"

#include "core/when.h"

enum {
	TEACH_MOST = 2000,        /* things that are taught at a time */
	FURTHER_MOST = 20 * 1000, /* that a step may ask for */
};

struct references {
	struct thing_view *view;           /* not owned */
	const struct learned_store *store; /* likewise, or NULL */
	gint64 exported;
	GHashTable *known; /* GUID → struct learned */
};

struct references *references_new(struct thing_view *view)
{
	struct references *references = g_new0(struct references, 1);

	references->view = view;
	references->exported = WHEN_NONE;
	references->known = learned_table();
	return references;
}

void references_free(struct references *references)
{
	if (!references)
		return;
	g_hash_table_unref(references->known);
	g_free(references);
}

void references_use(struct references *references,
                    const struct learned_store *store, gint64 exported)
{
	references->store = store;
	references->exported = exported;
}

bool references_used(const struct references *references)
{
	return references->store;
}

/* ---- looking up ---- */

static void want_guid(const char *guid, GHashTable *asked, GPtrArray *list)
{
	if (list->len < FURTHER_MOST && g_hash_table_add(asked, g_strdup(guid)))
		g_ptr_array_add(list, g_strdup(guid));
}

/* What the things just found refer to and nobody asked for yet. */
static GPtrArray *further(GHashTable *found, GHashTable *asked)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer data;

	g_hash_table_iter_init(&iter, found);
	while (g_hash_table_iter_next(&iter, NULL, &data)) {
		const struct learned *learned = data;

		for (guint i = 0; i < learned->values->len; i++) {
			const struct learned_value *value =
				learned->values->pdata[i];

			if (value->is_guid)
				want_guid(value->text, asked, list);
			if (value->key_is_guid)
				want_guid(value->key, asked, list);
		}
	}
	return list;
}

static void move_all(GHashTable *from, GHashTable *to)
{
	GHashTableIter iter;
	gpointer guid, learned;

	g_hash_table_iter_init(&iter, from);
	while (g_hash_table_iter_next(&iter, &guid, &learned)) {
		g_hash_table_iter_steal(&iter);
		g_hash_table_replace(to, guid, learned);
	}
}

/* Asks for a list, which is taken; *next_r: for what to ask then. */
static bool ask(struct references *references, GPtrArray *list,
                GHashTable *asked, GPtrArray **next_r, GError **error)
{
	const struct learned_store *store = references->store;
	g_autoptr(GHashTable) found = learned_table();
	bool good = store->find(store->context, list, found, error);

	*next_r = further(found, asked);
	move_all(found, references->known);
	g_ptr_array_unref(list);
	return good;
}

static GPtrArray *first(const struct thing_wants *wants, GHashTable *asked)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer guid;

	g_hash_table_iter_init(&iter, wants->guids);
	while (g_hash_table_iter_next(&iter, &guid, NULL)) {
		g_hash_table_add(asked, g_strdup(guid));
		g_ptr_array_add(list, g_strdup(guid));
	}
	return list;
}

bool references_look_up(struct references *references,
                        const struct thing_wants *wants, GError **error)
{
	g_autoptr(GHashTable) asked =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	GPtrArray *list = first(wants, asked);
	bool good = true;

	g_hash_table_remove_all(references->known);
	for (guint step = 0; good && list->len && step <= ONEC_STEPS; step++)
		good = ask(references, list, asked, &list, error);
	g_ptr_array_unref(list);
	thing_view_know(references->view, references->known,
	                references->exported);
	return good;
}

/* ---- teaching ---- */

/* What is told of some things; what is known of them and of what they refer to
 * is looked up for that. */
static bool gather(struct references *references, guint32 from, guint32 to,
                   GPtrArray *told, GError **error)
{
	struct thing_view *view = references->view;
	struct thing_wants wants;
	bool good = true;

	thing_wants_init(&wants);
	for (guint32 i = from; good && i < to; i++)
		good = thing_view_wants(view, i, &wants, error);
	good = good && references_look_up(references, &wants, error);
	thing_wants_clear(&wants);
	for (guint32 i = from; good && i < to; i++) {
		struct told *one = thing_view_told(view, i, error);

		if (one)
			g_ptr_array_add(told, one);
		good = one != NULL;
	}
	return good;
}

static bool teach(struct references *references, guint32 from, guint32 to,
                  GError **error)
{
	const struct learned_store *store = references->store;
	g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(told_free);
	g_autoptr(GPtrArray) learned =
		g_ptr_array_new_with_free_func(learned_free);

	if (!gather(references, from, to, told, error))
		return false;
	for (guint i = 0; i < told->len; i++) {
		const struct told *one = told->pdata[i];
		const char *guid = one->facts->guid;
		const struct learned *known;

		if (!guid || !told_anything(one))
			continue;
		known = g_hash_table_lookup(references->known, guid);
		g_ptr_array_add(learned,
		                learned_over(known, one, references->exported));
	}
	return !learned->len || store->keep(store->context, learned, error);
}

bool references_teach(struct references *references, guint32 things,
                      GError **error)
{
	for (guint32 from = 0; from < things; from += TEACH_MOST)
		if (!teach(references, from, MIN(from + TEACH_MOST, things),
		           error))
			return false;
	return true;
}
