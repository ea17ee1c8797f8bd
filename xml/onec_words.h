#ifndef XML_ONEC_WORDS_H
#define XML_ONEC_WORDS_H

#include "xml/onec_paths.h"

/*
 * Which key of [1c] names which role, and the names that are 1C's own.
 */

/* Puts all of them into the table. True where the settings have paths. */
bool onec_words_add(struct onec_paths *paths,
                    const struct settings_names *settings);

/* The key of [1c] that names this role, or NULL. */
const char *onec_words_key(enum role role);

#endif
