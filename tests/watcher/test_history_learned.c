/* What files taught comes back as it was kept, however often, and in one
 * query for as many things as a window refers to. */
#include "tests/watcher/past.h"
#include "watcher/history_learned.h"
#include "watcher/history_p.h"

static void add_value(struct learned *learned, const char *name,
                      const char *key, const char *text, bool key_is_guid,
                      bool is_guid, bool in_card, gint64 exported)
{
	struct learned_value *value = learned_value_new(name, key, text);

	value->key_is_guid = key_is_guid;
	value->is_guid = is_guid;
	value->in_card = in_card;
	value->exported = exported;
	g_ptr_array_add(learned->values, value);
}

static void add_contact(struct learned *learned, const char *kind,
                        const char *text, const char *slot, bool in_card,
                        gint64 exported)
{
	struct learned_contact *contact = learned_contact_new(kind, text);

	contact->slot = g_strdup(slot);
	contact->in_card = in_card;
	contact->exported = exported;
	g_ptr_array_add(learned->contacts, contact);
}

static struct learned *thing(const char *guid, const char *type,
                             const char *predefined, gint64 card)
{
	struct learned *learned = learned_new();

	learned->guid = g_strdup(guid);
	learned->type = g_strdup(type);
	learned->predefined = g_strdup(predefined);
	learned->card = card;
	return learned;
}

/* Every field, so that what is not kept shows. Owned. */
static char *print(const struct learned *learned)
{
	GString *to = g_string_new(NULL);

	g_string_append_printf(to, "%s %s %s %" G_GINT64_FORMAT, learned->guid,
	                       learned->type ? learned->type : "-",
	                       learned->predefined ? learned->predefined : "-",
	                       learned->card == WHEN_NONE ? -1 : learned->card);
	for (guint i = 0; i < learned->values->len; i++) {
		const struct learned_value *value = learned->values->pdata[i];

		g_string_append_printf(
			to, "; %s[%s]=%s %d%d%d %" G_GINT64_FORMAT, value->name,
			value->key ? value->key : "-", value->text,
			value->key_is_guid, value->is_guid, value->in_card,
			value->exported);
	}
	for (guint i = 0; i < learned->contacts->len; i++) {
		const struct learned_contact *contact =
			learned->contacts->pdata[i];

		g_string_append_printf(to, "; %s:%s@%s %d %" G_GINT64_FORMAT,
		                       contact->kind, contact->text,
		                       contact->slot ? contact->slot : "-",
		                       contact->in_card, contact->exported);
	}
	return g_string_free(to, FALSE);
}

static void keep(struct past *past, struct learned *learned)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(learned_free);
	g_autoptr(GError) error = NULL;
	struct learned_store store = history_learned(past->history);

	g_ptr_array_add(all, learned);
	g_assert_true(store.keep(store.context, all, &error));
	g_assert_no_error(error);
}

static GHashTable *find_all(struct past *past, const GPtrArray *guids)
{
	g_autoptr(GError) error = NULL;
	GHashTable *found = learned_table();
	struct learned_store store = history_learned(past->history);

	g_assert_true(store.find(store.context, guids, found, &error));
	g_assert_no_error(error);
	return found;
}

/* NULL where nothing is known. Owned. */
static char *find(struct past *past, const char *guid)
{
	g_autoptr(GPtrArray) guids = g_ptr_array_new();
	g_autoptr(GHashTable) found = NULL;
	const struct learned *learned;

	g_ptr_array_add(guids, (gpointer)guid);
	found = find_all(past, guids);
	learned = g_hash_table_lookup(found, guid);
	g_assert_cmpuint(g_hash_table_size(found), ==, learned ? 1 : 0);
	return learned ? print(learned) : NULL;
}

static void expect(struct past *past, const char *guid, const char *text)
{
	g_autofree char *found = find(past, guid);

	g_assert_cmpstr(found, ==, text);
}

static const char full[] =
	"g-1 Справочник.Контрагенты Розница 0"
	"; Наименование[-]=ООО «Мир» 001 7; Банк[-]=g-2 011 7"
	"; Свойства[g-3]=g-4 110 9; Свойства[Цвет]=\"a\\b\n\" 000 1700000000"
	"; Телефон:+7 900@Телефон/Рабочий 0 1; :a@b.ru@- 1 7";

static struct learned *full_thing(void)
{
	struct learned *learned =
		thing("g-1", "Справочник.Контрагенты", "Розница", 0);

	add_value(learned, "Наименование", NULL, "ООО «Мир»", false, false,
	          true, 7);
	add_value(learned, "Банк", NULL, "g-2", false, true, true, 7);
	add_value(learned, "Свойства", "g-3", "g-4", true, true, false, 9);
	add_value(learned, "Свойства", "Цвет", "\"a\\b\n\"", false, false,
	          false, 1700000000);
	add_contact(learned, "Телефон", "+7 900", "Телефон/Рабочий", false, 1);
	add_contact(learned, "", "a@b.ru", NULL, true, 7);
	return learned;
}

static void test_kept(void)
{
	struct past *past = past_new();

	expect(past, "g-1", NULL);
	keep(past, full_thing());
	expect(past, "g-1", full);
	expect(past, "g-2", NULL);
	past_reopen(past);
	expect(past, "g-1", full);
	past_free(past);
}

/* A thing is kept whole: whatever the new one lacks is gone. */
static void test_replaced(void)
{
	struct past *past = past_new();

	keep(past, full_thing());
	keep(past, thing("g-1", NULL, NULL, WHEN_NONE));
	expect(past, "g-1", "g-1 - - -1");
	keep(past, full_thing());
	expect(past, "g-1", full);
	past_free(past);
}

static void test_many(void)
{
	enum { KEPT = 3000, ASKED = 5000 };
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(learned_free);
	g_autoptr(GPtrArray) guids = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) found = NULL;
	g_autoptr(GError) error = NULL;
	struct past *past = past_new();
	struct learned_store store = history_learned(past->history);

	for (guint i = 0; i < ASKED; i++) {
		char *guid = g_strdup_printf("g-%u", i);

		g_ptr_array_add(guids, guid);
		if (i < KEPT)
			g_ptr_array_add(all, thing(guid, "Т", NULL, i));
	}
	g_assert_true(store.keep(store.context, all, &error));
	found = find_all(past, guids);
	g_assert_cmpuint(g_hash_table_size(found), ==, KEPT);
	for (guint i = 0; i < KEPT; i++) {
		const struct learned *learned =
			g_hash_table_lookup(found, guids->pdata[i]);

		g_assert_cmpstr(learned->guid, ==, guids->pdata[i]);
		g_assert_cmpint(learned->card, ==, i);
	}
	past_free(past);
}

static void test_nothing(void)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autoptr(GHashTable) found = NULL;
	g_autoptr(GError) error = NULL;
	struct past *past = past_new();
	struct learned_store store = history_learned(past->history);

	keep(past, full_thing());
	found = find_all(past, none);
	g_assert_cmpuint(g_hash_table_size(found), ==, 0);
	g_assert_true(store.keep(store.context, none, &error));
	past_free(past);
}

/* All of a call or nothing: a thing without a GUID cannot be kept. */
static void test_whole_call(void)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(learned_free);
	g_autoptr(GError) error = NULL;
	struct past *past = past_new();
	struct learned_store store = history_learned(past->history);

	history_run(past->history,
	            "CREATE TRIGGER refuse BEFORE INSERT ON learned"
	            " WHEN new.guid = 'g-2'"
	            " BEGIN SELECT RAISE(ABORT, 'no'); END",
	            &error);
	g_assert_no_error(error);
	g_ptr_array_add(all, thing("g-0", "Т", NULL, 1));
	g_ptr_array_add(all, thing("g-2", "Т", NULL, 1));
	g_ptr_array_add(all, full_thing());
	g_assert_false(store.keep(store.context, all, &error));
	g_assert_nonnull(error);
	expect(past, "g-0", NULL);
	expect(past, "g-1", NULL);
	/* The history goes on. */
	keep(past, full_thing());
	expect(past, "g-1", full);
	past_free(past);
}

/* What somebody wrote by hand costs what it tells, and no more. */
static void test_damaged(void)
{
	static const struct {
		const char *attributes, *contacts, *expect;
	} rows[] = {
		{ "[[", "{", "g - - -1" },
		{ "7", "\"x\"", "g - - -1" },
		{ "[[], 7, [null, null, \"x\", 0, 0], [1, 2, 3, 4, 5]]",
		  "[[], 7, [\"Т\"], [\"Т\", 5, null, 0, 0]]", "g - - -1" },
		{ "[[\"А\", null, \"1\"], [\"Б\"]]", "[[null, \"2\"]]",
		  "g - - -1; А[-]=1 000 0; :2@- 0 0" },
		{ "[[\"А\", null, \"1\", 6, 1e300]]", "[]",
		  "g - - -1; А[-]=1 001 0" },
	};

	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct past *past = past_new();
		g_autoptr(GError) error = NULL;
		g_autofree char *sql = g_strdup_printf(
			"INSERT INTO learned (guid, attributes, contacts)"
			" VALUES ('g', '%s', '%s')",
			rows[i].attributes, rows[i].contacts);

		history_run(past->history, sql, &error);
		g_assert_no_error(error);
		expect(past, "g", rows[i].expect);
		past_free(past);
	}
}

/* As `preview` asks, beside a daemon that writes. */
static void test_read_only(void)
{
	struct past *past = past_new();
	g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func(learned_free);
	g_autoptr(GError) error = NULL;
	struct learned_store store;

	keep(past, full_thing());
	history_close(past->history);
	past->history = history_open(past->scratch->state, true, NULL, &error);
	g_assert_no_error(error);
	expect(past, "g-1", full);
	store = history_learned(past->history);
	g_ptr_array_add(one, thing("g-2", NULL, NULL, 1));
	g_assert_false(store.keep(store.context, one, &error));
	g_assert_nonnull(error);
	past_free(past);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/history_learned/kept", test_kept);
	g_test_add_func("/history_learned/replaced", test_replaced);
	g_test_add_func("/history_learned/many", test_many);
	g_test_add_func("/history_learned/nothing", test_nothing);
	g_test_add_func("/history_learned/whole_call", test_whole_call);
	g_test_add_func("/history_learned/damaged", test_damaged);
	g_test_add_func("/history_learned/read_only", test_read_only);
	return g_test_run();
}
