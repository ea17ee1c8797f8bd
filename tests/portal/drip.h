#ifndef PORTAL_DRIP_H
#define PORTAL_DRIP_H

#include "tests/portal/portal.h"

#include <microhttpd.h>

/*
 * Answers that come a byte at a time, on the machine's clock.
 */

struct drips {
	GPtrArray *waiting; /* of struct drip, owned by their answers */
	bool ended;         /* no further byte comes */
};

struct drips *drips_new(void);
/* Only when libmicrohttpd has stopped. */
void drips_free(struct drips *drips);

/* A response of the text, which it takes. */
struct MHD_Response *drip_response(struct drips *drips,
                                   struct MHD_Connection *connection,
                                   char *text, size_t length, gint64 ms);

/* µs until the next byte of any is due; -1: there is none. */
gint64 drips_left(const struct drips *drips);
/* Those that are due go on. */
void drips_run(struct drips *drips);
/* All of them break off. */
void drips_end(struct drips *drips);

#endif
