/*
 * Running time of methods over minutes that take no time.
 */
#include "b24/budget.h"

static bool may(struct budget *budget, const char *method, gint64 now_s)
{
	gint64 wait = 0;

	if (budget_begin(budget, method, now_s, &wait))
		return true;
	g_assert_cmpint(wait, >=, 1);
	return false;
}

static gint64 wait_of(struct budget *budget, const char *method, gint64 now_s)
{
	gint64 wait = 0;

	g_assert_false(budget_begin(budget, method, now_s, &wait));
	return wait;
}

/* A portal that does not count, or says nothing, is never waited for. */
static void test_silent(void)
{
	struct budget *budget = budget_new();

	for (gint64 i = 0; i < 10000; i++) {
		g_assert_true(may(budget, "crm.item.add", i));
		budget_ended(budget, "crm.item.add", 1);
		if (i % 2)
			budget_said(budget, "crm.item.add", 0, i);
	}
	budget_free(budget);
}

static const struct row {
	const char *name;
	double used_s; /* said at 600 s, after one call of 0 s */
	bool may;
} rows[] = {
	{ "little", 10, true },      { "most", 455, true },
	{ "too-much", 457, false },  { "over", 500, false },
	{ "nonsense", 1e300, true }, { "negative", -1, true },
};

static void test_row(gconstpointer data)
{
	const struct row *row = data;
	struct budget *budget = budget_new();

	budget_said(budget, "crm.item.add", row->used_s, 600);
	g_assert_true(may(budget, "crm.item.add", 600) == row->may);
	/* Another method has its own. */
	g_assert_true(may(budget, "crm.item.update", 600));
	/* What is ten minutes old is forgotten. */
	g_assert_true(may(budget, "crm.item.add", 1201));
	budget_free(budget);
}

/* What is under way is reckoned with before any answer tells of it. */
static void test_under_way(void)
{
	struct budget *budget = budget_new();
	guint left = 0;

	for (guint i = 0; i < 10; i++) {
		g_assert_true(may(budget, "m", 60));
		budget_ended(budget, "m", 1);
	}
	budget_said(budget, "m", 200, 60); /* 20 s a call, in the mean */
	while (left < 100 && may(budget, "m", 61))
		left++;
	g_assert_cmpuint(left, ==, 12);
	budget_ended(budget, "m", 1);
	budget_said(budget, "m", 200, 62);
	g_assert_true(may(budget, "m", 62));
	budget_free(budget);
}

/* Eight requests of 50 calls of 0.1 s that end together: the first word tells
 * of all of them, and makes a call no dearer. */
static void test_together(void)
{
	struct budget *budget = budget_new();
	guint left = 0;

	for (guint round = 1; round <= 3; round++) {
		for (guint i = 0; i < 400; i++)
			g_assert_true(may(budget, "m", 60));
		for (guint i = 0; i < 8; i++) {
			budget_ended(budget, "m", 50);
			budget_took(budget, "m", 0.1);
			budget_said(budget, "m", 40 * round, 61);
			if (round == 3 && i == 0)
				break;
		}
	}
	while (left < 5000 && may(budget, "m", 62))
		left++;
	/* 456 s are to be had, 120 used, and 350 calls are under way. */
	g_assert_cmpuint(left, >, 2800);
	g_assert_cmpuint(left, <=, 3010);
	budget_free(budget);
}

/* What was picked and put back again is nothing that ran: it must not make what
 * was used long ago look new. */
static void test_not_made(void)
{
	struct budget *budget = budget_new();

	for (guint i = 0; i < 10; i++) {
		g_assert_true(may(budget, "m", 60));
		budget_ended(budget, "m", 1);
		budget_took(budget, "m", 40);
	}
	budget_said(budget, "m", 400, 60);
	for (guint i = 0; i < 2000; i++) {
		g_assert_true(may(budget, "m", 300));
		budget_not_made(budget, "m", 1);
	}
	g_assert_true(may(budget, "m", 300));
	budget_ended(budget, "m", 1);
	budget_took(budget, "m", 40);
	budget_said(budget, "m", 440, 300);
	g_assert_cmpint(wait_of(budget, "m", 301), ==, 60 + 600 + 1 - 301);
	budget_free(budget);
}

/* It waits until the minute that was used first is forgotten, no longer. */
static void test_wait(void)
{
	struct budget *budget = budget_new();

	g_assert_true(may(budget, "m", 65));
	budget_ended(budget, "m", 1);
	budget_said(budget, "m", 100, 65);
	g_assert_true(may(budget, "m", 130));
	budget_ended(budget, "m", 1);
	budget_said(budget, "m", 470, 130);
	g_assert_cmpint(wait_of(budget, "m", 200), ==, 60 + 600 + 1 - 200);
	/* Then 370 are left, and a call costs 210 in the mean. */
	g_assert_false(may(budget, "m", 660));
	g_assert_cmpint(wait_of(budget, "m", 661), ==, 60);
	g_assert_true(may(budget, "m", 721));
	budget_free(budget);
}

/* The portal forgets earlier than we thought. */
static void test_put_right(void)
{
	struct budget *budget = budget_new();

	budget_said(budget, "m", 470, 600);
	g_assert_false(may(budget, "m", 601));
	budget_said(budget, "m", 300, 601);
	g_assert_true(may(budget, "m", 601));
	budget_free(budget);
}

static void test_refused(void)
{
	struct budget *budget = budget_new();

	budget_refused(budget, "m", 0, 1000);
	g_assert_cmpint(wait_of(budget, "m", 1000), ==, 60);
	g_assert_true(may(budget, "other", 1000));
	g_assert_true(may(budget, "m", 1060));
	budget_refused(budget, "m", 200, 2000);
	g_assert_cmpint(wait_of(budget, "m", 2000), ==, 200);
	budget_refused(budget, "m", 5, 2000);
	g_assert_cmpint(wait_of(budget, "m", 2000), ==, 200);
	budget_refused(budget, "m", G_MAXINT64 / 2, 3000);
	g_assert_cmpint(wait_of(budget, "m", 3000), ==, 15 * 60);
	budget_free(budget);
}

/* Portals of one's own allow 420 s: a refusal tells. */
static void test_learned_limit(void)
{
	struct budget *budget = budget_new();

	budget_said(budget, "m", 421, 6000);
	g_assert_true(may(budget, "m", 6000));
	budget_ended(budget, "m", 1);
	budget_refused(budget, "m", 1, 6000);
	g_assert_false(may(budget, "m", 6002));
	budget_said(budget, "m", 390, 6002);
	g_assert_true(may(budget, "m", 6002));
	budget_ended(budget, "m", 1);
	budget_said(budget, "m", 405, 6003);
	g_assert_false(may(budget, "m", 6003));
	budget_free(budget);
}

struct portal_clock {
	double minutes[10];
	gint64 minute;
};

static double portal_used(struct portal_clock *portal, gint64 now_s)
{
	double sum = 0;

	for (; portal->minute < now_s / 60; portal->minute++)
		portal->minutes[(portal->minute + 1) % 10] = 0;
	for (guint i = 0; i < 10; i++)
		sum += portal->minutes[i];
	return sum;
}

/* Hours of work against a portal that counts as the docs say: never refused,
 * and nearly all of what it allows is used. */
static void test_long_run(void)
{
	guint32 seed = (guint32)g_test_rand_int_range(0, G_MAXINT32);
	GRand *random = g_rand_new_with_seed(seed);
	struct budget *budget = budget_new();
	struct portal_clock portal = { 0 };
	double worked = 0;
	double now = 30;

	g_test_message("seed %u", seed);
	while (now < 4 * 3600) {
		double cost = g_rand_double_range(random, 0.05, 3);
		gint64 wait = 0;

		if (!budget_begin(budget, "m", (gint64)now, &wait)) {
			now += (double)wait;
			continue;
		}
		g_assert_cmpfloat(portal_used(&portal, (gint64)now), <, 480);
		/* Eight of them at once: time passes slower than work. */
		now += cost / 8;
		worked += cost;
		portal_used(&portal, (gint64)now);
		portal.minutes[portal.minute % 10] += cost;
		budget_ended(budget, "m", 1);
		budget_said(budget, "m", portal_used(&portal, (gint64)now),
		            (gint64)now);
	}
	g_test_message("%.0f s of work in 4 hours", worked);
	g_assert_cmpfloat(worked, >, 0.85 * 0.8 * 4 * 3600);
	budget_free(budget);
	g_rand_free(random);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path =
			g_strconcat("/budget/row/", rows[i].name, NULL);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/budget/silent", test_silent);
	g_test_add_func("/budget/under-way", test_under_way);
	g_test_add_func("/budget/together", test_together);
	g_test_add_func("/budget/wait", test_wait);
	g_test_add_func("/budget/not-made", test_not_made);
	g_test_add_func("/budget/put-right", test_put_right);
	g_test_add_func("/budget/refused", test_refused);
	g_test_add_func("/budget/learned-limit", test_learned_limit);
	g_test_add_func("/budget/long-run", test_long_run);
	return g_test_run();
}
