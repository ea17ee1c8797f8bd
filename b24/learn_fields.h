#ifndef B24_LEARN_FIELDS_H
#define B24_LEARN_FIELDS_H

#include "core/dictionary.h"

#include <cjson/cJSON.h>

/* Puts the deal's fields into the dictionary, from the results of
 * crm.item.fields, crm.deal.fields and crm.deal.userfield.list. The last two
 * only bring labels and may be NULL. */
void learn_fields(const cJSON *result, const cJSON *old, const cJSON *labels,
                  struct dictionary *dictionary);

/* What people call something: a member as text on one line, cut where nobody
 * would read on. Owned by the caller. */
char *learn_name(const cJSON *row, const char *name);

#endif
