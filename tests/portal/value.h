#ifndef PORTAL_VALUE_H
#define PORTAL_VALUE_H

#include "tests/portal/portal.h"

/*
 * A field's value between JSON and the store's canonical text:
 *
 *   text, crm_status …  as it is      money     12500.00
 *   ids, integers       17            Y/N       Y
 *   date                2026-08-30    boolean   1
 *   datetime            2026-08-30T14:29:00+03:00
 */

/* False where the value cannot be one of this field; *text_r is owned by the
 * caller and NULL where the value means "none". */
bool value_read(const struct portal *portal, const struct field *field,
                enum family family, const cJSON *value, char **text_r);

/* What a filter's operand is compared with; never NULL. */
char *value_operand(const struct portal *portal, const struct field *field,
                    const cJSON *value);

/* Everything a text or null: crm.deal.get and its like. */
cJSON *value_legacy(const struct portal *portal, const struct field *field,
                    const struct entity *entity);
/* Native types: crm.item.get and its like. */
cJSON *value_item(const struct portal *portal, const struct field *field,
                  const struct entity *entity);

#endif
