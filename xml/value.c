/*
 * Nothing in 1C's spellings, and a quick answer for texts that are plain
 * already: a file of a million orders has twenty million values.
 */
#include "xml/value.h"

#include "core/text.h"

#include <string.h>

enum { GUID = 36, SECONDS = 19, DAY = 10 };

static bool is_none(const char *value, size_t length)
{
	switch (length) {
	case GUID:
		return strcmp(value, "00000000-0000-0000-0000-000000000000") ==
		       0;
	case SECONDS:
		return strcmp(value, "0001-01-01T00:00:00") == 0;
	case DAY:
		return strcmp(value, "0001-01-01") == 0;
	default:
		return length == 0;
	}
}

static bool printable(unsigned char c)
{
	return c > ' ' && c < 0x7F;
}

static bool cyrillic(unsigned char lead)
{
	return lead == 0xD0 || lead == 0xD1;
}

/* No blank and no invisible mark at either end. */
static bool trimmed(const char *text, size_t length)
{
	const unsigned char *t = (const unsigned char *)text;

	if (!printable(t[0]) && !cyrillic(t[0]))
		return false;
	return printable(t[length - 1]) ||
	       (length > 1 && cyrillic(t[length - 2]));
}

const char *value_read(const char *text, char **hold_r)
{
	size_t length = text ? strlen(text) : 0;

	*hold_r = NULL;
	if (length && !trimmed(text, length)) {
		*hold_r = text_trim(text);
		text = *hold_r;
		length = text ? strlen(text) : 0;
	}
	return is_none(text, length) ? NULL : text;
}

/* As 1C writes it: text_guid() has nothing to change. */
static bool is_guid(const char *value)
{
	size_t i = 0;

	for (; value[i]; i++) {
		char c = value[i];
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? c != '-'
		         : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
	}
	return i == GUID;
}

const char *value_guid(const char *text, char **hold_r)
{
	*hold_r = NULL;
	if (!text)
		return NULL;
	if (is_guid(text))
		return is_none(text, GUID) ? NULL : text;
	if (cyrillic((unsigned char)*text) || strlen(text) < GUID)
		return NULL;
	*hold_r = text_guid(text);
	return *hold_r;
}

bool value_true(const char *value)
{
	if (!value || strcmp(value, "false") == 0)
		return false;
	return strcmp(value, "true") == 0 || strcmp(value, "1") == 0 ||
	       text_same(value, "true", 0) || text_same(value, "да", 0) ||
	       text_same(value, "истина", 0);
}
