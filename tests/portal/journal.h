#ifndef PORTAL_JOURNAL_H
#define PORTAL_JOURNAL_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

/*
 * What was asked of the portal: counters for ever, the requests themselves
 * as JSON lines, the oldest dropped where they grow beyond a bound.
 */

struct journal {
	guint64 requests; /* HTTP requests to /rest/ */
	guint64 commands; /* methods asked for, alone or in a batch */
	guint64 reads, writes;
	guint64 idle_writes; /* updates that changed nothing */
	guint64 batches, most_commands;
	guint64 failed; /* commands that ended in an error */
	guint64 dropped_filters;
	GHashTable *by_method; /* name → guint64 *, owned */
	GHashTable *by_status; /* "200" → guint64 *, owned */
	GPtrArray *dropped;    /* the dropped filter keys, as said */
	GQueue lines;          /* of owned texts: one request each */
	gsize kept;            /* bytes of the lines */
	guint64 forgotten;     /* lines dropped */
	cJSON *current;        /* commands of the request under way */
};

struct journal *journal_new(void);
void journal_free(struct journal *journal);
void journal_reset(struct journal *journal);

/* `params` is copied as text. `key` is NULL outside a batch; `error` NULL
 * for success. */
void journal_command(struct journal *journal, const char *key,
                     const char *method, bool write, const cJSON *params,
                     const char *error);
void journal_dropped(struct journal *journal, const char *method,
                     const char *key);
/* Ends the request under way: takes its commands. `fault` may be NULL. */
void journal_request(struct journal *journal, guint64 number, const char *verb,
                     const char *path, unsigned status, const char *fault);

/* Counters, without the requests. */
cJSON *journal_counters(const struct journal *journal);
/* A JSON array's inside: the lines with commas between, or one a line. */
void journal_lines(const struct journal *journal, GString *out,
                   const char *between);

#endif
