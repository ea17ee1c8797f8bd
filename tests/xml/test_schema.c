/* What xml/embed put into the program is what schemas/ holds. */
#include "xml/schema.h"

#include <string.h>

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
	g_assert_cmpuint(texts, ==, files);
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
	g_test_add_func("/schema/unknown", test_unknown);
	return g_test_run();
}
