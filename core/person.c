/*
 * Client names. 1C has them in one text or in parts, people and firms in one
 * catalogue; Bitrix24 wants last, first and second name.
 *
 * Refuses to guess a person's parts where 1C names them, and to take a firm's
 * name apart.
 */
#include "core/person.h"

#include "core/text.h"

#include <string.h>

/* Beginnings of the folded kind, as the configurations spell it. */
static const char *const legal_kinds[] = { "юр",      "ип",        "ооо",
	                                   "индивид", "организац", "компан",
	                                   "предпри", NULL };
static const char *const natural_kinds[] = { "физ", "част", NULL };

/* Words of a name that only firms have, folded. */
static const char *const legal_words[] = { "ооо", "оао", "зао", "пао", "ао",
	                                   "нао", "ип",  "нко", "ано", "фгуп",
	                                   "муп", "гуп", "мбу", "гбу", "тсж",
	                                   "снт", "пк",  NULL };

static bool starts_with_any(const char *text, const char *const *beginnings)
{
	for (size_t i = 0; beginnings[i] != NULL; i++) {
		if (g_str_has_prefix(text, beginnings[i]))
			return true;
	}
	return false;
}

static bool has_legal_word(const char *name)
{
	g_autofree char *folded = text_fold(name, TEXT_CASE);
	g_auto(GStrv) words = g_strsplit_set(folded, " \t\n,.\"()", -1);

	for (size_t i = 0; words[i] != NULL; i++) {
		if (g_strv_contains(legal_words, words[i]))
			return true;
	}
	return strstr(folded, "«") != NULL;
}

static bool is_legal(const struct client *client)
{
	g_autofree char *kind = text_fold(client->kind, TEXT_BLANKS);

	if (starts_with_any(kind, natural_kinds))
		return false;
	if (starts_with_any(kind, legal_kinds))
		return true;
	return client->last == NULL && client->name != NULL &&
	       has_legal_word(client->name);
}

static char *or_empty(const char *text)
{
	return g_strdup(text != NULL ? text : "");
}

static void take_apart(const char *name, struct person *person)
{
	g_auto(GStrv) words = g_strsplit_set(name, " \t\n\r", -1);
	g_autoptr(GString) middle = g_string_new(NULL);
	guint found = 0;

	for (size_t i = 0; words[i] != NULL; i++) {
		if (words[i][0] == '\0')
			continue;
		found++;
		if (found == 1)
			text_set(&person->last, words[i]);
		else if (found == 2)
			text_set(&person->first, words[i]);
		else
			g_string_append_printf(middle, "%s%s",
			                       middle->len > 0 ? " " : "",
			                       words[i]);
	}
	text_set(&person->middle, middle->str);
}

char *person_whole(const char *last, const char *first, const char *middle)
{
	const char *parts[] = { last, first, middle };
	g_autoptr(GString) whole = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (parts[i] == NULL || parts[i][0] == '\0')
			continue;
		if (whole->len > 0)
			g_string_append_c(whole, ' ');
		g_string_append(whole, parts[i]);
	}
	return g_string_free(g_steal_pointer(&whole), FALSE);
}

static bool names_nobody(const char *whole, GStrv ignore_names)
{
	if (whole[0] == '\0')
		return true;
	for (size_t i = 0; ignore_names != NULL && ignore_names[i] != NULL;
	     i++) {
		if (text_same(whole, ignore_names[i], TEXT_BLANKS))
			return true;
	}
	return false;
}

void person_read(const struct client *client, GStrv ignore_names,
                 struct person *person_r)
{
	bool parts = client->last != NULL || client->first != NULL ||
	             client->middle != NULL;
	g_autofree char *whole =
		client->name != NULL ? g_strdup(client->name)
				     : person_whole(client->last, client->first,
	                                            client->middle);

	person_r->legal = is_legal(client);
	person_r->nameless = names_nobody(whole, ignore_names);
	person_r->last = or_empty(parts ? client->last : NULL);
	person_r->first = or_empty(parts ? client->first : NULL);
	person_r->middle = or_empty(parts ? client->middle : NULL);
	if (person_r->legal) {
		text_set(&person_r->last, "");
		text_set(&person_r->first, whole);
		text_set(&person_r->middle, "");
	} else if (!parts) {
		take_apart(whole, person_r);
	}
}

void person_clear(struct person *person)
{
	g_clear_pointer(&person->last, g_free);
	g_clear_pointer(&person->first, g_free);
	g_clear_pointer(&person->middle, g_free);
}
