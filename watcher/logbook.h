#ifndef WATCHER_LOGBOOK_H
#define WATCHER_LOGBOOK_H

#include "watcher/daemon.h"

#include <glib.h>
#include <stdbool.h>

/*
 * The log as a file, STATE/log (0600), beside stderr: for the settings page
 * and for a bundle for support. A line is
 *   2020-12-24T17:42:46+03:00 warning the text
 * At LOGBOOK_BYTES it becomes log.1 in the place of the one before, so that
 * both together stay below twice of it.
 */

enum {
	LOGBOOK_BYTES = 8 * 1024 * 1024,
	LOGBOOK_TAIL = 64 * 1024,  /* what -1 gives */
	LOGBOOK_LEAST = 32 * 1024, /* at once: the longest line fits */
	LOGBOOK_MOST = 256 * 1024,
};

struct logbook;

/* Never NULL: what cannot be opened is tried again with the next line. */
struct logbook *logbook_open(const char *state);
void logbook_close(struct logbook *logbook);

/* One event; its lines become lines. Returns what there is to say where it
 * cannot be written, the first time only: Russian, owned; else NULL. */
char *logbook_add(struct logbook *logbook, enum daemon_level level,
                  const char *text);

/*
 * Whole lines behind a place, at most `most` bytes (0:
 * LOGBOOK_MOST; between LOGBOOK_LEAST and that). `offset` -1: the last
 * LOGBOOK_TAIL bytes; else what *next_r said before (below 2^53: fit for JSON).
 * What was moved to log.1 meanwhile is read from there first; a place that is
 * gone is the oldest line that is there. *text_r: owned UTF-8, "" where there
 * is nothing new. `mask`: for others than the administrator (logbook_masked).
 * False: error; no log is no error.
 */
bool logbook_tail(const char *state, gint64 offset, gsize most, bool mask,
                  char **text_r, gint64 *next_r, GError **error);

/*
 * A line as a bundle for support may have it: mails, numbers that may be
 * phones, what stands in «quotes» and words that look like somebody's name
 * keep only their ends; time, level and the number of an order (№ …) stay.
 * Owned.
 */
char *logbook_masked(const char *line);

#endif
