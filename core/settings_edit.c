/*
 * The settings file as lines that are changed one by one. It knows where a key
 * stands and where a new one belongs, and refuses to know what it means.
 */
#include "core/settings_edit.h"

#include "core/text.h"

#include <string.h>

struct settings_edit {
	GPtrArray *lines; /* owned texts with their line ends */
	const char *end;  /* of a new line */
};

enum kind { LINE_OTHER, LINE_GROUP, LINE_KEY };

/* ---- lines ---- */

static char *line_of(const char *text, gsize length)
{
	char *line = g_malloc(length + 1);

	memcpy(line, text, length);
	line[length] = '\0';
	return line;
}

struct settings_edit *settings_edit_new(const char *text, gsize length)
{
	const char *stop = text + length;
	const char *first = memchr(text, '\n', length);
	struct settings_edit *edit;

	if (memchr(text, '\0', length))
		return NULL;
	edit = g_new0(struct settings_edit, 1);
	edit->lines = g_ptr_array_new_with_free_func(g_free);
	edit->end = first && first > text && first[-1] == '\r' ? "\r\n" : "\n";
	while (text < stop) {
		const char *next = memchr(text, '\n', (gsize)(stop - text));

		next = next ? next + 1 : stop;
		g_ptr_array_add(edit->lines,
		                line_of(text, (gsize)(next - text)));
		text = next;
	}
	return edit;
}

void settings_edit_free(struct settings_edit *edit)
{
	if (!edit)
		return;
	g_ptr_array_unref(edit->lines);
	g_free(edit);
}

static const char *line_at(const struct settings_edit *edit, guint i)
{
	const char *line = edit->lines->pdata[i];

	/* A BOM is no part of the first line. */
	if (i == 0 && g_str_has_prefix(line, "\xEF\xBB\xBF"))
		line += 3;
	return line;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static char *trimmed(const char *text, gsize length)
{
	while (length && is_blank(*text)) {
		text++;
		length--;
	}
	while (length && is_blank(text[length - 1]))
		length--;
	return g_strndup(text, length);
}

/* A group ends at its line's last `]`, a key at its first `=` (contract). */
static enum kind split(const char *line, char **name_r)
{
	g_autofree char *text = trimmed(line, strlen(line));
	const char *stop;

	*name_r = NULL;
	if (*text == '[') {
		stop = strrchr(text, ']');
		if (!stop)
			return LINE_OTHER;
		*name_r = trimmed(text + 1, (gsize)(stop - text - 1));
		return LINE_GROUP;
	}
	stop = strchr(text, '=');
	if (*text == '#' || !stop)
		return LINE_OTHER;
	*name_r = trimmed(text, (gsize)(stop - text));
	return LINE_KEY;
}

/* ---- places ---- */

static bool same(const char *a, const char *b, unsigned how)
{
	if (!g_utf8_validate(a, -1, NULL) || !g_utf8_validate(b, -1, NULL))
		return strcmp(a, b) == 0;
	return text_same(a, b, how);
}

/* Only what a person named may be spelt in several ways. */
static unsigned how_keys_compare(const char *group, bool *exact_r)
{
	bool stages = g_str_has_prefix(group, "stages");

	*exact_r = !stages && !g_str_has_prefix(group, "fields");
	return stages ? TEXT_BLANKS : TEXT_CASE;
}

static bool same_key(const char *group, const char *a, const char *b)
{
	bool exact;
	unsigned how = how_keys_compare(group, &exact);

	return exact ? strcmp(a, b) == 0 : same(a, b, how);
}

static bool same_group(const char *a, const char *b)
{
	gsize word = strcspn(a, " \t");

	if (strcspn(b, " \t") != word || strncmp(a, b, word) != 0)
		return false;
	return !a[word] || !b[word] ? a[word] == b[word]
	                            : same(a + word, b + word, TEXT_CASE);
}

struct range {
	guint from, to; /* of the group's lines, its own first; to is behind */
};

static bool find_group(const struct settings_edit *edit, const char *group,
                       struct range *range_r)
{
	bool inside = false;

	for (guint i = 0; i < edit->lines->len; i++) {
		g_autofree char *name = NULL;

		if (split(line_at(edit, i), &name) != LINE_GROUP)
			continue;
		if (inside) {
			range_r->to = i;
			return true;
		}
		inside = same_group(name, group);
		range_r->from = i;
	}
	range_r->to = edit->lines->len;
	return inside;
}

/* The key's line, or -1. */
static int find_key(const struct settings_edit *edit, const char *group,
                    const char *key, const struct range *range)
{
	for (guint i = range->from + 1; i < range->to; i++) {
		g_autofree char *name = NULL;

		if (split(line_at(edit, i), &name) == LINE_KEY &&
		    same_key(group, name, key))
			return (int)i;
	}
	return -1;
}

/* The line of `# key = value`, or -1. */
static int find_sample(const struct settings_edit *edit, const char *group,
                       const char *key, const struct range *range)
{
	for (guint i = range->from + 1; i < range->to; i++) {
		const char *line = line_at(edit, i);
		g_autofree char *name = NULL;

		line += strspn(line, " \t");
		if (*line != '#')
			continue;
		line += strspn(line, "# \t");
		if (split(line, &name) == LINE_KEY &&
		    same_key(group, name, key))
			return (int)i;
	}
	return -1;
}

/* Behind the last key of the group, so that what introduces the next group
 * stays with it. */
static guint end_of(const struct settings_edit *edit, const struct range *range)
{
	for (guint i = range->to; i-- > range->from + 1;) {
		g_autofree char *name = NULL;

		if (split(line_at(edit, i), &name) == LINE_KEY)
			return i + 1;
	}
	return range->from + 1;
}

/* ---- changing ---- */

static void insert(struct settings_edit *edit, guint place, char *line)
{
	if (place > 0) {
		char **before = (char **)&edit->lines->pdata[place - 1];

		if (!g_str_has_suffix(*before, "\n")) {
			char *ended = g_strconcat(*before, edit->end, NULL);

			g_free(*before);
			*before = ended;
		}
	}
	g_ptr_array_insert(edit->lines, (gint)place, line);
}

static char *plain(const char *value)
{
	char *text = g_strdup(value);

	for (char *c = text; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = ' ';
	return g_strstrip(text);
}

static char *key_line(const struct settings_edit *edit, const char *key,
                      const char *value)
{
	return g_strconcat(key, *value ? " = " : " =", value, edit->end, NULL);
}

/* Keeps how the key is spelt and set, and the line's end. */
static char *with_value(const char *line, const char *value)
{
	const char *sign = strchr(line, '=');
	const char *old = sign + 1 + strspn(sign + 1, " \t");
	const char *end = line + strlen(line);
	g_autofree char *head = NULL;

	while (end > sign + 1 && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	if (old >= end || !*value)
		head = g_strndup(line, (gsize)(sign + 1 - line));
	else
		head = g_strndup(line, (gsize)(old - line));
	return g_strconcat(head, *value && old >= end ? " " : "", value, end,
	                   NULL);
}

static void replace(struct settings_edit *edit, guint place, const char *value)
{
	char **line = (char **)&edit->lines->pdata[place];
	char *changed = with_value(*line, value);

	g_free(*line);
	*line = changed;
}

static void add_group(struct settings_edit *edit, const char *group)
{
	guint len = edit->lines->len;
	g_autofree char *last = len ? trimmed(line_at(edit, len - 1),
	                                      strlen(line_at(edit, len - 1)))
	                            : g_strdup("");

	if (*last)
		insert(edit, len, g_strdup(edit->end));
	insert(edit, edit->lines->len,
	       g_strconcat("[", group, "]", edit->end, NULL));
}

static void set_value(struct settings_edit *edit, const char *group,
                      const char *key, const char *value)
{
	struct range range;
	int place;

	if (!find_group(edit, group, &range)) {
		add_group(edit, group);
		find_group(edit, group, &range);
	}
	place = find_key(edit, group, key, &range);
	if (place >= 0) {
		replace(edit, (guint)place, value);
		return;
	}
	place = find_sample(edit, group, key, &range);
	insert(edit, place >= 0 ? (guint)place + 1 : end_of(edit, &range),
	       key_line(edit, key, value));
}

void settings_edit_set(struct settings_edit *edit, const char *group,
                       const char *key, const char *value)
{
	struct range range;
	int place;

	if (value) {
		g_autofree char *text = plain(value);

		set_value(edit, group, key, text);
		return;
	}
	if (!find_group(edit, group, &range))
		return;
	place = find_key(edit, group, key, &range);
	if (place >= 0)
		g_ptr_array_remove_index(edit->lines, (guint)place);
}

void settings_edit_drop(struct settings_edit *edit, const char *group)
{
	struct range range;
	guint end;

	if (!find_group(edit, group, &range))
		return;
	end = end_of(edit, &range);
	g_ptr_array_remove_range(edit->lines, range.from, end - range.from);
}

/* ---- reading ---- */

bool settings_edit_has_group(const struct settings_edit *edit,
                             const char *group)
{
	struct range range;

	return find_group(edit, group, &range);
}

char *settings_edit_get(const struct settings_edit *edit, const char *group,
                        const char *key)
{
	struct range range;
	const char *sign;
	int place;

	if (!find_group(edit, group, &range))
		return NULL;
	place = find_key(edit, group, key, &range);
	if (place < 0)
		return NULL;
	sign = strchr(line_at(edit, (guint)place), '=');
	return trimmed(sign + 1, strlen(sign + 1));
}

char *settings_edit_text(const struct settings_edit *edit, gsize *length_r)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < edit->lines->len; i++)
		g_string_append(text, edit->lines->pdata[i]);
	if (length_r)
		*length_r = text->len;
	return g_string_free(text, FALSE);
}
