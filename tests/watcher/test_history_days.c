/* Days of the calendar, counted from files. */
#include "tests/watcher/past.h"
#include "watcher/history_browse.h"

static void finish(struct past *past, gint64 when, guint64 created)
{
	struct totals totals = { .all = created,
		                 .of = { [OUTCOME_CREATED] = created } };
	gint64 id = past_begin(past, "a.xml", "1", when);
	g_assert_true(history_end_file(past->history, id, FILE_DONE, NULL, NULL,
	                               &totals, when, NULL));
}

static gint64 at(const char *text, GTimeZone *zone)
{
	gint64 when = WHEN_NONE;
	g_assert_true(when_read(text, zone, &when));
	return when;
}

static char *days(struct past *past, const char *from, const char *until,
                  const char *zone_name)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(zone_name);
	g_autoptr(GError) error = NULL;
	cJSON *list = history_days_until(past->history, at(from, zone),
	                                 at(until, zone), zone, &error);
	GString *text = g_string_new(NULL);
	const cJSON *row;
	g_assert_no_error(error);
	cJSON_ArrayForEach (row, list)
		g_string_append_printf(
			text, "%s%s=%.0f", text->len > 0 ? " " : "",
			cJSON_GetObjectItem(row, "day")->valuestring +
				strlen("2020-"),
			cJSON_GetObjectItem(row, "created")->valuedouble);
	cJSON_Delete(list);
	return g_string_free(text, FALSE);
}

static void test_days(void)
{
	static const struct {
		const char *from, *until, *zone, *days;
	} rows[] = {
		{ "2020-12-24T23:00:00", "2020-12-26T00:00:00", "Europe/Moscow",
		  "12-24=3 12-25=4 12-26=0" },
		{ "2020-12-24", "2020-12-24T23:59:59", "Europe/Moscow",
		  "12-24=3" },
		/* Not yet. */
		{ "2020-12-24", "2020-12-24T00:00:00", "Europe/Moscow",
		  "12-24=1" },
		/* The same moments are other days elsewhere. */
		{ "2020-12-23", "2020-12-25T12:00:00", "UTC",
		  "12-23=1 12-24=6 12-25=0" },
		{ "2020-12-27", "2020-12-26T00:00:00", "UTC", "" },
		/* A day of 23 and one of 25 hours. */
		{ "2020-03-28", "2020-03-30T12:00:00", "Europe/Berlin",
		  "03-28=0 03-29=5 03-30=6" },
		{ "2020-10-24", "2020-10-26T12:00:00", "Europe/Berlin",
		  "10-24=0 10-25=7 10-26=8" },
	};
	struct past *past = past_new();
	g_autoptr(GTimeZone) moscow =
		g_time_zone_new_identifier("Europe/Moscow");
	g_autoptr(GTimeZone) berlin =
		g_time_zone_new_identifier("Europe/Berlin");
	finish(past, at("2020-12-24T00:00:00", moscow), 1);
	finish(past, at("2020-12-24T23:59:59", moscow), 2);
	finish(past, at("2020-12-25T00:00:00", moscow), 4);
	finish(past, at("2020-03-29T23:59:59", berlin), 5);
	finish(past, at("2020-03-30T00:00:00", berlin), 6);
	finish(past, at("2020-10-25T23:59:59", berlin), 7);
	finish(past, at("2020-10-26T00:00:00", berlin), 8);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text =
			days(past, rows[i].from, rows[i].until, rows[i].zone);
		g_test_message("row %u: %s", i, text);
		g_assert_cmpstr(text, ==, rows[i].days);
	}
	past_free(past);
}

static void test_days_bounded(void)
{
	struct past *past = past_new();
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	cJSON *list = history_days(past->history, 0, utc, NULL);
	g_assert_cmpint(cJSON_GetArraySize(list), ==, BROWSE_DAYS);
	cJSON_Delete(list);
	past_free(past);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/history_days/days", test_days);
	g_test_add_func("/history_days/bounded", test_days_bounded);
	return g_test_run();
}
