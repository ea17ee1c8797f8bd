/*
 * References between the commands of a batch.
 *
 * Refuses nothing: a reference that leads nowhere becomes an array, or stays
 * as it is inside a longer text.
 */
#include "tests/portal/batch.h"

#include "tests/portal/php.h"

#include <string.h>

static const cJSON *map_of(const struct batch_maps *maps, const char *text,
                           size_t *length_r)
{
	const struct {
		const char *prefix;
		const cJSON *map;
	} known[] = {
		{ "$result", maps->result }, { "$error", maps->error },
		{ "$total", maps->total },   { "$next", maps->next },
		{ "$time", maps->time },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
		size_t length = strlen(known[i].prefix);

		if (strncmp(text, known[i].prefix, length) == 0 &&
		    text[length] == '[') {
			*length_r = length;
			return known[i].map;
		}
	}
	return NULL;
}

/* Up to the last bracket before the next blank. */
static size_t token_length(const char *text)
{
	size_t end = strcspn(text, " \t\r\n\f\v");

	while (end && text[end - 1] != ']')
		end--;
	return end;
}

static const cJSON *walk(const cJSON *at, const char *path, size_t length)
{
	g_autofree char *copy = g_strndup(path, length);
	char *open = copy;

	while ((open = strchr(open, '['))) {
		char *close = strchr(open, ']');
		const cJSON *next;

		if (!close)
			break;
		*close = '\0';
		next = php_is_array(at) ? php_get(at, open + 1) : NULL;
		if (!next)
			break;
		at = next;
		open = close + 1;
	}
	return at;
}

static const cJSON *reference(const struct batch_maps *maps, const char *text,
                              size_t *length_r)
{
	size_t prefix = 0;
	const cJSON *map = map_of(maps, text, &prefix);
	size_t length = map ? token_length(text) : 0;

	if (length <= prefix)
		return NULL;
	*length_r = length;
	return walk(map, text + prefix, length - prefix);
}

static bool is_plain(const cJSON *value)
{
	return cJSON_IsString(value) || cJSON_IsNumber(value);
}

static void replace_inside(const struct batch_maps *maps, cJSON *value)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const char *at = value->valuestring;

	while (*at) {
		size_t length = 1;
		const cJSON *found = NULL;

		if (*at == '$')
			found = reference(maps, at, &length);
		if (found && is_plain(found)) {
			g_autofree char *plain = php_string(found);
			g_string_append(text, plain);
		} else {
			length = 1;
			g_string_append_c(text, *at);
		}
		at += length;
	}
	cJSON_SetValuestring(value, text->str);
}

static void resolve_text(const struct batch_maps *maps, cJSON *parent,
                         cJSON **value)
{
	const char *text = (*value)->valuestring;
	size_t length = 0;
	const cJSON *found = reference(maps, text, &length);

	if (!found || text[length]) {
		if (strchr(text, '$'))
			replace_inside(maps, *value);
		return;
	}
	cJSON *copy = cJSON_Duplicate(found, TRUE);
	/* Its own key, not that of where it was found. */
	if (copy->string && !(copy->type & cJSON_StringIsConst))
		cJSON_free(copy->string);
	copy->type &= ~cJSON_StringIsConst;
	copy->string = NULL;
	if ((*value)->string) {
		size_t size = strlen((*value)->string) + 1;
		copy->string = cJSON_malloc(size);
		memcpy(copy->string, (*value)->string, size);
	}
	cJSON_ReplaceItemViaPointer(parent, *value, copy);
	*value = copy;
}

void batch_resolve(const struct batch_maps *maps, cJSON *params)
{
	for (cJSON *child = params->child; child; child = child->next) {
		if (cJSON_IsString(child))
			resolve_text(maps, params, &child);
		else if (php_is_array(child))
			batch_resolve(maps, child);
	}
}
