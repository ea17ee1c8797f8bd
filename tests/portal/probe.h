#ifndef PORTAL_PROBE_H
#define PORTAL_PROBE_H

#include "tests/portal/portal.h"

/*
 * The portal asked without a socket, for its unit tests: one row is one
 * behaviour.
 */

struct probe_row {
	const char *name;
	/* Asked first, unless NULL; `params` are JSON. */
	const char *before, *before_params;
	const char *method, *params;
	/* Keys with '/' between into {"status":…, body…}; behind `journal/`
	 * into the counters, behind `state/` into /_state. */
	const char *path;
	const char *expected; /* JSON as the portal writes it, or "(none)" */
};

/* The same for a request of any kind; what is NULL is as for probe_http(). */
struct probe_http_row {
	const char *name;
	const char *verb, *path, *query, *type, *body;
	const char *at, *expected;
};

struct portal *probe_portal(const char *seed);

/* With a fault set. */
struct portal *probe_faulty(const char *fault);

/* {"status":200,"result":…}; `{"status":0}` for a line that broke. Owned by
 * the caller. */
cJSON *probe_ask(struct portal *portal, const char *method, const char *params);
cJSON *probe_request(struct portal *portal, const struct request *request);
/* Any request at all; a NULL verb is POST, a NULL type JSON. */
cJSON *probe_http(struct portal *portal, const char *verb, const char *path,
                  const char *query, const char *type, const char *body);
/* The status alone. */
char *probe_status(struct portal *portal, const char *method,
                   const char *params);
/* The body as it is sent; owned by the caller. */
char *probe_raw(struct portal *portal, const char *method, const char *params);
/* The value at a path as JSON text; owned by the caller. */
char *probe_at(const cJSON *answer, const char *path);

/* As a row's path has it. */
char *probe_find(const struct portal *portal, const cJSON *answer,
                 const char *path);
/* Asks, and compares the value at the path. */
void probe_expect(struct portal *portal, const char *method, const char *params,
                  const char *path, const char *expected);

/* Adds a GTest `/GROUP/NAME` a row, each on a fresh portal with the seed.
 * Rows end with one that has no name, and must outlive the tests. */
void probe_add(const char *group, const char *seed,
               const struct probe_row *rows);
void probe_add_http(const char *group, const char *seed,
                    const struct probe_http_row *rows);

#endif
