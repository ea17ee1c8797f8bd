#ifndef WATCHER_SPOOL_SEEN_H
#define WATCHER_SPOOL_SEEN_H

#include "watcher/spool_p.h"

/* What spool_scan remembers of a name in in/, from one look to the next. */
struct seen {
	struct spool_identity identity;
	uid_t owner;
	enum spool_off off;
	gint64 stuck_ms; /* not to be tried before; 0: it is not stuck */
	gint64 since_ms; /* looks like this since */
	bool present;    /* in this look */
	bool lasting;    /* nothing but a person makes it ready */
	const char *obstacle;
	gint64 obstacle_ms; /* since */
};

/* Notes a name that this look found. Does nothing where the table is full. */
void seen_note(struct spool *spool, const char *name, const struct stat *about,
               gint64 now_ms);

/* Ends a look: forgets the names that it did not find. */
void seen_forget(struct spool *spool);

/* The file is another one, or changed: its quiet time begins anew. */
void seen_renew(struct seen *seen, const struct spool_identity *identity,
                gint64 now_ms);

/* `why` (a literal; NULL: nothing) keeps the file from being taken. */
void seen_block(struct seen *seen, const char *why, gint64 now_ms);

/* What keeps a file like this from being taken for ever, or NULL. */
const char *seen_obstacle(const struct stat *about);

#endif
