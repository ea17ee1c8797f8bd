#ifndef PORTAL_LIST_H
#define PORTAL_LIST_H

#include "tests/portal/call.h"

/* Whether the family's lists leave it out: because the callers may not see
 * it, or because it is a contact of another category than 0. */
bool list_hides(const struct kind *kind, enum family family,
                const struct entity *entity);

/*
 * One page of a list, with the paging rules of its family. Fills the call's
 * total and next. NULL where the call failed; owned by the caller.
 */
GPtrArray *list_page(struct call *call, struct kind *kind, enum family family,
                     bool original_names);

#endif
