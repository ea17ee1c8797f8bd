#ifndef B24_RECOVER_H
#define B24_RECOVER_H

#include "b24/writes.h"

/*
 * What became of writes whose answer is lost. The portal may go on with a
 * request for 60 s after the line broke, so it is asked at once and again
 * until PORTAL_SETTLE_SECONDS after the loss; only then absent is absent.
 */

/*
 * `lost`: steps that are STEP_UNSURE, lost at `lost_ms`. On true each of them
 * is DONE, REFUSED (the entity is gone) or STEP_WAITING: surely not carried
 * out. One that cannot be asked for stays UNSURE. False where we are to end
 * or the portal is not reached at the end: steps that are still UNSURE then
 * are nobody's to settle yet.
 */
bool recover(struct portal *portal, const struct rules *rules,
             const GPtrArray *lost, gint64 lost_ms, GError **error);

#endif
