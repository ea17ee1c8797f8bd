#ifndef PORTAL_REPLY_H
#define PORTAL_REPLY_H

#include "tests/portal/drip.h"
#include "tests/portal/portal.h"

#include <microhttpd.h>

/*
 * An answer on its way out: whole, by half, byte by byte, or as a line that
 * breaks.
 */

/* Takes the answer's body. `clock`: a header's value, or NULL. */
enum MHD_Result reply_send(struct MHD_Connection *connection,
                           struct answer *answer, const char *clock,
                           struct drips *drips);

#define REPLY_CLOCK "X-Portal-Clock"

#endif
