#ifndef PORTAL_SEED_ROWS_H
#define PORTAL_SEED_ROWS_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * A seed with very many deals is never one tree: its long lists are cut out of
 * the text and read row by row.
 */

struct seed_rows {
	const char *at, *end; /* into the seed's text; NULL: there is no list */
};

/*
 * The seed without the rows of the lists `names` (NULL-terminated), whose
 * places go to `rows`, one for each name. NULL where the text is no JSON
 * object; owned by the caller.
 */
cJSON *seed_rows_cut(const char *text, gsize length, const char *const *names,
                     struct seed_rows *rows);

/* The next row, owned by the caller; NULL at the end, and with an error where
 * there is no good one. */
cJSON *seed_rows_next(struct seed_rows *rows, GError **error);

#endif
