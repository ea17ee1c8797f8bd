#ifndef B24_JSON_H
#define B24_JSON_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

/*
 * Answers as JSON, within bounds. cJSON spends some 80 bytes on a value that
 * may be two bytes of text, so that 64 MiB of answer would become gigabytes.
 * The largest that the bridge asks for is a batch of 50 lists of 50 rows of
 * some 30 values, or the fields of a portal that has a thousand of them: some
 * 100,000 values, 2 to 4 MiB. These bounds are far above that, and what is
 * within them takes 150 MiB at most.
 */
enum {
	JSON_BYTES_MOST = 16 * 1024 * 1024,
	JSON_VALUES_MOST = 1000 * 1000,
};

/* Owned by the caller; NULL where it is no JSON, or (*too_much_r) more than
 * the bounds allow. What stands behind the value is not looked at. */
cJSON *json_read(const char *text, gsize length, bool *too_much_r);

#endif
