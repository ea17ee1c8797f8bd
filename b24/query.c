/*
 * Writes parameters as the query strings that a batch takes (Bitrix24 docs:
 * settings/how-to-call-rest-api/batch, data-encoding). It refuses what such a
 * string cannot say.
 */
#include "b24/query.h"

#include "b24/number.h"

#include <string.h>

static void append_encoded(GString *out, const char *text)
{
	g_string_append_uri_escaped(out, text, NULL, FALSE);
}

static void append_value(GString *out, const cJSON *value)
{
	g_autofree char *number = NULL;

	if (cJSON_IsString(value)) {
		append_encoded(out, value->valuestring);
	} else if (cJSON_IsRaw(value)) {
		g_string_append(out, value->valuestring);
	} else if (cJSON_IsBool(value)) {
		g_string_append_c(out, cJSON_IsTrue(value) ? '1' : '0');
	} else {
		g_assert(cJSON_IsNumber(value));
		number = number_text(value->valuedouble);
		g_string_append(out, number);
	}
}

/* `path` is the key so far; it is as it was when this returns. */
static void append_params(GString *out, GString *path, const cJSON *params)
{
	gsize length = path->len;
	const cJSON *child;
	int index = 0;

	g_assert(params->child);
	cJSON_ArrayForEach (child, params) {
		if (length)
			g_string_append_c(path, '[');
		if (cJSON_IsArray(params))
			g_string_append_printf(path, "%d", index++);
		else
			append_encoded(path, child->string);
		if (length)
			g_string_append_c(path, ']');
		if (cJSON_IsArray(child) || cJSON_IsObject(child)) {
			append_params(out, path, child);
		} else {
			g_string_append_c(out, '&');
			g_string_append_len(out, path->str, (gssize)path->len);
			g_string_append_c(out, '=');
			append_value(out, child);
		}
		g_string_truncate(path, length);
	}
}

char *query_command(const char *method, const cJSON *params)
{
	GString *out = g_string_new(method);
	GString *path = g_string_new(NULL);

	g_assert(query_filter_sound(params));
	if (params && params->child) {
		append_params(out, path, params);
		out->str[strlen(method)] = '?';
	}
	g_string_free(path, TRUE);
	return g_string_free(out, FALSE);
}

bool query_safe(const cJSON *params)
{
	static const char *const marks[] = { "$result[", "$total[", "$next[",
		                             "$time[", "$error[" };
	const cJSON *child;

	if (cJSON_IsString(params)) {
		for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
			if (strstr(params->valuestring, marks[i]))
				return false;
		return true;
	}
	cJSON_ArrayForEach (child, params) {
		if (!query_safe(child))
			return false;
	}
	return true;
}

static bool is_sound(const cJSON *value)
{
	const cJSON *child;

	if (!value)
		return false;
	if (cJSON_IsString(value) || cJSON_IsRaw(value))
		return *value->valuestring;
	if (cJSON_IsArray(value) || cJSON_IsObject(value)) {
		cJSON_ArrayForEach (child, value) {
			if (!is_sound(child))
				return false;
		}
		return value->child;
	}
	return cJSON_IsNumber(value) || cJSON_IsBool(value);
}

bool query_filter_sound(const cJSON *params)
{
	const cJSON *filter =
		cJSON_GetObjectItemCaseSensitive(params, "filter");

	return !filter || is_sound(filter);
}
