#ifndef XML_THING_VIEW_H
#define XML_THING_VIEW_H

#include "xml/things.h"

/*
 * The reading side of things.h: all that a file tells about a thing, gathered.
 */

struct thing_facts {
	char *single[FACT_SINGLES]; /* by enum fact; NULL: not told */
	GPtrArray *phones, *mails;  /* of owned texts, in the file's order */
};

struct thing_view;

/* `things_at`, `things`: of the record file's end. The descriptor is not
 * taken. */
struct thing_view *thing_view_new(int fd, guint64 things_at, guint64 things);
void thing_view_free(struct thing_view *view);

/* Valid until the next call; NULL for an error of the record file. */
const struct thing_facts *thing_view_get(struct thing_view *view, guint32 thing,
                                         GError **error);

/* What to call it: its name, else full name, predefined name, code; or NULL. */
const char *thing_name(const struct thing_facts *facts);

#endif
