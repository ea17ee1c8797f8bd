#ifndef PORTAL_WORKERS_H
#define PORTAL_WORKERS_H

#include "tests/portal/work.h"

/*
 * Requests under way, and time. At most so many are carried out at a time,
 * each by a worker for as long as its commands cost; the others wait in order
 * of arrival. The 60 s of a request are those of its worker.
 *
 * Nobody takes a request back: whoever asked may be gone, it runs to its end.
 *
 * Times are those of clock_timeline(). What is due at the same time happens in
 * order of arrival.
 */

struct workers;

/* `answer` is the callee's to take; a broken line is one, too. */
typedef void (*workers_deliver)(void *client, struct answer *answer);

struct workers *workers_new(struct portal *portal);
/* What is under way is dropped. */
void workers_free(struct workers *workers);

/* 0, and in the beginning: as many as come. */
void workers_limit(struct workers *workers, guint most);
/* In the beginning nobody: answers are lost. */
void workers_listen(struct workers *workers, workers_deliver deliver);

/* Takes the work, which arrives now. The client may hear of its answer before
 * this returns. After `patience` seconds, unless that is 0, it hears that the
 * line broke. */
void workers_add(struct workers *workers, struct work *work, void *client,
                 double patience);
/* The client is gone: it hears no more. */
void workers_forget(struct workers *workers, const void *client);

/* When something happens next; -1: nothing will. */
gint64 workers_due(const struct workers *workers);
/* All that is due up to then, in order; a virtual clock goes along with it,
 * but no further. */
void workers_run(struct workers *workers, gint64 until);

/* So many seconds pass at once. */
void workers_skip(struct workers *workers, double seconds);
/* Of a virtual clock: until someone is answered, but at most so long. */
void workers_wait(struct workers *workers, double seconds);

#endif
