/*
 * Rate and operating limits.
 *
 * Refuses to read a clock: ticks and seconds are handed in.
 */
#include "tests/portal/limit.h"

#include <string.h>

#define MINUTES 10
#define LASTS (MINUTES * 60)
#define UNRECORDED 0.1 /* hits shorter than this are not counted */
#define MOST_CLIENTS 1000

struct level {
	double level;
	gint64 ticked;
};

static struct level *level_of(struct bucket *bucket, const char *client)
{
	struct level *level;

	if (!bucket->clients)
		bucket->clients = g_hash_table_new_full(g_str_hash, g_str_equal,
		                                        g_free, g_free);
	level = g_hash_table_lookup(bucket->clients, client);
	if (level)
		return level;
	if (g_hash_table_size(bucket->clients) >= MOST_CLIENTS)
		g_hash_table_remove_all(bucket->clients);
	level = g_new0(struct level, 1);
	g_hash_table_insert(bucket->clients, g_strdup(client), level);
	return level;
}

bool bucket_take(struct bucket *bucket, const char *client, gint64 tick)
{
	struct level *level;
	double passed;

	if (bucket->off)
		return true;
	level = level_of(bucket, client ? client : "");
	passed = (double)(tick - level->ticked) / G_USEC_PER_SEC;
	level->ticked = tick;
	level->level = MAX(0, level->level - passed * bucket->drain);
	if (level->level > bucket->burst)
		return false;
	level->level += 1;
	return true;
}

void bucket_clear(struct bucket *bucket)
{
	g_clear_pointer(&bucket->clients, g_hash_table_unref);
}

struct minute {
	gint64 number; /* since 1970 */
	gint64 first;  /* when its first hit was recorded */
	double used;
};

struct minutes {
	struct minute minute[MINUTES];
};

struct operating *operating_new(void)
{
	struct operating *operating = g_new0(struct operating, 1);

	operating->limit = 480;
	operating->random = g_rand_new_with_seed(1);
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
	g_rand_free(operating->random);
	g_free(operating);
}

double operating_draw(struct operating *operating, const char *method)
{
	const struct cost *cost = g_hash_table_lookup(operating->costs, method);

	/* What a batch costs is what its commands cost. */
	if (!cost && strcmp(method, "batch") != 0)
		cost = g_hash_table_lookup(operating->costs, "*");
	if (!cost)
		return 0;
	if (cost->jitter <= 0)
		return cost->seconds;
	return MAX(0, cost->seconds + g_rand_double_range(operating->random,
	                                                  -cost->jitter,
	                                                  cost->jitter));
}

static void set_cost(struct operating *operating, const char *method,
                     double seconds, double jitter)
{
	struct cost *cost = g_new0(struct cost, 1);

	cost->seconds = seconds;
	cost->jitter = jitter;
	g_hash_table_replace(operating->costs, g_ascii_strdown(method, -1),
	                     cost);
}

void operating_set_cost(struct operating *operating, const char *method,
                        double seconds)
{
	set_cost(operating, method, seconds, 0);
}

/* False where it is no number of seconds. */
static bool read_seconds(const char **at, double *seconds_r)
{
	char *end;
	double seconds;

	if (!g_ascii_isdigit(**at))
		return false;
	seconds = g_ascii_strtod(*at, &end);
	*at = end;
	*seconds_r = seconds;
	return seconds <= 86400;
}

bool operating_read_cost(struct operating *operating, const char *text,
                         GError **error)
{
	const char *at = strchr(text, '=');
	g_autofree char *method =
		at ? g_strndup(text, (gsize)(at - text)) : NULL;
	double seconds = 0, jitter = 0;
	bool good = at && *method;

	if (good) {
		at++;
		good = read_seconds(&at, &seconds);
	}
	if (good && (g_str_has_prefix(at, "±") || g_str_has_prefix(at, "+-"))) {
		at += 2;
		good = read_seconds(&at, &jitter);
	}
	if (good && !*at) {
		set_cost(operating, method, seconds, jitter);
		return true;
	}
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
	            "\"%s\" is not METHOD=SECONDS or METHOD=SECONDS±JITTER",
	            text);
	return false;
}

void operating_documented_costs(struct operating *operating)
{
	static const struct {
		const char *method;
		double seconds;
	} samples[] = {
		{ "crm.deal.add", 0.95 },
		{ "crm.deal.update", 1.6 },
		{ "crm.item.add", 2.3 },
		{ "crm.item.update", 3.7 },
		{ "crm.contact.add", 0.095 },
		{ "crm.contact.update", 2.7 },
		{ "crm.item.import", 1.35 },
		{ "crm.item.batchimport", 2.7 },
		{ "crm.deal.contact.add", 0.6 },
		{ "crm.item.delete", 0.9 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++)
		operating_set_cost(operating, samples[i].method,
		                   samples[i].seconds);
}

static bool counts(const struct minute *minute, gint64 now)
{
	return minute->used > 0 && minute->first + LASTS > now;
}

double operating_sum(const struct operating *operating, const char *key,
                     gint64 now)
{
	const struct minutes *minutes =
		g_hash_table_lookup(operating->used, key);
	double sum = 0;

	for (int i = 0; minutes && i < MINUTES; i++) {
		if (counts(&minutes->minute[i], now))
			sum += minutes->minute[i].used;
	}
	return sum;
}

bool operating_blocked(const struct operating *operating, const char *key,
                       gint64 now)
{
	return operating->mode <= OPERATING_BATCH &&
	       operating_sum(operating, key, now) > operating->limit;
}

void operating_bill(struct operating *operating, const char *key, gint64 now,
                    double seconds)
{
	struct minutes *minutes = g_hash_table_lookup(operating->used, key);
	struct minute *minute;

	if (seconds < UNRECORDED)
		return;
	if (!minutes) {
		minutes = g_new0(struct minutes, 1);
		g_hash_table_insert(operating->used, g_strdup(key), minutes);
	}
	minute = &minutes->minute[now / 60 % MINUTES];
	if (minute->number != now / 60 || !counts(minute, now))
		*minute = (struct minute){ now / 60, now, 0 };
	minute->used += seconds;
}

gint64 operating_reset_at(const struct operating *operating, const char *key,
                          gint64 now)
{
	const struct minutes *minutes =
		g_hash_table_lookup(operating->used, key);
	gint64 oldest = now;

	for (int i = 0; minutes && i < MINUTES; i++) {
		if (counts(&minutes->minute[i], now))
			oldest = MIN(oldest, minutes->minute[i].first);
	}
	return oldest + LASTS;
}
