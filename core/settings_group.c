/*
 * A group's line: which keys may follow, and where they go. The keys of a
 * group that is wrong are not judged, for nobody knows what they were to be;
 * those of a doubled one are.
 */
#include "core/settings_p.h"

#include "core/text.h"

#include <string.h>

static const struct settings_group *find_group(const char *name)
{
	size_t count;
	const struct settings_group *groups = settings_groups(&count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(groups[i].name, name) == 0)
			return &groups[i];
	return NULL;
}

static void complain_unknown_group(struct settings_reader *reader,
                                   const char *word)
{
	size_t count;
	const struct settings_group *groups = settings_groups(&count);
	g_autofree const char **names = g_new0(const char *, count + 1);
	g_autofree char *hint = NULL;
	g_autofree char *all = NULL;

	for (size_t i = 0; i < count; i++)
		names[i] = groups[i].name;
	hint = settings_hint(word, names);
	all = g_strjoinv(", ", (char **)names);
	settings_complain(reader, reader->line, reader->title,
	                  "такой группы нет.%s Допустимо: %s", hint, all);
}

static void set_title(struct settings_reader *reader, const char *name)
{
	g_autofree char *plain = text_plain(name, 120);

	g_free(reader->title);
	reader->title = g_strdup_printf("[%s]", plain);
}

/* Groups are the same where their names mean the same. */
static void note_group(struct settings_reader *reader, const char *argument)
{
	g_autofree char *guid = text_guid(argument);
	g_autofree char *folded = text_fold(guid ? guid : argument, TEXT_CASE);
	char *name = g_strdup_printf("%s %s", reader->group->name, folded);
	guint line =
		GPOINTER_TO_UINT(g_hash_table_lookup(reader->groups, name));

	if (line) {
		settings_complain(reader, reader->line, reader->title,
		                  "эта группа уже есть в строке %u. Соберите "
		                  "её ключи в одном месте.",
		                  line);
		g_free(name);
		return;
	}
	g_hash_table_insert(reader->groups, name,
	                    GUINT_TO_POINTER(reader->line));
}

/* Makes the known group the one that keys go into. `argument` may be NULL. */
static void enter_group(struct settings_reader *reader, const char *argument)
{
	struct settings *settings = reader->settings;
	const char *name = reader->group->name;

	reader->section = SECTION_ROWS;
	reader->organization = NULL;
	if (strcmp(name, "stages") == 0) {
		reader->section = SECTION_STAGES;
		reader->stages =
			settings_add_stages(settings, argument, reader->line);
	} else if (strcmp(name, "fields") == 0) {
		reader->section = SECTION_FIELDS;
	} else if (strcmp(name, "organization") == 0) {
		reader->organization = settings_add_organization(
			settings, argument, reader->line);
		reader->rows = settings_organization_rows(&reader->row_count);
		reader->base = reader->organization;
	} else {
		reader->rows = settings_rows(&reader->row_count);
		reader->base = settings;
	}
}

/* Whether the group may stand there with, or without, a name of its own. */
static bool right_argument(struct settings_reader *reader, const char *argument)
{
	const struct settings_group *group = reader->group;

	if (argument && !group->argument) {
		settings_complain(reader, reader->line, reader->title,
		                  "у этой группы нет имени. Пишите [%s]",
		                  group->name);
		return false;
	}
	if (!argument && strcmp(group->name, "organization") == 0) {
		settings_complain(
			reader, reader->line, reader->title,
			"не указано, чья это группа. Пишите, например, "
			"[%s %s]",
			group->name, group->argument);
		return false;
	}
	return true;
}

/* `stages Кузовной цех` becomes `stages`; the rest, or NULL, is given. */
static char *cut_argument(char *name)
{
	char *end = name;
	char *argument;

	while (*end && !g_unichar_isspace(g_utf8_get_char(end)))
		end = g_utf8_next_char(end);
	argument = text_trim(end);
	*end = '\0';
	return argument;
}

void settings_read_group(struct settings_reader *reader, const char *text)
{
	const char *end = strrchr(text, ']');
	g_autofree char *inner = NULL;
	g_autofree char *name = NULL;
	g_autofree char *argument = NULL;

	reader->section = SECTION_SKIP;
	g_hash_table_remove_all(reader->keys);
	inner = g_strndup(text + 1,
	                  end ? (gsize)(end - text - 1) : strlen(text + 1));
	name = text_trim(inner);
	set_title(reader, name ? name : "");
	if (!end || end[1]) {
		settings_complain(reader, reader->line, reader->title,
		                  end ? "после ] ничего стоять не должно: "
		                        "примечания пишутся отдельной строкой."
		                      : "нет закрывающей скобки ].");
		reader->blind = true;
		return;
	}
	argument = name ? cut_argument(name) : NULL;
	reader->group = name ? find_group(name) : NULL;
	if (!reader->group)
		complain_unknown_group(reader, name ? name : "");
	else if (right_argument(reader, argument)) {
		note_group(reader, argument);
		enter_group(reader, argument);
	}
	if (reader->section == SECTION_SKIP)
		reader->blind = true;
}
