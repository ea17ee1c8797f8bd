/*
 * What a file adds to what is known of a thing, a row a sentence. Both sides
 * are written as words: `card` (told by the object itself), `name=А`,
 * `in:KIND=1` (a contact in the card), `reg:SLOT=2` (one of the register),
 * `all:SLOT` (the register was told whole for these slots), and `@10` before
 * what was exported then.
 */
#include "xml/learned.h"

#include "core/when.h"

#include <string.h>

enum { EXPORTED = 10 }; /* of the file */

static const struct row {
	const char *name, *known, *told, *expected;
} rows[] = {
	{ "nothing known", NULL, "card name=А in:Тел=1",
	  "card@10 name=А in:Тел=1" },
	{ "a mention makes no card", NULL, "name=А", "name=А" },
	{ "nothing told", "@5 card name=А in:Тел=1 reg:Тел/=2", "",
	  "card@5 name=А in:Тел=1 reg:Тел/=2@5" },

	{ "a newer card takes the place of an older",
	  "@5 card name=А vin=X in:Тел=1", "card name=Б in:Тел=2",
	  "card@10 name=Б in:Тел=2" },
	{ "one of the same time too", "@10 card name=А", "card name=Б",
	  "card@10 name=Б" },
	{ "what it lacks is gone", "@5 card name=А vin=X", "card name=А",
	  "card@10 name=А" },
	{ "a predefined name does not stand in every card",
	  "@5 card name=А predefined=П", "card name=Б",
	  "card@10 name=Б predefined=П" },
	{ "an older card changes nothing", "@15 card name=А in:Тел=1",
	  "card name=Б vin=X in:Тел=2", "card@15 name=А in:Тел=1" },
	{ "a mention adds", "@5 card name=А in:Тел=1", "vin=X in:Тел=2",
	  "card@5 name=А vin=X in:Тел=1 in:Тел=2" },
	{ "a newer mention renames", "@5 card name=А", "name=Б",
	  "card@5 name=Б" },
	{ "a newer mention of what only mentions told", "@5 name=А", "name=Б",
	  "name=Б" },
	{ "one of the same time too, where there is no card", "@10 name=А",
	  "name=Б", "name=Б" },
	{ "an older mention only adds", "@15 card name=А in:Тел=1",
	  "name=Б vin=X in:Тел=2", "card@15 name=А vin=X in:Тел=1" },
	{ "a card says nothing of the register", "@5 reg:Тел/=1", "card name=А",
	  "card@10 name=А reg:Тел/=1@5" },
	{ "nor the register of the card", "@5 card name=А in:Тел=1",
	  "reg:Тел/=2", "card@5 name=А in:Тел=1 reg:Тел/=2@10" },

	{ "a record takes the place of that of its slot",
	  "@5 reg:Тел/Раб=1 reg:Тел/Дом=2", "reg:Тел/Раб=3",
	  "reg:Тел/Дом=2@5 reg:Тел/Раб=3@10" },
	{ "an older record does not", "@15 reg:Тел/Раб=1", "reg:Тел/Раб=2",
	  "reg:Тел/Раб=1@15" },
	{ "two of one slot in one file are two", "@5 reg:Тел/=1",
	  "reg:Тел/=2 reg:Тел/=3", "reg:Тел/=2@10 reg:Тел/=3@10" },
	{ "a record of an unknown slot is one more", "@5 reg:Тел/=1 reg:?=2",
	  "reg:?=3", "reg:Тел/=1@5 reg:?=2@5 reg:?=3@10" },
	{ "the same again is one", "@5 reg:?=2", "reg:?=2", "reg:?=2@5" },

	{ "a property takes the place of the one of its name",
	  "@5 prop:Цвет=1 prop:Цех=2", "prop:Цвет=3",
	  "prop:Цвет=3@10 prop:Цех=2@5" },
	{ "one of the same time too, and be it a property", "@10 prop:Цвет=1",
	  "prop:Цвет=2", "prop:Цвет=2@10" },
	{ "an older one does not", "@15 prop:Цвет=1", "prop:Цвет=3 prop:Цех=4",
	  "prop:Цвет=1@15 prop:Цех=4@10" },
	{ "a card says nothing of properties in a register",
	  "@5 card name=А prop:Цвет=1", "card name=Б",
	  "card@10 prop:Цвет=1@5 name=Б" },

	{ "a whole set takes the place of all",
	  "@5 card name=А in:Тел=0 reg:Тел/Раб=1 reg:Адр/=2 reg:?=3",
	  "all:/ reg:Тел/Дом=4", "card@5 name=А in:Тел=0 reg:Тел/Дом=4@10" },
	{ "an empty one too", "@5 reg:Тел/Раб=1", "all:/", "" },
	{ "a set of one type leaves the others",
	  "@5 reg:Тел/Раб=1 reg:Адр/Раб=2", "all:Тел/", "reg:Адр/Раб=2@5" },
	{ "a set of one kind likewise",
	  "@5 reg:Тел/Раб=1 reg:Тел/Дом=2 reg:Адр/Раб=3", "all:/Раб",
	  "reg:Тел/Дом=2@5" },
	{ "a set of one slot likewise", "@5 reg:Тел/Раб=1 reg:Тел/Дом=2",
	  "all:Тел/Раб", "reg:Тел/Дом=2@5" },
	{ "a type that another begins with", "@5 reg:Телефон/Раб=1", "all:Тел/",
	  "reg:Телефон/Раб=1@5" },
	{ "an older set leaves what is newer",
	  "@15 reg:Тел/Раб=1 @5 reg:Тел/Дом=2", "all:/", "reg:Тел/Раб=1@15" },
};

static void add_contact(struct learned *learned, const char *word, bool in_card,
                        gint64 exported)
{
	const char *equals = strchr(word, '=');
	g_autofree char *place = g_strndup(word, (gsize)(equals - word));
	struct learned_contact *contact =
		learned_contact_new(in_card ? place : "Тел", equals + 1);

	contact->in_card = in_card;
	contact->exported = exported;
	if (!in_card && strcmp(place, "?") != 0)
		contact->slot = g_strdup(place);
	g_ptr_array_add(learned->contacts, contact);
}

static void add_value(struct told *told, const char *word, bool in_card,
                      gint64 exported)
{
	const char *equals = strchr(word, '=');
	g_autofree char *name = g_strndup(word, (gsize)(equals - word));
	struct learned_value *value =
		in_card ? learned_value_new(name, NULL, equals + 1)
			: learned_value_new("Свойства", name, equals + 1);

	value->in_card = in_card;
	value->exported = exported;
	told_add_value(told, value);
}

static void set_single(struct told *told, const char *word, gint64 exported)
{
	static const char predefined[] = "predefined=";

	if (g_str_has_prefix(word, predefined))
		told->facts->predefined = g_strdup(word + strlen(predefined));
	else if (g_str_has_prefix(word, "prop:"))
		add_value(told, word + strlen("prop:"), false, exported);
	else
		add_value(told, word, true, exported);
}

static void read_words(const char *text, struct told *told)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	struct learned *facts = told->facts;
	gint64 exported = WHEN_NONE;

	for (guint i = 0; words[i]; i++) {
		const char *word = words[i];

		if (word[0] == '@')
			exported = g_ascii_strtoll(word + 1, NULL, 10);
		else if (strcmp(word, "card") == 0)
			told->card = true, facts->card = exported;
		else if (g_str_has_prefix(word, "in:"))
			add_contact(facts, word + 3, true, exported);
		else if (g_str_has_prefix(word, "reg:"))
			add_contact(facts, word + 4, false, exported);
		else if (g_str_has_prefix(word, "all:"))
			g_ptr_array_add(told->registers, g_strdup(word + 4));
		else if (*word)
			set_single(told, word, exported);
	}
}

static void print_contacts(GString *to, const GPtrArray *contacts)
{
	for (guint i = 0; i < contacts->len; i++) {
		const struct learned_contact *contact = contacts->pdata[i];

		if (contact->in_card)
			g_string_append_printf(to, " in:%s=%s", contact->kind,
			                       contact->text);
		else
			g_string_append_printf(
				to, " reg:%s=%s@%" G_GINT64_FORMAT,
				contact->slot ? contact->slot : "?",
				contact->text, contact->exported);
	}
}

static void print_values(GString *to, const GPtrArray *values)
{
	for (guint i = 0; i < values->len; i++) {
		const struct learned_value *value = values->pdata[i];

		if (value->in_card)
			g_string_append_printf(to, " %s=%s", value->name,
			                       value->text);
		else
			g_string_append_printf(
				to, " prop:%s=%s@%" G_GINT64_FORMAT, value->key,
				value->text, value->exported);
	}
}

static char *print(const struct learned *learned)
{
	g_autoptr(GString) to = g_string_new(NULL);

	if (learned->card != WHEN_NONE)
		g_string_append_printf(to, " card@%" G_GINT64_FORMAT,
		                       learned->card);
	print_values(to, learned->values);
	if (learned->predefined)
		g_string_append_printf(to, " predefined=%s",
		                       learned->predefined);
	print_contacts(to, learned->contacts);
	return g_strdup(to->len ? to->str + 1 : "");
}

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct told *known = told_new();
	struct told *told = told_new();
	struct learned *over, *again;
	g_autofree char *first = NULL, *second = NULL;

	if (row->known)
		read_words(row->known, known);
	read_words(row->told, told);
	over = learned_over(row->known ? known->facts : NULL, told, EXPORTED);
	first = print(over);
	g_assert_cmpstr(first, ==, row->expected);
	/* The same file once more teaches nothing. */
	again = learned_over(over, told, EXPORTED);
	second = print(again);
	g_assert_cmpstr(second, ==, first);
	learned_free(over);
	learned_free(again);
	told_free(known);
	told_free(told);
}

static void test_bounds(void)
{
	struct told *told = told_new();
	struct learned *over;

	for (guint i = 0; i < 1000; i++) {
		g_autofree char *text = g_strdup_printf("%u", i);

		told_add_contact(told, learned_contact_new("Тел", text));
		told_add_value(told, learned_value_new("Имя", text, text));
	}
	over = learned_over(NULL, told, EXPORTED);
	g_assert_cmpuint(over->contacts->len, ==, 100);
	g_assert_cmpuint(over->values->len, ==, 250);
	learned_free(over);
	told_free(told);
}

static void test_anything(void)
{
	struct told *told = told_new();

	told->facts->type = g_strdup("Справочник.X");
	told->facts->guid = g_strdup("x");
	g_assert_false(told_anything(told));
	told->facts->predefined = g_strdup("П");
	g_assert_true(told_anything(told));
	g_clear_pointer(&told->facts->predefined, g_free);
	g_ptr_array_add(told->registers, g_strdup("/"));
	g_assert_true(told_anything(told));
	told_free(told);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/learned/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/learned/bounds", test_bounds);
	g_test_add_func("/learned/anything", test_anything);
	return g_test_run();
}
