#ifndef PORTAL_TIMED_H
#define PORTAL_TIMED_H

#include "tests/portal/workers.h"

/*
 * A portal whose clock only passes where a test says so, asked by several
 * clients at once, without a socket.
 */

struct timed {
	struct portal *portal;
	GString *heard;     /* a line an answer: `a 200 @1.5`; 0 for a broken
	                     * line */
	GPtrArray *clients; /* of struct timed_client, owned */
};

struct timed_client {
	struct timed *timed;
	char *name;
	gint64 answered; /* µs; -1: not yet */
	GString *body;
};

/* From 2020-12-26 12:00 MSK on. `workers` 0: as many as needed. */
struct timed *timed_new(guint workers);
void timed_free(struct timed *timed);

/* As --cost and --fault take them. */
void timed_cost(struct timed *timed, const char *text);
void timed_fault(struct timed *timed, const char *text);

/* Come back at once. The client belongs to `timed`. */
struct timed_client *timed_ask(struct timed *timed, const char *name,
                               const char *method);
/* `params`: JSON; `patience`: seconds, 0 for ever. */
struct timed_client *timed_ask_for(struct timed *timed, const char *name,
                                   const char *method, const char *params,
                                   double patience);
/* `commands`: JSON texts with commas between. */
struct timed_client *timed_ask_batch(struct timed *timed, const char *name,
                                     const char *commands);
/* A command that adds a deal, up to its title: TIMED_ADD "x\"". */
#define TIMED_ADD "\"crm.deal.add?fields[TITLE]="

void timed_skip(struct timed *timed, double seconds);

/* What was heard since the last check. */
void timed_check(struct timed *timed, const char *expected);
guint timed_deals(const struct timed *timed);

#endif
