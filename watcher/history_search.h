#ifndef WATCHER_HISTORY_SEARCH_H
#define WATCHER_HISTORY_SEARCH_H

#include "watcher/history_browse.h"
#include "watcher/history_p.h"

/*
 * What a struct browse means as values of a query. The SQL of whoever searches
 * uses the numbers below and no others.
 */

/* The values of a search, with the numbers that they have in the SQL. */
struct search {
	char *number;     /* ?1 */
	char *ends;       /* ?2: last four digits of the phone */
	char *digits;     /* ?3: pattern of all that are known */
	char *name;       /* ?4: pattern */
	const char *kind; /* ?5 */
	gint64 deal;      /* ?6 */
	gint64 file;      /* ?7 */
	gint64 from, to;  /* ?8, ?9 */
	gint64 low, high; /* ?10, ?11: of ids */
	guint most;       /* ?12 */
	bool hopeless;    /* a phone of which too little is known */
};

/* The texts are the search's, but for `kind`. */
struct search search_of(const struct browse *browse);
void search_clear(struct search *search);

typedef cJSON *search_reader(history_query *query);

/* The rows of a query whose values are bound, each as `read` has it: an array,
 * NULL on error. */
cJSON *search_rows(struct history *history, history_query *query,
                   search_reader *read, GError **error);

/* The rows of this query with the values of the search. */
cJSON *search_find(struct history *history, const char *sql,
                   const struct search *search, search_reader *read,
                   GError **error);

#endif
