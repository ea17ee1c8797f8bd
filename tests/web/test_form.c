/* Settings as fields of a form: each change is one line of the file, and each
 * fault lands on its field. */
#include "tests/harness/world.h"
#include "web/form.h"

#include <string.h>

static struct settings_text *file_of(const char *text)
{
	struct settings_text *file = g_new0(struct settings_text, 1);

	file->path = g_strdup("conf");
	file->text = g_strdup(text);
	file->length = strlen(text);
	file->settings =
		settings_read(text, file->length, "conf", &file->faults);
	return file;
}

static void send(struct fields *sent, const char *name, const char *value)
{
	g_assert_true(fields_add(sent, "_f", name, strlen(name), false));
	g_assert_true(fields_add(sent, name, value, strlen(value), false));
}

static GPtrArray *read_one(const struct settings_text *file, const char *name,
                           const char *value)
{
	struct form *form = form_new(file);
	struct fields *sent = fields_new();
	GPtrArray *changes = form_changes_new();

	send(sent, name, value);
	form_read(form, sent, changes);
	fields_free(sent);
	form_free(form);
	return changes;
}

/* ---- one change each ---- */

/* A value that is not the default, and one that is wrong (NULL: none is). */
static void values_of(const struct settings_row *row, const char **good_r,
                      const char **bad_r)
{
	*bad_r = NULL;
	switch (row->type) {
	case SETTINGS_NUMBER:
		*good_r = strcmp(row->fallback, "90") == 0 ? "120" : "7";
		*bad_r = "много";
		break;
	case SETTINGS_YES_NO:
		*good_r = strcmp(row->fallback, "yes") == 0 ? "no" : "yes";
		*bad_r = "maybe";
		break;
	case SETTINGS_CHOICE:
		*good_r = row->choices[1];
		*bad_r = "иначе";
		break;
	case SETTINGS_DATE:
		*good_r = "2020-12-01";
		*bad_r = "вчера";
		break;
	case SETTINGS_ZONE:
		*good_r = "Asia/Yekaterinburg";
		*bad_r = "Луна";
		break;
	case SETTINGS_PATH:
		*good_r = "/elsewhere";
		*bad_r = "elsewhere";
		break;
	case SETTINGS_ADDRESS:
		*good_r = "127.0.0.1:8999";
		*bad_r = "нигде";
		break;
	case SETTINGS_HOURS:
		*good_r = "10:00-18:00";
		*bad_r = "иногда";
		break;
	case SETTINGS_AREA:
		*good_r = "8482";
		*bad_r = "1";
		break;
	case SETTINGS_NAMES:
		*good_r = "Одно\r\nДругое";
		*bad_r = "а.б.в.г.д.е";
		break;
	case SETTINGS_LIST:
		*good_r = "одно\r\nдругое";
		break;
	case SETTINGS_TEXT:
		*good_r = "новое";
		break;
	}
}

static void check_change(const struct settings_text *file,
                         const struct settings_row *row, const char *good)
{
	g_autofree char *name = g_strdup_printf("%s.%s", row->group, row->key);
	g_autoptr(GPtrArray) changes = read_one(file, name, good);
	g_autoptr(GPtrArray) back = NULL;
	const struct form_change *change;
	struct settings_text *after;
	struct settings_edit *edit;
	g_autofree char *text = NULL;
	g_autofree char *is = NULL;
	g_auto(GStrv) before_lines = NULL;
	g_auto(GStrv) after_lines = NULL;

	if (changes->len != 1)
		g_error("%s: %u changes", name, changes->len);
	change = changes->pdata[0];
	g_assert_cmpstr(change->group, ==, row->group);
	g_assert_cmpstr(change->key, ==, row->key);
	text = form_apply(file, changes, NULL);
	edit = settings_edit_new(text, strlen(text));
	is = settings_edit_get(edit, row->group, row->key);
	settings_edit_free(edit);
	g_assert_cmpstr(is, ==, change->is);
	/* One line more or another one. */
	before_lines = g_strsplit(file->text, "\n", -1);
	after_lines = g_strsplit(text, "\n", -1);
	g_assert_cmpuint(g_strv_length(after_lines), <=,
	                 g_strv_length(before_lines) + 1);
	/* Sent once more, it is no change any longer. */
	after = file_of(text);
	back = read_one(after, name, good);
	g_assert_cmpuint(back->len, ==, 0);
	settings_text_free(after);
}

static void test_changes(void)
{
	g_autofree char *sample = settings_sample();
	struct settings_text *file = file_of(sample);
	size_t count;
	const struct settings_row *rows = settings_rows(&count);

	for (size_t i = 0; i < count; i++) {
		const char *good = NULL, *bad;

		values_of(&rows[i], &good, &bad);
		check_change(file, &rows[i], good);
	}
	settings_text_free(file);
}

/* ---- one fault each ---- */

static void check_fault(const struct settings_text *file, const char *group,
                        const struct settings_row *row, const char *bad)
{
	g_autofree char *name = g_strdup_printf("%s.%s", group, row->key);
	g_autoptr(GPtrArray) changes = read_one(file, name, bad);
	g_autofree char *text = form_apply(file, changes, NULL);
	struct settings_text *after = file_of(text);
	struct form *form = form_new(file);
	struct fields *sent = fields_new();
	cJSON *field, *other;

	if (after->settings != NULL)
		g_error("%s: %s is good", name, bad);
	g_assert_nonnull(form_fault(after->faults, group, row->key));
	send(sent, name, bad);
	form->sent = sent;
	form->faults = after->faults;
	field = form_field(form, group, row);
	g_assert_true(cJSON_IsString(cJSON_GetObjectItem(field, "error")));
	other = form_field(form, "deal", form_row("deal.originator"));
	g_assert_null(cJSON_GetObjectItem(other, "error"));
	cJSON_Delete(field);
	cJSON_Delete(other);
	fields_free(sent);
	form_free(form);
	settings_text_free(after);
}

static void test_faults(void)
{
	g_autofree char *sample = settings_sample();
	struct settings_text *file = file_of(sample);
	size_t count;
	const struct settings_row *rows = settings_rows(&count);

	for (size_t i = 0; i < count; i++) {
		const char *good, *bad = NULL;

		values_of(&rows[i], &good, &bad);
		if (bad != NULL)
			check_fault(file, rows[i].group, &rows[i], bad);
	}
	rows = settings_organization_rows(&count);
	for (size_t i = 0; i < count; i++) {
		const char *good, *bad = NULL;

		values_of(&rows[i], &good, &bad);
		if (bad != NULL)
			check_fault(file, "organization ООО А.Б", &rows[i],
			            bad);
	}
	settings_text_free(file);
}

/* ---- what is shown ---- */

/* After a fault elsewhere a person finds what he sent, not what was. */
static void test_sent_is_shown(void)
{
	struct settings_text *file =
		file_of("[deal]\nid_field = x\nfunnels = Общая; Мойка\n");
	struct dictionary *portal = world_dictionary();
	struct form *form = form_new(file);
	struct fields *sent = fields_new();
	cJSON *field;
	const cJSON *box;

	/* All boxes unticked: only the field's name comes. */
	g_assert_true(fields_add(sent, "_f", "deal.funnels", 12, false));
	form->portal = portal;
	form->sent = sent;
	field = form_field(form, "deal", form_row("deal.funnels"));
	cJSON_ArrayForEach (box, cJSON_GetObjectItem(field, "checks"))
		g_assert_false(
			cJSON_IsTrue(cJSON_GetObjectItem(box, "selected")));
	cJSON_Delete(field);
	fields_free(sent);
	form_free(form);
	dictionary_free(portal);
	settings_text_free(file);
}

static const char *kind_of(const char *text, const char *name)
{
	static const char *const kinds[] = { "is_area",   "is_number",
		                             "is_select", "is_date",
		                             "is_text",   "is_checks" };
	struct settings_text *file = file_of(text);
	struct form *form = form_new(file);
	const struct settings_row *row = form_row(name);
	cJSON *field = form_field(form, row->group, row);
	const char *found = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (cJSON_IsTrue(cJSON_GetObjectItem(field, kinds[i]))) {
			g_assert_null(found);
			found = kinds[i];
		}
	cJSON_Delete(field);
	form_free(form);
	settings_text_free(file);
	return found;
}

static void test_kinds(void)
{
	static const struct {
		const char *text, *name, *kind;
	} rows[] = {
		{ "", "deal.create", "is_select" },
		{ "", "deal.several", "is_select" },
		{ "", "exchange.brake", "is_number" },
		{ "", "exchange.since", "is_date" },
		{ "[exchange]\nsince = 2020-12-01\n", "exchange.since",
		  "is_date" },
		/* What <input type=date> would silently drop. */
		{ "[exchange]\nsince = 2020-12-01T10:00:00\n", "exchange.since",
		  "is_text" },
		{ "[exchange]\nsince = вчера\n", "exchange.since", "is_text" },
		{ "", "exchange.folder", "is_text" },
		{ "", "contact.ignore_phones", "is_area" },
		{ "", "1c.state", "is_area" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(kind_of(rows[i].text, rows[i].name), ==,
		                rows[i].kind);
}

static void test_rows(void)
{
	static const struct {
		const char *name, *key;
	} rows[] = {
		{ "deal.create", "create" },
		{ "organization СТО.Маяк.create", "create" },
		{ "organization .since", "since" },
		{ "deal", NULL },
		{ "", NULL },
		{ "deal.nothing", NULL },
		{ "dea.create", NULL },
		{ "dealx.create", NULL },
		{ "stages.закрыт", NULL },
		{ "organization X.brake", NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct settings_row *row = form_row(rows[i].name);

		g_assert_cmpstr(row != NULL ? row->key : NULL, ==, rows[i].key);
	}
}

/* What no page has asked for does nothing; lines cannot be smuggled in. */
static void test_strange_fields(void)
{
	struct settings_text *file = file_of("[deal]\nid_field = x\n");
	static const struct {
		const char *name, *value, *expected;
	} rows[] = {
		{ "deal.nothing", "x", "[deal]\nid_field = x\n" },
		{ "stages.закрыт", "x", "[deal]\nid_field = x\n" },
		{ "deal.title", "a\r\n[alarm]\r\ncommand = x",
		  "[deal]\nid_field = x\ntitle = a [alarm] command = x\n" },
		{ "deal.id_field", "y\tz", "[deal]\nid_field = y z\n" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) changes =
			read_one(file, rows[i].name, rows[i].value);
		g_autofree char *text = form_apply(file, changes, NULL);

		g_assert_cmpstr(text, ==, rows[i].expected);
	}
	settings_text_free(file);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/form/changes", test_changes);
	g_test_add_func("/form/faults", test_faults);
	g_test_add_func("/form/sent is shown", test_sent_is_shown);
	g_test_add_func("/form/kinds", test_kinds);
	g_test_add_func("/form/rows", test_rows);
	g_test_add_func("/form/strange fields", test_strange_fields);
	return g_test_run();
}
