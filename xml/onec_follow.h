#ifndef XML_ONEC_FOLLOW_H
#define XML_ONEC_FOLLOW_H

#include "xml/onec_node.h"
#include "xml/thing_view.h"

/*
 * From an object along the paths of a role to a value. A step is an attribute
 * of the object; or, with the step behind it, an attribute of a row or the
 * name of a property in a tabular section; or the name of an additional
 * property.
 */

struct onec_follow {
	struct thing_view *view;
	const struct onec_paths *paths;
	GString *trail; /* for its own use; not NULL */
	GError *error;  /* the first one: nothing is found after it */
};

/* Where a path begins. */
struct onec_place {
	const struct onec_node *node; /* NULL: at a thing */
	guint32 thing;
};

struct onec_found {
	char *text;    /* NULL: it is a thing */
	guint32 thing; /* THING_NONE where it is a text */
	char *path;    /* as a person would write it */
};

void onec_found_clear(struct onec_found *found);

/* The first choice that leads to a value; false where none does. */
bool onec_follow(struct onec_follow *follow, struct onec_place from,
                 enum role role, struct onec_found *found_r);

/* One choice. */
bool onec_follow_path(struct onec_follow *follow, struct onec_place from,
                      const struct onec_path *path, struct onec_found *found_r);

#endif
