/*
 * The last hour's writes, so that a portal whose search lags behind does not
 * get them twice. They are kept as a snapshot of their own, whose indexes find
 * what a window needs of them, however many there are.
 *
 * Refuses to outvote the portal, whose rows are newer than what is remembered
 * here, unless nothing of it was ever written.
 */
#include "core/ledger.h"

#include "core/text.h"

enum { LEDGER_SECONDS = 60 * 60 };

/* What became known when; oldest first. */
struct entry {
	gint64 when;
	enum entity entity;
	gint64 id;
};

struct ledger {
	struct snapshot *known; /* marks of every originator are indexed */
	GQueue entries;         /* of struct entry, owned */
	GArray *fresh; /* ids of deals whose number may still be a field */
	bool pretended;
};

struct ledger *ledger_new(bool pretended)
{
	struct ledger *ledger = g_new0(struct ledger, 1);

	ledger->known = snapshot_new(NULL);
	g_queue_init(&ledger->entries);
	ledger->fresh = g_array_new(FALSE, FALSE, sizeof(gint64));
	ledger->pretended = pretended;
	return ledger;
}

void ledger_free(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	g_queue_clear_full(&ledger->entries, g_free);
	g_array_unref(ledger->fresh);
	snapshot_free(ledger->known);
	g_free(ledger);
}

/* ---- remembering ---- */

static void note(struct ledger *ledger, enum entity entity, gint64 id,
                 gint64 when)
{
	struct entry entry = { .when = when, .entity = entity, .id = id };

	g_queue_push_tail(&ledger->entries, g_memdup2(&entry, sizeof(entry)));
}

static void add_deal(struct ledger *ledger, const struct deal *deal,
                     gint64 when)
{
	snapshot_add_deal(ledger->known, deal_copy(deal));
	note(ledger, ENTITY_DEAL, deal->id, when);
}

void ledger_add_deal(struct ledger *ledger, const struct deal *deal,
                     gint64 when)
{
	add_deal(ledger, deal, when);
	g_array_append_val(ledger->fresh, deal->id);
}

void ledger_add_contact(struct ledger *ledger, const struct contact *contact,
                        gint64 when)
{
	snapshot_add_contact(ledger->known, contact_copy(contact));
	note(ledger, ENTITY_CONTACT, contact->id, when);
}

void ledger_note(struct ledger *ledger, const struct plan *plan,
                 struct snapshot *snapshot, const struct rules *rules,
                 gint64 now)
{
	plan_apply(plan, snapshot, rules, now);
	for (guint i = 0; i < plan->steps->len; i++) {
		const struct step *step = plan->steps->pdata[i];

		if (step->result != STEP_DONE)
			continue;
		if (step->entity == ENTITY_DEAL)
			add_deal(ledger, snapshot_deal(snapshot, step->id),
			         now);
		else
			ledger_add_contact(ledger,
			                   snapshot_contact(snapshot, step->id),
			                   now);
	}
}

const struct deal *ledger_deal(const struct ledger *ledger, gint64 id)
{
	return snapshot_deal(ledger->known, id);
}

const struct contact *ledger_contact(const struct ledger *ledger, gint64 id)
{
	return snapshot_contact(ledger->known, id);
}

void ledger_forget(struct ledger *ledger, enum entity entity, gint64 id)
{
	if (entity == ENTITY_DEAL)
		snapshot_remove_deal(ledger->known, id);
	else
		snapshot_remove_contact(ledger->known, id);
}

static guint entry_hash(gconstpointer data)
{
	const struct entry *entry = data;

	return g_int64_hash(&entry->id) * 2 + entry->entity;
}

static gboolean entry_equal(gconstpointer a, gconstpointer b)
{
	const struct entry *one = a;
	const struct entry *other = b;

	return one->id == other->id && one->entity == other->entity;
}

/* An entity that was written again since has a later entry. */
static void forget_old(struct ledger *ledger, gint64 now)
{
	g_autoptr(GHashTable) later = NULL;
	struct entry *entry = g_queue_peek_head(&ledger->entries);

	if (entry == NULL || entry->when >= now - LEDGER_SECONDS)
		return;
	later = g_hash_table_new(entry_hash, entry_equal);
	for (GList *link = ledger->entries.tail; link != NULL;
	     link = link->prev) {
		entry = link->data;
		if (entry->when < now - LEDGER_SECONDS)
			break;
		g_hash_table_add(later, entry);
	}
	while ((entry = g_queue_peek_head(&ledger->entries)) != NULL &&
	       entry->when < now - LEDGER_SECONDS) {
		if (!g_hash_table_contains(later, entry))
			ledger_forget(ledger, entry->entity, entry->id);
		g_free(g_queue_pop_head(&ledger->entries));
	}
}

/* The history knows the number as one field among others. */
static void find_numbers(struct ledger *ledger, const struct rules *rules)
{
	for (guint i = 0; i < ledger->fresh->len; i++) {
		const struct deal *deal = snapshot_deal(
			ledger->known, g_array_index(ledger->fresh, gint64, i));
		struct deal *copy;

		if (deal == NULL || deal->number[0] != '\0')
			continue;
		copy = deal_copy(deal);
		text_set(&copy->number,
		         deal_field(deal, rules->id_field->code));
		snapshot_add_deal(ledger->known, copy);
	}
	g_array_set_size(ledger->fresh, 0);
}

/* ---- completing ---- */

struct completion {
	const struct ledger *ledger;
	struct snapshot *snapshot;
};

static void put_contact(const struct completion *c, gint64 id)
{
	const struct contact *contact = snapshot_contact(c->ledger->known, id);

	if (contact != NULL &&
	    (c->ledger->pretended || snapshot_contact(c->snapshot, id) == NULL))
		snapshot_add_contact(c->snapshot, contact_copy(contact));
}

/* A deal comes with its contacts, as a look-up brings it. */
static void put_deal(const struct completion *c, gint64 id)
{
	const struct deal *deal = snapshot_deal(c->ledger->known, id);

	if (deal == NULL ||
	    (!c->ledger->pretended && snapshot_deal(c->snapshot, id) != NULL))
		return;
	snapshot_add_deal(c->snapshot, deal_copy(deal));
	for (guint i = 0; i < deal->contacts->len; i++)
		put_contact(c, g_array_index(deal->contacts, gint64, i));
}

static void put_deals(const struct completion *c, const GPtrArray *deals)
{
	for (guint i = 0; deals != NULL && i < deals->len; i++) {
		const struct deal *deal = deals->pdata[i];

		put_deal(c, deal->id);
	}
}

static void put_contacts(const struct completion *c, const GPtrArray *contacts)
{
	for (guint i = 0; contacts != NULL && i < contacts->len; i++) {
		const struct contact *contact = contacts->pdata[i];

		put_contact(c, contact->id);
		put_deals(c, snapshot_deals_of(c->ledger->known, contact->id));
	}
}

static void put_phones(const struct completion *c, const GPtrArray *numbers)
{
	for (guint i = 0; i < numbers->len; i++)
		put_contacts(c, snapshot_contacts_phoned(c->ledger->known,
		                                         numbers->pdata[i]));
}

static void put_for_order(const struct completion *c,
                          const struct judged *judged)
{
	const struct snapshot *known = c->ledger->known;
	const struct order *order = judged->order;

	if (order->text[ORDER_NUMBER] != NULL)
		put_deals(c, snapshot_deals_numbered(
				     known, order->text[ORDER_NUMBER]));
	put_deals(c, snapshot_deals_marked(known, judged->key));
	put_deals(c, snapshot_deals_marked(known, judged->other_key));
	put_contacts(c, snapshot_contacts_marked(known, order->client.ref));
	put_phones(c, judged->own_phones);
	put_phones(c, judged->client_phones);
}

static GArray *ids_of(GHashTable *table)
{
	GArray *ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	GHashTableIter iter;
	gpointer key;

	g_hash_table_iter_init(&iter, table);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		g_array_append_val(ids, *(gint64 *)key);
	return ids;
}

/* Everything of one table that the other has too, or (where `from` is the
 * ledger's own) all of it. */
static void put_all(const struct completion *c, const struct snapshot *from)
{
	g_autoptr(GArray) deals = ids_of(from->deals);
	g_autoptr(GArray) contacts = ids_of(from->contacts);

	for (guint i = 0; i < contacts->len; i++)
		put_contact(c, g_array_index(contacts, gint64, i));
	for (guint i = 0; i < deals->len; i++)
		put_deal(c, g_array_index(deals, gint64, i));
	for (guint i = 0; i < contacts->len; i++)
		put_deals(c, snapshot_deals_of(
				     c->ledger->known,
				     g_array_index(contacts, gint64, i)));
}

void ledger_complete(struct ledger *ledger, struct snapshot *snapshot,
                     const GPtrArray *orders, const struct rules *rules,
                     gint64 now)
{
	const struct completion c = { .ledger = ledger, .snapshot = snapshot };

	forget_old(ledger, now);
	find_numbers(ledger, rules);
	if (orders == NULL) {
		put_all(&c, ledger->known);
		return;
	}
	for (guint i = 0; i < orders->len; i++)
		put_for_order(&c, orders->pdata[i]);
	/* Deals of contacts that the portal showed, and in a pretence all that
	 * it showed, are as they were left here. */
	put_all(&c, snapshot);
}
