/*
 * Property: what a filter finds through the indexes is what it finds by
 * looking at every entity, whatever has been written before.
 *
 * GTest prints the seed; `--seed=R02S…` runs the same again.
 */
#include "tests/portal/filter.h"
#include "tests/portal/json.h"
#include "tests/portal/php.h"
#include "tests/portal/probe.h"
#include "tests/portal/seed.h"

#include <string.h>

enum { ROUNDS = 30, WRITES = 60, FILTERS = 60 };

static const char fields[] = "{\"dealFields\":[{\"name\":\"UF_CRM_TEXT\"},"
			     "{\"name\":\"UF_CRM_MANY\",\"multiple\":true},"
			     "{\"name\":\"UF_CRM_WHOLE\",\"type\":\"integer\"},"
			     "{\"name\":\"UF_CRM_REAL\",\"type\":\"double\"},"
			     "{\"name\":\"UF_CRM_YES\",\"type\":\"boolean\"},"
			     "{\"name\":\"UF_CRM_DAY\",\"type\":\"date\"}]}";

/* Few enough that they meet, and every way in which texts are one or not. */
static const char *const texts[] = {
	"\"\"",       "\"0\"",       "\"7\"",      "\"07\"",  "\"7 \"",
	"\"Ёлка\"",   "\"елка\"",    "\"ЕЛКА  \"", "\"ёж\"",  "\"AB-1\"",
	"\"ab-1\"",   "\"  \"",      "\"-0\"",     "\"1e3\"", "\"%\"",
	"\"straße\"", "\"STRASSE\"",
};
static const char *const numbers[] = {
	"0", "7", "\"7\"", "-0.0", "1000", "7.5", "\"\"", "1", "\"7.50\"", "-3",
};
static const char *const days[] = {
	"\"2020-12-26\"", "\"26.12.2020\"", "\"2020-12-25T23:30:00+00:00\"",
	"\"\"",           "\"2020-12-24\"",
};
static const char *const phones[] = {
	"\"+7 927 000-12-34\"",
	"\"89270001234\"",
	"\"+7 846 200 00 00\"",
	"\"Доб. 12\"",
	"\"\"",
};
static const char *const ids[] = {
	"1", "\"2\"", "3", "\"4\"", "5", "6", "0", "\"007\"", "999", "\"\"",
};

struct choice {
	const char *name; /* of crm.item.* */
	const char *const *values;
	gsize count;
	bool contact, deal;
	bool many;
};

#define CHOICE(name, list) name, list, G_N_ELEMENTS(list)

static const struct choice choices[] = {
	{ CHOICE("originId", texts), true, true, false },
	{ CHOICE("title", texts), false, true, false },
	{ CHOICE("ufCrmText", texts), false, true, false },
	{ CHOICE("ufCrmMany", texts), false, true, true },
	{ CHOICE("ufCrmWhole", numbers), false, true, false },
	{ CHOICE("ufCrmReal", numbers), false, true, false },
	{ CHOICE("ufCrmYes", numbers), false, true, false },
	{ CHOICE("ufCrmDay", days), false, true, false },
	{ CHOICE("contactIds", ids), false, true, true },
	{ CHOICE("contactId", ids), false, true, false },
	{ CHOICE("opportunity", numbers), false, true, false },
	{ CHOICE("id", ids), true, true, false },
	{ CHOICE("PHONE", phones), true, false, true },
	{ CHOICE("lastName", texts), true, false, false },
};

static guint below(guint most)
{
	return (guint)g_test_rand_int_range(0, (gint32)most);
}

static const struct choice *any_choice(bool contact)
{
	const struct choice *choice;

	do
		choice = &choices[below(G_N_ELEMENTS(choices))];
	while (contact ? !choice->contact : !choice->deal);
	return choice;
}

static void append_value(GString *out, const struct choice *choice)
{
	g_string_append(out, choice->values[below((guint)choice->count)]);
}

static void append_list(GString *out, const struct choice *choice, guint most)
{
	guint count = below(most + 1);

	g_string_append_c(out, '[');
	for (guint i = 0; i < count; i++) {
		if (i)
			g_string_append_c(out, ',');
		append_value(out, choice);
	}
	g_string_append_c(out, ']');
}

/* ---- writing at random ---- */

static void append_phones(GString *out)
{
	g_string_append_printf(
		out, "\"fm\":{\"n0\":{\"typeId\":\"PHONE\",\"value\":%s}}",
		phones[below(G_N_ELEMENTS(phones))]);
}

static void append_fields(GString *out, bool contact)
{
	guint count = 1 + below(4);

	for (guint i = 0; i < count; i++) {
		const struct choice *choice = any_choice(contact);

		if (i)
			g_string_append_c(out, ',');
		if (strcmp(choice->name, "PHONE") == 0) {
			append_phones(out);
			continue;
		}
		g_string_append_printf(out, "\"%s\":", choice->name);
		if (choice->many)
			append_list(out, choice, 3);
		else
			append_value(out, choice);
	}
}

static void write_by_rest(struct portal *portal, bool contact)
{
	g_autoptr(GString) params = g_string_new(NULL);
	bool add = below(3) == 0;

	g_string_printf(params, "{\"entityTypeId\":%d,\"id\":%u,\"fields\":{",
	                contact ? 3 : 2, 1 + below(8));
	append_fields(params, contact);
	g_string_append(params, "}}");
	cJSON_Delete(probe_ask(portal, add ? "crm.item.add" : "crm.item.update",
	                       params->str));
}

/* As a person in the portal: other ways in, and rows that go away. Links to
 * contacts that are not there are an error, and the rest is kept. */
static void write_by_seed(struct portal *portal, bool contact)
{
	g_autoptr(GString) seed = g_string_new(NULL);
	g_autoptr(GError) error = NULL;

	g_string_printf(seed, "{\"%s\":[{\"id\":%u,",
	                contact ? "contacts" : "deals", 1 + below(12));
	if (below(4) == 0)
		g_string_append(seed, "\"deleted\":true");
	else if (contact && below(2))
		g_string_append_printf(seed, "\"phones\":[%s,%s]",
		                       phones[below(G_N_ELEMENTS(phones))],
		                       phones[below(G_N_ELEMENTS(phones))]);
	else if (!contact && below(2))
		g_string_append_printf(seed, "\"contactIds\":[\"%02u\",%u]",
		                       1 + below(8), 1 + below(8));
	else
		g_string_append_printf(seed, "\"originId\":%s",
		                       texts[below(G_N_ELEMENTS(texts))]);
	g_string_append(seed, "}]}");
	seed_load(portal, seed->str, seed->len, &error);
}

/* ---- asking at random ---- */

static const char *const equals[] = { "", "=", "@" };
static const char *const others[] = { "!", "!=", "!@", ">", ">=",
	                              "<", "<=", "%",  "=%" };

static char *key_of(const struct portal *portal, const struct choice *choice,
                    enum family family, bool contact)
{
	const char *operation = below(4) ? equals[below(G_N_ELEMENTS(equals))]
	                                 : others[below(G_N_ELEMENTS(others))];
	const struct kind *kind =
		contact ? portal->store->contact : portal->store->deal;
	const struct field *field = kind_camel(kind, choice->name);

	if (strcmp(choice->name, "PHONE") == 0)
		return g_strdup("PHONE");
	g_assert_nonnull(field);
	return g_strconcat(operation,
	                   family == FAMILY_LEGACY ? field->code : field->camel,
	                   NULL);
}

static void append_conditions(GString *out, const struct portal *portal,
                              enum family family, bool contact, guint depth)
{
	guint count = 1 + below(3);

	g_string_append_c(out, '{');
	if (family == FAMILY_ITEM && below(3) == 0)
		g_string_append(out, "\"logic\":\"OR\",");
	for (guint i = 0; i < count; i++) {
		const struct choice *choice = any_choice(contact);
		g_autofree char *key = NULL;

		if (i)
			g_string_append_c(out, ',');
		if (family == FAMILY_ITEM && depth && below(4) == 0) {
			g_string_append_printf(out, "\"%u\":", i);
			append_conditions(out, portal, family, contact,
			                  depth - 1);
			continue;
		}
		if (family == FAMILY_ITEM && strcmp(choice->name, "PHONE") == 0)
			choice = &choices[0];
		key = key_of(portal, choice, family, contact);
		g_string_append_printf(out, "\"%s\":", key);
		if (below(2))
			append_list(out, choice, 4);
		else
			append_value(out, choice);
	}
	g_string_append_c(out, '}');
}

static char *ids_of(const GPtrArray *rows)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < rows->len; i++) {
		const struct entity *entity = rows->pdata[i];

		g_string_append_printf(text, " %" G_GINT64_FORMAT, entity->id);
	}
	return g_string_free(text, FALSE);
}

/* True where a row was found: a test of nothing but empty answers is none. */
static bool compare(struct portal *portal, enum family family, bool contact)
{
	struct kind *kind =
		contact ? portal->store->contact : portal->store->deal;
	struct filter_source source = { portal, kind, family, false, "test" };
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *error = NULL;
	guint most = below(3) ? 0 : 1 + below(4);
	struct filter *filter;

	append_conditions(text, portal, family, contact, 2);
	g_autoptr(cJSON) conditions = php_json(text->str, text->len);
	g_assert_nonnull(conditions);
	filter = filter_new(&source, conditions, &error);
	g_assert_cmpstr(error, ==, NULL);
	g_autoptr(GPtrArray) indexed = filter_run(filter, most);
	g_autoptr(GPtrArray) scanned = filter_scan(filter, most);
	g_autofree char *got = ids_of(indexed);
	g_autofree char *expected = ids_of(scanned);
	filter_free(filter);
	if (strcmp(got, expected) != 0)
		g_test_message("%s of %ss", text->str, kind->name);
	g_assert_cmpstr(got, ==, expected);
	return *got;
}

static void test_property(void)
{
	guint found = 0;

	for (guint round = 0; round < ROUNDS; round++) {
		struct portal *portal = probe_portal(fields);

		for (guint i = 0; i < WRITES; i++) {
			bool contact = below(2);

			if (below(3))
				write_by_rest(portal, contact);
			else
				write_by_seed(portal, contact);
		}
		for (guint i = 0; i < FILTERS; i++)
			found += compare(portal,
			                 below(2) ? FAMILY_ITEM : FAMILY_LEGACY,
			                 below(2));
		portal_free(portal);
	}
	g_test_message("%u of %u filters found rows", found, ROUNDS * FILTERS);
	g_assert_cmpuint(found, >, ROUNDS * FILTERS / 10);
}

/* ---- the index alone ---- */

static void count_shared(const GPtrArray *entities, gpointer data)
{
	*(guint *)data += entities->len;
}

/* One, a list, a set, and back. */
static void test_growing(void)
{
	struct entity entities[100] = { 0 };
	struct index *index = index_new();
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	guint shared = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(entities); i++) {
		index_add(index, "many", &entities[i]);
		index_add(index, "many", &entities[i]);
		g_assert_cmpuint(index_count(index, "many"), ==, i + 1);
	}
	index_add(index, "one", &entities[3]);
	index_shared(index, count_shared, &shared);
	g_assert_cmpuint(shared, ==, G_N_ELEMENTS(entities));
	index_collect(index, "many", found);
	index_collect(index, "none", found);
	g_assert_cmpuint(found->len, ==, G_N_ELEMENTS(entities));
	for (gsize i = 0; i < G_N_ELEMENTS(entities); i++) {
		index_remove(index, "many", &entities[i]);
		index_remove(index, "many", &entities[i]);
		g_assert_cmpuint(index_count(index, "many"), ==,
		                 G_N_ELEMENTS(entities) - i - 1);
	}
	g_assert_cmpuint(index_count(index, "one"), ==, 1);
	index_free(index);
}

/* A list that shrinks to nothing and grows anew. */
static void test_list(void)
{
	struct entity entities[3] = { 0 };
	struct index *index = index_new();

	for (int round = 0; round < 2; round++) {
		for (gsize i = 0; i < G_N_ELEMENTS(entities); i++)
			index_add(index, "a", &entities[i]);
		index_remove(index, "a", &entities[1]);
		g_assert_cmpuint(index_count(index, "a"), ==, 2);
		index_remove(index, "a", &entities[0]);
		index_remove(index, "a", &entities[2]);
		g_assert_cmpuint(index_count(index, "a"), ==, 0);
	}
	index_free(index);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/index/growing", test_growing);
	g_test_add_func("/index/list", test_list);
	g_test_add_func("/index/as by a scan", test_property);
	return g_test_run();
}
