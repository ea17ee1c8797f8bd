#ifndef PORTAL_WORK_H
#define PORTAL_WORK_H

#include "tests/portal/rest.h"

/*
 * A request that got in, from the fault that strikes it to its answer, in
 * steps: a command takes effect when its cost has run, and between two
 * commands of a batch others may come in. Bitrix24 gives each request a PHP
 * process that knows nothing of the others.
 *
 * What takes longer than 60 s is cut then: 504, what took effect stays, what is
 * under way takes effect, the rest does not. Bitrix24 docs:
 * settings/performance/limits.
 */

struct work;

/* The request need not outlive the call. */
struct work *work_new(struct portal *portal, const struct request *request);
void work_free(struct work *work);

/* ms that a fault lets pass before it begins. */
gint64 work_late(const struct work *work);

/* A worker takes it. */
void work_begin(struct work *work);
/* False where all is done, else in how many seconds work_step() is due. */
bool work_wait(const struct work *work, double *seconds_r);
void work_step(struct work *work);
/* Fills an answer that is empty, and writes the journal. */
void work_end(struct work *work, struct answer *answer);

#endif
