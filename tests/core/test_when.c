/* Dates in and out. */
#include "core/when.h"

struct reading {
	const char *name, *text, *zone;
	gint64 wanted;
};

#define DAY 86400

static const struct reading good[] = {
	{ "1C's XMLСтрока", "2020-12-24T17:42:46", "Europe/Moscow",
	  1608820966 },
	{ "in UTC", "2020-12-24T17:42:46", "UTC", 1608831766 },
	{ "Z", "2020-12-24T14:42:46Z", "Europe/Moscow", 1608820966 },
	{ "zone of its own", "2020-12-24T16:42:46+02:00", "Europe/Moscow",
	  1608820966 },
	{ "zone without colon", "2020-12-24T16:42:46+0200", "UTC", 1608820966 },
	{ "zone west", "2020-12-24T09:12:46-05:30", "UTC", 1608820966 },
	{ "portal's", "2020-12-24T17:42:46+03:00", "UTC", 1608820966 },
	{ "fraction", "2020-12-24T17:42:46.999", "Europe/Moscow", 1608820966 },
	{ "bare day", "2020-12-24", "Europe/Moscow", 1608757200 },
	{ "bare day with a zone", "2020-12-24Z", "Europe/Moscow", 1608768000 },
	{ "blanks", " 2020-12-24T17:42:46\n", "Europe/Moscow", 1608820966 },
	{ "leap day", "2020-02-29T00:00:00", "UTC", 1582934400 },
	{ "summer time of 2010", "2010-07-01T12:00:00", "Europe/Moscow",
	  1277971200 },
	{ "winter time of 2012", "2012-01-01T00:00:00", "Europe/Moscow",
	  1325361600 },
	{ "hour that is left out", "2010-03-28T02:30:00", "Europe/Moscow",
	  1269730800 },
	{ "before 1970", "1969-12-31T23:59:59", "UTC", -1 },
	{ "1C's last date", "3999-12-31T23:59:59", "UTC", 64060588799 },
	{ "empty", "", "UTC", WHEN_NONE },
	{ "nothing", NULL, "UTC", WHEN_NONE },
	{ "blank", "  ", "UTC", WHEN_NONE },
	{ "1C's empty date", "0001-01-01T00:00:00", "Europe/Moscow",
	  WHEN_NONE },
	{ "1C's empty day", "0001-01-01", "UTC", WHEN_NONE },
	{ "1C's empty date, Z", "0001-01-01T00:00:00Z", "UTC", WHEN_NONE },
};

static void test_good(gconstpointer data)
{
	const struct reading *row = data;
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(row->zone);
	gint64 when = 42;

	g_assert_nonnull(zone);
	g_assert_true(when_read(row->text, zone, &when));
	g_assert_cmpint(when, ==, row->wanted);
}

static const char *const bad[] = {
	"24.12.2020",
	"24.12.2020 17:42:46",
	"2020-12-24 17:42:46",
	"2020-13-01T00:00:00",
	"2020-00-01T00:00:00",
	"2020-02-30T00:00:00",
	"2021-02-29",
	"2020-12-00",
	"2020-12-24T24:00:00",
	"2020-12-24T17:60:00",
	"2020-12-24T17:42:60",
	"2020-12-24T17:42",
	"2020-12-24T",
	"2020-12-24T17:42:46.",
	"2020-12-24T17:42:46+3",
	"2020-12-24T17:42:46+03:00x",
	"2020-12-24T17:42:46+15:00",
	"2020-12-24T17:42:46 +03:00",
	"2020-12-24t17:42:46",
	"0000-01-01T00:00:00",
	"20-12-24",
	"2020-1-1",
	"20201224",
	"12020-12-24",
	"-2020-12-24",
	"2020-12-24T17:42:46ZZ",
	"вчера",
	"\xff\xfe",
};

static void test_bad(gconstpointer data)
{
	gint64 when = 42;

	g_assert_false(when_read(data, NULL, &when));
	g_assert_cmpint(when, ==, 42);
}

struct writing {
	const char *name;
	gint64 when;
	const char *zone, *local, *zoned, *day, *people, *stamp;
	int year;
};

static const struct writing writings[] = {
	{ "Moscow", 1608820966, "Europe/Moscow", "2020-12-24T17:42:46",
	  "2020-12-24T17:42:46+03:00", "2020-12-24", "24.12.2020",
	  "20201224T144246Z", 2020 },
	{ "next day there", 1608845400, "Europe/Moscow", "2020-12-25T00:30:00",
	  "2020-12-25T00:30:00+03:00", "2020-12-25", "25.12.2020",
	  "20201224T213000Z", 2020 },
	{ "next year there", 1609448400, "Europe/Moscow", "2021-01-01T00:00:00",
	  "2021-01-01T00:00:00+03:00", "2021-01-01", "01.01.2021",
	  "20201231T210000Z", 2021 },
	{ "half an hour west", 1608820966, "-03:30", "2020-12-24T11:12:46",
	  "2020-12-24T11:12:46-03:30", "2020-12-24", "24.12.2020",
	  "20201224T144246Z", 2020 },
	{ "less than an hour west", 1608820966, "-00:30", "2020-12-24T14:12:46",
	  "2020-12-24T14:12:46-00:30", "2020-12-24", "24.12.2020",
	  "20201224T144246Z", 2020 },
	{ "UTC", 0, "UTC", "1970-01-01T00:00:00", "1970-01-01T00:00:00+00:00",
	  "1970-01-01", "01.01.1970", "19700101T000000Z", 1970 },
	{ "three digits of a year", -62104060800, "UTC", "0002-01-01T00:00:00",
	  "0002-01-01T00:00:00+00:00", "0002-01-01", "01.01.0002",
	  "00020101T000000Z", 2 },
	{ "none", WHEN_NONE, "UTC", "", "", "", "", "", 0 },
	{ "beyond any calendar", G_MAXINT64, "UTC", "", "", "", "", "", 0 },
};

static void test_write(gconstpointer data)
{
	const struct writing *row = data;
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(row->zone);
	g_autofree char *local = when_local(row->when, zone);
	g_autofree char *zoned = when_zoned(row->when, zone);
	g_autofree char *day = when_day(row->when, zone);
	g_autofree char *people = when_people(row->when, zone);
	g_autofree char *stamp = when_stamp(row->when);
	gint64 again;

	g_assert_cmpstr(local, ==, row->local);
	g_assert_cmpstr(zoned, ==, row->zoned);
	g_assert_cmpstr(day, ==, row->day);
	g_assert_cmpstr(people, ==, row->people);
	g_assert_cmpstr(stamp, ==, row->stamp);
	g_assert_cmpint(when_year(row->when, zone), ==, row->year);
	if (!*row->local)
		return;
	g_assert_true(when_read(local, zone, &again));
	g_assert_cmpint(again, ==, row->when);
	g_assert_true(when_read(zoned, NULL, &again));
	g_assert_cmpint(again, ==, row->when);
}

static void test_no_zone(void)
{
	g_autofree char *local = when_local(1608820966, NULL);
	gint64 when;

	g_assert_cmpstr(local, ==, "2020-12-24T14:42:46");
	g_assert_true(when_read("2020-12-24", NULL, &when));
	g_assert_cmpint(when % DAY, ==, 0);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_autofree char *path =
			g_strdup_printf("/when/read/%s", good[i].name);
		g_test_add_data_func(path, &good[i], test_good);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autofree char *name = g_strescape(bad[i], NULL);
		g_autofree char *path =
			g_strdup_printf("/when/refuse/%s", name);
		g_test_add_data_func(path, bad[i], test_bad);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(writings); i++) {
		g_autofree char *path =
			g_strdup_printf("/when/write/%s", writings[i].name);
		g_test_add_data_func(path, &writings[i], test_write);
	}
	g_test_add_func("/when/no zone is UTC", test_no_zone);
	return g_test_run();
}
