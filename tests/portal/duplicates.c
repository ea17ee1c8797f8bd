/*
 * The duplicate index of leads and companies.
 */
#include "tests/portal/duplicates.h"

struct duplicates {
	GHashTable *ids; /* "LEAD PHONE:79…" → GArray of gint64 */
};

struct duplicates *duplicates_new(void)
{
	struct duplicates *duplicates = g_new0(struct duplicates, 1);

	duplicates->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                                        (GDestroyNotify)g_array_unref);
	return duplicates;
}

void duplicates_free(struct duplicates *duplicates)
{
	if (!duplicates)
		return;
	g_hash_table_unref(duplicates->ids);
	g_free(duplicates);
}

static GArray *lookup(const struct duplicates *duplicates, const char *kind,
                      const char *key)
{
	g_autofree char *full = g_strconcat(kind, " ", key, NULL);

	return g_hash_table_lookup(duplicates->ids, full);
}

void duplicates_add(struct duplicates *duplicates, const char *kind,
                    const char *key, gint64 id)
{
	GArray *ids = lookup(duplicates, kind, key);

	if (!ids) {
		ids = g_array_new(FALSE, FALSE, sizeof(gint64));
		g_hash_table_insert(duplicates->ids,
		                    g_strconcat(kind, " ", key, NULL), ids);
	}
	g_array_append_val(ids, id);
}

void duplicates_find(const struct duplicates *duplicates, const char *kind,
                     const char *key, GArray *ids)
{
	const GArray *found = lookup(duplicates, kind, key);

	if (found)
		g_array_append_vals(ids, found->data, found->len);
}
