/*
 * The settings file, line by line (contract, "Settings"). GKeyFile would give
 * no line numbers, let doubled keys pass and treat `\` and `[` specially.
 *
 * Refuses a file with any fault as a whole: half of the settings is worse than
 * the old ones. What follows from a fault already told is not told again.
 */
#include "core/settings_p.h"

#include "core/text.h"

#include <string.h>

/* A lost line may have been a key, or a group, whose keys then stand under the
 * wrong one. */
static void lose_line(struct settings_reader *reader, const char *line,
                      size_t length)
{
	size_t i = 0;

	while (i < length && (line[i] == ' ' || line[i] == '\t'))
		i++;
	if (i < length && line[i] == '[')
		reader->section = SECTION_SKIP;
	reader->blind = true;
}

/* False, and told once, where the line is no text. */
static bool check_encoding(struct settings_reader *reader, const char *line,
                           size_t length)
{
	const char *bad;

	if (!g_utf8_validate_len(line, length, &bad)) {
		if (!reader->broken)
			settings_complain(
				reader, reader->line, NULL,
				"это не текст в UTF-8. Сохраните файл в "
				"кодировке UTF-8, без нулевых байтов.");
		reader->broken = true;
		lose_line(reader, line, length);
		return false;
	}
	for (size_t i = 0; i < length; i++) {
		bool last = i + 1 == length;

		if ((unsigned char)line[i] >= 0x20 || line[i] == '\t' ||
		    (line[i] == '\r' && last))
			continue;
		settings_complain(reader, reader->line, NULL,
		                  "в строке невидимый знак с кодом 0x%02X. "
		                  "Наберите её заново.",
		                  (unsigned)line[i]);
		lose_line(reader, line, length);
		return false;
	}
	return true;
}

static void read_line(struct settings_reader *reader, const char *line,
                      size_t length)
{
	g_autofree char *copy = NULL;
	g_autofree char *text = NULL;

	if (!check_encoding(reader, line, length))
		return;
	copy = g_strndup(line, length);
	text = text_trim(copy);
	if (!text || *text == '#')
		return;
	if (*text == '[')
		settings_read_group(reader, text);
	else
		settings_read_key(reader, text);
}

static void read_lines(struct settings_reader *reader, const char *text,
                       size_t length)
{
	const char *end = text + length;

	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t size = (size_t)((stop ? stop : end) - text);

		reader->line++;
		if (reader->faults->len >= SETTINGS_FAULTS) {
			settings_complain(
				reader, reader->line, NULL,
				"ошибок слишком много, дальше файл не "
				"читался.");
			reader->blind = true;
			return;
		}
		read_line(reader, text, size);
		text += size + (stop != NULL);
	}
}

static bool check_whole(struct settings_reader *reader, const char *text,
                        size_t length)
{
	if (length > SETTINGS_MOST)
		settings_complain(reader, 0, NULL,
		                  "файл больше 1 МиБ: это не настройки.");
	else if (length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 ||
	                         memcmp(text, "\xFE\xFF", 2) == 0))
		settings_complain(reader, 1, NULL,
		                  "файл записан в UTF-16. Сохраните его в "
		                  "кодировке UTF-8.");
	return reader->faults->len == 0;
}

static void put_defaults(struct settings_reader *reader)
{
	size_t count;
	const struct settings_row *rows = settings_rows(&count);

	for (size_t i = 0; i < count; i++) {
		g_autofree char *title =
			g_strdup_printf("[%s] %s", rows[i].group, rows[i].key);

		if (*rows[i].fallback || !rows[i].required)
			settings_put(reader, &rows[i], reader->settings,
			             rows[i].fallback, 0, title);
	}
}

static void fault_free(struct settings_fault *fault)
{
	g_free(fault->key);
	g_free(fault->text);
	g_free(fault);
}

static void date_clear(struct settings_date *date)
{
	g_free(date->text);
	g_free(date->key);
}

static int by_line(gconstpointer a, gconstpointer b)
{
	const struct settings_fault *left = *(struct settings_fault *const *)a;
	const struct settings_fault *right = *(struct settings_fault *const *)b;

	return (left->line > right->line) - (left->line < right->line);
}

struct settings *settings_read(const char *text, gsize length, const char *file,
                               GPtrArray **faults_r)
{
	struct settings_reader reader = { .settings = settings_new(file) };

	reader.faults =
		g_ptr_array_new_with_free_func((GDestroyNotify)fault_free);
	reader.groups =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	reader.keys =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	reader.dates = g_array_new(FALSE, FALSE, sizeof(struct settings_date));
	g_array_set_clear_func(reader.dates, (GDestroyNotify)date_clear);
	put_defaults(&reader);
	if (check_whole(&reader, text, length)) {
		read_lines(&reader, text, length);
		settings_finish(&reader);
	}
	g_array_unref(reader.dates);
	g_hash_table_unref(reader.groups);
	g_hash_table_unref(reader.keys);
	g_free(reader.title);
	if (!reader.faults->len) {
		g_ptr_array_unref(reader.faults);
		return reader.settings;
	}
	g_ptr_array_sort(reader.faults, by_line);
	settings_free(reader.settings);
	if (faults_r)
		*faults_r = reader.faults;
	else
		g_ptr_array_unref(reader.faults);
	return NULL;
}
