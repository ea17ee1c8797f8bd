/*
 * Looks how much an answer is before it becomes values. It refuses what no
 * answer to a question of ours can be.
 */
#include "b24/json.h"

/* The end of the string that begins behind `p`: its closing quote. */
static const char *string_end(const char *p, const char *end)
{
	while (p < end && *p != '"')
		p += *p == '\\' ? 2 : 1;
	return p;
}

/* Every value but the first stands behind a comma or opens a list. */
static bool is_within(const char *text, gsize length)
{
	const char *end = text + length;
	guint values = 1;

	if (length > JSON_BYTES_MOST)
		return false;
	for (const char *p = text; p < end; p++) {
		if (*p == '"')
			p = string_end(p + 1, end);
		else if ((*p == ',' || *p == '[' || *p == '{') &&
		         ++values > JSON_VALUES_MOST)
			return false;
	}
	return true;
}

cJSON *json_read(const char *text, gsize length, bool *too_much_r)
{
	*too_much_r = !is_within(text, length);
	return *too_much_r ? NULL : cJSON_ParseWithLength(text, length);
}
