/*
 * A key's line, within the group above it. Refuses keys that nobody has and
 * those that stand twice, where the second would silently win.
 */
#include "core/settings_p.h"

#include "core/text.h"

#include <string.h>

static const struct settings_row *find_row(const struct settings_reader *reader,
                                           const char *key)
{
	for (size_t i = 0; i < reader->row_count; i++)
		if (strcmp(reader->rows[i].group, reader->group->name) == 0 &&
		    strcmp(reader->rows[i].key, key) == 0)
			return &reader->rows[i];
	return NULL;
}

static void complain_unknown_key(struct settings_reader *reader,
                                 const char *key, const char *title)
{
	g_autofree const char **names =
		g_new0(const char *, reader->row_count + 1);
	g_autofree char *hint = NULL;
	g_autofree char *all = NULL;
	size_t count = 0, elsewhere;
	const struct settings_row *rows = settings_rows(&elsewhere);

	for (size_t i = 0; i < reader->row_count; i++)
		if (strcmp(reader->rows[i].group, reader->group->name) == 0)
			names[count++] = reader->rows[i].key;
	for (size_t i = 0; i < elsewhere; i++) {
		if (strcmp(rows[i].key, key) != 0)
			continue;
		settings_complain(
			reader, reader->line, title,
			"такого ключа в этой группе нет, он из группы "
			"[%s].",
			rows[i].group);
		return;
	}
	hint = settings_hint(key, names);
	all = g_strjoinv(", ", (char **)names);
	settings_complain(reader, reader->line, title,
	                  "такого ключа нет.%s Допустимо: %s", hint, all);
}

/* False, and told, where this section has the key already. */
static bool note_key(struct settings_reader *reader, const char *key,
                     const char *title)
{
	unsigned how =
		reader->section == SECTION_STAGES ? TEXT_BLANKS : TEXT_CASE;
	char *folded = reader->section == SECTION_ROWS ? g_strdup(key)
	                                               : text_fold(key, how);
	guint line =
		GPOINTER_TO_UINT(g_hash_table_lookup(reader->keys, folded));

	if (line) {
		settings_complain(
			reader, reader->line, title,
			"уже задано в строке %u. Оставьте одно из двух.", line);
		g_free(folded);
		return false;
	}
	g_hash_table_insert(reader->keys, folded,
	                    GUINT_TO_POINTER(reader->line));
	return true;
}

static void read_row(struct settings_reader *reader, const char *key,
                     const char *value, const char *title)
{
	const struct settings_row *row = find_row(reader, key);
	struct settings_organization *organization = reader->organization;

	if (!row) {
		complain_unknown_key(reader, key, title);
		return;
	}
	if (!note_key(reader, key, title))
		return;
	g_hash_table_insert(reader->settings->lines, g_strdup(title),
	                    GUINT_TO_POINTER(reader->line));
	if (settings_put(reader, row, reader->base, value, reader->line,
	                 title) &&
	    organization && row->type == SETTINGS_YES_NO)
		organization->create_said = true;
}

static void read_state(struct settings_reader *reader, const char *key,
                       const char *value, const char *title)
{
	struct settings_pair *pair;

	if (!note_key(reader, key, title))
		return;
	if (!*value) {
		settings_complain(reader, reader->line, title,
		                  "не указана стадия. Пишите: состояние = "
		                  "стадия");
		return;
	}
	pair = g_new0(struct settings_pair, 1);
	pair->key = g_strdup(key);
	pair->value = g_strdup(value);
	pair->line = reader->line;
	g_ptr_array_add(reader->stages->rows, pair);
}

static void read_field(struct settings_reader *reader, const char *key,
                       const char *value, const char *title)
{
	struct settings_field *field;
	int path;

	if (!note_key(reader, key, title))
		return;
	path = settings_path(reader, reader->line, title, value);
	if (path < 0)
		return;
	field = g_new0(struct settings_field, 1);
	field->field = g_strdup(key);
	field->path = (enum order_path)path;
	field->line = reader->line;
	g_ptr_array_add(reader->settings->fields, field);
}

void settings_read_key(struct settings_reader *reader, const char *text)
{
	const char *equals = strchr(text, '=');
	g_autofree char *before = NULL;
	g_autofree char *key = NULL;
	g_autofree char *value = NULL;
	g_autofree char *plain = NULL;
	g_autofree char *title = NULL;

	if (reader->section == SECTION_SKIP)
		return;
	if (reader->section == SECTION_NONE) {
		settings_complain(reader, reader->line, NULL,
		                  "строка стоит до первой группы. Начните с "
		                  "группы, например [portal].");
		reader->section = SECTION_SKIP;
		reader->blind = true;
		return;
	}
	before = g_strndup(text, equals ? (gsize)(equals - text) : 0);
	key = text_trim(before);
	if (!key) {
		g_autofree char *quoted = settings_quote(text);

		settings_complain(reader, reader->line, reader->title,
		                  "%s — не настройка. Пишите: ключ = значение; "
		                  "примечание начинается с #.",
		                  quoted);
		return;
	}
	value = text_trim(equals + 1);
	if (!value)
		value = g_strdup("");
	plain = text_plain(key, 120);
	title = g_strdup_printf("%s %s", reader->title, plain);
	if (reader->section == SECTION_STAGES)
		read_state(reader, key, value, title);
	else if (reader->section == SECTION_FIELDS)
		read_field(reader, key, value, title);
	else
		read_row(reader, key, value, title);
}
