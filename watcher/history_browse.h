#ifndef WATCHER_HISTORY_BROWSE_H
#define WATCHER_HISTORY_BROWSE_H

#include "watcher/history.h"

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

/*
 * The history for people who look for something: the settings page, `status`.
 * For a connection that only reads. All answers are arrays or objects owned by
 * the caller, NULL on error; times in them are ISO 8601 with their zone (UTC),
 * ids and times that lack are null. Names of files are plain
 * (spool_name_plain). Every answer has an end: see `most`.
 */

enum { BROWSE_MOST = 1000, BROWSE_DAYS = 400, BROWSE_COUNTED = 100000 };

/*
 * What is looked for; members that are NULL or 0 say nothing, the others must
 * all hold.
 */
struct browse {
	const char *name;      /* part of the file's name; ASCII letters of any
	                          case */
	const char *number;    /* whole; look-alike letters count as equal */
	const char *phone_end; /* last digits, four or more; what is no digit is
	                          ignored; with fewer digits nothing is found */
	const char *kind; /* created updated unchanged skipped held failed; of
	                     files also: open done partly rejected */
	gint64 deal;
	gint64 file;      /* id of one file */
	gint64 from, to;  /* seconds; from inclusive, to exclusive: when the
	                     order was recorded, the file received */
	gint64 before_id; /* only older ones: id of the last row of a page */
	guint most;       /* 0 or too many: BROWSE_MOST */
};

/*
 * Every day from that of `from` to that of `until` in this zone, also empty
 * ones, at most the last BROWSE_DAYS:
 *   [{"day":"2020-12-24","created":n,"updated":n,"unchanged":n,"skipped":n,
 *     "held":n,"failed":n}]
 * An order counts each time that a file with it is finished, on the day that
 * the file is; so a day that is over does not change any more.
 * history_days(): until now.
 */
cJSON *history_days(struct history *history, gint64 from, GTimeZone *zone,
                    GError **error);
cJSON *history_days_until(struct history *history, gint64 from, gint64 until,
                          GTimeZone *zone, GError **error);

/*
 * Files, newest first; number, phone_end and deal: those with such an order;
 * kind: files of that state, or with orders of that outcome.
 *   [{"id":n,"name":…,"state":"open|done|partly|rejected|held","format":…,
 *     "received":…,"finished":…,"ack":(name in ack/),
 *     "kept":(path below the folder),"why":(of a rejected or held one),
 *     "totals":{"all":n,"created":n,…,"failed":n}}]
 */
cJSON *history_browse_files(struct history *history,
                            const struct browse *browse, GError **error);

/*
 * Outcomes of orders, newest first:
 *   [{"id":n,"file_id":n,"file":(name),"number":…,"date":(as in the file),
 *     "kind":"updated","outcome_name":"Обновлен","match":"id|mark|phone|new|
 *     none","deal":n,"contact":n,"link":…,"at":…,
 *     "messages":[{"code":…,"kind":"note|warning|error","text":…}],
 *     "changes":n}]
 */
cJSON *history_browse_orders(struct history *history,
                             const struct browse *browse, GError **error);

/* The newest outcome of each document, where it is held or failed, newest
 * first: rows of history_browse_orders() with "since": for how long without a
 * break. */
cJSON *history_waiting(struct history *history, guint most, GError **error);

/* How many of these there are; each counted up to BROWSE_COUNTED. */
bool history_waiting_counts(struct history *history, guint *held_r,
                            guint *failed_r, GError **error);

/* One outcome field by field, as an element of history_show()'s "orders" with
 * "id" and "number"; NULL without error where there is none. */
cJSON *history_order_show(struct history *history, gint64 id, GError **error);

#endif
