/*
 * Reads and replaces the settings file. Refuses to write over what somebody
 * else wrote in the meantime.
 */
#include "web/settings_text.h"

#include "watcher/folder.h"
#include "web/replace_file.h"

#include <errno.h>
#include <string.h>

enum { MOST_BYTES = 1024 * 1024 };

static const char good_name[] = "settings.good";

static char *digest(const char *text, gsize length)
{
	return g_compute_checksum_for_data(G_CHECKSUM_SHA256,
	                                   (const guchar *)text, length);
}

static bool read_file(const char *path, char **text_r, gsize *length_r,
                      bool *missing_r, GError **error)
{
	g_autoptr(GError) failure = NULL;

	*missing_r = false;
	if (g_file_get_contents(path, text_r, length_r, &failure)) {
		if (*length_r <= MOST_BYTES)
			return true;
		g_clear_pointer(text_r, g_free);
		errno = EFBIG;
		return folder_fail(error, errno, "Файл настроек %s", path);
	}
	if (!g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT)) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return false;
	}
	*missing_r = true;
	*text_r = settings_sample();
	*length_r = strlen(*text_r);
	return true;
}

/* Lines of it can be changed then, and shown. */
static void blank_nuls(struct settings_text *file)
{
	for (gsize i = 0; i < file->length; i++)
		if (file->text[i] == '\0')
			file->text[i] = ' ';
}

struct settings_text *settings_text_load(const char *path, GError **error)
{
	struct settings_text *file = g_new0(struct settings_text, 1);

	file->path = g_strdup(path);
	if (!read_file(path, &file->text, &file->length, &file->missing,
	               error)) {
		settings_text_free(file);
		return NULL;
	}
	file->sha256 =
		file->missing ? g_strdup("") : digest(file->text, file->length);
	file->settings =
		settings_read(file->text, file->length, path, &file->faults);
	if (file->settings == NULL)
		blank_nuls(file);
	return file;
}

void settings_text_free(struct settings_text *file)
{
	if (file == NULL)
		return;
	settings_free(file->settings);
	if (file->faults != NULL)
		g_ptr_array_unref(file->faults);
	g_free(file->sha256);
	g_free(file->text);
	g_free(file->path);
	g_free(file);
}

/* ---- saving ---- */

static bool fail(const char *path, GError **error)
{
	return folder_fail(error, errno,
	                   "Настройки не записаны. %s (нужно право писать в "
	                   "эту папку)",
	                   path);
}

bool settings_text_save(const char *path, const char *sha256, const char *text,
                        gsize length, bool *changed_r, GError **error)
{
	g_autofree char *before = NULL;
	g_autofree char *is = NULL;
	gsize before_length = 0;
	bool missing;

	*changed_r = false;
	if (!read_file(path, &before, &before_length, &missing, error))
		return false;
	is = missing ? g_strdup("") : digest(before, before_length);
	if (strcmp(is, sha256) != 0) {
		*changed_r = true;
		return true;
	}
	return replace_file(path, text, length, false) || fail(path, error);
}

/* ---- the last good one ---- */

void settings_text_keep_good(const char *state,
                             const struct settings_text *file)
{
	g_autofree char *path = g_build_filename(state, good_name, NULL);
	g_autofree char *before = settings_text_last_good(state);

	if (file->missing || file->settings == NULL ||
	    g_strcmp0(before, file->text) == 0)
		return;
	/* Only a convenience: without it the page offers nothing. */
	g_file_set_contents_full(path, file->text, (gssize)file->length,
	                         G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

char *settings_text_last_good(const char *state)
{
	g_autofree char *path = g_build_filename(state, good_name, NULL);
	char *text = NULL;

	g_file_get_contents(path, &text, NULL, NULL);
	return text;
}
