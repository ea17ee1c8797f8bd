/*
 * Of the settings the reader needs the names of [1c]. They go to it as the text
 * of a settings file that has little else, so that one reader of settings knows
 * how a name looks.
 */
#include "watcher/reader_p.h"

#include <string.h>

char *reader_names_text(const struct settings *settings)
{
	GString *text = g_string_new(READER_NAMES_HEAD "[1c]\n");
	size_t count;
	const struct settings_row *rows = settings_rows(&count);

	for (size_t i = 0; i < count; i++) {
		g_autofree char *list = NULL;

		/* Whether a key is said counts too: not every format takes the
		 * usual name for one. */
		if (strcmp(rows[i].group, "1c") != 0 ||
		    !settings_line(settings, "1c", rows[i].key))
			continue;
		list = g_strjoinv(
			"; ", G_STRUCT_MEMBER(GStrv, settings, rows[i].offset));
		g_string_append_printf(text, "%s = %s\n", rows[i].key, list);
	}
	return g_string_free(text, FALSE);
}
