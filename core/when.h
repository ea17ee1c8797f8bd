#ifndef CORE_WHEN_H
#define CORE_WHEN_H

#include <glib.h>
#include <stdbool.h>

/*
 * Points in time. Inside they are seconds since 1970 in UTC; the zone is
 * given where they come in and go out, because 1C writes local time without
 * one and the portal writes its own.
 */

#define WHEN_NONE G_MININT64

/* Reads `2020-12-24T17:42:46` (1C's XMLСтрока), also a bare day, with an
 * optional zone. An empty text and 1C's empty date 0001-01-01T00:00:00 give
 * WHEN_NONE. False, and when_r untouched, for everything else. */
bool when_read(const char *text, GTimeZone *zone, gint64 *when_r);

/* All of these return text owned by the caller; WHEN_NONE gives "". */
char *when_local(gint64 when, GTimeZone *zone);  /* 2020-12-24T17:42:46 */
char *when_zoned(gint64 when, GTimeZone *zone);  /* …T17:42:46+03:00 */
char *when_day(gint64 when, GTimeZone *zone);    /* 2020-12-24 */
char *when_people(gint64 when, GTimeZone *zone); /* 24.12.2020 */
char *when_stamp(gint64 when);                   /* 20201224T144246Z */

/* 0 for WHEN_NONE. */
int when_year(gint64 when, GTimeZone *zone);

#endif
