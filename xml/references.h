#ifndef XML_REFERENCES_H
#define XML_REFERENCES_H

#include "xml/learned.h"
#include "xml/thing_view.h"

/*
 * Between a file and the store of what earlier files taught: asks for many
 * references at once, and tells what the file teaches. Neither knows the
 * other.
 */

struct references;

/* The view must outlive them. */
struct references *references_new(struct thing_view *view);
void references_free(struct references *references);

/* The store must outlive them; `exported`: of the file. */
void references_use(struct references *references,
                    const struct learned_store *store, gint64 exported);
bool references_used(const struct references *references);

/* Asks for all that is wanted, then for what that refers to, as far as a path
 * may lead; from now on the view knows the answers, and no earlier ones. */
bool references_look_up(struct references *references,
                        const struct thing_wants *wants, GError **error);

/* Tells the store what the file teaches of the first `things`. */
bool references_teach(struct references *references, guint32 things,
                      GError **error);

#endif
