/*
 * json_decode(): which texts PHP takes for JSON. cJSON is more patient than
 * PHP, and what PHP refuses is no parameters at all.
 */
#include "tests/portal/php.h"

#include <string.h>

#define MOST_DEPTH 512

struct reader {
	const char *at; /* ends with a zero byte */
	int depth;
};

static bool read_value(struct reader *reader);

static void skip_blanks(struct reader *reader)
{
	reader->at += strspn(reader->at, " \t\r\n");
}

static bool take(struct reader *reader, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(reader->at, word, length) != 0)
		return false;
	reader->at += length;
	return true;
}

/* Four hexadecimal digits; -1 where there are none. */
static int read_hex(struct reader *reader)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		int digit = g_ascii_xdigit_value(reader->at[i]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	reader->at += 4;
	return value;
}

/* Behind `\u`: half of a pair is no character. */
static bool read_unicode(struct reader *reader)
{
	int value = read_hex(reader);

	if (value < 0 || (value >= 0xdc00 && value < 0xe000))
		return false;
	if (value < 0xd800 || value >= 0xe000)
		return true;
	if (!take(reader, "\\u"))
		return false;
	value = read_hex(reader);
	return value >= 0xdc00 && value < 0xe000;
}

static bool read_text(struct reader *reader)
{
	if (!take(reader, "\""))
		return false;
	while (*reader->at != '"') {
		if ((unsigned char)*reader->at < 0x20)
			return false;
		if (*reader->at++ != '\\')
			continue;
		if (take(reader, "u")) {
			if (!read_unicode(reader))
				return false;
		} else if (!*reader->at || !strchr("\"\\/bfnrt", *reader->at)) {
			return false;
		} else {
			reader->at++;
		}
	}
	reader->at++;
	return true;
}

static size_t take_digits(struct reader *reader)
{
	size_t length = strspn(reader->at, "0123456789");

	reader->at += length;
	return length;
}

static bool read_number(struct reader *reader)
{
	take(reader, "-");
	if (!take(reader, "0") && !take_digits(reader))
		return false;
	if (take(reader, ".") && !take_digits(reader))
		return false;
	if (*reader->at != 'e' && *reader->at != 'E')
		return true;
	reader->at++;
	if (*reader->at == '+' || *reader->at == '-')
		reader->at++;
	return take_digits(reader) > 0;
}

/* Behind the opening bracket. */
static bool read_members(struct reader *reader, const char *close, bool named)
{
	skip_blanks(reader);
	if (take(reader, close))
		return true;
	for (;;) {
		skip_blanks(reader);
		if (named) {
			if (!read_text(reader))
				return false;
			skip_blanks(reader);
			if (!take(reader, ":"))
				return false;
		}
		if (!read_value(reader))
			return false;
		skip_blanks(reader);
		if (take(reader, close))
			return true;
		if (!take(reader, ","))
			return false;
	}
}

static bool read_value(struct reader *reader)
{
	bool good;

	skip_blanks(reader);
	if (*reader->at == '"')
		return read_text(reader);
	if (take(reader, "true") || take(reader, "false") ||
	    take(reader, "null"))
		return true;
	if (*reader->at != '{' && *reader->at != '[')
		return read_number(reader);
	if (++reader->depth > MOST_DEPTH)
		return false;
	good = *reader->at++ == '{' ? read_members(reader, "}", true)
	                            : read_members(reader, "]", false);
	reader->depth--;
	return good;
}

static bool is_json(const char *text)
{
	struct reader reader = { .at = text };

	if (!read_value(&reader))
		return false;
	skip_blanks(&reader);
	return !*reader.at;
}

cJSON *php_json(const char *text, size_t length)
{
	if (!length || memchr(text, '\0', length) ||
	    !g_utf8_validate_len(text, length, NULL))
		return NULL;
	g_autofree char *copy = g_strndup(text, length);
	if (!is_json(copy))
		return NULL;
	cJSON *tree = cJSON_Parse(copy);
	if (!php_is_array(tree)) {
		cJSON_Delete(tree);
		return NULL;
	}
	return php_normal(tree);
}
