#ifndef CMD_JSON_H
#define CMD_JSON_H

#include <cjson/cJSON.h>
#include <glib.h>

/* JSON on stdout, and reports of the watcher read back for people. */

/* Prints it on lines of its own, and frees it. */
void json_print(cJSON *json);

/* Members that lack are NULL, "", 0. */
const cJSON *json_member(const cJSON *object, const char *key);
const char *json_text(const cJSON *object, const char *key);
double json_number(const cJSON *object, const char *key);

/* An ISO 8601 time of a report as people write it, in this zone:
 * «24.12.2020 17:42:46»; «—» where there is none. Owned. */
char *json_time(const cJSON *object, const char *key, GTimeZone *zone);

#endif
