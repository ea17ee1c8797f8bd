#ifndef B24_ROWS_H
#define B24_ROWS_H

#include "core/rules.h"
#include "core/snapshot.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * Rows of crm.item.list and crm.contact.list as deals and contacts. Types are
 * the portal's moods: a number may come as text, nothing as null, "", false,
 * 0 or [].
 */

enum { ENTITY_TYPE_DEAL = 2, ENTITY_TYPE_CONTACT = 3 };

/* crm.item's `select` for deals, and crm.contact.list's. Owned by the caller.
 */
cJSON *rows_select_deal(const struct rules *rules);
cJSON *rows_select_contact(void);

/* Owned by the caller; NULL where the row has no id. */
struct deal *rows_deal(const cJSON *row, const struct rules *rules);
struct contact *rows_contact(const cJSON *row, const struct rules *rules);

/* The list of a result: of crm.item.* under `items`, else the result itself;
 * an array, or an object whose keys are numbers. NULL where there is none. */
const cJSON *rows_list(const cJSON *result);

/* The value of a member as text, valid UTF-8, owned by the caller; "" for
 * nothing. */
char *rows_text(const cJSON *row, const char *name);
/* The same of a value itself. */
char *rows_value(const cJSON *value);
/* Whether the value is a whole number that JSON can carry exactly, or a text
 * that is nothing but one. `1.5`, "17x" and 2^53 are none: an id that is read
 * wrong is another entity's. */
bool rows_whole(const cJSON *value, gint64 *number_r);
/* 0 where it is none. */
gint64 rows_whole_or_0(const cJSON *value);
/* The same of a member. */
gint64 rows_number(const cJSON *row, const char *name);

#endif
