#ifndef PORTAL_SEED_ENTITY_H
#define PORTAL_SEED_ENTITY_H

#include "tests/portal/seed_parts.h"

/*
 * What rows of "contacts" and of "deals" have in common.
 */

struct seeding {
	struct portal *portal;
	struct kind *kind;
	const cJSON *row;
	struct entity *entity;
	bool fresh;
	GError **error;
};

bool seeding_begin(struct seeding *seeding, const char *what);
/* False, with the error set: `why "key"`. */
bool seeding_fail(const struct seeding *seeding, const char *key,
                  const char *why);
/* By the name of crm.item.*, or the code of the same field; or NULL. */
const cJSON *seeding_value_of(const struct seeding *seeding, const char *camel);
/* `denied`: the callers do not see it. */
void seeding_set_denied(const struct seeding *seeding);
bool seeding_set_fields(const struct seeding *seeding);

const char *seeding_get(const struct seeding *seeding, const char *code);
void seeding_put(const struct seeding *seeding, const char *code,
                 const char *text);
void seeding_put_default(const struct seeding *seeding, const char *code,
                         const char *text);
void seeding_stamp_new(const struct seeding *seeding);
void seeding_stamp_change(const struct seeding *seeding);

#endif
