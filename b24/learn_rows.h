#ifndef B24_LEARN_ROWS_H
#define B24_LEARN_ROWS_H

#include "core/dictionary.h"

#include <cjson/cJSON.h>

/*
 * Results of the methods that describe a portal, put into the dictionary or
 * into a part of it. A result that is NULL leaves that part empty.
 */
void learn_owner(const cJSON *profile, struct dictionary *dictionary);
void learn_scopes(const cJSON *scopes, struct dictionary *dictionary);
void learn_time(const cJSON *result, struct dictionary *dictionary);
void learn_funnels(const cJSON *result, struct dictionary *dictionary);
void learn_stages(const cJSON *result, struct funnel *funnel);
void learn_sources(const cJSON *result, struct dictionary *dictionary);

/* Appends to `users` (of struct user). False where a row is nobody's that was
 * asked for: then the portal did not filter, and who lacks may be there. Where
 * everybody was asked for, `asked` is NULL. */
bool learn_users(const cJSON *rows, const GArray *asked, GPtrArray *users);

#endif
