/* What is known of earlier runs. */
#include "core/memory.h"

#include "core/when.h"

static void test_empty(void)
{
	struct memory *memory = memory_new();

	g_assert_null(memory_document(memory, "x"));
	g_assert_null(memory_document(memory, NULL));
	g_assert_cmpint(memory_named(memory, 1), ==, WHEN_NONE);
	memory_free(memory);
	memory_free(NULL);
}

static void test_note(void)
{
	struct memory *memory = memory_new();
	g_autofree char *key = g_strdup("3000004876/2020");
	struct memory_document *document = memory_note(memory, key);

	g_assert_cmpstr(document->key, ==, "3000004876/2020");
	g_assert_cmpint(document->exported, ==, WHEN_NONE);
	g_assert_cmpint(document->deal, ==, 0);
	g_assert_null(document->state);
	g_assert_null(document->stage);
	document->deal = 17;
	document->state = g_strdup("закрыт");
	document->stage = g_strdup("WON");

	/* the record keeps its own key, and is made once */
	key[0] = 'x';
	g_assert_true(memory_note(memory, "3000004876/2020") == document);
	g_assert_true(memory_document(memory, "3000004876/2020") == document);
	g_assert_null(memory_document(memory, "3000004876/2021"));
	g_assert_true(memory_note(memory, "3000004876/2021") != document);
	g_assert_cmpuint(g_hash_table_size(memory->documents), ==, 2);
	memory_free(memory);
}

static void test_name(void)
{
	struct memory *memory = memory_new();

	memory_name(memory, 55, 100);
	memory_name(memory, G_MAXINT64, 300);
	memory_name(memory, 55, 200);
	g_assert_cmpint(memory_named(memory, 55), ==, 200);
	g_assert_cmpint(memory_named(memory, G_MAXINT64), ==, 300);
	g_assert_cmpint(memory_named(memory, 56), ==, WHEN_NONE);
	memory_free(memory);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/memory/empty", test_empty);
	g_test_add_func("/memory/note", test_note);
	g_test_add_func("/memory/name", test_name);
	return g_test_run();
}
