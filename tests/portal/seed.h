#ifndef PORTAL_SEED_H
#define PORTAL_SEED_H

#include "tests/portal/portal.h"

/*
 * Puts into the portal what a JSON text says; README.md has the format. What
 * is there already (by id, code or name) is changed, so that a test can move
 * a deal as a person would. An unknown key is an error: a seed with a typo
 * must not pass.
 */
bool seed_load(struct portal *portal, const char *text, size_t length,
               GError **error);

/* For seed.c: one row of "contacts" or "deals". */
bool seed_contact(struct portal *portal, const cJSON *row, GError **error);
bool seed_deal(struct portal *portal, const cJSON *row, GError **error);
void seed_error(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
