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

#endif
