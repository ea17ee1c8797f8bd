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
	/* Keys with '/' between into {"status":…, body…}. */
	const char *path;
	const char *expected; /* JSON as the portal writes it, or "(none)" */
};

struct portal *probe_portal(const char *seed);

/* {"status":200,"result":…}; `{"status":0}` for a line that broke. Owned by
 * the caller. */
cJSON *probe_ask(struct portal *portal, const char *method, const char *params);
/* Any request at all; a NULL verb is POST, a NULL type JSON. */
cJSON *probe_http(struct portal *portal, const char *verb, const char *path,
                  const char *query, const char *type, const char *body);
/* The value at a path as JSON text; owned by the caller. */
char *probe_at(const cJSON *answer, const char *path);

/* Adds a GTest `/GROUP/NAME` a row, each on a fresh portal with the seed.
 * Rows end with one that has no name, and must outlive the tests. */
void probe_add(const char *group, const char *seed,
               const struct probe_row *rows);

#endif
