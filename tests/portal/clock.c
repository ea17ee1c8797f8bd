/*
 * Time for the double.
 *
 * Refuses named time zones: the portal has one fixed offset, so that a golden
 * file does not depend on the machine's zone data.
 */
#include "tests/portal/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
	clock->played += llround(seconds * G_USEC_PER_SEC);
}

void clock_make_virtual(struct clock *clock, gint64 seconds)
{
	clock_freeze(clock, seconds);
	clock->virtual = true;
}

gint64 clock_timeline(const struct clock *clock)
{
	if (clock->virtual)
		return clock->played;
	return g_get_monotonic_time() + clock->played;
}

void clock_reach(struct clock *clock, gint64 timeline)
{
	if (clock->virtual)
		clock->played = MAX(clock->played, timeline);
}

static struct tm at(const struct clock *clock, gint64 seconds)
{
	time_t local = (time_t)(seconds + clock->offset);
	struct tm time = { 0 };

	gmtime_r(&local, &time);
	return time;
}

/* Every row of a seed has a handful of times: GDateTime takes ten times as
 * long for one. */
char *clock_iso(const struct clock *clock, gint64 seconds)
{
	struct tm time = at(clock, seconds);
	int minutes = abs(clock->offset) / 60;

	return g_strdup_printf("%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d",
	                       time.tm_year + 1900, time.tm_mon + 1,
	                       time.tm_mday, time.tm_hour, time.tm_min,
	                       time.tm_sec, clock->offset < 0 ? '-' : '+',
	                       minutes / 60, minutes % 60);
}

char *clock_day(const struct clock *clock, gint64 seconds)
{
	struct tm time = at(clock, seconds);

	return g_strdup_printf("%04d-%02d-%02d", time.tm_year + 1900,
	                       time.tm_mon + 1, time.tm_mday);
}

struct parts {
	int year, month, day, hour, minute, second;
};

/* A pattern of letters that take so many digits and characters that must
 * stand there: `YYYY-MM-DD`. The length read, 0 where the text is otherwise. */
static int read_pattern(const char *text, const char *pattern,
                        struct parts *parts)
{
	struct parts found = *parts;
	const struct {
		char letter;
		int *value;
	} places[] = {
		{ 'Y', &found.year },   { 'M', &found.month },
		{ 'D', &found.day },    { 'h', &found.hour },
		{ 'm', &found.minute }, { 's', &found.second },
	};
	int length = 0;

	for (; pattern[length]; length++) {
		char letter = pattern[length];
		bool first = length == 0 || pattern[length - 1] != letter;

		if (!g_ascii_isalpha(letter)) {
			if (text[length] != letter)
				return 0;
			continue;
		}
		if (!g_ascii_isdigit(text[length]))
			return 0;
		for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
			if (places[i].letter != letter)
				continue;
			*places[i].value = (first ? 0 : *places[i].value) * 10 +
			                   (text[length] - '0');
		}
	}
	*parts = found;
	return length;
}

static int read_day(const char *text, struct parts *parts)
{
	int used = read_pattern(text, "YYYY-MM-DD", parts);

	return used ? used : read_pattern(text, "DD.MM.YYYY", parts);
}

static int read_time(const char *text, struct parts *parts)
{
	int used;

	if (*text != 'T' && *text != ' ')
		return 0;
	used = read_pattern(text + 1, "hh:mm:ss", parts);
	if (!used)
		used = read_pattern(text + 1, "hh:mm", parts);
	return used ? used + 1 : 0;
}

/* Seconds east of UTC; false where the text is no zone. */
static bool read_zone(const char *text, int *offset)
{
	struct parts zone = { 0 };

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
	if (!read_pattern(text + 1, "hh:mm", &zone) &&
	    !read_pattern(text + 1, "hhmm", &zone))
		return false;
	*offset = (zone.hour * 60 + zone.minute) * 60 * (*text == '-' ? -1 : 1);
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
