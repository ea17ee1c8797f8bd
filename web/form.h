#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "core/dictionary.h"
#include "core/settings_edit.h"
#include "web/fields.h"
#include "web/settings_text.h"

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * Settings as fields of a form, by the same table as the file's: what a field
 * shows, what a person sent, which lines of the file that changes, and what is
 * wrong with it. Nothing is written here.
 */

/* One line of the file that is to change. */
struct form_change {
	char *group; /* as in the brackets: `deal`, `stages Кузовной цех` */
	char *key; /* NULL: the whole group goes */
	char *was; /* NULL: the file does not have it */
	char *is;  /* NULL: its line goes */
};
GPtrArray *form_changes_new(void);
void form_change_add(GPtrArray *changes, const char *group, const char *key,
                     const char *was, const char *is);

struct form {
	const struct settings_text *file;
	struct settings_edit *edit;      /* of the file as it is */
	const struct dictionary *portal; /* its lists; NULL: none are known */
	const struct fields *sent;       /* what to show again, or NULL */
	const GPtrArray *faults;         /* of struct settings_fault, or NULL */
};

/* `portal`, `sent` and `faults` are set by whoever has them. */
struct form *form_new(const struct settings_text *file);
void form_free(struct form *form);

/* The row of "deal.create", NULL where there is none. */
const struct settings_row *form_row(const char *name);

/* What the file says, else the default; owned. */
char *form_value(const struct form *form, const char *group,
                 const struct settings_row *row);

/*
 * A field's model for field.html. `group`: of the file, for a row of an
 * organization ("organization СТО Маяк"), else the row's own. `optional`:
 * nothing said is a choice of its own.
 */
cJSON *form_field(const struct form *form, const char *group,
                  const struct settings_row *row);

/* Those of the sent fields that change something. Fields say by "_f" that they
 * were on the page. */
void form_read(const struct form *form, const struct fields *sent,
               GPtrArray *changes);

/* The file's text with these changes; owned. */
char *form_apply(const struct settings_text *file, const GPtrArray *changes,
                 gsize *length_r);

/* What is wrong with a field, or NULL: "[deal] create" of a fault. Not owned.
 */
const char *form_fault(const GPtrArray *faults, const char *group,
                       const char *key);

#endif
