/*
 * Deals and contacts of the portal, with the indexes that matching asks. The
 * indexes hold pointers into the two tables; they are kept in one place, so
 * that an entity that is replaced cannot be found by what it was before.
 *
 * Refuses to judge: what an empty or odd value means is the planner's.
 */
#include "core/snapshot.h"

#include "core/text.h"

static gint64 *id_key(gint64 id)
{
	return g_memdup2(&id, sizeof(id));
}

static GHashTable *by_text(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                             (GDestroyNotify)g_ptr_array_unref);
}

static GHashTable *by_id(GDestroyNotify value_free)
{
	return g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
	                             value_free);
}

struct snapshot *snapshot_new(const char *originator)
{
	struct snapshot *snapshot = g_new0(struct snapshot, 1);

	snapshot->deals = by_id((GDestroyNotify)deal_free);
	snapshot->contacts = by_id((GDestroyNotify)contact_free);
	snapshot->deals_by_number = by_text();
	snapshot->deals_by_origin = by_text();
	snapshot->deals_by_contact = by_id((GDestroyNotify)g_ptr_array_unref);
	snapshot->contacts_by_phone = by_text();
	snapshot->contacts_by_origin = by_text();
	snapshot->originator = g_strdup(originator);
	return snapshot;
}

void snapshot_free(struct snapshot *snapshot)
{
	if (snapshot == NULL)
		return;
	g_hash_table_unref(snapshot->deals_by_number);
	g_hash_table_unref(snapshot->deals_by_origin);
	g_hash_table_unref(snapshot->deals_by_contact);
	g_hash_table_unref(snapshot->contacts_by_phone);
	g_hash_table_unref(snapshot->contacts_by_origin);
	g_hash_table_unref(snapshot->deals);
	g_hash_table_unref(snapshot->contacts);
	g_free(snapshot->originator);
	g_free(snapshot);
}

struct deal *deal_new(gint64 id)
{
	struct deal *deal = g_new0(struct deal, 1);

	deal->id = id;
	deal->stage = g_strdup("");
	deal->currency = g_strdup("");
	deal->number = g_strdup("");
	deal->originator = g_strdup("");
	deal->origin = g_strdup("");
	deal->source = g_strdup("");
	deal->title = g_strdup("");
	deal->contacts = g_array_new(FALSE, FALSE, sizeof(gint64));
	deal->fields =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return deal;
}

void deal_free(struct deal *deal)
{
	if (deal == NULL)
		return;
	g_free(deal->stage);
	g_free(deal->currency);
	g_free(deal->number);
	g_free(deal->originator);
	g_free(deal->origin);
	g_free(deal->source);
	g_free(deal->title);
	g_array_unref(deal->contacts);
	g_hash_table_unref(deal->fields);
	g_free(deal);
}

struct deal *deal_copy(const struct deal *deal)
{
	struct deal *copy = deal_new(deal->id);
	GHashTableIter iter;
	gpointer code, text;

	copy->funnel = deal->funnel;
	copy->amount = deal->amount;
	copy->amount_manual = deal->amount_manual;
	copy->created = deal->created;
	text_set(&copy->stage, deal->stage);
	text_set(&copy->currency, deal->currency);
	text_set(&copy->number, deal->number);
	text_set(&copy->originator, deal->originator);
	text_set(&copy->origin, deal->origin);
	text_set(&copy->source, deal->source);
	text_set(&copy->title, deal->title);
	g_array_append_vals(copy->contacts, deal->contacts->data,
	                    deal->contacts->len);
	g_hash_table_iter_init(&iter, deal->fields);
	while (g_hash_table_iter_next(&iter, &code, &text))
		deal_set_field(copy, code, text);
	return copy;
}

void deal_set_field(struct deal *deal, const char *code, const char *text)
{
	g_hash_table_replace(deal->fields, g_strdup(code), g_strdup(text));
}

const char *deal_field(const struct deal *deal, const char *code)
{
	const char *text = g_hash_table_lookup(deal->fields, code);

	return text != NULL ? text : "";
}

bool deal_has_contact(const struct deal *deal, gint64 contact)
{
	for (guint i = 0; i < deal->contacts->len; i++) {
		if (g_array_index(deal->contacts, gint64, i) == contact)
			return true;
	}
	return false;
}

struct contact *contact_new(gint64 id)
{
	struct contact *contact = g_new0(struct contact, 1);

	contact->id = id;
	contact->last = g_strdup("");
	contact->first = g_strdup("");
	contact->middle = g_strdup("");
	contact->originator = g_strdup("");
	contact->origin = g_strdup("");
	contact->phones = g_ptr_array_new_with_free_func(g_free);
	return contact;
}

void contact_free(struct contact *contact)
{
	if (contact == NULL)
		return;
	g_free(contact->last);
	g_free(contact->first);
	g_free(contact->middle);
	g_free(contact->originator);
	g_free(contact->origin);
	g_ptr_array_unref(contact->phones);
	g_free(contact);
}

struct contact *contact_copy(const struct contact *contact)
{
	struct contact *copy = contact_new(contact->id);

	text_set(&copy->last, contact->last);
	text_set(&copy->first, contact->first);
	text_set(&copy->middle, contact->middle);
	text_set(&copy->originator, contact->originator);
	text_set(&copy->origin, contact->origin);
	for (guint i = 0; i < contact->phones->len; i++)
		g_ptr_array_add(copy->phones,
		                g_strdup(contact->phones->pdata[i]));
	return copy;
}

static void index_add(GHashTable *index, gpointer owned_key, gpointer entity)
{
	GPtrArray *entities = g_hash_table_lookup(index, owned_key);

	if (entities == NULL) {
		entities = g_ptr_array_new();
		g_hash_table_insert(index, owned_key, entities);
	} else {
		g_free(owned_key);
	}
	g_ptr_array_add(entities, entity);
}

static void index_remove(GHashTable *index, gpointer owned_key, gpointer entity)
{
	GPtrArray *entities = g_hash_table_lookup(index, owned_key);

	if (entities != NULL && g_ptr_array_remove(entities, entity) &&
	    entities->len == 0)
		g_hash_table_remove(index, owned_key);
	g_free(owned_key);
}

typedef void index_change(GHashTable *index, gpointer owned_key,
                          gpointer entity);

static bool is_ours(const struct snapshot *snapshot, const char *originator,
                    const char *origin)
{
	return origin[0] != '\0' &&
	       (snapshot->originator == NULL ||
	        g_strcmp0(originator, snapshot->originator) == 0);
}

static void index_deal(struct snapshot *snapshot, struct deal *deal,
                       index_change *change)
{
	g_autofree char *number = text_fold(deal->number, TEXT_LOOKALIKE);

	if (number[0] != '\0')
		change(snapshot->deals_by_number, g_steal_pointer(&number),
		       deal);
	if (is_ours(snapshot, deal->originator, deal->origin))
		change(snapshot->deals_by_origin, g_strdup(deal->origin), deal);
	for (guint i = 0; i < deal->contacts->len; i++)
		change(snapshot->deals_by_contact,
		       id_key(g_array_index(deal->contacts, gint64, i)), deal);
}

static void index_contact(struct snapshot *snapshot, struct contact *contact,
                          index_change *change)
{
	for (guint i = 0; i < contact->phones->len; i++)
		change(snapshot->contacts_by_phone,
		       g_strdup(contact->phones->pdata[i]), contact);
	if (is_ours(snapshot, contact->originator, contact->origin))
		change(snapshot->contacts_by_origin, g_strdup(contact->origin),
		       contact);
}

void snapshot_add_deal(struct snapshot *snapshot, struct deal *deal)
{
	struct deal *before = snapshot_deal(snapshot, deal->id);

	if (before != NULL)
		index_deal(snapshot, before, index_remove);
	g_hash_table_replace(snapshot->deals, id_key(deal->id), deal);
	index_deal(snapshot, deal, index_add);
}

void snapshot_add_contact(struct snapshot *snapshot, struct contact *contact)
{
	struct contact *before = snapshot_contact(snapshot, contact->id);

	if (before != NULL)
		index_contact(snapshot, before, index_remove);
	g_hash_table_replace(snapshot->contacts, id_key(contact->id), contact);
	index_contact(snapshot, contact, index_add);
}

void snapshot_remove_deal(struct snapshot *snapshot, gint64 id)
{
	struct deal *deal = snapshot_deal(snapshot, id);

	if (deal == NULL)
		return;
	index_deal(snapshot, deal, index_remove);
	g_hash_table_remove(snapshot->deals, &id);
}

void snapshot_remove_contact(struct snapshot *snapshot, gint64 id)
{
	struct contact *contact = snapshot_contact(snapshot, id);

	if (contact == NULL)
		return;
	index_contact(snapshot, contact, index_remove);
	g_hash_table_remove(snapshot->contacts, &id);
}

struct deal *snapshot_deal(const struct snapshot *snapshot, gint64 id)
{
	return g_hash_table_lookup(snapshot->deals, &id);
}

struct contact *snapshot_contact(const struct snapshot *snapshot, gint64 id)
{
	return g_hash_table_lookup(snapshot->contacts, &id);
}

const GPtrArray *snapshot_deals_numbered(const struct snapshot *snapshot,
                                         const char *number)
{
	g_autofree char *key = text_fold(number, TEXT_LOOKALIKE);

	return g_hash_table_lookup(snapshot->deals_by_number, key);
}

const GPtrArray *snapshot_deals_marked(const struct snapshot *snapshot,
                                       const char *origin)
{
	if (origin == NULL)
		return NULL;
	return g_hash_table_lookup(snapshot->deals_by_origin, origin);
}

const GPtrArray *snapshot_deals_of(const struct snapshot *snapshot,
                                   gint64 contact)
{
	return g_hash_table_lookup(snapshot->deals_by_contact, &contact);
}

const GPtrArray *snapshot_contacts_phoned(const struct snapshot *snapshot,
                                          const char *number)
{
	return g_hash_table_lookup(snapshot->contacts_by_phone, number);
}

const GPtrArray *snapshot_contacts_marked(const struct snapshot *snapshot,
                                          const char *origin)
{
	if (origin == NULL)
		return NULL;
	return g_hash_table_lookup(snapshot->contacts_by_origin, origin);
}
