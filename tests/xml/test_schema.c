/* What packaging/embed put into the program is what schemas/ holds, and a
 * schema for every version of EnterpriseData. */
#include "xml/schema.h"

#include <string.h>

enum { VERSIONS = 31 }; /* 1.0 … 1.30 */

static void test_texts(void)
{
	g_autoptr(GDir) folder = g_dir_open("schemas", 0, NULL);
	const char *name;
	guint files = 0, texts = 0;

	g_assert_nonnull(folder);
	while ((name = g_dir_read_name(folder))) {
		g_autofree char *path = NULL, *text = NULL;
		const struct schema_text *built;
		gsize length;

		if (!g_str_has_suffix(name, ".xsd"))
			continue;
		files++;
		path = g_build_filename("schemas", name, NULL);
		g_assert_true(g_file_get_contents(path, &text, &length, NULL));
		built = schema_text(name);
		g_assert_nonnull(built);
		g_assert_cmpuint(built->length, ==, length);
		g_assert_true(memcmp(built->text, text, length) == 0);
	}
	while (schema_texts[texts].name)
		texts++;
	g_assert_cmpuint(texts, ==, files + VERSIONS);
}

static void test_versions(void)
{
	for (int i = 0; i < VERSIONS; i++) {
		g_autofree char *name =
			g_strdup_printf("enterprisedata-1.%d.xsd", i);
		g_autofree char *space = g_strdup_printf(
			"\"http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1.%d\"",
			i);
		const struct schema_text *built = schema_text(name);

		g_assert_nonnull(built);
		g_assert_nonnull(g_strstr_len((const char *)built->text,
		                              (gssize)built->length, space));
	}
}

static void test_unknown(void)
{
	g_assert_null(schema_text("passwd.xsd"));
	g_assert_null(schema_text(""));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/schema/texts", test_texts);
	g_test_add_func("/schema/versions", test_versions);
	g_test_add_func("/schema/unknown", test_unknown);
	return g_test_run();
}
