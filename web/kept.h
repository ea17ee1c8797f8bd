#ifndef WEB_KEPT_H
#define WEB_KEPT_H

#include "web/site.h"

#include <glib.h>

/*
 * Files that the bridge keeps: sources in archive/, error/ and held/, acks.
 * All are reached through the spool, by names that it knows.
 */

/* An ack, open to read; -1: error. */
int kept_ack_open(const struct visit *visit, const char *name, GError **error);
/* Its text for a page, at most `most` bytes and UTF-8 in any case; owned.
 * NULL: error. */
char *kept_ack(const struct visit *visit, const char *name, gsize most,
               GError **error);

/* The source of a file's row, open to read; its name owned. -1: error. */
int kept_open(const struct visit *visit, gint64 id, char **name_r,
              GError **error);

/* Puts the source of a file's row into in/ again, as if somebody had dropped
 * it by hand; the name it got there, owned. NULL: error. */
char *kept_repeat(const struct visit *visit, gint64 id, GError **error);

/* Puts an uploaded file into in/; likewise. */
char *kept_drop(const struct visit *visit, const char *name, int fd,
                GError **error);

#endif
