#ifndef PORTAL_CONTROL_H
#define PORTAL_CONTROL_H

#include "tests/portal/portal.h"

/*
 * What a test asks the double itself, past Bitrix24: /_state, /_journal,
 * /_fault … README.md lists them. False where the path is none of these.
 */
bool control_handle(struct portal *portal, const struct request *request,
                    struct answer *answer);

/* What /_state and /_journal say, for files at the end. */
void control_state(const struct portal *portal, bool volatiles, GString *out);
/* Counters on the first line, then a request a line. */
void control_journal_lines(const struct portal *portal, GString *out);

#endif
