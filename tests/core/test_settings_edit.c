/*
 * Single lines of a settings file change, the others stay byte for byte.
 */
#include "core/settings.h"
#include "core/settings_edit.h"

#include <string.h>

static const struct row {
	const char *name;
	const char *before;
	const char *group, *key, *value; /* value NULL: the key goes */
	const char *after;
} rows[] = {
	{ "replace", "[deal]\ncreate = yes\n", "deal", "create", "no",
	  "[deal]\ncreate = no\n" },
	{ "keeps-setting", "[deal]\n  create=yes  \n", "deal", "create", "no",
	  "[deal]\n  create=no\n" },
	{ "crlf", "[deal]\r\ncreate = yes\r\n\r\n", "deal", "create", "no",
	  "[deal]\r\ncreate = no\r\n\r\n" },
	{ "bom", "\xEF\xBB\xBF[deal]\ncreate = yes\n", "deal", "create", "no",
	  "\xEF\xBB\xBF[deal]\ncreate = no\n" },
	{ "no-last-end", "[deal]\ncreate = yes", "deal", "create", "no",
	  "[deal]\ncreate = no" },
	{ "from-empty", "[deal]\nfunnel =\n", "deal", "funnel", "Общая",
	  "[deal]\nfunnel = Общая\n" },
	{ "to-empty", "[deal]\nfunnel = Общая\n", "deal", "funnel", "",
	  "[deal]\nfunnel =\n" },
	{ "second-sign", "[deal]\ntitle = a = b\n", "deal", "title", "c = d",
	  "[deal]\ntitle = c = d\n" },
	{ "after-sample", "[deal]\n# several = hold\n\n[contact]\n", "deal",
	  "several", "hold",
	  "[deal]\n# several = hold\nseveral = hold\n\n[contact]\n" },
	{ "end-of-group",
	  "[deal]\ncreate = yes\n\n# of contacts\n[contact]\nupdate = yes\n",
	  "deal", "reopen", "no",
	  "[deal]\ncreate = yes\nreopen = no\n\n# of contacts\n[contact]\n"
	  "update = yes\n" },
	{ "empty-group", "[deal]\n[contact]\n", "deal", "reopen", "no",
	  "[deal]\nreopen = no\n[contact]\n" },
	{ "new-group", "[deal]\ncreate = yes\n", "contact", "update", "no",
	  "[deal]\ncreate = yes\n\n[contact]\nupdate = no\n" },
	{ "new-group-no-end", "[deal]\r\ncreate = yes", "contact", "update",
	  "no", "[deal]\r\ncreate = yes\r\n\r\n[contact]\r\nupdate = no\r\n" },
	{ "nothing-yet", "", "deal", "create", "no", "[deal]\ncreate = no\n" },
	{ "other-group", "[deal]\nsource = A\n[organization X]\nsource = B\n",
	  "organization X", "source", "C",
	  "[deal]\nsource = A\n[organization X]\nsource = C\n" },
	{ "group-in-brackets", "[organization СТО [1]]\nsource = B\n",
	  "organization СТО [1]", "source", "C",
	  "[organization СТО [1]]\nsource = C\n" },
	{ "group-in-another-case", "[stages Кузовной Цех]\na = b\n",
	  "stages кузовной цех", "a", "c", "[stages Кузовной Цех]\na = c\n" },
	{ "state-spelt-otherwise", "[stages]\nВ работе = x\n", "stages",
	  "вработе", "y", "[stages]\nВ работе = y\n" },
	{ "key-goes", "[stages]\nа = x\nб = y\n", "stages", "а", NULL,
	  "[stages]\nб = y\n" },
	{ "key-that-is-not-there", "[stages]\nа = x\n", "stages", "в", NULL,
	  "[stages]\nа = x\n" },
	{ "no-new-lines", "[deal]\n", "deal", "title", "a\n[portal]\nb = c\r",
	  "[deal]\ntitle = a [portal] b = c\n" },
	{ "not-a-comment", "[deal]\n#create = yes\ncreate = yes\n", "deal",
	  "create", "no", "[deal]\n#create = yes\ncreate = no\n" },
	{ "no-utf8", "[deal]\n\xff\xfe = 1\ncreate = yes\n", "deal", "create",
	  "no", "[deal]\n\xff\xfe = 1\ncreate = no\n" },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct settings_edit *edit =
		settings_edit_new(row->before, strlen(row->before));
	g_autofree char *same = settings_edit_text(edit, NULL);
	g_autofree char *after = NULL;
	g_autofree char *value = NULL;

	g_assert_cmpstr(same, ==, row->before);
	settings_edit_set(edit, row->group, row->key, row->value);
	after = settings_edit_text(edit, NULL);
	g_assert_cmpstr(after, ==, row->after);
	value = settings_edit_get(edit, row->group, row->key);
	g_assert_true((value == NULL) == (row->value == NULL));
	settings_edit_free(edit);
}

static void test_drop(void)
{
	static const char text[] =
		"[deal]\na = 1\n\n# one\n[organization A]\n# x\nsource = 1\n"
		"\n# two\n[organization B]\nsource = 2\n";
	struct settings_edit *edit = settings_edit_new(text, strlen(text));
	g_autofree char *after = NULL;

	g_assert_null(settings_edit_new(text, sizeof(text)));
	g_assert_true(settings_edit_has_group(edit, "organization a"));
	settings_edit_drop(edit, "organization A");
	settings_edit_drop(edit, "organization C");
	g_assert_false(settings_edit_has_group(edit, "organization A"));
	after = settings_edit_text(edit, NULL);
	g_assert_cmpstr(after, ==,
	                "[deal]\na = 1\n\n# one\n\n# two\n[organization B]\n"
	                "source = 2\n");
	settings_edit_free(edit);
}

/* ---- any changes of the sample ---- */

static const struct {
	const char *group, *key, *value;
} changes[] = {
	{ "deal", "create", "no" },
	{ "deal", "create", "yes" },
	{ "deal", "title", "№ {number}" },
	{ "deal", "final_stages", "WON; Архив" },
	{ "deal", "final_stages", "" },
	{ "contact", "area_code", "846" },
	{ "contact", "ignore_names", "Частное лицо" },
	{ "exchange", "organizations", "СТО Маяк; СТО Восход" },
	{ "exchange", "since", "2020-12-01" },
	{ "exchange", "since", "" },
	{ "stages", "закрыт", "WON" },
	{ "stages", "новое состояние", "NEW" },
	{ "stages", "новое состояние", NULL },
	{ "stages Кузовной цех", "закрыт", "C3:WON" },
	{ "stages Кузовной цех", "закрыт", NULL },
	{ "fields", "UF_CRM_VIN", "car.vin" },
	{ "organization СТО Маяк", "create", "no" },
	{ "organization СТО Маяк", "source", "CALL" },
	{ "alarm", "silence_hours", "24" },
};

static guint lines_of(const char *text)
{
	guint count = 0;

	for (; (text = strchr(text, '\n')); text++)
		count++;
	return count;
}

/* However it was changed, it can be read, and says what was put last. */
static void test_sample(void)
{
	guint32 seed = (guint32)g_test_rand_int_range(0, G_MAXINT32);
	GRand *random = g_rand_new_with_seed(seed);
	g_autofree char *sample = settings_sample();
	struct settings_edit *edit = settings_edit_new(sample, strlen(sample));

	g_test_message("seed %u", seed);
	for (guint i = 0; i < 300; i++) {
		gsize pick = (gsize)g_rand_int_range(
			random, 0, (gint32)G_N_ELEMENTS(changes));
		g_autoptr(GPtrArray) faults = NULL;
		g_autofree char *text = NULL;
		g_autofree char *value = NULL;
		struct settings *settings;
		gsize length;

		settings_edit_set(edit, changes[pick].group, changes[pick].key,
		                  changes[pick].value);
		text = settings_edit_text(edit, &length);
		settings = settings_read(text, length, "test.conf", &faults);
		if (faults)
			g_test_message("%s", text);
		g_assert_null(faults);
		settings_free(settings);
		value = settings_edit_get(edit, changes[pick].group,
		                          changes[pick].key);
		g_assert_cmpstr(value, ==, changes[pick].value);
		g_assert_cmpuint(lines_of(text), <=, lines_of(sample) + 25);
	}
	settings_edit_free(edit);
	g_rand_free(random);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/settings-edit/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/settings-edit/drop", test_drop);
	g_test_add_func("/settings-edit/sample", test_sample);
	return g_test_run();
}
