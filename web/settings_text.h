#ifndef WEB_SETTINGS_TEXT_H
#define WEB_SETTINGS_TEXT_H

#include "core/settings.h"

#include <glib.h>
#include <stdbool.h>

/*
 * The settings file as the page works on it: read whole, changed line by line,
 * written back at once or not at all.
 */
struct settings_text {
	char *path;
	char *text; /* of a file that is not there yet: the sample; NUL bytes,
	               with which no file parses, are blanks */
	gsize length;
	char *sha256; /* "" of a file that is not there */
	bool missing;
	struct settings *settings; /* NULL where it does not parse */
	GPtrArray *faults;         /* of struct settings_fault, or NULL */
};

/* NULL where it cannot be read. */
struct settings_text *settings_text_load(const char *path, GError **error);
void settings_text_free(struct settings_text *file);

/*
 * Puts `text` in the file's place, if the file still is what `sha256` says:
 * else *changed_r is set, and nothing is written. Mode and group of the file
 * stay. What is written is synced, then renamed.
 */
bool settings_text_save(const char *path, const char *sha256, const char *text,
                        gsize length, bool *changed_r, GError **error);

/* The last text that parsed, kept in `state`. */
void settings_text_keep_good(const char *state,
                             const struct settings_text *file);
/* NULL where there is none. Owned. */
char *settings_text_last_good(const char *state);

#endif
