/*
 * Reports as JSON and out of JSON: what `status`, `show` and the lists share.
 */
#include "cmd/json.h"

#include <stdio.h>

void json_print(cJSON *json)
{
	char *text = cJSON_Print(json);

	puts(text);
	cJSON_free(text);
	cJSON_Delete(json);
}

const cJSON *json_member(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

const char *json_text(const cJSON *object, const char *key)
{
	const char *text = cJSON_GetStringValue(json_member(object, key));

	return text != NULL ? text : "";
}

double json_number(const cJSON *object, const char *key)
{
	const cJSON *item = json_member(object, key);

	return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

char *json_time(const cJSON *object, const char *key, GTimeZone *zone)
{
	g_autoptr(GDateTime) time =
		g_date_time_new_from_iso8601(json_text(object, key), NULL);
	g_autoptr(GDateTime) local =
		time != NULL ? g_date_time_to_timezone(time, zone) : NULL;

	return local != NULL ? g_date_time_format(local, "%d.%m.%Y %T")
	                     : g_strdup("—");
}
