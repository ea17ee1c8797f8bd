#ifndef WATCHER_ACK_FOUND_H
#define WATCHER_ACK_FOUND_H

#include "watcher/history.h"
#include "watcher/spool.h"

#include <glib.h>
#include <stdbool.h>

/*
 * A kill, or a disk that fails, between the moment that an ack is published
 * and the moment that the history knows of it: whoever goes on with the file
 * finds the ack, and does not publish a second one.
 */

struct ack_sought {
	const char *source; /* the name in work/ */
	const char *sha256;
	gint64 row; /* in the history; open */
	int fd;     /* the ack that would be published, written to its end */
};

/*
 * *name_r: the ack of this very passage, owned; NULL where there is none. It is
 * one that no row of the history names, that is not older than the row, and
 * that says the same of the same content as `fd` does. `acks`: names in ack/.
 */
bool ack_found(struct spool *spool, struct history *history,
               const GPtrArray *acks, const struct ack_sought *sought,
               char **name_r, GError **error);

#endif
