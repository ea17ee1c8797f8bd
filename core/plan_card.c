/*
 * The cards of a plan: contacts as they will be once it is carried out. They
 * stand beside the snapshot's, so that two orders of one new client make one
 * contact.
 *
 * Refuses to rename by a legal entity, by a name that names nobody, and across
 * another client's mark.
 *
 * Two things are narrower than "add the phones, give the mark": a card with
 * another client's mark gets no phones of this one, and a client that is
 * nobody («Частное лицо») has no mark, or all strangers would become one
 * contact.
 */
#include "core/plan_card.h"

#include "core/phone.h"
#include "core/text.h"
#include "core/when.h"

#include <string.h>

/* ---- cards ---- */

struct card *card_of(struct planner *planner, gint64 id)
{
	struct card *card = g_hash_table_lookup(planner->cards, &id);

	if (card == NULL) {
		card = g_new0(struct card, 1);
		card->now =
			contact_copy(snapshot_contact(planner->snapshot, id));
		g_hash_table_insert(planner->cards, g_memdup2(&id, sizeof(id)),
		                    card);
	}
	return card;
}

const struct contact *card_now(struct planner *planner, gint64 id)
{
	const struct card *card = g_hash_table_lookup(planner->cards, &id);

	return card != NULL ? card->now
	                    : snapshot_contact(planner->snapshot, id);
}

static void remember(GHashTable *index, const char *key, gint64 id)
{
	GArray *ids = g_hash_table_lookup(index, key);

	if (ids == NULL) {
		ids = g_array_new(FALSE, FALSE, sizeof(gint64));
		g_hash_table_insert(index, g_strdup(key), ids);
	}
	g_array_append_val(ids, id);
}

void card_append_once(GArray *ids, gint64 id)
{
	for (guint i = 0; i < ids->len; i++) {
		if (g_array_index(ids, gint64, i) == id)
			return;
	}
	g_array_append_val(ids, id);
}

static void append_found(const GPtrArray *contacts, GHashTable *planned,
                         const char *key, GArray *ids)
{
	GArray *more = g_hash_table_lookup(planned, key);

	for (guint i = 0; contacts != NULL && i < contacts->len; i++) {
		const struct contact *contact = contacts->pdata[i];

		card_append_once(ids, contact->id);
	}
	for (guint i = 0; more != NULL && i < more->len; i++)
		card_append_once(ids, g_array_index(more, gint64, i));
}

void card_holders(struct planner *planner, const GPtrArray *numbers,
                  GArray *ids)
{
	for (guint i = 0; i < numbers->len; i++) {
		const char *number = numbers->pdata[i];

		append_found(
			snapshot_contacts_phoned(planner->snapshot, number),
			planner->cards_by_phone, number, ids);
	}
}

/* ---- whose card is it ---- */

/* The client's mark, or NULL. */
const char *card_client_mark(const struct judged *judged)
{
	return judged->person.nameless ? NULL : judged->order->client.ref;
}

/*
 * A contact made for a client without GUID bears the order that made it, to be
 * asked by when an answer is lost. That names no client: a GUID replaces it.
 */
static bool is_ours(const struct planner *planner,
                    const struct contact *contact)
{
	return strcmp(contact->originator, planner->settings->originator) == 0;
}

bool card_has_our_mark(const struct planner *planner,
                       const struct contact *contact)
{
	return is_ours(planner, contact) && contact->origin[0] != '\0' &&
	       !g_str_has_prefix(contact->origin, PLAN_ORDER_MARK);
}

static bool may_be_marked(const struct planner *planner,
                          const struct contact *contact)
{
	if (contact->originator[0] == '\0')
		return contact->origin[0] == '\0';
	return is_ours(planner, contact) &&
	       !card_has_our_mark(planner, contact);
}

bool card_is_anothers(const struct planner *planner,
                      const struct contact *contact,
                      const struct judged *judged)
{
	return card_has_our_mark(planner, contact) &&
	       g_strcmp0(contact->origin, card_client_mark(judged)) != 0;
}

bool card_same_name(const struct contact *contact, const struct person *person)
{
	return text_same(contact->last, person->last, TEXT_CASE) &&
	       text_same(contact->first, person->first, TEXT_CASE) &&
	       text_same(contact->middle, person->middle, TEXT_CASE);
}

/* New contacts have negative ids: the older a contact, the smaller. */
bool card_is_older(gint64 a, gint64 b)
{
	if ((a < 0) != (b < 0))
		return b < 0;
	return a < 0 ? a > b : a < b;
}

/* The oldest contact with the client's mark, or of a client without GUID the
 * one that this order made; 0: none. */
gint64 card_marked(struct planner *planner, const struct judged *judged)
{
	const char *mark = card_client_mark(judged);
	g_autofree char *made = g_strconcat(PLAN_ORDER_MARK, judged->key, NULL);
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
	gint64 oldest = 0;

	if (mark == NULL)
		mark = made;
	append_found(snapshot_contacts_marked(planner->snapshot, mark),
	             planner->cards_by_origin, mark, ids);
	for (guint i = 0; i < ids->len; i++) {
		gint64 id = g_array_index(ids, gint64, i);

		if (oldest == 0 || card_is_older(id, oldest))
			oldest = id;
	}
	return oldest;
}

/* ---- what changes on it ---- */

/* A card that is made for a firm may get a person's name in the same plan. */
static bool replace_change(struct step *step, const char *field,
                           enum value_type type, const char *to)
{
	for (guint i = 0;
	     step != NULL && type == VALUE_TEXT && i < step->changes->len;
	     i++) {
		struct change *change = step->changes->pdata[i];

		if (strcmp(change->field, field) == 0) {
			text_set(&change->to, to);
			return true;
		}
	}
	return false;
}

static void card_change(struct planner *planner, struct verdict *verdict,
                        struct card *card, const char *field,
                        enum value_type type, const char *from, const char *to)
{
	if (replace_change(card->step, field, type, to))
		return;
	if (card->step == NULL)
		card->step = plan_step(planner, ENTITY_CONTACT, STEP_UPDATE,
		                       card->now->id);
	plan_change(card->step, field, type,
	            card->step->verb == STEP_ADD ? NULL : from, to);
	verdict->shows_contact = true;
}

static void change_name(struct planner *planner, struct verdict *verdict,
                        struct card *card, const char *field, char **part,
                        const char *name)
{
	if (name[0] == '\0' || strcmp(*part, name) == 0)
		return;
	card_change(planner, verdict, card, field, VALUE_TEXT, *part, name);
	text_set(part, name);
}

static void change_names(struct planner *planner, struct verdict *verdict,
                         struct card *card, const struct person *person)
{
	struct contact *contact = card->now;

	change_name(planner, verdict, card, "lastName", &contact->last,
	            person->last);
	change_name(planner, verdict, card, "name", &contact->first,
	            person->first);
	change_name(planner, verdict, card, "secondName", &contact->middle,
	            person->middle);
}

static void add_phones(struct planner *planner, struct verdict *verdict,
                       struct card *card, const GPtrArray *numbers)
{
	for (guint i = 0; i < numbers->len; i++) {
		const char *number = numbers->pdata[i];

		if (phone_among(card->now->phones, number))
			continue;
		card_change(planner, verdict, card, "PHONE", VALUE_PHONE, "",
		            number);
		g_ptr_array_add(card->now->phones, g_strdup(number));
		remember(planner->cards_by_phone, number, card->now->id);
	}
}

static void add_mails(struct planner *planner, struct verdict *verdict,
                      struct card *card, const GPtrArray *mails)
{
	for (guint i = 0; i < mails->len; i++) {
		const char *mail = mails->pdata[i];

		/* 1C's people write «нет» there; a refused card loses all. */
		if (strchr(mail, '@') != NULL && strpbrk(mail, " ,;") == NULL)
			card_change(planner, verdict, card, "EMAIL", VALUE_MAIL,
			            "", mail);
	}
}

static void give_mark(struct planner *planner, struct verdict *verdict,
                      struct card *card)
{
	const char *mark = card_client_mark(verdict->judged);
	struct contact *contact = card->now;

	if (mark == NULL || !may_be_marked(planner, contact) ||
	    card_marked(planner, verdict->judged) != 0)
		return;
	if (!is_ours(planner, contact))
		card_change(planner, verdict, card, "originatorId", VALUE_TEXT,
		            "", planner->settings->originator);
	card_change(planner, verdict, card, "originId", VALUE_TEXT,
	            contact->origin, mark);
	text_set(&contact->originator, planner->settings->originator);
	text_set(&contact->origin, mark);
	if (card->step->verb == STEP_ADD)
		text_set(&card->step->origin, mark);
	remember(planner->cards_by_origin, mark, contact->id);
}

void card_say_differs(struct verdict *verdict, const struct contact *contact)
{
	const struct person *person = &verdict->judged->person;
	/* One that this very plan makes has no id that people could use. */
	g_autofree char *id =
		contact->id > 0
			? g_strdup_printf("%" G_GINT64_FORMAT, contact->id)
			: g_strdup("(новый)");
	g_autofree char *name =
		person_whole(contact->last, contact->first, contact->middle);
	g_autofree char *client =
		person_whole(person->last, person->first, person->middle);

	verdict_say(verdict, message_new(MESSAGE_CONTACT_DIFFERS, "contact", id,
	                                 "name", name, "client", client, NULL));
}

/* Without GUIDs the newest order has the word on mark and names: orders come
 * newest first here, and earlier runs are remembered. */
static bool has_word(const struct planner *planner,
                     const struct verdict *verdict, const struct card *card)
{
	const struct judged *judged = verdict->judged;
	gint64 named;

	if (card->named)
		return false;
	if (card_client_mark(judged) != NULL &&
	    card_has_our_mark(planner, card->now))
		return true;
	named = memory_named(planner->memory, card->now->id);
	return named == WHEN_NONE || judged->date >= named;
}

static bool may_rename(const struct person *person)
{
	return !person->nameless && !person->legal;
}

void card_update(struct planner *planner, struct verdict *verdict,
                 struct card *card)
{
	const struct judged *judged = verdict->judged;

	if (!planner->settings->contact_update)
		return;
	if (card_is_anothers(planner, card->now, judged)) {
		if (!judged->person.nameless &&
		    !card_same_name(card->now, &judged->person))
			card_say_differs(verdict, card->now);
		return;
	}
	if (has_word(planner, verdict, card)) {
		give_mark(planner, verdict, card);
		if (may_rename(&judged->person)) {
			change_names(planner, verdict, card, &judged->person);
			card->named = true;
			verdict->names_contact = true;
		}
	}
	add_phones(planner, verdict, card, judged->own_phones);
	add_phones(planner, verdict, card, judged->client_phones);
}

static struct card *new_card(struct planner *planner)
{
	struct card *card = g_new0(struct card, 1);
	gint64 id = planner->next_new--;

	card->now = contact_new(id);
	card->step = plan_step(planner, ENTITY_CONTACT, STEP_ADD, 0);
	g_hash_table_insert(planner->cards, g_memdup2(&id, sizeof(id)), card);
	return card;
}

/* An add always bears a mark: what the portal is asked by when its answer is
 * lost. */
static void mark_add(struct planner *planner, struct verdict *verdict,
                     struct card *card)
{
	const struct judged *judged = verdict->judged;
	struct step *step = card->step;

	give_mark(planner, verdict, card);
	step->originator = g_strdup(planner->settings->originator);
	if (card_has_our_mark(planner, card->now)) {
		text_set(&step->origin, card->now->origin);
		return;
	}
	step->origin = g_strconcat(PLAN_ORDER_MARK, judged->key, NULL);
	plan_change(step, "originatorId", VALUE_TEXT, NULL, step->originator);
	plan_change(step, "originId", VALUE_TEXT, NULL, step->origin);
	text_set(&card->now->originator, step->originator);
	text_set(&card->now->origin, step->origin);
}

gint64 card_make(struct planner *planner, struct verdict *verdict)
{
	const struct judged *judged = verdict->judged;
	struct card *card = new_card(planner);

	if (!judged->person.nameless) {
		change_names(planner, verdict, card, &judged->person);
		card->named = !judged->person.legal;
		verdict->names_contact = card->named;
	}
	add_phones(planner, verdict, card, judged->own_phones);
	add_phones(planner, verdict, card, judged->client_phones);
	add_mails(planner, verdict, card, judged->order->client.mails);
	mark_add(planner, verdict, card);
	return card->now->id;
}
