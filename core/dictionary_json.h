#ifndef CORE_DICTIONARY_JSON_H
#define CORE_DICTIONARY_JSON_H

#include "core/dictionary.h"

#include <cjson/cJSON.h>

/*
 * A dictionary's lists as JSON, to be kept and shown while the portal does not
 * answer: address, owner, funnels with stages, deal fields, sources, users.
 * What only the learning itself needs (rights, clocks, refusals) is left out.
 */
cJSON *dictionary_to_json(const struct dictionary *dictionary);

/* NULL where it is no such text. */
struct dictionary *dictionary_of_json(const cJSON *json);

/* One list each, as `stages`, `fields` and `sources --json` print them. */
cJSON *dictionary_funnels_json(const struct dictionary *dictionary);
cJSON *dictionary_fields_json(const struct dictionary *dictionary);
cJSON *dictionary_sources_json(const struct dictionary *dictionary);

#endif
