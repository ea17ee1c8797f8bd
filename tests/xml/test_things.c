/* What references point to: one thing, however it is named. */
#include "xml/thing_view.h"

#include <string.h>
#include <unistd.h>

#define A "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2a"
#define B "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2b"

struct world {
	struct records records;
	struct things things;
};

static void begin(struct world *world)
{
	g_assert_true(records_open(&world->records, NULL));
	things_init(&world->things, &world->records);
}

static void end(struct world *world)
{
	things_clear(&world->things);
	records_clear(&world->records);
}

static void test_find(void)
{
	struct world world;
	struct things *things = &world.things;
	guint32 a, b, c;

	begin(&world);
	a = things_find(things, A, 1);
	b = things_find(things, B, 2);
	g_assert_cmpuint(a, !=, b);
	g_assert_cmpuint(things_find(things, A, 0), ==, a);
	g_assert_cmpuint(things_find(things, NULL, 1), ==, a);
	g_assert_cmpuint(things_find(things, NULL, 2), ==, b);
	/* One thing may have several numbers. */
	g_assert_cmpuint(things_find(things, A, 7), ==, a);
	g_assert_cmpuint(things_find(things, NULL, 7), ==, a);
	things_number(things, b, 8);
	g_assert_cmpuint(things_find(things, NULL, 8), ==, b);
	/* Ordinary and global numbers do not meet. */
	c = things_find(things, NULL, 1 | THINGS_GLOBAL);
	g_assert_cmpuint(c, !=, a);
	g_assert_cmpuint(things_find(things, NULL, 1 | THINGS_KEY), !=, a);
	g_assert_cmpuint(things_count(things), ==, 4);
	end(&world);
}

/* A number is known before its GUID is, and later means something else. */
static void test_numbers(void)
{
	struct world world;
	struct things *things = &world.things;
	guint32 early;

	begin(&world);
	early = things_find(things, NULL, 5);
	g_assert_cmpuint(things_find(things, A, 5), ==, early);
	g_assert_cmpuint(things_find(things, A, 0), ==, early);
	g_assert_cmpuint(things_find(things, B, 5), !=, early);
	g_assert_cmpuint(things_find(things, NULL, 5), ==,
	                 things_find(things, B, 0));
	end(&world);
}

static void test_many(void)
{
	enum { COUNT = 30000 };
	struct world world;
	struct things *things = &world.things;

	begin(&world);
	for (int turn = 0; turn < 2; turn++)
		for (guint i = 0; i < COUNT; i++) {
			g_autofree char *guid = g_strdup_printf(
				"8d1c7f0e-45f0-11eb-9c2a-%012x", i + 1);

			g_assert_cmpuint(things_find(things, guid, i + 1), ==,
			                 i);
			g_assert_cmpuint(things_find(things, NULL, i + 1), ==,
			                 i);
		}
	g_assert_cmpuint(things_count(things), ==, COUNT);
	end(&world);
}

static void tell(struct things *things, guint32 thing, guint8 fact,
                 const char *text)
{
	g_autoptr(GByteArray) facts = g_byte_array_new();

	record_text(facts, fact, text);
	things_tell(things, thing, facts);
}

/* What is said in every document is kept once; names by reference, phones in
 * the order of the file. */
static void test_facts(void)
{
	struct world world;
	struct things *things = &world.things;
	g_autoptr(GByteArray) facts = g_byte_array_new();
	g_autoptr(GError) error = NULL;
	const struct thing_facts *told;
	struct thing_view *view;
	guint32 a, kind;
	guint64 before, place;
	int fd;

	begin(&world);
	a = things_find(things, A, 0);
	kind = things_find(things, NULL, 9);
	g_assert_false(things_told(things, a));
	tell(things, a, FACT_NAME, "Была");
	g_assert_true(things_told(things, a));
	tell(things, a, FACT_NAME, "Стала");
	tell(things, a, FACT_PHONE, "1");
	tell(things, a, FACT_PHONE, "2");
	before = world.records.size;
	tell(things, a, FACT_PHONE, "1");
	tell(things, a, FACT_PHONE, "2");
	g_assert_cmpuint(world.records.size, ==, before);
	record_number(facts, FACT_CONTACT_KIND, kind);
	record_text(facts, FACT_CONTACT, "3");
	record_number(facts, FACT_KIND, kind);
	/* Of itself a thing has no name to give. */
	record_number(facts, FACT_PLATE, a);
	things_tell(things, a, facts);
	tell(things, kind, FACT_PREDEFINED, "ТелефонРабочий");
	place = things_write(things);
	g_assert_true(records_flush(&world.records, &error));
	fd = records_take(&world.records);
	view = thing_view_new(fd, place, things_count(things), NULL);
	told = thing_view_get(view, a, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(told->single[FACT_NAME], ==, "Стала");
	g_assert_cmpstr(told->single[FACT_KIND], ==, "ТелефонРабочий");
	g_assert_cmpuint(told->phones->len, ==, 3);
	for (guint i = 0; i < 3; i++) {
		g_autofree char *phone = g_strdup_printf("%u", i + 1);

		g_assert_cmpstr(g_ptr_array_index(told->phones, i), ==, phone);
	}
	g_assert_true(thing_view_get(view, a, &error) == told);
	/* A thing that there is not tells nothing. */
	told = thing_view_get(view, 1000, &error);
	g_assert_null(thing_name(told));
	thing_view_free(view);
	close(fd);
	end(&world);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/things/find", test_find);
	g_test_add_func("/things/numbers", test_numbers);
	g_test_add_func("/things/many", test_many);
	g_test_add_func("/things/facts", test_facts);
	return g_test_run();
}
