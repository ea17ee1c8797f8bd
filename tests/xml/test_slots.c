/* The compact index: as a hash table answers, so does this. */
#include "xml/slots.h"

#include <string.h>

enum { COUNT = 20000 };

static guint64 hash(gconstpointer data, guint32 position)
{
	const guint32 *keys = data;

	return slots_hash(&keys[position], sizeof(*keys));
}

/* All in a few places: probing has to do the work. */
static guint64 bad_hash(gconstpointer data, guint32 position)
{
	return ((const guint32 *)data)[position] % 3;
}

static bool same(gconstpointer data, guint32 position, gconstpointer key)
{
	return ((const guint32 *)data)[position] == *(const guint32 *)key;
}

static void test_as_a_table(gconstpointer data)
{
	bool bad = GPOINTER_TO_INT(data);
	guint32 count = bad ? 500 : COUNT;
	g_autofree guint32 *keys = g_new(guint32, count);
	g_autoptr(GHashTable) table = g_hash_table_new(NULL, NULL);
	g_autoptr(GRand) rand = g_rand_new_with_seed(7);
	struct slots slots;

	slots_init(&slots, bad ? bad_hash : hash, same, keys);
	for (guint32 i = 0; i < count; i++) {
		gpointer known;
		bool had;
		guint32 found;

		keys[i] = g_rand_int(rand) % count;
		had = g_hash_table_lookup_extended(
			table, GUINT_TO_POINTER(keys[i]), NULL, &known);
		found = slots_find(&slots, slots.hash(keys, i), &keys[i],
		                   SLOTS_NONE);
		g_assert_cmpuint(found, ==,
		                 had ? GPOINTER_TO_UINT(known) : SLOTS_NONE);
		found = slots_find(&slots, slots.hash(keys, i), &keys[i], i);
		g_assert_cmpuint(found, ==,
		                 had ? GPOINTER_TO_UINT(known) : SLOTS_NONE);
		if (!had)
			g_hash_table_insert(table, GUINT_TO_POINTER(keys[i]),
			                    GUINT_TO_POINTER(i));
	}
	g_assert_cmpuint(slots.used, ==, g_hash_table_size(table));
	slots_clear(&slots);
	slots_clear(&slots);
}

/* What differs in one letter must differ in the bits that choose a slot. */
static void test_spread(void)
{
	g_autoptr(GHashTable) low = g_hash_table_new(NULL, NULL);

	for (int i = 0; i < 1000; i++) {
		g_autofree char *text = g_strdup_printf("%d", 300000000 + i);
		guint64 value = slots_hash(text, strlen(text));

		g_hash_table_add(low, GUINT_TO_POINTER(value & 0xFFF));
	}
	/* 1000 of 4096 at random hit some 887 different ones. */
	g_assert_cmpuint(g_hash_table_size(low), >, 800);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_data_func("/slots/as a table", GINT_TO_POINTER(0),
	                     test_as_a_table);
	g_test_add_data_func("/slots/with collisions", GINT_TO_POINTER(1),
	                     test_as_a_table);
	g_test_add_func("/slots/spread", test_spread);
	return g_test_run();
}
