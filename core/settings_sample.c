/*
 * The sample file, from the table: nothing about a key is said here. What the
 * table cannot know, the usual stages and examples of groups with keys of
 * the user's own, is.
 */
#include "core/settings.h"

#include <string.h>

#define WIDTH 78 /* of a comment, in letters */

/* Words as comment lines. */
static void add_comment(GString *text, const char *words)
{
	g_auto(GStrv) list = g_strsplit(words, " ", -1);
	glong column = 0;

	for (size_t i = 0; list[i]; i++) {
		glong length = g_utf8_strlen(list[i], -1);

		if (column && column + 1 + length > WIDTH) {
			g_string_append_c(text, '\n');
			column = 0;
		}
		if (!column) {
			g_string_append_c(text, '#');
			column = 1;
		}
		g_string_append_printf(text, " %s", list[i]);
		column += 1 + length;
	}
	g_string_append_c(text, '\n');
}

static void add_key(GString *text, const char *before,
                    const struct settings_row *row)
{
	const char *value = row->sample ? row->sample : row->fallback;

	g_string_append_printf(text, "%s%s =%s%s\n", before, row->key,
	                       *value ? " " : "", value);
}

/* The group's keys; `before` is "# " for a group whose defaults are rather not
 * to be touched. */
static void add_rows(GString *text, const char *group, const char *before)
{
	size_t count;
	const struct settings_row *rows = settings_rows(&count);

	for (size_t i = 0; i < count; i++) {
		if (strcmp(rows[i].group, group) != 0)
			continue;
		g_string_append_c(text, '\n');
		add_comment(text, rows[i].help);
		add_key(text, before, &rows[i]);
	}
}

static void add_stages(GString *text)
{
	g_string_append(text, "закрыт = завершено успешно\n"
	                      "отказ = отказ\n"
	                      "архив = архив\n"
	                      "выполнен = выполнено\n"
	                      "заявка = в работе\n"
	                      "начать работу = в работе\n"
	                      "согласование = в работе\n"
	                      "в работе = в работе\n"
	                      "ожидание деталей = в работе\n"
	                      "\n"
	                      "# [stages Кузовной цех]\n"
	                      "# выполнен = готов к выдаче\n");
}

static void add_fields(GString *text)
{
	g_string_append(text, "# UF_CRM_VIN = car.vin\n"
	                      "# comments = reason\n");
}

static void add_organization(GString *text)
{
	size_t count;
	const struct settings_row *rows = settings_organization_rows(&count);

	g_string_append(text, "# [organization СТО Маяк]\n");
	for (size_t i = 0; i < count; i++)
		add_key(text, "# ", &rows[i]);
}

static void add_group(GString *text, const struct settings_group *group)
{
	g_string_append_c(text, '\n');
	add_comment(text, group->help);
	if (strcmp(group->name, "organization") == 0) {
		add_organization(text);
		return;
	}
	g_string_append_printf(text, "[%s]\n", group->name);
	if (strcmp(group->name, "stages") == 0)
		add_stages(text);
	else if (strcmp(group->name, "fields") == 0)
		add_fields(text);
	else
		add_rows(text, group->name,
		         strcmp(group->name, "1c") == 0 ? "# " : "");
}

char *settings_sample(void)
{
	GString *text = g_string_new(NULL);
	size_t count;
	const struct settings_group *groups = settings_groups(&count);

	add_comment(text, "Настройки b24bridge. Кодировка UTF-8; группа — "
	                  "[имя], настройка — ключ = значение, список — через "
	                  "точку с запятой. Строка, которая начинается с #, — "
	                  "примечание; в конце строки примечаний не бывает.");
	add_comment(text, "Проверить файл: b24bridge check. Применить: "
	                  "systemctl reload b24bridge.");
	for (size_t i = 0; i < count; i++)
		add_group(text, &groups[i]);
	return g_string_free(text, FALSE);
}
