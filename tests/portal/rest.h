#ifndef PORTAL_REST_H
#define PORTAL_REST_H

#include "tests/portal/call.h"

/*
 * A request to /rest/: what it asks for, and its way through the checks that
 * Bitrix24 makes, in Bitrix24's order: method (404), webhook (401), scope,
 * operating time (429), the method itself.
 */

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

/* Method, then webhook or token, whose owner becomes the portal's caller;
 * false where the answer says what is wrong. */
bool rest_check(struct portal *portal, const struct rest *rest,
                struct answer *answer);
/* What the call came to; it began at `start` µs. */
void rest_say(struct answer *answer, struct call *call, gint64 start);

/* The fault that strikes the request, a copy of the caller's own; NULL where
 * none does. */
struct fault *rest_strike(struct portal *portal, const struct rest *rest);
/* Whether the request is carried out nevertheless. */
bool rest_runs_anyway(const struct fault *fault);
/* What a fault does after, or in place of, the true answer. */
void rest_spoil(const struct portal *portal, struct answer *answer,
                const struct fault *fault);

#endif
