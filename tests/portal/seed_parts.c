/*
 * Reading rows of a seed.
 *
 * Refuses keys that nobody reads.
 */
#include "tests/portal/seed_parts.h"

#include "tests/portal/php.h"

void seed_error(GError **error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	g_autofree char *text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s",
	            text);
}

bool seed_check_keys(const cJSON *row, const char *what,
                     const char *const *known, GError **error)
{
	const cJSON *value;

	cJSON_ArrayForEach (value, row) {
		if (value->string && g_strv_contains(known, value->string))
			continue;
		seed_error(error, "%s: unknown key \"%s\"", what,
		           value->string ? value->string : "?");
		return false;
	}
	return true;
}

const char *seed_text(const cJSON *row, const char *key)
{
	return cJSON_GetStringValue(php_get(row, key));
}

int seed_int(const cJSON *row, const char *key, int otherwise)
{
	const cJSON *value = php_get(row, key);

	return value ? (int)php_int(value) : otherwise;
}
