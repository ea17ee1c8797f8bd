/*
 * Size and number of requests against portals of several tempers.
 */
#include "b24/lanes.h"

/* A portal whose commands take `command_ms`, and in which so many requests
 * run at the same time; more have to queue. */
static const struct row {
	const char *name;
	gint64 command_ms;
	guint workers;
	guint size_least, size_most, open_least, open_most; /* at the end */
} rows[] = {
	{ "quick", 10, 8, 50, 50, 8, 8 },
	{ "plain", 300, 8, 50, 50, 8, 8 },
	{ "slow", 1000, 8, 19, 20, 8, 8 },
	{ "very-slow", 5000, 8, 4, 4, 8, 8 },
	{ "beyond", 60000, 8, 1, 1, 8, 8 },
	{ "one-worker", 1000, 1, 6, 20, 1, 3 },
	{ "two-workers", 1000, 2, 12, 20, 2, 3 },
	{ "five-workers", 1000, 5, 16, 20, 5, 6 },
};

static gint64 took(const struct row *row, const struct lanes *lanes)
{
	guint crowd = MAX(lanes->open, row->workers);

	return row->command_ms * lanes->size * crowd / row->workers;
}

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct lanes lanes;

	lanes_init(&lanes, 10, 1);
	g_assert_cmpuint(lanes.open, ==, 2);
	for (guint i = 0; i < 100; i++)
		lanes_landed(&lanes, LANES_DONE, lanes.open, lanes.size,
		             took(row, &lanes));
	g_test_message("%u at once, %u in each", lanes.open, lanes.size);
	g_assert_cmpuint(lanes.size, >=, row->size_least);
	g_assert_cmpuint(lanes.size, <=, row->size_most);
	g_assert_cmpuint(lanes.open, >=, row->open_least);
	g_assert_cmpuint(lanes.open, <=, row->open_most);
}

static void test_ends(void)
{
	struct lanes lanes;

	lanes_init(&lanes, 50, 5);
	for (guint i = 0; i < 10; i++)
		lanes_landed(&lanes, LANES_DONE, lanes.open, 50, 100);
	g_assert_cmpuint(lanes.open, ==, LANES_MOST);
	lanes_landed(&lanes, LANES_LIMIT, lanes.open, 50, 10);
	g_assert_cmpuint(lanes.open, ==, LANES_MOST / 2);
	g_assert_cmpuint(lanes.size, ==, 50);
	lanes_landed(&lanes, LANES_LOST, lanes.open, 50, 60000);
	g_assert_cmpuint(lanes.open, ==, 1);
	g_assert_cmpuint(lanes.size, ==, 25);
	for (guint i = 0; i < 10; i++)
		lanes_landed(&lanes, LANES_LOST, lanes.open, 5, 60000);
	g_assert_cmpuint(lanes.size, ==, 5);
	lanes_landed(&lanes, LANES_DONE, lanes.open, 5, 100);
	g_assert_cmpuint(lanes.size, ==, 10);
	lanes_landed(&lanes, LANES_UNSENT, lanes.open, 10, 10);
	g_assert_cmpuint(lanes.open, ==, 1);
	g_assert_cmpuint(lanes.size, ==, 10);
}

/* A few commands say nothing of how many would fit. */
static void test_few(void)
{
	struct lanes lanes;

	lanes_init(&lanes, 10, 1);
	lanes_landed(&lanes, LANES_DONE, lanes.open, 1, 300);
	lanes_landed(&lanes, LANES_DONE, lanes.open, 1, 0);
	g_assert_cmpuint(lanes.size, ==, 10);
	g_assert_cmpuint(lanes.open, ==, 2);
	lanes_landed(&lanes, LANES_DONE, lanes.open, 2, 20000);
	g_assert_cmpuint(lanes.size, ==, 2);
}

/* What did not help by day is tried again. */
static void test_tries_again(void)
{
	static const struct row day = { "", 1000, 1, 0, 0, 0, 0 };
	static const struct row night = { "", 100, 8, 0, 0, 0, 0 };
	struct lanes lanes;

	lanes_init(&lanes, 10, 1);
	for (guint i = 0; i < 50; i++)
		lanes_landed(&lanes, LANES_DONE, lanes.open, lanes.size,
		             took(&day, &lanes));
	g_assert_cmpuint(lanes.open, <=, 3);
	for (guint i = 0; i < 500; i++)
		lanes_landed(&lanes, LANES_DONE, lanes.open, lanes.size,
		             took(&night, &lanes));
	g_assert_cmpuint(lanes.open, ==, 8);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/lanes/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/lanes/ends", test_ends);
	g_test_add_func("/lanes/few", test_few);
	g_test_add_func("/lanes/tries-again", test_tries_again);
	return g_test_run();
}
