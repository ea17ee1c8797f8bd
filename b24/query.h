#ifndef B24_QUERY_H
#define B24_QUERY_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

/*
 * Parameters as one command of a batch carries them: a PHP query string,
 * encoded once. `filter[%3DTITLE]=…`, `select[0]=id`; an `=` in a key that is
 * not encoded would destroy its filter, a `+` in a phone would be a space.
 */

/* `method?a[b]=c`, owned by the caller. Params: an object of strings, numbers,
 * flags, arrays and objects; a null or an empty array cannot be said in a
 * query and is a program error, as is an empty value in a filter: the portal
 * would drop the condition and answer with everything. */
char *query_command(const char *method, const cJSON *params);

/* Whether a batch would carry the params unchanged: it puts results of other
 * commands where a text holds `$result[`, `$total[`, `$next[` … */
bool query_safe(const cJSON *params);

/* No condition of the filter is empty. */
bool query_filter_sound(const cJSON *params);

#endif
