#ifndef PORTAL_BATCH_H
#define PORTAL_BATCH_H

#include <cjson/cJSON.h>

/*
 * The five maps of a batch's answer, and the references that later commands
 * make to them. Bitrix24 docs: how-to-call-rest-api/batch.
 */

struct batch_maps {
	cJSON *result, *error, *total, *next, *time;
};

/*
 * Replaces `$result[c0][ID]` and its like in every text of `params`, with the
 * server's bad cases: the walk stops at the deepest level that exists, so a
 * reference to a failed command is the whole map of results.
 */
void batch_resolve(const struct batch_maps *maps, cJSON *params);

#endif
