#ifndef PORTAL_REST_H
#define PORTAL_REST_H

#include "tests/portal/call.h"

/*
 * A request to /rest/: what it asks for, and its way through the checks that
 * Bitrix24 makes, in Bitrix24's order: method (404), webhook (401), scope,
 * operating time (429), the method itself.
 */

/* A request that takes longer loses its answer, not what it did. */
#define REST_MOST_SECONDS 60
#define REST_TIMED_OUT 504

struct rest {
	char *user, *secret, *name;  /* secret NULL: none in the path */
	char *token;                 /* of an application; "": none */
	const struct method *method; /* NULL: no such */
	cJSON *params;
};

/* Query and body; a body counts with a POST only, and as JSON only where it
 * says so. Owned by the caller. */
cJSON *rest_params(const struct request *request);

void rest_read(struct rest *rest, const struct request *request);
void rest_clear(struct rest *rest);

/* Carries it out, or what a fault makes of it; the fault's text, or NULL. */
const char *rest_answer(struct portal *portal, const struct request *request,
                        const struct rest *rest, struct answer *answer);
/* Without faults. */
void rest_carry_out(struct portal *portal, const struct rest *rest,
                    struct answer *answer);

#endif
