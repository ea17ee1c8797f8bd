#ifndef CORE_EXAMINE_H
#define CORE_EXAMINE_H

#include "core/dictionary.h"
#include "core/finding.h"
#include "core/settings.h"

/*
 * What a portal, as it was learned, says of its webhook and of the settings.
 */

/* Address, owner, rights, clock. Where one of them is fatal, the dictionary
 * lacks what rules need. Owned by the caller. */
GPtrArray *examine_portal(const struct dictionary *dictionary);

/* That, and the settings against it as far as it goes; sorted for people.
 * Owned by the caller. */
GPtrArray *examine(const struct settings *settings,
                   const struct dictionary *dictionary);

#endif
