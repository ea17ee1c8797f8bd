/*
 * What a file tells of a thing, laid over what is known of it. No I/O.
 *
 * Refuses to let old news replace newer ones: files may come late, or again.
 */
#include "xml/learned_p.h"

#include "core/text.h"
#include "core/when.h"

#include <string.h>

/* ---- attributes ---- */

/* Whether what was known still holds beside what is told. A card says of what
 * it lacks that there is none. */
static bool value_holds(const struct learned_value *value,
                        const struct told *told, bool newer)
{
	return !value->in_card || !told->card || !newer;
}

/* An older card has nothing to add to a newer one, an older mention may. */
static bool value_counts(const struct learned_value *value,
                         const struct learned_value *before,
                         const struct told *told, bool newer, gint64 exported)
{
	if (!value->in_card)
		return !before || exported >= before->exported;
	return newer || (!before && !told->card);
}

static void lay_values(struct learned *over, const struct learned *known,
                       const struct told *told, bool newer, gint64 exported)
{
	const GPtrArray *values = told->facts->values;

	for (guint i = 0; known && i < known->values->len; i++)
		if (value_holds(known->values->pdata[i], told, newer))
			g_ptr_array_add(
				over->values,
				learned_value_copy(known->values->pdata[i]));
	for (guint i = 0; i < values->len; i++) {
		const struct learned_value *now = values->pdata[i];
		const struct learned_value *before =
			learned_value_at(over->values, now);
		struct learned_value *copy;

		if (!value_counts(now, before, told, newer, exported))
			continue;
		copy = learned_value_copy(now);
		copy->exported = exported;
		learned_set_value(over->values, copy);
	}
}

/* ---- contacts ---- */

/* «Телефон/Рабочий» is among «Телефон/» and «/», which a filter may say. */
static bool is_within(const char *slot, const char *among)
{
	const char *slash = strchr(slot, '/'), *wanted = strchr(among, '/');
	size_t length = wanted ? (size_t)(wanted - among) : strlen(among);

	if (length && (!slash || (size_t)(slash - slot) != length ||
	               strncmp(slot, among, length) != 0))
		return false;
	return !wanted || !wanted[1] || (slash && strcmp(slash, wanted) == 0);
}

static bool slot_told(const struct told *told, const char *slot)
{
	const GPtrArray *contacts = told->facts->contacts;

	for (guint i = 0; i < told->registers->len; i++)
		if (is_within(slot ? slot : "/", told->registers->pdata[i]))
			return true;
	for (guint i = 0; slot && i < contacts->len; i++) {
		const struct learned_contact *contact = contacts->pdata[i];

		if (!contact->in_card && g_strcmp0(contact->slot, slot) == 0)
			return true;
	}
	return false;
}

static bool contact_holds(const struct learned_contact *contact,
                          const struct told *told, bool newer, gint64 exported)
{
	if (contact->in_card)
		return !told->card || !newer;
	return contact->exported > exported || !slot_told(told, contact->slot);
}

/* Whether newer news about its slot, or the card, are known. */
static bool contact_outdated(const struct learned_contact *contact,
                             const struct learned *known, bool newer,
                             gint64 exported)
{
	if (contact->in_card)
		return !newer;
	for (guint i = 0; known && i < known->contacts->len; i++) {
		const struct learned_contact *was = known->contacts->pdata[i];

		if (!was->in_card && was->exported > exported && was->slot &&
		    g_strcmp0(was->slot, contact->slot) == 0)
			return true;
	}
	return false;
}

static void lay_contacts(struct learned *over, const struct learned *known,
                         const struct told *told, bool newer, gint64 exported)
{
	const GPtrArray *contacts = told->facts->contacts;

	for (guint i = 0; known && i < known->contacts->len; i++)
		if (contact_holds(known->contacts->pdata[i], told, newer,
		                  exported))
			learned_add_contact(over->contacts,
			                    learned_contact_copy(
						    known->contacts->pdata[i]));
	for (guint i = 0; i < contacts->len; i++) {
		struct learned_contact *copy;

		if (contact_outdated(contacts->pdata[i], known, newer,
		                     exported))
			continue;
		copy = learned_contact_copy(contacts->pdata[i]);
		copy->exported = exported;
		learned_add_contact(over->contacts, copy);
	}
}

/* ---- all of it ---- */

/* A predefined name does not stand in every card. */
static const char *either(const char *now, const char *was, bool newer)
{
	return now && (newer || !was) ? now : was;
}

struct learned *learned_over(const struct learned *known,
                             const struct told *told, gint64 exported)
{
	struct learned *over = learned_new();
	const struct learned *facts = told->facts;
	bool newer =
		!known || known->card == WHEN_NONE || exported >= known->card;

	text_set(&over->guid, facts->guid);
	text_set(&over->type,
	         either(facts->type, known ? known->type : NULL, newer));
	text_set(&over->predefined,
	         either(facts->predefined, known ? known->predefined : NULL,
	                newer));
	over->card = known ? known->card : WHEN_NONE;
	if (told->card && newer)
		over->card = exported;
	lay_values(over, known, told, newer, exported);
	lay_contacts(over, known, told, newer, exported);
	return over;
}
