#ifndef PORTAL_SHAPE_H
#define PORTAL_SHAPE_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * Whether two JSON trees have one shape: keys, types, and where there is a
 * list and where an object. Values are not compared, and null is any scalar.
 */

struct difference {
	/* What `theirs` calls otherwise; NULL: they do not have it. */
	const char *theirs;
	const char *ours; /* NULL: we do not; "*": we may have more */
	const char *reason;
};

/* The first place where they differ, as text owned by the caller; NULL where
 * they do not. Below the key `opaque` (or NULL) only the type counts.
 * Differences end with one that has no reason. */
char *shape_differs(const cJSON *theirs, const cJSON *ours,
                    const struct difference *differences, const char *opaque);

#endif
