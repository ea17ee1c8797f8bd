/*
 * What a day brought, for a chart: counted from the rows of files, which stay
 * as they are when an outcome that repeats itself takes the place of another.
 */
#include "watcher/history_browse.h"
#include "watcher/history_p.h"

#include "core/when.h"

#include <string.h>

struct day {
	gint64 begin; /* seconds */
	struct totals totals;
};

static GDateTime *local_midnight(gint64 when, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(when);
	g_autoptr(GDateTime) local =
		utc != NULL ? g_date_time_to_timezone(utc, zone) : NULL;

	if (local == NULL)
		return NULL;
	return g_date_time_new(zone, g_date_time_get_year(local),
	                       g_date_time_get_month(local),
	                       g_date_time_get_day_of_month(local), 0, 0, 0.0);
}

/* Days of the calendar: one of them may have 23 hours. */
static GArray *days_between(gint64 from, gint64 until, GTimeZone *zone)
{
	GArray *days = g_array_new(FALSE, TRUE, sizeof(struct day));
	g_autoptr(GDateTime) last = local_midnight(until, zone);

	for (int back = BROWSE_DAYS - 1; last != NULL && back >= 0; back--) {
		g_autoptr(GDateTime) begin = g_date_time_add_days(last, -back);
		g_autoptr(GDateTime) end =
			begin != NULL ? g_date_time_add_days(begin, 1) : NULL;
		struct day day = { 0 };

		if (end == NULL || g_date_time_to_unix(end) <= from)
			continue;
		day.begin = g_date_time_to_unix(begin);
		g_array_append_val(days, day);
	}
	return days;
}

/* Rows come in the order of time. */
static void count_file(GArray *days, history_query *query, guint *day)
{
	gint64 finished = history_number(query, 0);
	struct totals *totals;

	while (*day + 1 < days->len &&
	       g_array_index(days, struct day, *day + 1).begin <= finished)
		(*day)++;
	totals = &g_array_index(days, struct day, *day).totals;
	for (int i = 0; i < OUTCOME_KINDS; i++)
		totals->of[i] += (guint64)history_number(query, i + 1);
}

static bool count_days(struct history *history, GArray *days, gint64 until,
                       GError **error)
{
	g_autoptr(history_query) query = history_query_new(
		history,
		"SELECT finished, count_created, count_updated,"
		" count_unchanged, count_skipped, count_held, count_failed"
		" FROM file WHERE finished BETWEEN ?1 AND ?2"
		" ORDER BY finished",
		error);
	bool row = true;
	guint day = 0;

	if (query == NULL)
		return false;
	history_bind_number(query, 1, g_array_index(days, struct day, 0).begin);
	history_bind_number(query, 2, until);
	while (row) {
		if (!history_next(history, query, &row, error))
			return false;
		if (row)
			count_file(days, query, &day);
	}
	return true;
}

static cJSON *days_json(const GArray *days, GTimeZone *zone)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < days->len; i++) {
		const struct day *day = &g_array_index(days, struct day, i);
		g_autofree char *name = when_day(day->begin, zone);
		cJSON *row = cJSON_CreateObject();

		history_add_text(row, "day", name);
		history_add_kinds(row, &day->totals);
		cJSON_AddItemToArray(list, row);
	}
	return list;
}

cJSON *history_days_until(struct history *history, gint64 from, gint64 until,
                          GTimeZone *zone, GError **error)
{
	g_autoptr(GArray) days = days_between(from, until, zone);

	if (days->len > 0 && !count_days(history, days, until, error))
		return NULL;
	return days_json(days, zone);
}

cJSON *history_days(struct history *history, gint64 from, GTimeZone *zone,
                    GError **error)
{
	return history_days_until(
		history, from, g_get_real_time() / G_USEC_PER_SEC, zone, error);
}
