#ifndef PORTAL_SEED_PARTS_H
#define PORTAL_SEED_PARTS_H

#include "tests/portal/portal.h"

/*
 * What the parts of a seed share, and the parts that have a file of their
 * own. A part takes one row of its list.
 */

void seed_error(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Every key of the row is among `known` (NULL-terminated). */
bool seed_check_keys(const cJSON *row, const char *what,
                     const char *const *known, GError **error);
/* NULL where there is no such text. */
const char *seed_text(const cJSON *row, const char *key);
int seed_int(const cJSON *row, const char *key, int otherwise);

/* Out of a data set of Bitrix24's REST simulator; owned by the caller. */
cJSON *seed_of_dataset(const cJSON *dataset);

bool seed_settings(struct portal *portal, const cJSON *row, GError **error);
bool seed_hook(struct portal *portal, const cJSON *row, GError **error);
bool seed_token(struct portal *portal, const cJSON *row, GError **error);
bool seed_app(struct portal *portal, const cJSON *row, GError **error);
bool seed_contact(struct portal *portal, const cJSON *row, GError **error);
bool seed_deal(struct portal *portal, const cJSON *row, GError **error);
bool seed_lead(struct portal *portal, const cJSON *row, GError **error);
bool seed_company(struct portal *portal, const cJSON *row, GError **error);

#endif
