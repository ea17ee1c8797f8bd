/*
 * parse_str(): how a query string becomes an array.
 *
 * Refuses nothing: a name that makes no sense becomes another name.
 */
#include "tests/portal/php.h"

#include <string.h>

#define MOST_DEPTH 64 /* max_input_nesting_level */

static char *decoded(const char *text, size_t length)
{
	char *out = g_malloc(length + 1);
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		int high = -1, low = -1;

		if (text[i] == '%' && i + 2 < length) {
			high = g_ascii_xdigit_value(text[i + 1]);
			low = g_ascii_xdigit_value(text[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			out[used++] = (char)(high * 16 + low);
			i += 2;
		} else {
			out[used++] = text[i];
			if (text[i] == '+')
				out[used - 1] = ' ';
		}
	}
	out[used] = '\0';
	return out;
}

static cJSON *enter(cJSON *map, const char *key)
{
	cJSON *old = NULL;

	if (key)
		old = cJSON_GetObjectItemCaseSensitive(map, key);
	if (cJSON_IsObject(old))
		return old;
	cJSON *fresh = cJSON_CreateObject();
	php_put(map, key, fresh);
	return fresh;
}

/* A bracket that is never closed is no bracket: `filter[=X]=1` is split at
 * its first '=' and ends here as a variable named `filter_`. */
static void flatten(char *name)
{
	for (; *name; name++) {
		if (*name == ' ' || *name == '.' || *name == '[')
			*name = '_';
	}
}

static void assign(cJSON *root, char *name, const char *value)
{
	while (*name == ' ')
		name++;
	char *open = name;
	for (; *open && *open != '['; open++) {
		if (*open == ' ' || *open == '.')
			*open = '_';
	}
	if (open == name)
		return;

	cJSON *map = root;
	const char *key = name;
	int depth = 0;
	while (*open == '[') {
		if (++depth > MOST_DEPTH)
			return;
		char *start = open + 1;
		if (g_ascii_isspace(*start))
			start++;
		char *end = *start == ']' ? start : strchr(start, ']');
		if (!end) {
			if (key == name)
				flatten(open);
			break;
		}
		*open = '\0';
		*end = '\0';
		map = enter(map, key);
		key = end == start ? NULL : open + 1;
		open = end + 1;
	}
	php_put(map, key, cJSON_CreateString(value));
}

void php_assign(cJSON *root, const char *name, const char *value)
{
	g_autofree char *copy = g_strdup(name);

	assign(root, copy, value);
}

cJSON *php_query(const char *text)
{
	cJSON *root = cJSON_CreateObject();
	const char *at = text ? text : "";

	while (*at) {
		size_t length = strcspn(at, "&");
		size_t named = strcspn(at, "=&");

		if (named) {
			size_t from = named < length ? named + 1 : length;
			g_autofree char *name = decoded(at, named);
			g_autofree char *value =
				decoded(at + from, length - from);
			assign(root, name, value);
		}
		at += length;
		if (*at == '&')
			at++;
	}
	return php_normal(root);
}
