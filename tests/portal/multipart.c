/*
 * multipart/form-data.
 *
 * Refuses nothing: a body that cannot be taken apart has no parameters, as
 * with PHP.
 */
#include "tests/portal/multipart.h"

#include "tests/portal/php.h"

#include <string.h>

#define MOST_PARTS 1000 /* max_input_vars */

struct span {
	const char *at;
	size_t length;
};

/* The span up to `mark`, which is skipped; false where there is none. */
static bool take(struct span *rest, const char *mark, struct span *before_r)
{
	size_t length = strlen(mark);
	const char *found = memmem(rest->at, rest->length, mark, length);

	if (!found)
		return false;
	*before_r = (struct span){ rest->at, (size_t)(found - rest->at) };
	rest->at = found + length;
	rest->length -= before_r->length + length;
	return true;
}

/* The value of an attribute, quoted or not: `name` of `form-data; name="a"`.
 * Owned by the caller; NULL where it is not there. */
static char *attribute(const char *text, const char *name)
{
	g_auto(GStrv) words = g_strsplit(text, ";", -1);
	g_autofree char *wanted = g_strconcat(name, "=", NULL);

	for (GStrv word = words; *word; word++) {
		char *value = g_strstrip(*word);
		size_t length = strlen(wanted);

		if (g_ascii_strncasecmp(value, wanted, length) != 0)
			continue;
		value += length;
		if (*value != '"')
			return g_strdup(value);
		return g_strndup(value + 1, strcspn(value + 1, "\""));
	}
	return NULL;
}

/* The name of a part out of its headers; NULL for a file, too. */
static char *part_name(const struct span *headers)
{
	static const char wanted[] = "Content-Disposition:";
	g_autofree char *text = g_strndup(headers->at, headers->length);
	g_auto(GStrv) lines = g_strsplit(text, "\r\n", -1);

	for (GStrv line = lines; *line; line++) {
		g_autofree char *file = NULL;

		if (g_ascii_strncasecmp(*line, wanted, strlen(wanted)) != 0)
			continue;
		file = attribute(*line, "filename");
		return file ? NULL : attribute(*line, "name");
	}
	return NULL;
}

static void read_part(cJSON *root, const struct span *part)
{
	struct span rest = *part;
	struct span headers;
	g_autofree char *name = NULL;

	if (!take(&rest, "\r\n\r\n", &headers))
		return;
	name = part_name(&headers);
	if (!name)
		return;
	g_autofree char *value = g_strndup(rest.at, rest.length);
	php_assign(root, name, value);
}

cJSON *multipart_read(const char *type, const char *body, size_t length)
{
	cJSON *root = cJSON_CreateObject();
	g_autofree char *boundary = attribute(type, "boundary");
	g_autofree char *first = g_strconcat("--", boundary, NULL);
	g_autofree char *next = g_strconcat("\r\n", first, NULL);
	struct span rest = { body, length };
	struct span part;

	if (!boundary || !*boundary || !take(&rest, first, &part))
		return root;
	for (int i = 0; i < MOST_PARTS && take(&rest, next, &part); i++)
		read_part(root, &part);
	return php_normal(root);
}
