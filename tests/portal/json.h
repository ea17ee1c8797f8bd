#ifndef PORTAL_JSON_H
#define PORTAL_JSON_H

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * JSON out, in two dresses.
 */

/* As Bitrix24 sends it: one line, `\/`, `\u0022`, `\u0026`, `\u0027`,
 * `\u003C`, Cyrillic as it is. Invalid UTF-8 is replaced. */
void json_wire(GString *out, const cJSON *tree);

/* For people and golden files: indented (as the value of something at that
 * depth), keys sorted, texts plain. */
void json_pretty(GString *out, const cJSON *tree, int depth);

#endif
