/*
 * Cutting lists out of a JSON text.
 *
 * Knows strings and brackets, nothing else of JSON: cJSON reads what is cut.
 * So a row that is no JSON shows only when its turn comes.
 */
#include "tests/portal/seed_rows.h"

#include "tests/portal/seed_parts.h"

#include <stdbool.h>
#include <string.h>

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && strchr(" \t\r\n", *at) && *at)
		at++;
	return at;
}

/* Behind the closing quote; NULL where there is none. */
static const char *skip_string(const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++) {
		if (*at == '\\')
			at++;
	}
	return at < end ? at + 1 : NULL;
}

/* Behind the value, which is whatever ends at a comma or a bracket that is not
 * its own; NULL where it does not end. */
static const char *skip_value(const char *at, const char *end)
{
	guint depth = 0;

	while (at && at < end) {
		if (!depth && strchr(",]}", *at) && *at)
			return at;
		if (*at == '"') {
			at = skip_string(at, end);
			continue;
		}
		depth += *at == '[' || *at == '{';
		depth -= *at == ']' || *at == '}';
		at++;
	}
	return NULL;
}

static bool is_named(const char *at, const char *end, const char *name)
{
	gsize length = strlen(name);

	return (gsize)(end - at) == length + 2 &&
	       strncmp(at + 1, name, length) == 0;
}

struct cutting {
	const char *const *names;
	struct seed_rows *rows;
	GString *rest;
};

/* One `"key": value`; behind it, or NULL where it is none. */
static const char *cut_member(struct cutting *cutting, const char *at,
                              const char *end)
{
	const char *key = at;
	const char *key_end =
		at < end && *at == '"' ? skip_string(at, end) : NULL;
	const char *value;

	if (!key_end)
		return NULL;
	value = skip_blanks(key_end, end);
	if (value == end || *value != ':')
		return NULL;
	value = skip_blanks(value + 1, end);
	at = skip_value(value, end);
	if (!at)
		return NULL;
	for (gsize i = 0; cutting->names[i]; i++) {
		if (*value != '[' || !is_named(key, key_end, cutting->names[i]))
			continue;
		cutting->rows[i] = (struct seed_rows){ value + 1, at };
		g_string_append_len(cutting->rest, key, value - key);
		g_string_append(cutting->rest, "[]");
		return at;
	}
	g_string_append_len(cutting->rest, key, at - key);
	return at;
}

cJSON *seed_rows_cut(const char *text, gsize length, const char *const *names,
                     struct seed_rows *rows)
{
	g_autoptr(GString) rest = g_string_new("{");
	struct cutting cutting = { names, rows, rest };
	const char *end = text + length;
	const char *at = skip_blanks(text, end);

	for (gsize i = 0; names[i]; i++)
		rows[i] = (struct seed_rows){ NULL, NULL };
	if (at == end || *at != '{')
		return NULL;
	at = skip_blanks(at + 1, end);
	while (at && at < end && *at != '}') {
		at = cut_member(&cutting, at, end);
		if (!at || *at != ',')
			continue;
		g_string_append_c(rest, ',');
		at = skip_blanks(at + 1, end);
	}
	if (!at || at == end || skip_blanks(at + 1, end) != end)
		return NULL;
	g_string_append_c(rest, '}');
	return cJSON_ParseWithLength(rest->str, rest->len);
}

static void say_bad(const char *from, const char *end, GError **error)
{
	g_autofree char *row = g_utf8_make_valid(from, MIN(40, end - from));

	seed_error(error, "this is no row: %s", row);
}

cJSON *seed_rows_next(struct seed_rows *rows, GError **error)
{
	const char *from = rows->at;
	cJSON *row = NULL;

	if (!from)
		return NULL;
	from = skip_blanks(from, rows->end);
	if (*from == ']') {
		rows->at = NULL;
		return NULL;
	}
	rows->at = skip_value(from, rows->end);
	if (rows->at)
		row = cJSON_ParseWithLength(from, (gsize)(rows->at - from));
	if (rows->at && *rows->at == ',')
		rows->at++;
	if (!row)
		say_bad(from, rows->end, error);
	return row;
}
