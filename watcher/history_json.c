/*
 * Values of rows as JSON: what the readers of history share.
 */
#include "watcher/history_p.h"

#include "core/when.h"

void history_add_text(cJSON *object, const char *key, const char *text)
{
	if (text != NULL)
		cJSON_AddStringToObject(object, key, text);
	else
		cJSON_AddNullToObject(object, key);
}

void history_add_when(cJSON *object, const char *key, gint64 when)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autofree char *text = when_zoned(when, utc);

	history_add_text(object, key, when != WHEN_NONE ? text : NULL);
}

void history_add_id(cJSON *object, const char *key, gint64 id)
{
	if (id != 0)
		cJSON_AddNumberToObject(object, key, (double)id);
	else
		cJSON_AddNullToObject(object, key);
}

void history_add_json(cJSON *object, const char *key, const char *text)
{
	cJSON *json = text != NULL ? cJSON_Parse(text) : NULL;

	cJSON_AddItemToObject(object, key,
	                      json != NULL ? json : cJSON_CreateNull());
}

void history_add_kinds(cJSON *object, const struct totals *totals)
{
	for (int i = 0; i < OUTCOME_KINDS; i++)
		cJSON_AddNumberToObject(object, history_kind_names[i],
		                        (double)totals->of[i]);
}
