#ifndef PORTAL_USER_FILTER_H
#define PORTAL_USER_FILTER_H

#include "tests/portal/call.h"

/*
 * The filter of user.get. Bitrix24 docs: user.get.
 */

/* Takes the rows out that do not fit. What is no field of theirs is dropped,
 * and the journal counts it. */
void user_filter(const struct call *call, const cJSON *filter, GPtrArray *rows);

/* By number where both are, else as the database sorts texts. */
int user_compare(const cJSON *a, const cJSON *b);

#endif
