/*
 * Rate and operating limits.
 *
 * Refuses to read a clock: ticks and seconds are handed in.
 */
#include "tests/portal/limit.h"

#include <string.h>

#define MINUTES 10
#define UNRECORDED 0.1 /* hits shorter than this are not counted */

bool bucket_take(struct bucket *bucket, gint64 tick)
{
	double passed = (double)(tick - bucket->ticked) / G_USEC_PER_SEC;

	if (bucket->off)
		return true;
	bucket->ticked = tick;
	bucket->level = MAX(0, bucket->level - passed * bucket->drain);
	if (bucket->level > bucket->burst)
		return false;
	bucket->level += 1;
	return true;
}

struct minutes {
	gint64 minute[MINUTES]; /* which minute since 1970 a cell is of */
	double used[MINUTES];
};

struct operating *operating_new(void)
{
	struct operating *operating = g_new0(struct operating, 1);

	operating->limit = 480;
	operating->costs =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	operating->used =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return operating;
}

void operating_free(struct operating *operating)
{
	if (!operating)
		return;
	g_hash_table_unref(operating->costs);
	g_hash_table_unref(operating->used);
	g_free(operating);
}

double operating_cost(const struct operating *operating, const char *method)
{
	const double *cost = g_hash_table_lookup(operating->costs, method);

	return cost ? *cost : 0;
}

void operating_set_cost(struct operating *operating, const char *method,
                        double seconds)
{
	double *cost = g_new(double, 1);

	*cost = seconds;
	g_hash_table_replace(operating->costs, g_strdup(method), cost);
}

double operating_sum(const struct operating *operating, const char *method,
                     gint64 now)
{
	const struct minutes *minutes =
		g_hash_table_lookup(operating->used, method);
	double sum = 0;

	for (int i = 0; minutes && i < MINUTES; i++) {
		if (minutes->minute[i] > now / 60 - MINUTES)
			sum += minutes->used[i];
	}
	return sum;
}

bool operating_blocked(const struct operating *operating, const char *method,
                       gint64 seconds)
{
	return operating->mode != OPERATING_ABSENT &&
	       operating_sum(operating, method, seconds) >= operating->limit;
}

void operating_bill(struct operating *operating, const char *method, gint64 now,
                    double seconds)
{
	struct minutes *minutes = g_hash_table_lookup(operating->used, method);
	gint64 minute = now / 60;

	if (seconds < UNRECORDED)
		return;
	if (!minutes) {
		minutes = g_new0(struct minutes, 1);
		g_hash_table_insert(operating->used, g_strdup(method), minutes);
	}
	if (minutes->minute[minute % MINUTES] != minute) {
		minutes->minute[minute % MINUTES] = minute;
		minutes->used[minute % MINUTES] = 0;
	}
	minutes->used[minute % MINUTES] += seconds;
}

gint64 operating_reset_at(const struct operating *operating, const char *method,
                          gint64 now)
{
	const struct minutes *minutes =
		g_hash_table_lookup(operating->used, method);
	gint64 oldest = now / 60;

	for (int i = 0; minutes && i < MINUTES; i++) {
		if (minutes->used[i] > 0 &&
		    minutes->minute[i] > now / 60 - MINUTES)
			oldest = MIN(oldest, minutes->minute[i]);
	}
	return (oldest + MINUTES) * 60;
}
