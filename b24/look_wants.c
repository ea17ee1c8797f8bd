/*
 * What an order needs to be asked, given what is known: its number; then, if
 * no deal has it, marks and phones; else whether the deal's contact is the
 * order's. It decides nothing: core/match.h says whether a deal is an order's.
 */
#include "b24/look_p.h"

#include "core/match.h"
#include "core/phone.h"
#include "core/text.h"

#include <string.h>

/* An empty value or list would drop the condition that it stands in. */
static bool can_be_asked(const struct look *look, enum ask what,
                         const char *value)
{
	if (what == ASK_DEALS)
		return look->asker.funnels->len > 0;
	if (what == ASK_MARK || what == ASK_CLIENT)
		return value && *value && *look->rules->settings->originator;
	return value && *value;
}

void look_want(struct look *look, enum ask what, const char *value)
{
	char *own;

	if (!can_be_asked(look, what, value) ||
	    g_hash_table_contains(look->asked[what], value))
		return;
	own = g_strdup(value);
	g_hash_table_insert(look->asked[what], own,
	                    GUINT_TO_POINTER(look->round));
	g_ptr_array_add(look->pending[what], own);
}

void look_want_id(struct look *look, enum ask what, gint64 id)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, id);

	look_want(look, what, text);
}

static bool is_answered(struct look *look, enum ask what, const char *value)
{
	guint round =
		GPOINTER_TO_UINT(g_hash_table_lookup(look->asked[what], value));

	return round && round < look->round;
}

static void want_contacts_of(struct look *look, const struct deal *deal)
{
	for (guint i = 0; i < deal->contacts->len; i++)
		look_want_id(look, ASK_CONTACT,
		             g_array_index(deal->contacts, gint64, i));
}

static bool contacts_are_answered(struct look *look, const struct deal *deal)
{
	for (guint i = 0; i < deal->contacts->len; i++) {
		g_autofree char *id = g_strdup_printf(
			"%" G_GINT64_FORMAT,
			g_array_index(deal->contacts, gint64, i));

		if (!is_answered(look, ASK_CONTACT, id))
			return false;
	}
	return true;
}

static void want_phones(struct look *look, const GPtrArray *numbers, bool open)
{
	for (guint i = 0; i < numbers->len; i++) {
		const char *number = numbers->pdata[i];

		look_want(look, ASK_PHONE, number);
		if (open)
			g_hash_table_add(look->open_phones, g_strdup(number));
	}
}

static void want_client(struct look *look, const struct judged *judged)
{
	if (!judged->person.nameless)
		look_want(look, ASK_CLIENT, judged->order->client.ref);
}

/* The contact that this order made for a client without GUID, should the
 * answer have been lost. */
static void want_made(struct look *look, const struct judged *judged)
{
	g_autofree char *made = g_strconcat(PLAN_ORDER_MARK, judged->key, NULL);

	if (!judged->order->client.ref || judged->person.nameless)
		look_want(look, ASK_CLIENT, made);
}

/* ---- what an order needs ---- */

static bool is_marked(const struct look *look, const struct contact *contact)
{
	return !strcmp(contact->originator, look->snapshot->originator) &&
	       *contact->origin && !strchr(contact->origin, ':');
}

/* Nobody else can be the order's contact: this one holds its phone, the
 * document's own first (rule 3), or is the client's where it has none. */
static bool is_contact_of(const struct look *look,
                          const struct contact *contact,
                          const struct judged *judged)
{
	const GPtrArray *numbers = judged->own_phones->len
	                                   ? judged->own_phones
	                                   : judged->client_phones;

	if (!numbers->len)
		return is_marked(look, contact) &&
		       !g_strcmp0(contact->origin, judged->order->client.ref);

	for (guint i = 0; i < numbers->len; i++)
		if (phone_among(contact->phones, numbers->pdata[i]))
			return true;
	return false;
}

static const struct contact *holder_of(const struct look *look,
                                       const struct deal *deal,
                                       const struct judged *judged)
{
	for (guint i = 0; i < deal->contacts->len; i++) {
		const struct contact *contact = snapshot_contact(
			look->snapshot,
			g_array_index(deal->contacts, gint64, i));

		if (contact && is_contact_of(look, contact, judged))
			return contact;
	}
	return NULL;
}

/* The deal is found: whose contact is it? */
static void want_for_deal(struct look *look, const struct judged *judged,
                          const struct deal *deal)
{
	const struct contact *holder;

	want_contacts_of(look, deal);
	if (!contacts_are_answered(look, deal))
		return;
	holder = holder_of(look, deal, judged);
	if (!holder) {
		want_phones(look, judged->own_phones, false);
		want_phones(look, judged->client_phones, false);
	}
	/* Before a card gets a client's mark: does another one bear it? */
	if (!holder ||
	    (look->rules->settings->contact_update && !is_marked(look, holder)))
		want_client(look, judged);
}

/* Open deals of whoever holds the number, and who else is on them. */
static void want_for_holders(struct look *look, const char *number)
{
	const GPtrArray *holders =
		snapshot_contacts_phoned(look->snapshot, number);

	for (guint i = 0; holders && i < holders->len; i++) {
		const struct contact *contact = holders->pdata[i];
		const GPtrArray *deals =
			snapshot_deals_of(look->snapshot, contact->id);

		look_want_id(look, ASK_DEALS, contact->id);
		for (guint j = 0; deals && j < deals->len; j++)
			want_contacts_of(look, deals->pdata[j]);
	}
}

/* No deal yet: it may bear the mark, or be found by phone. */
static void want_for_none(struct look *look, const struct judged *judged)
{
	const GPtrArray *lists[] = { judged->own_phones,
		                     judged->client_phones };

	look_want(look, ASK_MARK, judged->key);
	look_want(look, ASK_MARK, judged->other_key);
	want_client(look, judged);
	want_made(look, judged);
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
		want_phones(look, lists[i], true);
		for (guint j = 0; j < lists[i]->len; j++)
			want_for_holders(look, lists[i]->pdata[j]);
	}
}

void look_note_shared(struct look *look, const GPtrArray *orders)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < orders->len; i++) {
		const struct judged *judged = orders->pdata[i];
		char *number = text_fold(judged->order->text[ORDER_NUMBER],
		                         TEXT_LOOKALIKE);

		if (g_hash_table_contains(seen, number))
			g_hash_table_add(look->shared, number);
		else
			g_hash_table_add(seen, number);
	}
}

bool look_is_shared(const struct look *look, const struct judged *judged)
{
	g_autofree char *number =
		text_fold(judged->order->text[ORDER_NUMBER], TEXT_LOOKALIKE);

	return g_hash_table_contains(look->shared, number);
}

void look_want_for(struct look *look, const struct judged *judged)
{
	const char *number = judged->order->text[ORDER_NUMBER];
	const struct deal *deal;
	bool by_mark;

	look_want(look, ASK_NUMBER, number);
	if (number && !is_answered(look, ASK_NUMBER, number))
		return;
	deal = match_document(judged, look->snapshot, look->rules, NULL, 0,
	                      &by_mark, NULL);
	if (deal)
		want_for_deal(look, judged, deal);
	/* Another order of the same number may get a deal that is unmarked. */
	if (!deal || (look_is_shared(look, judged) &&
	              !match_marked(deal, judged, look->rules)))
		want_for_none(look, judged);
}
