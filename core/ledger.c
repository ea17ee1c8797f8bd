/*
 * The last hour's writes, so that a portal whose search lags behind does not
 * get them twice.
 *
 * Refuses to outvote the portal, whose rows are newer than what is remembered
 * here, unless nothing of it was ever written.
 */
#include "core/ledger.h"

#include "core/text.h"

#include <string.h>

enum { LEDGER_SECONDS = 60 * 60 };

struct entry {
	gint64 when;
	struct deal *deal; /* one of the two, owned */
	struct contact *contact;
};

struct ledger {
	GHashTable *deals;    /* id → struct entry, owned */
	GHashTable *contacts; /* likewise */
	bool pretended;
};

static void entry_free(gpointer data)
{
	struct entry *entry = data;

	deal_free(entry->deal);
	contact_free(entry->contact);
	g_free(entry);
}

static GHashTable *entries_new(void)
{
	return g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
	                             entry_free);
}

struct ledger *ledger_new(bool pretended)
{
	struct ledger *ledger = g_new0(struct ledger, 1);

	ledger->deals = entries_new();
	ledger->contacts = entries_new();
	ledger->pretended = pretended;
	return ledger;
}

void ledger_free(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	g_hash_table_unref(ledger->deals);
	g_hash_table_unref(ledger->contacts);
	g_free(ledger);
}

static void remember(GHashTable *entries, gint64 id, struct deal *deal,
                     struct contact *contact, gint64 when)
{
	struct entry *entry = g_new0(struct entry, 1);

	entry->when = when;
	entry->deal = deal;
	entry->contact = contact;
	g_hash_table_replace(entries, g_memdup2(&id, sizeof(id)), entry);
}

void ledger_add_deal(struct ledger *ledger, const struct deal *deal,
                     gint64 when)
{
	remember(ledger->deals, deal->id, deal_copy(deal), NULL, when);
}

void ledger_add_contact(struct ledger *ledger, const struct contact *contact,
                        gint64 when)
{
	remember(ledger->contacts, contact->id, NULL, contact_copy(contact),
	         when);
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
			ledger_add_deal(ledger,
			                snapshot_deal(snapshot, step->id), now);
		else
			ledger_add_contact(ledger,
			                   snapshot_contact(snapshot, step->id),
			                   now);
	}
}

/* The history knows the number as one field among others. */
static void find_number(struct deal *deal, const struct rules *rules)
{
	if (deal->number[0] == '\0')
		text_set(&deal->number,
		         deal_field(deal, rules->id_field->code));
}

void ledger_complete(struct ledger *ledger, struct snapshot *snapshot,
                     const struct rules *rules, gint64 now)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, ledger->deals);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		struct entry *entry = value;

		if (entry->when < now - LEDGER_SECONDS) {
			g_hash_table_iter_remove(&iter);
			continue;
		}
		find_number(entry->deal, rules);
		if (ledger->pretended ||
		    snapshot_deal(snapshot, entry->deal->id) == NULL)
			snapshot_add_deal(snapshot, deal_copy(entry->deal));
	}
	g_hash_table_iter_init(&iter, ledger->contacts);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct entry *entry = value;

		if (entry->when < now - LEDGER_SECONDS)
			g_hash_table_iter_remove(&iter);
		else if (ledger->pretended ||
		         snapshot_contact(snapshot, entry->contact->id) == NULL)
			snapshot_add_contact(snapshot,
			                     contact_copy(entry->contact));
	}
}

void ledger_forget_deal(struct ledger *ledger, gint64 id)
{
	g_hash_table_remove(ledger->deals, &id);
}
