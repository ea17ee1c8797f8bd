/*
 * Time for the double.
 *
 * Refuses named time zones: the portal has one fixed offset, so that a golden
 * file does not depend on the machine's zone data.
 */
#include "tests/portal/clock.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

gint64 clock_now(const struct clock *clock)
{
	if (clock->frozen)
		return clock->still + clock->played;
	return g_get_real_time() + clock->moved + clock->played;
}

gint64 clock_seconds(const struct clock *clock)
{
	return clock_now(clock) / G_USEC_PER_SEC;
}

gint64 clock_tick(const struct clock *clock)
{
	if (clock->frozen)
		return clock->played;
	return g_get_monotonic_time() + clock->played;
}

void clock_set(struct clock *clock, gint64 seconds)
{
	clock->moved = seconds * G_USEC_PER_SEC - g_get_real_time();
}

void clock_freeze(struct clock *clock, gint64 seconds)
{
	clock->frozen = true;
	clock->still = seconds * G_USEC_PER_SEC;
}

void clock_skip(struct clock *clock, double seconds)
{
	clock->played += (gint64)(seconds * G_USEC_PER_SEC);
}

static GDateTime *at(const struct clock *clock, gint64 seconds)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(clock->offset);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);

	return g_date_time_to_timezone(utc, zone);
}

char *clock_iso(const struct clock *clock, gint64 seconds)
{
	g_autoptr(GDateTime) time = at(clock, seconds);

	return g_date_time_format(time, "%Y-%m-%dT%H:%M:%S%:z");
}

char *clock_day(const struct clock *clock, gint64 seconds)
{
	g_autoptr(GDateTime) time = at(clock, seconds);

	return g_date_time_format(time, "%Y-%m-%d");
}

struct parts {
	int year, month, day, hour, minute, second;
};

static int read_day(const char *text, struct parts *parts)
{
	int used = 0;

	if (sscanf(text, "%4d-%2d-%2d%n", &parts->year, &parts->month,
	           &parts->day, &used) == 3 &&
	    used == 10)
		return used;
	used = 0;
	if (sscanf(text, "%2d.%2d.%4d%n", &parts->day, &parts->month,
	           &parts->year, &used) == 3 &&
	    used == 10)
		return used;
	return 0;
}

static int read_time(const char *text, struct parts *parts)
{
	int used = 0;

	if (*text != 'T' && *text != ' ')
		return 0;
	if (sscanf(text + 1, "%2d:%2d:%2d%n", &parts->hour, &parts->minute,
	           &parts->second, &used) == 3 &&
	    used)
		return used + 1;
	used = 0;
	if (sscanf(text + 1, "%2d:%2d%n", &parts->hour, &parts->minute,
	           &used) == 2 &&
	    used)
		return used + 1;
	return 0;
}

/* Seconds east of UTC; false where the text is no zone. */
static bool read_zone(const char *text, int *offset)
{
	int hours = 0, minutes = 0;

	if (*text == '.')
		text += 1 + strspn(text + 1, "0123456789");
	if (!*text)
		return true;
	if (strcmp(text, "Z") == 0) {
		*offset = 0;
		return true;
	}
	if (*text != '+' && *text != '-')
		return false;
	if (sscanf(text + 1, "%2d:%2d", &hours, &minutes) != 2 &&
	    sscanf(text + 1, "%2d%2d", &hours, &minutes) != 2)
		return false;
	*offset = (hours * 60 + minutes) * 60 * (*text == '-' ? -1 : 1);
	return true;
}

bool clock_read(const struct clock *clock, const char *text, gint64 *seconds_r)
{
	struct parts parts = { 0 };
	int offset = clock->offset;
	int used = read_day(text, &parts);

	if (!used)
		return false;
	text += used;
	if (*text) {
		used = read_time(text, &parts);
		if (!used || !read_zone(text + used, &offset))
			return false;
	}
	g_autoptr(GDateTime) time =
		g_date_time_new_utc(parts.year, parts.month, parts.day,
	                            parts.hour, parts.minute, parts.second);
	if (!time)
		return false;
	*seconds_r = g_date_time_to_unix(time) - offset;
	return true;
}
