#ifndef XML_THING_VIEW_P_H
#define XML_THING_VIEW_P_H

#include "xml/thing_view.h"

/* Between thing_view.c, which answers, thing_told.c, which knows what of a
 * thing is told by this file and what by earlier ones, and thing_wants.c, which
 * knows what to ask for. */

struct thing_view {
	struct records_view records, index;
	guint64 things_at, things;
	const struct onec_paths *paths;
	GHashTable *cache; /* thing → struct thing_facts, owned */
	gsize weight; /* bytes of records that were read since it was empty */
	GHashTable *names; /* thing → what it is called, owned */
	/* What earlier files taught. */
	GHashTable *known; /* GUID → struct learned; not owned, or NULL */
	gint64 exported;
	GPtrArray *foreign;      /* GUIDs of things that the file lacks, owned:
	                            the first one's number is `things` */
	GHashTable *foreign_ids; /* GUID → index in `foreign` plus one */
};

/* One of a thing's records, oldest first. */
typedef bool thing_record(struct thing_view *view, const guint8 *record,
                          gsize length, void *context, GError **error);
bool thing_view_each(struct thing_view *view, guint32 thing, thing_record *each,
                     void *context, GError **error);

static inline bool thing_view_is_guid(const struct record_item *item)
{
	return item->field == FACT_GUID && item->is_text;
}

/* The GUID of a thing that the file lacks, or NULL. */
const char *thing_view_foreign(const struct thing_view *view, guint32 thing);

/* Lays what the file tells of a thing over what is known of it, in the place
 * of what `facts` hold of both. `deep`: names of other things are wanted. */
bool thing_view_lay(struct thing_view *view, guint32 thing,
                    const struct learned *known, bool deep,
                    struct thing_facts *facts, GError **error);

#endif
