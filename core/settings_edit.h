#ifndef CORE_SETTINGS_EDIT_H
#define CORE_SETTINGS_EDIT_H

#include <glib.h>
#include <stdbool.h>

/*
 * Changes single lines of a settings file's text and leaves all others as they
 * are, byte for byte: comments, order, blank lines, BOM, line ends. Whether a
 * value is allowed is for settings_read() to say of the result.
 */
struct settings_edit;

/* Copies. A text that is no UTF-8 may come in; it comes out as it was. NULL
 * where it has NUL bytes: that is no text. */
struct settings_edit *settings_edit_new(const char *text, gsize length);
void settings_edit_free(struct settings_edit *edit);

/* The value of a key, as the file has it; owned by the caller, NULL where the
 * file does not have the key. Groups are named as in the file's own line,
 * without the brackets: `deal`, `stages Кузовной цех`. Names of groups and
 * keys are the same as they are to settings_read(). */
char *settings_edit_get(const struct settings_edit *edit, const char *group,
                        const char *key);

/* Puts a key where it stands, else behind its commented-out sample, else at
 * the end of its group, else into a new group at the end of the file. Control
 * characters in the value become blanks. `value` NULL: its line goes. */
void settings_edit_set(struct settings_edit *edit, const char *group,
                       const char *key, const char *value);

/* Takes a group out: its line, its keys, and comments that stand between
 * them. */
void settings_edit_drop(struct settings_edit *edit, const char *group);

bool settings_edit_has_group(const struct settings_edit *edit,
                             const char *group);

/* The whole text, owned by the caller. */
char *settings_edit_text(const struct settings_edit *edit, gsize *length_r);

#endif
