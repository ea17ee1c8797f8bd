/*
 * Names of clients, as 1C's people type them.
 */
#include "core/person.h"
#include "core/text.h"

struct row {
	const char *name; /* of the test */
	const char *whole, *last, *first, *middle, *kind;
	const char *expected; /* last|first|middle, then !legal, !nameless */
};

static const struct row rows[] = {
	{ "three words", "Петров Пётр Петрович", NULL, NULL, NULL, NULL,
	  "Петров|Пётр|Петрович" },
	{ "two words", "Петров Пётр", NULL, NULL, NULL, NULL, "Петров|Пётр|" },
	{ "one word is a last name", "Петров", NULL, NULL, NULL, NULL,
	  "Петров||" },
	{ "four words", "Мамедов Али Гасан оглы", NULL, NULL, NULL, NULL,
	  "Мамедов|Али|Гасан оглы" },
	{ "blanks between", " Петров   Пётр ", NULL, NULL, NULL, NULL,
	  "Петров|Пётр|" },
	{ "1C's parts before its whole", "Пётр П.", "Петров", "Пётр", NULL,
	  NULL, "Петров|Пётр|" },
	{ "a firm by its kind", "Ромашка", NULL, NULL, NULL, "Юрлицо",
	  "|Ромашка| !legal" },
	{ "a firm by 1C's enumeration", "Ромашка", NULL, NULL, NULL,
	  "ЮридическоеЛицо", "|Ромашка| !legal" },
	{ "a firm by its name", "ООО \"Ромашка\"", NULL, NULL, NULL, NULL,
	  "|ООО \"Ромашка\"| !legal" },
	{ "a firm by its quotes", "Завод «Заря»", NULL, NULL, NULL, NULL,
	  "|Завод «Заря»| !legal" },
	{ "a sole trader", "ИП Петров П.П.", NULL, NULL, NULL, NULL,
	  "|ИП Петров П.П.| !legal" },
	{ "the kind is believed against the name", "ООО Ромашка", NULL, NULL,
	  NULL, "ЧастноеЛицо", "ООО|Ромашка|" },
	{ "a name that merely begins so", "Ипатов Иван", NULL, NULL, NULL, NULL,
	  "Ипатов|Иван|" },
	{ "nobody", "Частное лицо", NULL, NULL, NULL, NULL,
	  "Частное|лицо| !nameless" },
	{ "nobody, typed otherwise", "ЧАСТНОЕЛИЦО", NULL, NULL, NULL, NULL,
	  "ЧАСТНОЕЛИЦО|| !nameless" },
	{ "no name at all", NULL, NULL, NULL, NULL, NULL, "|| !nameless" },
};

static void run(gconstpointer data)
{
	const struct row *row = data;
	const char *nobody[] = { "Частное лицо", "Розничный покупатель", NULL };
	struct client client = {
		.name = (char *)row->whole,
		.last = (char *)row->last,
		.first = (char *)row->first,
		.middle = (char *)row->middle,
		.kind = (char *)row->kind,
	};
	struct person person;
	g_autofree char *got = NULL;

	person_read(&client, (GStrv)nobody, &person);
	got = g_strdup_printf("%s|%s|%s%s%s", person.last, person.first,
	                      person.middle, person.legal ? " !legal" : "",
	                      person.nameless ? " !nameless" : "");
	g_assert_cmpstr(got, ==, row->expected);
	person_clear(&person);
}

static void test_whole(void)
{
	g_autofree char *all = person_whole("Петров", "Пётр", "Петрович");
	g_autofree char *some = person_whole("", "Пётр", NULL);
	g_autofree char *none = person_whole(NULL, NULL, NULL);

	g_assert_cmpstr(all, ==, "Петров Пётр Петрович");
	g_assert_cmpstr(some, ==, "Пётр");
	g_assert_cmpstr(none, ==, "");
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strdup_printf("/person/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], run);
	}
	g_test_add_func("/person/whole", test_whole);
	return g_test_run();
}
