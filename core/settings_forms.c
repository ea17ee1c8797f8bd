/*
 * Values that have a form of their own: working hours and addresses. Read here
 * once for the parser, which refuses bad ones, and for those who use them.
 */
#include "core/settings.h"

#include <string.h>

/* A number of one or two digits at *p, which moves on. */
static bool read_number(const char **p, guint most, guint *number_r)
{
	guint number = 0;
	int count = 0;

	for (; count < 2 && g_ascii_isdigit(**p); count++, (*p)++)
		number = number * 10 + (guint)(**p - '0');
	if (!count || number > most)
		return false;
	*number_r = number;
	return true;
}

/* `09:00`, up to 24:00. */
static bool read_time(const char **p, guint *minutes_r)
{
	guint hour, minute;

	if (!read_number(p, 24, &hour) || *(*p)++ != ':' ||
	    !g_ascii_isdigit(**p) || !g_ascii_isdigit((*p)[1]) ||
	    !read_number(p, 59, &minute) || hour * 60 + minute > 24 * 60)
		return false;
	*minutes_r = hour * 60 + minute;
	return true;
}

static bool read_day(const char **p, guint *day_r)
{
	static const char *const days[] = { "mon", "tue", "wed", "thu",
		                            "fri", "sat", "sun" };

	for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
		if (g_ascii_strncasecmp(*p, days[i], 3) != 0)
			continue;
		*p += 3;
		*day_r = i;
		return true;
	}
	return false;
}

/* `Mon-Sat`, `Mon,Wed` or both: `Mon-Wed,Fri`. */
static bool read_days(const char *p, guint *days_r)
{
	guint days = 0, first, last;

	do {
		if (!read_day(&p, &first))
			return false;
		last = first;
		if (*p == '-') {
			p++;
			if (!read_day(&p, &last))
				return false;
		}
		for (guint day = first;; day = (day + 1) % 7) {
			days |= 1u << day;
			if (day == last)
				break;
		}
	} while (*p++ == ',');
	if (p[-1])
		return false;
	*days_r = days;
	return true;
}

bool settings_hours(const char *text, struct settings_hours *hours_r)
{
	struct settings_hours hours = { .days = 0x7F };
	const char *p = text;

	if (!p || !read_time(&p, &hours.from) || *p++ != '-' ||
	    !read_time(&p, &hours.to) || hours.from == hours.to)
		return false;
	if (*p) {
		if (*p != ' ')
			return false;
		while (*p == ' ')
			p++;
		if (!read_days(p, &hours.days))
			return false;
	}
	*hours_r = hours;
	return true;
}

static bool host_name(const char *host)
{
	size_t length = strlen(host);

	if (!length || length > 253)
		return false;
	return strspn(host, "abcdefghijklmnopqrstuvwxyz"
	                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                    "0123456789.-") == length;
}

bool settings_address(const char *text, char **host_r, guint16 *port_r)
{
	const char *colon = text ? strrchr(text, ':') : NULL;
	g_autofree char *host = NULL;
	guint64 port;
	bool good;

	if (!colon || !g_ascii_isdigit(colon[1]) ||
	    !g_ascii_string_to_unsigned(colon + 1, 10, 0, G_MAXUINT16, &port,
	                                NULL))
		return false;
	if (*text == '[') {
		if (colon - text < 3 || colon[-1] != ']')
			return false;
		host = g_strndup(text + 1, (gsize)(colon - text - 2));
		good = strchr(host, ':') && g_hostname_is_ip_address(host);
	} else {
		host = g_strndup(text, (gsize)(colon - text));
		good = host_name(host);
	}
	if (!good)
		return false;
	*host_r = g_steal_pointer(&host);
	*port_r = (guint16)port;
	return true;
}

bool settings_loopback(const char *host)
{
	if (g_ascii_strcasecmp(host, "localhost") == 0 ||
	    strcmp(host, "::1") == 0)
		return true;
	return g_str_has_prefix(host, "127.") && g_hostname_is_ip_address(host);
}

/* ---- names of 1C ---- */

bool settings_name_1c(const char *text)
{
	if (!*text || !g_utf8_validate(text, -1, NULL) ||
	    g_unichar_isdigit(g_utf8_get_char(text)))
		return false;
	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		if (c != '_' && !g_unichar_isalnum(c))
			return false;
	}
	return true;
}

const char *settings_name_of(const char *text, const char *kind)
{
	if (g_str_has_prefix(text, kind))
		text += strlen(kind);
	return settings_name_1c(text) ? text : NULL;
}
