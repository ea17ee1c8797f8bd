/*
 * The leaky bucket over minutes that take no time.
 */
#include "b24/pacer.h"

#include <stdbool.h>

static const struct row {
	const char *name;
	gint64 rate, burst;
	guint requests;
	gint64 least_ms, most_ms; /* that they take */
} rows[] = {
	{ "burst-is-free", 2, 50, 50, 0, 0 },
	{ "one-more-waits", 2, 50, 51, 500, 500 },
	{ "then-two-a-second", 2, 50, 150, 50000, 50000 },
	{ "enterprise", 5, 250, 500, 50000, 50000 },
	{ "no-burst", 2, 1, 11, 5000, 5000 },
	{ "nonsense-is-slow", 0, 0, 3, 2000, 2000 },
};

static gint64 run(struct pacer *pacer, gint64 now_ms, guint requests)
{
	for (guint i = 0; i < requests; i++) {
		gint64 wait = pacer_wait_ms(pacer, now_ms);

		g_assert_cmpint(wait, >=, 0);
		now_ms += wait;
		g_assert_cmpint(pacer_wait_ms(pacer, now_ms), ==, 0);
		pacer_sent(pacer, now_ms);
	}
	return now_ms;
}

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct pacer *pacer = pacer_new(row->rate, row->burst, 1);
	gint64 took = run(pacer, 1000000, row->requests) - 1000000;

	g_assert_cmpint(took, >=, row->least_ms);
	g_assert_cmpint(took, <=, row->most_ms);
	pacer_free(pacer);
}

/* The portal's own bucket must never overflow: a request that finds more than
 * X in it is refused. */
static void test_never_over(void)
{
	struct pacer *pacer = pacer_new(2, 50, 1);
	double level = 0;
	gint64 last = 0;
	gint64 now = 0;

	for (guint i = 0; i < 500; i++) {
		now += pacer_wait_ms(pacer, now);
		level = MAX(level - (double)(now - last) * 2 / 1000, 0) + 1;
		last = now;
		g_assert_cmpfloat(level, <=, 50.001);
		pacer_sent(pacer, now);
		if (i % 100 == 99)
			now += 20000;
	}
	pacer_free(pacer);
}

static void test_overflow(void)
{
	struct pacer *pacer = pacer_new(2, 50, 1);
	gint64 last = 0;

	for (guint i = 0; i < 10; i++) {
		gint64 wait;

		pacer_overflow(pacer, 0, 0);
		wait = pacer_wait_ms(pacer, 0);
		g_assert_cmpint(wait, >=, MIN(1000 << i, 30000));
		g_assert_cmpint(wait, <=, 30000);
		g_assert_cmpint(wait, >=, last);
		last = wait;
	}
	pacer_well(pacer);
	pacer_overflow(pacer, 100000, 100000);
	g_assert_cmpint(pacer_wait_ms(pacer, 100000), <=, 1500);
	pacer_free(pacer);
}

/* Requests that were under way together are told one by one. */
static void test_overflow_together(void)
{
	struct pacer *pacer = pacer_new(2, 50, 1);
	gint64 wait;

	pacer_overflow(pacer, 900, 1000);
	wait = pacer_wait_ms(pacer, 1000);
	pacer_overflow(pacer, 950, 1000);
	pacer_overflow(pacer, 990, 1000);
	g_assert_cmpint(pacer_wait_ms(pacer, 1000), ==, wait);
	pacer_overflow(pacer, 3000, 3100);
	g_assert_cmpint(pacer_wait_ms(pacer, 3100), >=, 2000);
	pacer_free(pacer);
}

static void test_limits(void)
{
	struct pacer *pacer = pacer_new(2, 50, 1);
	gint64 now = run(pacer, 1000000, 50);

	pacer_set_limits(pacer, 5, 60);
	g_assert_cmpint(run(pacer, now, 10), ==, now);
	g_assert_cmpint(pacer_wait_ms(pacer, now), ==, 200);
	pacer_set_limits(pacer, 2, 50);
	g_assert_cmpint(pacer_wait_ms(pacer, now), ==, 5500);
	pacer_free(pacer);
}

static void test_bar(void)
{
	struct pacer *pacer = pacer_new(2, 50, 7);
	gint64 first = 0;
	bool differs = false;

	for (gint64 now = 0; now < 100; now++) {
		gint64 wait;

		pacer_bar(pacer, now * 10000, 1000);
		wait = pacer_wait_ms(pacer, now * 10000);
		g_assert_cmpint(wait, >=, 1000);
		g_assert_cmpint(wait, <=, 1500);
		first = first ? first : wait;
		differs = differs || wait != first;
	}
	g_assert_true(differs);
	pacer_bar(pacer, 2000000, 60000);
	pacer_bar(pacer, 2000000, 10);
	g_assert_cmpint(pacer_wait_ms(pacer, 2000000), >=, 60000);
	pacer_free(pacer);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/pacer/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/pacer/never-over", test_never_over);
	g_test_add_func("/pacer/overflow", test_overflow);
	g_test_add_func("/pacer/overflow-together", test_overflow_together);
	g_test_add_func("/pacer/limits", test_limits);
	g_test_add_func("/pacer/bar", test_bar);
	return g_test_run();
}
