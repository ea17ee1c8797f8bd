#ifndef PORTAL_REAL_ROWS_H
#define PORTAL_REAL_ROWS_H

#include "tests/portal/shape.h"

/* Which keys the `time` of a portal had: none on operating time, the sum, and
 * the sum with the time when some of it is forgotten. */
enum time_state { TIME_BARE, TIME_SUM, TIME_WHOLE };

struct real {
	const char *file;
	const char *method, *params; /* NULL params: `make` has them */
	char *(*make)(const cJSON *theirs);
	const char *seed; /* NULL: `deals` of them */
	int deals;
	enum time_state time;
	const struct difference *differences;
	const char *opaque;
};

/* They end with one that has no file. */
extern const struct real real_rows[];
/* Recordings of what nothing here resembles; ends with NULL. */
extern const char *const real_unlike[];

#endif
