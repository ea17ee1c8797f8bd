#ifndef PORTAL_FILTER_H
#define PORTAL_FILTER_H

#include "tests/portal/portal.h"

/*
 * Filters of both families, compiled and applied.
 *
 * Legacy: what is not understood is dropped, and the list comes back
 * unfiltered; the journal counts it. crm.item.list: an unknown field is an
 * error. Bitrix24 docs: crm.deal.list, crm.item.list.
 */

struct filter;

struct filter_source {
	struct portal *portal;
	struct kind *kind;
	enum family family;
	bool original_names; /* useOriginalUfNames */
	const char *method;  /* for the journal */
};

/* NULL with *error_r (owned by the caller) where it is refused. */
struct filter *filter_new(const struct filter_source *source,
                          const cJSON *conditions, char **error_r);
void filter_free(struct filter *filter);

/* Matching entities by ascending id; at most `most` where that is not 0.
 * Owned by the caller. */
GPtrArray *filter_run(const struct filter *filter, guint most);

/* The same without any index. */
GPtrArray *filter_scan(const struct filter *filter, guint most);

/* The field under the family's name for it, or NULL. */
struct field *filter_field(const struct filter_source *source,
                           const char *name);

/* Whether a search shows the entity yet (fault "lag"). */
bool filter_visible(const struct portal *portal, const struct entity *entity);

#endif
