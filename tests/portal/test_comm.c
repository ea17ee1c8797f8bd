/* Phones: the normaliser of the duplicate index, and findbycomm. */
#include "tests/portal/comm.h"
#include "tests/portal/probe.h"

static const struct {
	const char *name, *type, *value, *expected;
} forms[] = {
	{ "international", "PHONE", "+7 (912) 123-45-67", "79121234567" },
	{ "eight is seven", "PHONE", "8 912 1234567", "79121234567" },
	{ "ten digits stay", "PHONE", "9121234567", "9121234567" },
	{ "six digits stay", "PHONE", "200-00-00", "2000000" },
	{ "short eight stays", "PHONE", "8200000", "8200000" },
	{ "80 stays", "PHONE", "8 044 123 45 67", "80441234567" },
	{ "82 stays", "PHONE", "8 2101234567", "82101234567" },
	{ "+8 is a country", "PHONE", "+86 10 1234 5678", "861012345678" },
	{ "+8 and short", "PHONE", "+8612345", "8612345" },
	{ "double zero", "PHONE", "0049 30 1234567", "49301234567" },
	{ "011", "PHONE", "011 49 30 1234567", "49301234567" },
	{ "one zero", "PHONE", "0912 123 45 67", "9121234567" },
	{ "extension by semicolon", "PHONE", "+79121234567;12", "79121234567" },
	{ "extension by comma", "PHONE", "+79121234567,12", "79121234567" },
	{ "extension in letters sticks", "PHONE", "+79121234567 доб. 12",
	  "7912123456712" },
	{ "letters only", "PHONE", "нет", "" },
	{ "address", "EMAIL", " P@Example.ru ", "p@example.ru" },
};

static void test_form(gconstpointer data)
{
	gsize i = GPOINTER_TO_SIZE(data);
	g_autofree char *normal = comm_normal(forms[i].type, forms[i].value);

	g_assert_cmpstr(normal, ==, forms[i].expected);
}

static const char seed[] =
	"{\"contacts\":[{\"id\":55,\"phones\":[\"+7 927 000-12-34\","
	"\"8 (927) 000-12-34\"],\"emails\":[\"p@example.ru\"]},"
	"{\"id\":12,\"phones\":[\"89270001234\"]},"
	"{\"id\":77,\"phones\":[\"9270001234\"]}]}";

#define FIND "crm.duplicate.findbycomm"
#define ASK(values) \
	"{\"type\":\"PHONE\",\"entity_type\":\"CONTACT\",\"values\":" values "}"

static const struct probe_row rows[] = {
	{ "a flat union of numbers", NULL, NULL, FIND,
	  ASK("[\"+79270001234\"]"), "result", "{\"CONTACT\":[12,55]}" },
	{ "once each", NULL, NULL, FIND,
	  ASK("[\"+79270001234\",\"89270001234\"]"), "result",
	  "{\"CONTACT\":[12,55]}" },
	{ "ten digits are another number", NULL, NULL, FIND,
	  ASK("[\"9270001234\"]"), "result", "{\"CONTACT\":[77]}" },
	{ "none is a list", NULL, NULL, FIND, ASK("[\"+70000000000\"]"),
	  "result", "[]" },
	{ "a number is no text", NULL, NULL, FIND, ASK("[79270001234]"),
	  "result", "[]" },
	{ "no type asked for", NULL, NULL, FIND,
	  "{\"type\":\"PHONE\",\"values\":[\"89270001234\"]}", "result",
	  "{\"CONTACT\":[12,55]}" },
	{ "leads have none", NULL, NULL, FIND,
	  "{\"type\":\"PHONE\",\"entity_type\":\"LEAD\",\"values\":["
	  "\"89270001234\"]}",
	  "result", "[]" },
	{ "address", NULL, NULL, FIND,
	  "{\"type\":\"EMAIL\",\"values\":[\"P@EXAMPLE.RU\"]}", "result",
	  "{\"CONTACT\":[55]}" },
	{ "type by any case", NULL, NULL, FIND,
	  "{\"TYPE\":\"phone\",\"VALUES\":[\"9270001234\"]}", "result",
	  "{\"CONTACT\":[77]}" },
	{ "no type", NULL, NULL, FIND, "{}", "error_description",
	  "\"Communication type is not defined.\"" },
	{ "no type has no code", NULL, NULL, FIND, "{}", "error", "\"\"" },
	{ "no values", NULL, NULL, FIND, "{\"type\":\"PHONE\"}",
	  "error_description", "\"Communication values is not defined.\"" },
	{ "a deleted phone is gone", "crm.contact.update",
	  "{\"id\":77,\"fields\":{\"PHONE\":[{\"ID\":5}]}}", FIND,
	  ASK("[\"9270001234\"]"), "result", "[]" },
	{ "a new one is there", "crm.contact.update",
	  "{\"id\":77,\"fields\":{\"PHONE\":[{\"VALUE\":\"+71112223344\"}]}"
	  "}",
	  FIND, ASK("[\"7 111 222-33-44\"]"), "result", "{\"CONTACT\":[77]}" },
	{ "a changed one too", "crm.contact.update",
	  "{\"id\":77,\"fields\":{\"PHONE\":[{\"ID\":5,\"VALUE\":"
	  "\"+71112223344\"}]}}",
	  FIND, ASK("[\"9270001234\"]"), "result", "[]" },
	{ .name = NULL },
};

/* The 20th value is heard, the 21st is not. */
static void test_many_values(void)
{
	static const char *const expected[] = { "{\"CONTACT\":[77]}", "[]" };

	for (guint i = 0; i < G_N_ELEMENTS(expected); i++) {
		struct portal *portal = probe_portal(seed);
		g_autoptr(GString) values = g_string_new("[");

		for (guint k = 0; k < 19 + i; k++)
			g_string_append(values, "\"+70000000000\",");
		g_string_append(values, "\"9270001234\"]");
		g_autofree char *params =
			g_strdup_printf(ASK("%s"), values->str);
		g_autoptr(cJSON) answer = probe_ask(portal, FIND, params);
		g_autofree char *found = probe_at(answer, "result");
		g_assert_cmpstr(found, ==, expected[i]);
		portal_free(portal);
	}
}

static void test_many_hits(void)
{
	struct portal *portal = probe_portal(NULL);

	for (int i = 1; i <= 30; i++)
		cJSON_Delete(probe_ask(portal, "crm.contact.add",
		                       "{\"fields\":{\"PHONE\":[{\"VALUE\":"
		                       "\"+79990000000\"}]}}"));
	g_autoptr(cJSON) answer =
		probe_ask(portal, FIND, ASK("[\"+79990000000\"]"));
	g_autofree char *first = probe_at(answer, "result/CONTACT/0");
	g_autofree char *last = probe_at(answer, "result/CONTACT/19");
	g_autofree char *over = probe_at(answer, "result/CONTACT/20");
	g_assert_cmpstr(first, ==, "1");
	g_assert_cmpstr(last, ==, "20");
	g_assert_cmpstr(over, ==, "(none)");
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
		g_autofree char *path =
			g_strconcat("/comm/form/", forms[i].name, NULL);
		g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_form);
	}
	probe_add("comm/find", seed, rows);
	g_test_add_func("/comm/20 values in", test_many_values);
	g_test_add_func("/comm/20 ids out", test_many_hits);
	return g_test_run();
}
