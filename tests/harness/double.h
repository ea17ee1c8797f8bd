#ifndef HARNESS_DOUBLE_H
#define HARNESS_DOUBLE_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * A b24portal of a test's own: a process that listens on a free port and ends
 * with the test. See tests/portal/README.md for what it can be told.
 */

struct portal_double {
	GPid pid;
	guint port;
	char *folder;
	char *webhook; /* http://127.0.0.1:PORT/rest/1/secret/ */
};

/* `seed`: JSON text, or NULL. `options`: more arguments, NULL-terminated, or
 * NULL. Fails the test where the double does not come up. */
struct portal_double *double_start(const char *seed,
                                   const char *const *options);
void double_stop(struct portal_double *portal);

/* Talks to the double itself: double_tell(d, "/_fault", "reset-after\n"). The
 * answer's body, owned by the caller. `body` NULL: GET. */
char *double_tell(const struct portal_double *portal, const char *path,
                  const char *body);

/* One of the counters of /_journal. */
guint double_count(const struct portal_double *portal, const char *counter);

#endif
