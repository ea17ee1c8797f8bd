/* Changes of the settings file in the words of the pages. */
#include "web/change_words.h"

#include <string.h>

static char *group_title(const char *group)
{
	if (strcmp(group, "stages") == 0)
		return g_strdup("Статусы, все воронки");
	if (g_str_has_prefix(group, "stages "))
		return g_strdup_printf("Статусы, воронка «%s»",
		                       group + strlen("stages "));
	if (g_str_has_prefix(group, "organization "))
		return g_strdup_printf("Организация «%s»",
		                       group + strlen("organization "));
	if (strcmp(group, "fields") == 0)
		return g_strdup("Ещё поля сделки");
	return g_strdup("");
}

char *change_words_title(const struct form_change *change)
{
	g_autofree char *group = group_title(change->group);
	g_autofree char *name = NULL;
	const struct settings_row *row;

	if (change->key == NULL)
		return g_strdup(group);
	name = g_strdup_printf("%s.%s", change->group, change->key);
	row = form_row(name);
	if (row == NULL)
		return g_strdup_printf("%s: %s", group, change->key);
	return *group != '\0' ? g_strdup_printf("%s: %s", group, row->title)
	                      : g_strdup(row->title);
}

char *change_words_value(const struct form_change *change, const char *value)
{
	g_autofree char *name =
		change->key != NULL
			? g_strdup_printf("%s.%s", change->group, change->key)
			: NULL;
	const struct settings_row *row = name != NULL ? form_row(name) : NULL;

	if (value == NULL)
		return row != NULL && *row->fallback != '\0'
		               ? g_strdup_printf("%s (по умолчанию)",
		                                 row->fallback)
		               : g_strdup("—");
	if (row != NULL && row->type == SETTINGS_YES_NO)
		return g_strdup(strcmp(value, "yes") == 0  ? "да"
		                : strcmp(value, "no") == 0 ? "нет"
		                                           : value);
	for (size_t i = 0;
	     row != NULL && row->choices != NULL && row->choices[i] != NULL;
	     i++)
		if (strcmp(row->choices[i], value) == 0)
			return g_strdup(row->words[i]);
	return g_strdup(*value != '\0' ? value : "пусто");
}
