#ifndef WATCHER_SPOOL_TURNS_H
#define WATCHER_SPOOL_TURNS_H

#include <glib.h>
#include <sys/types.h>
#include <time.h>

/*
 * Whose turn it is. Files of one kind (one owner, names that differ in their
 * numbers alone, spool_name_kind) are taken oldest first, never otherwise, and
 * so many in a turn; the kinds take turns, oldest first within each. So long
 * as no kind has more than that waiting, all files go oldest first (contract,
 * "Rules"); where twenty thousand of one kind wait, a file of another waits
 * for one turn and not for them.
 *
 * What an order says that is older stays older (rule 1), whichever file was
 * first. No I/O here.
 */

enum { TURN_FILES = 20 };

struct turn {
	const char *name; /* not owned */
	struct timespec came;
	uid_t owner;
	gpointer data;
	guint kind, round; /* found by turns_sort */
};

void turns_sort(GArray *turns);

#endif
