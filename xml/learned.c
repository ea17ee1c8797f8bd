/*
 * What is known of a thing, or told of it: made, copied, added to, freed.
 */
#include "xml/learned_p.h"

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

struct learned_value *learned_value_copy(const struct learned_value *from)
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

struct learned_contact *learned_contact_copy(const struct learned_contact *from)
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
		                learned_value_copy(from->values->pdata[i]));
	for (guint i = 0; i < from->contacts->len; i++)
		g_ptr_array_add(copy->contacts,
		                learned_contact_copy(from->contacts->pdata[i]));
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

struct learned_value *learned_value_at(const GPtrArray *values,
                                       const struct learned_value *place)
{
	for (guint i = 0; i < values->len; i++)
		if (same_place(values->pdata[i], place))
			return values->pdata[i];
	return NULL;
}

void learned_set_value(GPtrArray *values, struct learned_value *value)
{
	struct learned_value *before = learned_value_at(values, value);

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

void learned_add_contact(GPtrArray *contacts, struct learned_contact *contact)
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
	learned_set_value(told->facts->values, value);
}

void told_add_contact(struct told *told, struct learned_contact *contact)
{
	learned_add_contact(told->facts->contacts, contact);
}

bool told_anything(const struct told *told)
{
	const struct learned *facts = told->facts;

	return facts->predefined || facts->values->len ||
	       facts->contacts->len || told->registers->len;
}
