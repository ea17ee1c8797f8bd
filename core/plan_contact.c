/*
 * Rule 6: which contact is the client's. The phone identifies; the client's
 * mark comes next; then the deal's own contact, unless it is somebody else's.
 *
 * Refuses to change its mind: a contact that the order had before and that
 * still holds one of its phones stays the client.
 */
#include "core/plan_card.h"

#include "core/text.h"

#include <string.h>

void plan_holders(struct planner *planner, const struct judged *judged,
                  GArray *contacts)
{
	card_holders(planner, judged->own_phones, contacts);
	if (contacts->len == 0)
		card_holders(planner, judged->client_phones, contacts);
}

/*
 * How well a contact with the phone fits: the one that this order got before,
 * the deal's, the marked one, the one of the same name; of equals the oldest.
 * Without the first, a phone that is added to a relative's card would make the
 * next run rename the relative.
 */
static int fitness(struct planner *planner, gint64 id,
                   const struct judged *judged, const struct deal *deal)
{
	enum { NAMED = 1, MARKED = 2, LINKED = 4, KNOWN = 8 };
	const struct memory_document *known = plan_memory(planner, judged);
	const struct contact *contact = card_now(planner, id);
	const char *mark = card_client_mark(judged);
	int fit = 0;

	if (deal != NULL && deal_has_contact(deal, id))
		fit += LINKED;
	if (known != NULL && known->contact == id)
		fit += KNOWN;
	if (mark != NULL && card_has_our_mark(planner, contact) &&
	    strcmp(contact->origin, mark) == 0)
		fit += MARKED;
	if (card_same_name(contact, &judged->person))
		fit += NAMED;
	return fit;
}

static char *list_ids(const GArray *ids)
{
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < ids->len; i++) {
		gint64 id = g_array_index(ids, gint64, i);

		if (id > 0)
			g_string_append_printf(list, "%s%" G_GINT64_FORMAT,
			                       list->len > 0 ? ", " : "", id);
	}
	return g_string_free(g_steal_pointer(&list), FALSE);
}

static gint64 choose(struct planner *planner, struct verdict *verdict,
                     const GArray *ids, const struct deal *deal)
{
	gint64 chosen = g_array_index(ids, gint64, 0);
	int best = fitness(planner, chosen, verdict->judged, deal);

	for (guint i = 1; i < ids->len; i++) {
		gint64 id = g_array_index(ids, gint64, i);
		int fit = fitness(planner, id, verdict->judged, deal);

		if (fit > best || (fit == best && card_is_older(id, chosen))) {
			chosen = id;
			best = fit;
		}
	}
	if (ids->len > 1 && chosen > 0) {
		g_autofree char *list = list_ids(ids);
		g_autofree char *one =
			g_strdup_printf("%" G_GINT64_FORMAT, chosen);

		verdict_say(verdict,
		            message_new(MESSAGE_SEVERAL_CONTACTS, "contacts",
		                        list, "chosen", one, NULL));
	}
	return chosen;
}

static bool has_phones(const struct judged *judged)
{
	return judged->own_phones->len > 0 || judged->client_phones->len > 0;
}

/* The first contact of the deal, where it may be the client's: it has no
 * phone, or another one but the same last name or none. 0: somebody else's,
 * or the deal has none. */
static gint64 deals_own(struct planner *planner, const struct judged *judged,
                        const struct deal *deal)
{
	const struct person *person = &judged->person;
	const struct contact *contact;
	gint64 id;

	if (deal == NULL || deal->contacts->len == 0)
		return 0;
	id = g_array_index(deal->contacts, gint64, 0);
	contact = card_now(planner, id);
	if (contact == NULL || card_is_anothers(planner, contact, judged))
		return 0;
	if (contact->phones->len == 0 && has_phones(judged))
		return id;
	if (contact->last[0] == '\0' ||
	    text_same(contact->last, person->last, TEXT_CASE))
		return id;
	return 0;
}

/* ---- the decision ---- */

/* Contacts that hold any of the order's phones and are the deal's already, or
 * were this order's before: whoever was chosen once stays the client. */
static void append_linked(struct planner *planner, const struct judged *judged,
                          const struct deal *deal, GArray *ids)
{
	const struct memory_document *known = plan_memory(planner, judged);
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(gint64));

	card_holders(planner, judged->own_phones, all);
	card_holders(planner, judged->client_phones, all);
	for (guint i = 0; i < all->len; i++) {
		gint64 id = g_array_index(all, gint64, i);

		if ((deal != NULL && deal_has_contact(deal, id)) ||
		    (known != NULL && known->contact == id))
			card_append_once(ids, id);
	}
}

/* 0: the order gets no contact. */
static gint64 decide(struct planner *planner, struct verdict *verdict,
                     const struct deal *deal)
{
	const struct judged *judged = verdict->judged;
	g_autoptr(GArray) holders = g_array_new(FALSE, FALSE, sizeof(gint64));
	gint64 id;

	plan_holders(planner, judged, holders);
	append_linked(planner, judged, deal, holders);
	if (holders->len > 0)
		return choose(planner, verdict, holders, deal);
	id = card_marked(planner, judged);
	if (id == 0)
		id = deals_own(planner, judged, deal);
	if (id != 0)
		return id;
	if (has_phones(judged) || card_client_mark(judged) != NULL)
		return card_make(planner, verdict);
	verdict_say(verdict, message_new(MESSAGE_NO_PHONE, NULL));
	return 0;
}

void plan_contact(struct planner *planner, struct verdict *verdict,
                  const struct deal *deal)
{
	const struct contact *before;
	struct card *card;
	gint64 id = decide(planner, verdict, deal);

	if (id == 0)
		return;
	card = card_of(planner, id);
	/* A card this very plan makes is as its first order wants it, but a
	 * second one may know more phones. */
	card_update(planner, verdict, card);
	verdict->contact_step = card->step;
	if (id > 0) {
		verdict->contact = id;
		before = snapshot_contact(planner->snapshot, id);
		verdict->contact_before = contact_copy(before);
	}
	if (deal != NULL && deal->contacts->len > 0 &&
	    (id < 0 || !deal_has_contact(deal, id))) {
		gint64 first = g_array_index(deal->contacts, gint64, 0);
		const struct contact *kept = card_now(planner, first);

		if (kept != NULL)
			card_say_differs(verdict, kept);
	}
}
