/*
 * Looks up what the portal holds about a window of orders. Each round asks
 * for whatever the orders need now, given what is known, and the look-up ends
 * when nothing is left to ask: an order whose deal and contact are found
 * needs no phones. All questions of a round share requests.
 *
 * It decides nothing about an order: core/match.h says whether a deal is its.
 */
#include "b24/portal.h"

#include "b24/ask.h"
#include "core/match.h"
#include "core/phone.h"

#include <string.h>

enum { ROUNDS_MOST = 50 };

struct look {
	struct portal *portal;
	struct asker asker;
	const struct rules *rules;
	struct snapshot *snapshot;
	GHashTable *asked[ASK_KINDS]; /* value → round in which it was asked */
	GPtrArray *pending[ASK_KINDS]; /* values of this round, not owned */
	GHashTable *open_phones; /* set: of orders that have no deal yet */
	guint round;             /* from 1 */
};

/* ---- what is wanted ---- */

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

static void want(struct look *look, enum ask what, const char *value)
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

static void want_id(struct look *look, enum ask what, gint64 id)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, id);

	want(look, what, text);
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
		want_id(look, ASK_CONTACT,
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

		want(look, ASK_PHONE, number);
		if (open)
			g_hash_table_add(look->open_phones, g_strdup(number));
	}
}

static void want_client(struct look *look, const struct judged *judged)
{
	if (!judged->person.nameless)
		want(look, ASK_CLIENT, judged->order->client.ref);
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

		want_id(look, ASK_DEALS, contact->id);
		for (guint j = 0; deals && j < deals->len; j++)
			want_contacts_of(look, deals->pdata[j]);
	}
}

/* No deal yet: it may bear the mark, or be found by phone. */
static void want_for_none(struct look *look, const struct judged *judged)
{
	const GPtrArray *lists[] = { judged->own_phones,
		                     judged->client_phones };

	want(look, ASK_MARK, judged->key);
	want(look, ASK_MARK, judged->other_key);
	want_client(look, judged);
	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
		want_phones(look, lists[i], true);
		for (guint j = 0; j < lists[i]->len; j++)
			want_for_holders(look, lists[i]->pdata[j]);
	}
}

static void want_for(struct look *look, const struct judged *judged)
{
	const char *number = judged->order->text[ORDER_NUMBER];
	const struct deal *deal;
	bool by_mark;

	want(look, ASK_NUMBER, number);
	if (number && !is_answered(look, ASK_NUMBER, number))
		return;
	deal = match_document(judged, look->snapshot, look->rules, NULL, 0,
	                      &by_mark, NULL);
	if (deal)
		want_for_deal(look, judged, deal);
	else
		want_for_none(look, judged);
}

/* ---- asking ---- */

static void take_found(gpointer context, const GPtrArray *phones,
                       const GArray *ids)
{
	struct look *look = context;
	bool open = false;

	for (guint i = 0; i < phones->len && !open; i++)
		open = g_hash_table_contains(look->open_phones,
		                             phones->pdata[i]);
	for (guint i = 0; i < ids->len; i++) {
		gint64 id = g_array_index(ids, gint64, i);

		want_id(look, ASK_CONTACT, id);
		if (open)
			want_id(look, ASK_DEALS, id);
	}
}

static GPtrArray *pack(struct look *look)
{
	GPtrArray *commands = commands_new();

	for (guint what = 0; what < ASK_KINDS; what++) {
		ask_pack(&look->asker, what, look->pending[what], commands);
		g_ptr_array_set_size(look->pending[what], 0);
	}
	return commands;
}

/* Asks for all that is pending, and for the rest of what did not fit into a
 * page. What the answers make wanted belongs to the next round. */
static bool ask_all(struct look *look, GError **error)
{
	GPtrArray *commands = pack(look);
	bool ok = true;

	look->round++;
	while (ok && commands->len) {
		GPtrArray *more = commands_new();

		ok = batch_read(look->portal, commands, false, error);
		for (guint i = 0; ok && i < commands->len; i++)
			ok = ask_take(&look->asker, commands->pdata[i], more,
			              take_found, look, error);
		g_ptr_array_unref(commands);
		commands = more;
	}
	g_ptr_array_unref(commands);
	return ok;
}

static bool is_pending(const struct look *look)
{
	for (guint what = 0; what < ASK_KINDS; what++)
		if (look->pending[what]->len)
			return true;
	return false;
}

static bool is_live(const struct judged *judged)
{
	return !judged->failed && !judged->skipped;
}

static bool go_round(struct look *look, const GPtrArray *orders, GError **error)
{
	for (;;) {
		for (guint i = 0; i < orders->len; i++)
			if (is_live(orders->pdata[i]))
				want_for(look, orders->pdata[i]);
		if (!is_pending(look))
			return true;
		if (look->round > ROUNDS_MOST) {
			g_set_error_literal(
				error, PORTAL_ERROR, PORTAL_GARBLED,
				"Портал на каждый вопрос отвечает иначе; "
				"сверка прекращена.");
			return false;
		}
		if (!ask_all(look, error))
			return false;
	}
}

/* Where any of the orders may match a deal by phone; core looks again. */
static GArray *all_funnels(const GPtrArray *orders, const struct rules *rules)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(gint64));
	g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < orders->len; i++) {
		const struct judged *judged = orders->pdata[i];
		const struct rule_place *place =
			rules_place(rules, judged->organization);

		if (!g_hash_table_add(known, (gpointer)place))
			continue;
		g_array_append_vals(all, place->funnels->data,
		                    place->funnels->len);
	}
	return all;
}

static void look_begin(struct look *look, struct portal *portal,
                       const GArray *funnels, const struct rules *rules,
                       struct snapshot *snapshot)
{
	*look = (struct look){ .portal = portal,
		               .asker = { rules, snapshot, funnels },
		               .rules = rules,
		               .snapshot = snapshot,
		               .round = 1 };
	look->open_phones =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint what = 0; what < ASK_KINDS; what++) {
		look->asked[what] = g_hash_table_new_full(
			g_str_hash, g_str_equal, g_free, NULL);
		look->pending[what] = g_ptr_array_new();
	}
}

static void look_end(struct look *look)
{
	for (guint what = 0; what < ASK_KINDS; what++) {
		g_hash_table_unref(look->asked[what]);
		g_ptr_array_unref(look->pending[what]);
	}
	g_hash_table_unref(look->open_phones);
}

bool portal_look_up(struct portal *portal, const GPtrArray *orders,
                    const struct rules *rules, struct snapshot *snapshot,
                    GError **error)
{
	g_autoptr(GArray) funnels = all_funnels(orders, rules);
	struct look look;
	bool ok;

	look_begin(&look, portal, funnels, rules, snapshot);
	ok = go_round(&look, orders, error);
	look_end(&look);
	return ok;
}

bool portal_look_up_deals(struct portal *portal, const GArray *ids,
                          const struct rules *rules, struct snapshot *snapshot,
                          GError **error)
{
	struct look look;
	bool ok;

	look_begin(&look, portal, NULL, rules, snapshot);
	for (guint i = 0; i < ids->len; i++)
		want_id(&look, ASK_DEAL, g_array_index(ids, gint64, i));
	ok = ask_all(&look, error);
	look_end(&look);
	return ok;
}
