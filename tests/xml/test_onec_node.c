/* Values of an object out of records: the newest counts, and none gathers
 * without end. */
#include "xml/onec_node.h"

static void text(GByteArray *record, guint id, const char *value)
{
	record_text(record, (guint8)(ONEC_ITEM + id), value);
}

static void take_all(struct onec_node *node, const GByteArray *record)
{
	struct record_item item;
	gsize at = 0;

	while (record_next(record->data, record->len, &at, &item))
		g_assert_true(onec_node_take(node, &item));
}

static void test_take(void)
{
	g_autoptr(GByteArray) record = g_byte_array_new();
	struct onec_node *node = onec_node_new();
	struct record_item other = { .field = ONEC_ITEM - 1 };
	struct onec_operand value;
	struct onec_value row;

	text(record, 3, "раньше");
	text(record, 3, "теперь");
	record_number(record, ONEC_ITEM + 4, 17);
	record_text(record, ONEC_ITEM_KEY, "Цех");
	text(record, 3, "Кузовной");
	record_number(record, ONEC_ITEM_KEY, 5);
	record_number(record, ONEC_ITEM + 3, 6);
	take_all(node, record);
	g_assert_false(onec_node_take(node, &other));
	g_assert_cmpuint(onec_node_count(node), ==, 5);
	g_assert_true(onec_node_find(node, 3, &value));
	g_assert_cmpstr(value.text, ==, "теперь");
	g_assert_true(onec_node_find(node, 4, &value));
	g_assert_null(value.text);
	g_assert_cmpuint(value.thing, ==, 17);
	g_assert_false(onec_node_find(node, 5, &value));
	row = onec_node_at(node, 3);
	g_assert_true(row.keyed);
	g_assert_cmpstr(row.key.text, ==, "Цех");
	g_assert_cmpstr(row.value.text, ==, "Кузовной");
	row = onec_node_at(node, 4);
	g_assert_null(row.key.text);
	g_assert_cmpuint(row.key.thing, ==, 5);
	g_assert_cmpuint(row.value.thing, ==, 6);
	onec_node_clear(node);
	g_assert_cmpuint(onec_node_count(node), ==, 0);
	onec_node_free(node);
}

static void test_shrink(void)
{
	struct onec_node *node = onec_node_new();
	struct onec_operand value;

	for (guint i = 0; i < 3000; i++) {
		g_autoptr(GByteArray) record = g_byte_array_new();
		g_autofree char *name = g_strdup_printf("%u", i);

		text(record, 1, name);
		if (i == 0)
			text(record, 2, "однажды");
		record_text(record, ONEC_ITEM_KEY, "Цех");
		text(record, 1, name);
		record_text(record, ONEC_ITEM_KEY, name);
		text(record, 1, name);
		take_all(node, record);
		onec_node_shrink(node);
		g_assert_cmpuint(onec_node_count(node), <, 300);
	}
	g_assert_true(onec_node_find(node, 1, &value));
	g_assert_cmpstr(value.text, ==, "2999");
	g_assert_true(onec_node_find(node, 2, &value));
	g_assert_cmpstr(value.text, ==, "однажды");
	onec_node_free(node);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/onec_node/take", test_take);
	g_test_add_func("/onec_node/shrink", test_shrink);
	return g_test_run();
}
