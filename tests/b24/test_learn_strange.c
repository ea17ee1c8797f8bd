/*
 * What a portal says that it has, where it says strange things: too much, of
 * other types, twice or without what makes it usable.
 */
#include "b24/portal.h"
#include "core/dictionary.h"
#include "tests/harness/fake.h"

#include <string.h>

struct saying {
	const char *method; /* what is answered strangely; NULL: nothing */
	const char *result;
};

static const char *usual(const struct fake_command *command)
{
	static const struct saying sayings[] = {
		{ "profile", "{\"ID\":\"1\"}" },
		{ "scope", "[\"crm\"]" },
		{ "server.time", "\"2020-12-26T19:00:00+03:00\"" },
		{ "crm.category.list",
		  "{\"categories\":[{\"id\":0,\"name\":\"Общая\"}]}" },
		{ "crm.item.fields",
		  "{\"fields\":{\"id\":{\"type\":\"integer\"}}}" },
		{ "crm.status.list",
		  "[{\"STATUS_ID\":\"NEW\",\"NAME\":\"Новая\"}]" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(sayings); i++)
		if (!strcmp(command->method, sayings[i].method))
			return sayings[i].result;
	return "[]";
}

static cJSON *run(struct fake *fake, const struct fake_command *command)
{
	const struct saying *saying = fake->context;
	const char *text = usual(command);
	cJSON *json;

	if (!strcmp(command->method, saying->method))
		text = saying->result;
	json = cJSON_Parse(text);
	g_assert_nonnull(json);
	return json;
}

static struct dictionary *learn(const char *method, const char *result,
                                GError **error)
{
	static const struct portal_options pace = { 2, 50 };
	struct saying saying = { method, result };
	struct fake *fake = fake_new();
	struct portal *portal = portal_new(&fake->transport, &pace);
	struct dictionary *dictionary;

	fake->run = run;
	fake->context = &saying;
	dictionary = portal_learn(portal, error);
	g_assert_true((dictionary == NULL) == (*error != NULL));
	portal_free(portal);
	fake_free(fake);
	return dictionary;
}

/* ---- what is refused ---- */

static const struct refused {
	const char *name;
	const char *method;
	const char *result;
	enum portal_error code;
	const char *words;
} refuseds[] = {
	{ "no-funnels", "crm.category.list", "{\"categories\":[]}", PORTAL_STOP,
	  "воронки сделок" },
	{ "funnels-text", "crm.category.list", "\"categories\"", PORTAL_STOP,
	  "воронки сделок" },
	{ "funnels-null", "crm.category.list", "null", PORTAL_STOP,
	  "воронки сделок" },
	{ "funnels-without-ids", "crm.category.list",
	  "{\"categories\":[{\"name\":\"Общая\"},{\"id\":null},{\"id\":\"\"},"
	  "{\"id\":\"x\"},{\"id\":-1},{\"id\":1.5},{\"id\":1e400},null,5,[]]}",
	  PORTAL_STOP, "воронки сделок" },
	{ "no-fields", "crm.item.fields", "{\"fields\":[]}", PORTAL_STOP,
	  "поля сделок" },
	{ "fields-list", "crm.item.fields", "{\"fields\":[1,{},\"x\"]}",
	  PORTAL_STOP, "поля сделок" },
	{ "fields-text", "crm.item.fields", "\"fields\"", PORTAL_STOP,
	  "поля сделок" },
	{ "scope-text", "scope", "\"crm\"", PORTAL_GARBLED, "scope" },
	{ "scope-without-crm", "scope", "[\"user\",5,null]", PORTAL_STOP,
	  "права CRM" },
	{ "scope-empty", "scope", "[]", PORTAL_STOP, "права CRM" },
};

static void test_refused(gconstpointer data)
{
	const struct refused *refused = data;
	g_autoptr(GError) error = NULL;

	g_assert_null(learn(refused->method, refused->result, &error));
	g_assert_error(error, PORTAL_ERROR, (gint)refused->code);
	g_assert_nonnull(strstr(error->message, refused->words));
}

/* Each would be a question of its own, at two requests a second. */
static void test_many_funnels(void)
{
	GString *text = g_string_new("{\"categories\":[");
	g_autofree char *result = NULL;
	g_autoptr(GError) error = NULL;

	for (guint i = 0; i < 100000; i++)
		g_string_append_printf(text, "%s{\"id\":%u}", i ? "," : "", i);
	g_string_append(text, "]}");
	result = g_string_free(text, FALSE);
	g_assert_null(learn("crm.category.list", result, &error));
	g_assert_error(error, PORTAL_ERROR, PORTAL_GARBLED);
	g_assert_nonnull(strstr(error->message, "100000"));
}

/* ---- what is taken ---- */

static void test_strange_funnels(void)
{
	g_autoptr(GError) error = NULL;
	struct dictionary *dictionary =
		learn("crm.category.list",
	              "{\"categories\":{\"5\":{\"id\":\" 7 \",\"name\":"
	              "[\"Мойка\"],\"isDefault\":true},\"6\":{\"name\":\"Без "
	              "номера\"},\"7\":{\"id\":7,\"name\":\"Она же\"},"
	              "\"8\":{\"id\":0}}}",
	              &error);
	const struct funnel *funnel;

	g_assert_no_error(error);
	g_assert_cmpuint(dictionary->funnels->len, ==, 3);
	funnel = dictionary_funnel(dictionary, 7);
	g_assert_cmpstr(funnel->name, ==, "Мойка");
	g_assert_true(funnel->is_default);
	funnel = dictionary_funnel(dictionary, 0);
	g_assert_cmpstr(funnel->name, ==, "");
	dictionary_free(dictionary);
}

/* A stage without a STATUS_ID would be written as none. */
static void test_strange_stages(void)
{
	g_autoptr(GError) error = NULL;
	struct dictionary *dictionary =
		learn("crm.status.list",
	              "[{\"STATUS_ID\":\"\",\"NAME\":\"Пустая\"},{\"NAME\":"
	              "\"Безымянная\"},{\"STATUS_ID\":null},\"x\",5,null,[],"
	              "{\"STATUS_ID\":\"NEW\",\"NAME\":\"Новая\",\"SORT\":{}},"
	              "{\"STATUS_ID\":\"NEW\",\"NAME\":\"Другая\",\"SORT\":"
	              "\"1e9\"},{\"STATUS_ID\":\"W\",\"SEMANTICS\":[\"S\"],"
	              "\"EXTRA\":5,\"SORT\":1e400}]",
	              &error);
	const struct funnel *funnel;

	g_assert_no_error(error);
	funnel = dictionary_funnel(dictionary, 0);
	g_assert_cmpuint(funnel->stages->len, ==, 3);
	g_assert_cmpstr(funnel_stage(funnel, "NEW")->name, ==, "Новая");
	g_assert_cmpint(funnel_stage(funnel, "W")->semantics, ==,
	                STAGE_SUCCESS);
	g_assert_cmpuint(dictionary->sources->len, ==, 3);
	dictionary_free(dictionary);
}

/* Slow only as its length. */
static void test_many_stages(void)
{
	GString *text = g_string_new("[");
	g_autofree char *result = NULL;
	g_autoptr(GError) error = NULL;
	struct dictionary *dictionary;
	const struct funnel *funnel;

	for (guint i = 0; i < 100000; i++)
		g_string_append_printf(
			text, "%s{\"STATUS_ID\":\"S%u\",\"SORT\":\"%u\"}",
			i ? "," : "", i, 100000 - i);
	g_string_append_c(text, ']');
	result = g_string_free(text, FALSE);
	dictionary = learn("crm.status.list", result, &error);
	g_assert_no_error(error);
	funnel = dictionary_funnel(dictionary, 0);
	g_assert_cmpuint(funnel->stages->len, ==, 100000);
	g_assert_cmpstr(((struct stage *)funnel->stages->pdata[0])->id, ==,
	                "S99999");
	dictionary_free(dictionary);
}

/* A name that nobody could read is cut, at a letter. */
static void test_long_name(void)
{
	g_autofree char *x = g_strnfill(999, 'x');
	g_autofree char *more = g_strnfill(1024 * 1024, 'y');
	g_autofree char *result = g_strdup_printf(
		"[{\"STATUS_ID\":\"NEW\",\"NAME\":\"%sЖ%s\"}]", x, more);
	g_autoptr(GError) error = NULL;
	struct dictionary *dictionary =
		learn("crm.status.list", result, &error);

	g_assert_no_error(error);
	g_assert_cmpstr(
		funnel_stage(dictionary_funnel(dictionary, 0), "NEW")->name, ==,
		x);
	dictionary_free(dictionary);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(refuseds); i++) {
		g_autofree char *path =
			g_strconcat("/learn/refused/", refuseds[i].name, NULL);

		g_test_add_data_func(path, &refuseds[i], test_refused);
	}
	g_test_add_func("/learn/many-funnels", test_many_funnels);
	g_test_add_func("/learn/strange-funnels", test_strange_funnels);
	g_test_add_func("/learn/strange-stages", test_strange_stages);
	g_test_add_func("/learn/many-stages", test_many_stages);
	g_test_add_func("/learn/long-name", test_long_name);
	return g_test_run();
}
