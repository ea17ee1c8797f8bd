#ifndef PORTAL_BATCH_H
#define PORTAL_BATCH_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

/*
 * The method batch: up to 50 commands, one after another. The five maps of its
 * answer, and the references that later commands make to them. Bitrix24 docs:
 * how-to-call-rest-api/batch.
 */

struct batch;
struct call;

struct batch *batch_new(struct call *outer);
void batch_free(struct batch *batch);

/* The next command begins, and takes effect `*seconds_r` later, when
 * batch_end() is called. False where none is left. */
bool batch_begin(struct batch *batch, double *seconds_r);
/* `seconds`: what it took, which may be less. */
void batch_end(struct batch *batch, double seconds);

/* Where the setting batchErrors has it that some batches fail as a whole:
 * then the call failed. */
bool batch_is_refused(struct call *outer);
/* How many commands have begun. */
guint64 batch_commands(const struct batch *batch);

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
