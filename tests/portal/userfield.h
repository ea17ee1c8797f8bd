#ifndef PORTAL_USERFIELD_H
#define PORTAL_USERFIELD_H

#include "tests/portal/portal.h"

/*
 * Making user fields: for crm.deal.userfield.add and for the seed.
 */

/*
 * `row` has the keys of crm.deal.userfield.add. Returns the field; NULL with
 * a code and a text (owned by the caller) where the server would refuse.
 */
struct field *userfield_add(struct portal *portal, struct kind *kind,
                            const cJSON *row, const char **code_r,
                            char **error_r);

#endif
