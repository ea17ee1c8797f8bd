/*
 * What is known of a thing, and what a file adds to it. No I/O.
 *
 * Refuses to let old news replace newer ones: files may come late, or again.
 */
#include "xml/learned.h"

#include "core/text.h"
#include "core/when.h"

#include <string.h>

/* More than any object of 1C has. */
enum { VALUES_MOST = 250, CONTACTS_MOST = 100 };

/* ---- making and freeing ---- */

struct learned_value *learned_value_new(const char *name, const char *key,
                                        const char *text)
{
	struct learned_value *value = g_new0(struct learned_value, 1);

	value->name = g_strdup(name);
	value->key = g_strdup(key);
	value->text = g_strdup(text);
	value->thing = LEARNED_TEXT;
	value->exported = WHEN_NONE;
	return value;
}

void learned_value_free(gpointer data)
{
	struct learned_value *value = data;

	g_free(value->name);
	g_free(value->key);
	g_free(value->text);
	g_free(value);
}

static struct learned_value *value_copy(const struct learned_value *from)
{
	struct learned_value *copy =
		learned_value_new(from->name, from->key, from->text);

	copy->key_is_guid = from->key_is_guid;
	copy->is_guid = from->is_guid;
	copy->thing = from->thing;
	copy->in_card = from->in_card;
	copy->exported = from->exported;
	return copy;
}

struct learned_contact *learned_contact_new(const char *kind, const char *text)
{
	struct learned_contact *contact = g_new0(struct learned_contact, 1);

	contact->kind = g_strdup(kind ? kind : "");
	contact->text = g_strdup(text);
	contact->exported = WHEN_NONE;
	return contact;
}

void learned_contact_free(gpointer data)
{
	struct learned_contact *contact = data;

	g_free(contact->kind);
	g_free(contact->text);
	g_free(contact->slot);
	g_free(contact);
}

static struct learned_contact *contact_copy(const struct learned_contact *from)
{
	struct learned_contact *copy =
		learned_contact_new(from->kind, from->text);

	copy->slot = g_strdup(from->slot);
	copy->in_card = from->in_card;
	copy->exported = from->exported;
	return copy;
}

struct learned *learned_new(void)
{
	struct learned *learned = g_new0(struct learned, 1);

	learned->card = WHEN_NONE;
	learned->values = g_ptr_array_new_with_free_func(learned_value_free);
	learned->contacts =
		g_ptr_array_new_with_free_func(learned_contact_free);
	return learned;
}

void learned_free(gpointer data)
{
	struct learned *learned = data;

	if (!learned)
		return;
	g_free(learned->guid);
	g_free(learned->type);
	g_free(learned->predefined);
	g_ptr_array_unref(learned->values);
	g_ptr_array_unref(learned->contacts);
	g_free(learned);
}

struct learned *learned_copy(const struct learned *from)
{
	struct learned *copy = learned_new();

	copy->guid = g_strdup(from->guid);
	copy->type = g_strdup(from->type);
	copy->predefined = g_strdup(from->predefined);
	copy->card = from->card;
	for (guint i = 0; i < from->values->len; i++)
		g_ptr_array_add(copy->values,
		                value_copy(from->values->pdata[i]));
	for (guint i = 0; i < from->contacts->len; i++)
		g_ptr_array_add(copy->contacts,
		                contact_copy(from->contacts->pdata[i]));
	return copy;
}

GHashTable *learned_table(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
	                             learned_free);
}

/* ---- telling ---- */

struct told *told_new(void)
{
	struct told *told = g_new0(struct told, 1);

	told->facts = learned_new();
	told->registers = g_ptr_array_new_with_free_func(g_free);
	return told;
}

void told_free(gpointer data)
{
	struct told *told = data;

	if (!told)
		return;
	learned_free(told->facts);
	g_ptr_array_unref(told->registers);
	g_free(told);
}

static bool same_place(const struct learned_value *a,
                       const struct learned_value *b)
{
	return a->in_card == b->in_card && a->key_is_guid == b->key_is_guid &&
	       strcmp(a->name, b->name) == 0 && g_strcmp0(a->key, b->key) == 0;
}

static struct learned_value *value_at(const GPtrArray *values,
                                      const struct learned_value *place)
{
	for (guint i = 0; i < values->len; i++)
		if (same_place(values->pdata[i], place))
			return values->pdata[i];
	return NULL;
}

/* Taken. */
static void set_value(GPtrArray *values, struct learned_value *value)
{
	struct learned_value *before = value_at(values, value);

	if (before) {
		text_set(&before->text, value->text);
		before->is_guid = value->is_guid;
		before->thing = value->thing;
		before->exported = value->exported;
	} else if (values->len < VALUES_MOST) {
		g_ptr_array_add(values, value);
		return;
	}
	learned_value_free(value);
}

static bool same_contact(const struct learned_contact *a,
                         const struct learned_contact *b)
{
	return a->in_card == b->in_card && strcmp(a->text, b->text) == 0 &&
	       strcmp(a->kind, b->kind) == 0 &&
	       g_strcmp0(a->slot, b->slot) == 0;
}

/* Taken. */
static void add_contact(GPtrArray *contacts, struct learned_contact *contact)
{
	for (guint i = 0; i < contacts->len; i++)
		if (same_contact(contacts->pdata[i], contact)) {
			learned_contact_free(contact);
			return;
		}
	if (contacts->len < CONTACTS_MOST)
		g_ptr_array_add(contacts, contact);
	else
		learned_contact_free(contact);
}

void told_add_value(struct told *told, struct learned_value *value)
{
	set_value(told->facts->values, value);
}

void told_add_contact(struct told *told, struct learned_contact *contact)
{
	add_contact(told->facts->contacts, contact);
}

bool told_anything(const struct told *told)
{
	const struct learned *facts = told->facts;

	return facts->predefined || facts->values->len ||
	       facts->contacts->len || told->registers->len;
}

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
			g_ptr_array_add(over->values,
			                value_copy(known->values->pdata[i]));
	for (guint i = 0; i < values->len; i++) {
		const struct learned_value *now = values->pdata[i];
		const struct learned_value *before =
			value_at(over->values, now);
		struct learned_value *copy;

		if (!value_counts(now, before, told, newer, exported))
			continue;
		copy = value_copy(now);
		copy->exported = exported;
		set_value(over->values, copy);
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
			add_contact(over->contacts,
			            contact_copy(known->contacts->pdata[i]));
	for (guint i = 0; i < contacts->len; i++) {
		struct learned_contact *copy;

		if (contact_outdated(contacts->pdata[i], known, newer,
		                     exported))
			continue;
		copy = contact_copy(contacts->pdata[i]);
		copy->exported = exported;
		add_contact(over->contacts, copy);
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
