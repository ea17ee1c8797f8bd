/*
 * Deals and their contacts.
 */
#include "tests/portal/links.h"

#include <string.h>

static const struct link *at(const GArray *links, guint i)
{
	return &g_array_index(links, struct link, i);
}

static int sort_of(const struct entity *deal, guint place)
{
	if (deal->sorts && place < deal->sorts->len)
		return g_array_index(deal->sorts, int, place);
	return ((int)place + 1) * 10;
}

GArray *links_of(const struct portal *portal, const struct entity *deal)
{
	const struct kind *kind = portal->store->deal;
	const struct texts *ids =
		entity_texts(deal, kind_field(kind, "CONTACT_IDS"));
	const char *primary = entity_get(kind, deal, "CONTACT_ID");
	GArray *links = g_array_new(FALSE, TRUE, sizeof(struct link));

	for (guint i = 0; ids && i < ids->length; i++) {
		struct link link = {
			.contact = g_ascii_strtoll(ids->at[i], NULL, 10),
			.sort = sort_of(deal, i),
			.primary = g_strcmp0(primary, ids->at[i]) == 0,
		};
		g_array_append_val(links, link);
	}
	return links;
}

static int by_sort(gconstpointer a, gconstpointer b)
{
	const struct link *left = a;
	const struct link *right = b;

	return left->sort - right->sort;
}

static bool has(const GArray *links, gint64 contact)
{
	for (guint i = 0; i < links->len; i++) {
		if (at(links, i)->contact == contact)
			return true;
	}
	return false;
}

/* Known contacts, once each, in order; g_array_sort() keeps equal ones. */
static GArray *normal(const struct portal *portal, const GArray *links)
{
	GArray *known = g_array_new(FALSE, TRUE, sizeof(struct link));
	bool primary = false;

	for (guint i = 0; i < links->len; i++) {
		struct link link = *at(links, i);

		if (!kind_find(portal->store->contact, link.contact) ||
		    has(known, link.contact))
			continue;
		if (!link.sort)
			link.sort = ((int)i + 1) * 10;
		link.primary = link.primary && !primary;
		primary |= link.primary;
		g_array_append_val(known, link);
	}
	if (known->len && !primary)
		g_array_index(known, struct link, 0).primary = true;
	g_array_sort(known, by_sort);
	return known;
}

static bool set_sorts(struct entity *deal, const GArray *links)
{
	bool changed = false;

	for (guint i = 0; i < links->len; i++)
		changed |= sort_of(deal, i) != at(links, i)->sort;
	if (!changed && (!deal->sorts || deal->sorts->len == links->len))
		return false;
	if (deal->sorts)
		g_array_unref(deal->sorts);
	deal->sorts = g_array_new(FALSE, FALSE, sizeof(int));
	for (guint i = 0; i < links->len; i++)
		g_array_append_val(deal->sorts, at(links, i)->sort);
	return changed;
}

bool links_put(struct portal *portal, struct entity *deal, const GArray *links)
{
	struct store *store = portal->store;
	g_autoptr(GArray) known = normal(portal, links);
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	const char *primary = NULL;
	bool changed;

	for (guint i = 0; i < known->len; i++) {
		char *id = g_strdup_printf("%" G_GINT64_FORMAT,
		                           at(known, i)->contact);
		g_ptr_array_add(ids, id);
		if (at(known, i)->primary)
			primary = id;
	}
	changed = entity_put(store, store->deal, deal, "CONTACT_ID", primary);
	changed |= entity_set_many(store, deal,
	                           kind_field(store->deal, "CONTACT_IDS"), ids);
	return set_sorts(deal, known) || changed;
}

void links_forget(struct portal *portal, gint64 contact)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, contact);
	g_autoptr(GPtrArray) deals = g_ptr_array_new();

	field_collect(kind_field(portal->store->deal, "CONTACT_IDS"), id,
	              deals);
	for (guint i = 0; i < deals->len; i++) {
		struct entity *deal = deals->pdata[i];
		g_autoptr(GArray) links = links_of(portal, deal);

		for (guint k = links->len; k > 0; k--) {
			if (at(links, k - 1)->contact == contact)
				g_array_remove_index(links, k - 1);
		}
		links_put(portal, deal, links);
	}
}
