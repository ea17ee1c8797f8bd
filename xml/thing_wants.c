/*
 * What of a thing earlier files may know: its GUID, and those of all that a
 * path may lead to from there.
 */
#include "xml/thing_view_p.h"

/* A thing instead of a text. */
static bool is_reference(const struct record_item *item)
{
	return !item->is_text &&
	       (item->field >= ONEC_ITEM || item->field == ONEC_ITEM_KEY ||
	        item->field == FACT_CONTACT_KIND);
}

void thing_wants_init(struct thing_wants *wants)
{
	wants->guids =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	wants->visited = g_hash_table_new(NULL, NULL);
}

void thing_wants_clear(struct thing_wants *wants)
{
	g_hash_table_unref(wants->guids);
	g_hash_table_unref(wants->visited);
}

/* A walk along references, no longer than a path. */
struct wanting {
	struct thing_wants *wants;
	guint left; /* steps */
};

static bool visit(struct thing_view *view, guint32 thing,
                  const struct wanting *wanting, GError **error);

static bool want(struct thing_view *view, const guint8 *record, gsize length,
                 void *context, GError **error)
{
	const struct wanting *wanting = context;
	struct wanting next = { wanting->wants, wanting->left - 1 };
	struct record_item item;
	gsize at = 0;

	while (record_next(record, length, &at, &item)) {
		if (thing_view_is_guid(&item))
			g_hash_table_add(wanting->wants->guids,
			                 g_strndup(item.text, item.length));
		else if (next.left && is_reference(&item) &&
		         !visit(view, item.number, &next, error))
			return false;
	}
	return true;
}

/* What is met at the end of one path is not followed on another; a thing that
 * orders refer to is nearly always met there first. */
static bool visit(struct thing_view *view, guint32 thing,
                  const struct wanting *wanting, GError **error)
{
	if (!g_hash_table_add(wanting->wants->visited,
	                      GUINT_TO_POINTER(thing + 1)))
		return true;
	return thing_view_each(view, thing, want, (void *)wanting, error);
}

bool thing_view_wants(struct thing_view *view, guint32 thing,
                      struct thing_wants *wants, GError **error)
{
	struct wanting wanting = { wants, ONEC_STEPS + 1 };

	return visit(view, thing, &wanting, error);
}
