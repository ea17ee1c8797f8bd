#ifndef WEB_FIELDS_H
#define WEB_FIELDS_H

#include <glib.h>
#include <stdbool.h>

/*
 * What a form sent: names with one or several values, bounded. A browser
 * sends a name again for every ticked box.
 */
struct fields;

enum { FIELDS_MOST = 20000, FIELDS_BYTES = 4 * 1024 * 1024 };

struct fields *fields_new(void);
void fields_free(struct fields *fields);

/* A value, or more of the last one (`more`). False where the form is longer
 * than any of ours can be, or its text is no UTF-8. */
bool fields_add(struct fields *fields, const char *name, const char *value,
                gsize length, bool more);

/* False where a value is no UTF-8: they may come in parts, so only the whole
 * can be judged. */
bool fields_valid(const struct fields *fields);

/* The first value, NULL where the form had no such field. */
const char *fields_get(const struct fields *fields, const char *name);
/* The same, "" where it had none. */
const char *fields_text(const struct fields *fields, const char *name);
/* A number that is not negative; 0 where it is none. */
gint64 fields_number(const struct fields *fields, const char *name);
/* All values (texts), NULL where there are none. */
const GPtrArray *fields_all(const struct fields *fields, const char *name);

/* Every value in the order in which it came. */
typedef void fields_each(void *context, const char *name, const char *value);
void fields_walk(const struct fields *fields, fields_each *each, void *context);

#endif
