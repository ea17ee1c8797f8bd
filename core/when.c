/*
 * Dates between 1C, the portal and people. Refuses what is no date (the 30th
 * of February, 25:00) instead of moving it to the next month, as strptime()
 * and timegm() do.
 */
#include "core/when.h"

#include "core/text.h"

#include <string.h>

/* `count` digits at *p, which moves on; -1 where they are not there. */
static int digits(const char **p, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++, (*p)++) {
		if (!g_ascii_isdigit(**p))
			return -1;
		value = value * 10 + (**p - '0');
	}
	return value;
}

static bool skip(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

/* `Z`, `+03:00` or nothing: a zone of its own, or the one given. NULL where
 * something else stands there. */
static GTimeZone *read_zone(const char *p, GTimeZone *zone)
{
	const char *start = p;
	int hours, minutes;

	if (!*p)
		return zone ? g_time_zone_ref(zone) : g_time_zone_new_utc();
	if (strcmp(p, "Z") == 0)
		return g_time_zone_new_utc();
	if (!skip(&p, '+') && !skip(&p, '-'))
		return NULL;
	hours = digits(&p, 2);
	skip(&p, ':');
	minutes = digits(&p, 2);
	if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59 || *p)
		return NULL;
	minutes += hours * 60;
	return g_time_zone_new_offset((*start == '-' ? -minutes : minutes) *
	                              60);
}

static bool read_clock(const char **p, int clock[3])
{
	static const int most[3] = { 23, 59, 59 };

	for (int i = 0; i < 3; i++) {
		if (i && !skip(p, ':'))
			return false;
		clock[i] = digits(p, 2);
		if (clock[i] < 0 || clock[i] > most[i])
			return false;
	}
	if (skip(p, '.')) {
		if (!g_ascii_isdigit(**p))
			return false;
		while (g_ascii_isdigit(**p))
			(*p)++;
	}
	return true;
}

bool when_read(const char *text, GTimeZone *zone, gint64 *when_r)
{
	g_autofree char *trimmed = text_trim(text);
	g_autoptr(GTimeZone) said = NULL;
	g_autoptr(GDateTime) date = NULL;
	const char *p = trimmed;
	int day[3], clock[3] = { 0, 0, 0 };

	if (!p) {
		*when_r = WHEN_NONE;
		return true;
	}
	for (int i = 0; i < 3; i++) {
		if (i && !skip(&p, '-'))
			return false;
		day[i] = digits(&p, i ? 2 : 4);
		if (day[i] < 1)
			return false;
	}
	if (skip(&p, 'T') && !read_clock(&p, clock))
		return false;
	said = read_zone(p, zone);
	if (!said)
		return false;
	date = g_date_time_new(said, day[0], day[1], day[2], clock[0], clock[1],
	                       clock[2]);
	if (!date)
		return false;
	if (day[0] == 1 && day[1] == 1 && day[2] == 1 && !clock[0] &&
	    !clock[1] && !clock[2])
		*when_r = WHEN_NONE;
	else
		*when_r = g_date_time_to_unix(date);
	return true;
}

/* NULL for WHEN_NONE and for what no calendar holds. */
static GDateTime *date_of(gint64 when, GTimeZone *zone)
{
	g_autoptr(GDateTime) utc = NULL;

	if (when == WHEN_NONE)
		return NULL;
	utc = g_date_time_new_from_unix_utc(when);
	if (!utc || !zone)
		return g_steal_pointer(&utc);
	return g_date_time_to_timezone(utc, zone);
}

char *when_day(gint64 when, GTimeZone *zone)
{
	g_autoptr(GDateTime) date = date_of(when, zone);

	if (!date)
		return g_strdup("");
	return g_strdup_printf("%04d-%02d-%02d", g_date_time_get_year(date),
	                       g_date_time_get_month(date),
	                       g_date_time_get_day_of_month(date));
}

char *when_local(gint64 when, GTimeZone *zone)
{
	g_autoptr(GDateTime) date = date_of(when, zone);
	g_autofree char *day = when_day(when, zone);

	if (!date)
		return g_strdup("");
	return g_strdup_printf(
		"%sT%02d:%02d:%02d", day, g_date_time_get_hour(date),
		g_date_time_get_minute(date), g_date_time_get_second(date));
}

char *when_zoned(gint64 when, GTimeZone *zone)
{
	g_autoptr(GDateTime) date = date_of(when, zone);
	g_autofree char *local = when_local(when, zone);
	int minutes;

	if (!date)
		return g_strdup("");
	minutes = (int)(g_date_time_get_utc_offset(date) / G_TIME_SPAN_MINUTE);
	return g_strdup_printf("%s%c%02d:%02d", local, minutes < 0 ? '-' : '+',
	                       ABS(minutes) / 60, ABS(minutes) % 60);
}

char *when_people(gint64 when, GTimeZone *zone)
{
	g_autoptr(GDateTime) date = date_of(when, zone);

	if (!date)
		return g_strdup("");
	return g_strdup_printf(
		"%02d.%02d.%04d", g_date_time_get_day_of_month(date),
		g_date_time_get_month(date), g_date_time_get_year(date));
}

char *when_stamp(gint64 when)
{
	g_autoptr(GDateTime) date = date_of(when, NULL);

	if (!date)
		return g_strdup("");
	return g_strdup_printf(
		"%04d%02d%02dT%02d%02d%02dZ", g_date_time_get_year(date),
		g_date_time_get_month(date), g_date_time_get_day_of_month(date),
		g_date_time_get_hour(date), g_date_time_get_minute(date),
		g_date_time_get_second(date));
}

int when_year(gint64 when, GTimeZone *zone)
{
	g_autoptr(GDateTime) date = date_of(when, zone);

	return date ? g_date_time_get_year(date) : 0;
}
