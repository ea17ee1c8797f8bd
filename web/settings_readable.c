/* Takes out of a settings file what is wrong with it. */
#include "web/settings_readable.h"

#include "core/settings_edit.h"
#include "web/form.h"

#include <string.h>

/* Without a line others turn out to be wrong, but hardly for ever. */
enum { ROUNDS = 10 };

static struct settings *of_sample(void)
{
	g_autofree char *text = settings_sample();

	return settings_read(text, strlen(text), "", NULL);
}

/* Line `number`; a group's goes with all of its keys. */
static void blank(char **lines, guint number)
{
	guint count = g_strv_length(lines), place = number - 1;
	bool group;

	if (number == 0 || number > count)
		return;
	group = *g_strchug(lines[place]) == '[';
	do {
		*lines[place++] = '\0';
	} while (group && place < count && *g_strchug(lines[place]) != '[');
}

/* A key that the file does not have, "[deal] id_field": it is required, or its
 * default does not go with the rest of its group. */
static void mend_lacking(GString *text, const char *title)
{
	g_auto(GStrv) words = g_strsplit_set(title, "[] ", 4);
	g_autofree char *name = NULL;
	const struct settings_row *row;
	struct settings_edit *edit;
	char *mended;

	if (g_strv_length(words) != 4)
		return;
	name = g_strdup_printf("%s.%s", words[1], words[3]);
	row = form_row(name);
	edit = settings_edit_new(text->str, text->len);
	if (row != NULL && edit != NULL) {
		if (row->required)
			settings_edit_set(edit, row->group, row->key,
			                  row->sample != NULL ? row->sample
			                                      : row->fallback);
		else
			settings_edit_drop(edit, row->group);
		mended = settings_edit_text(edit, NULL);
		g_string_assign(text, mended);
		g_free(mended);
	}
	settings_edit_free(edit);
}

static void take_out(GString *text, const GPtrArray *faults)
{
	g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
	g_autofree char *left = NULL;

	for (guint i = 0; i < faults->len; i++) {
		const struct settings_fault *fault = faults->pdata[i];

		blank(lines, fault->line);
	}
	left = g_strjoinv("\n", lines);
	g_string_assign(text, left);
	for (guint i = 0; i < faults->len; i++) {
		const struct settings_fault *fault = faults->pdata[i];

		if (fault->line == 0 && fault->key != NULL)
			mend_lacking(text, fault->key);
	}
}

struct settings *settings_readable(const struct settings_text *file)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (file == NULL)
		return of_sample();
	g_string_assign(text, file->text);
	for (int i = 0; i < ROUNDS; i++) {
		g_autoptr(GPtrArray) faults = NULL;
		struct settings *settings = settings_read(text->str, text->len,
		                                          file->path, &faults);

		if (settings != NULL)
			return settings;
		take_out(text, faults);
	}
	return of_sample();
}
