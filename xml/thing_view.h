#ifndef XML_THING_VIEW_H
#define XML_THING_VIEW_H

#include "xml/learned.h"
#include "xml/onec_node.h"
#include "xml/things.h"

/*
 * The reading side of things.h: all that a file tells about a thing, gathered,
 * and laid over what earlier files taught, as far as that was asked for. What
 * only those know of has a number here too, behind those of the file.
 */

struct thing_facts {
	char *single[FACT_SINGLES]; /* by enum fact; NULL: not told */
	GPtrArray *phones, *mails;  /* of owned texts, in the file's order */
	struct onec_node *node;     /* all attributes that were kept */
};

struct thing_view;

/* `things_at`, `things`: of the record file's end. The descriptor is not
 * taken. `paths`, which may be NULL, must outlive the view. */
struct thing_view *thing_view_new(int fd, guint64 things_at, guint64 things,
                                  const struct onec_paths *paths);
void thing_view_free(struct thing_view *view);

/* Valid until the next call; NULL for an error of the record file. */
const struct thing_facts *thing_view_get(struct thing_view *view, guint32 thing,
                                         GError **error);

/* What a thing is called, "" where nothing says; NULL for an error. What
 * thing_view_get() gave stays valid. */
const char *thing_view_called(struct thing_view *view, guint32 thing,
                              GError **error);

/* What to call it: its name, else full name, predefined name, code; or NULL. */
const char *thing_name(const struct thing_facts *facts);

/* ---- earlier files ---- */

/* What is wanted of them: GUIDs, a set of owned texts. */
struct thing_wants {
	GHashTable *guids;
	GHashTable *visited; /* set of things */
};

void thing_wants_init(struct thing_wants *wants);
void thing_wants_clear(struct thing_wants *wants);

/* Adds the GUIDs of a thing and of all that a path may lead to from there.
 * False for an error of the record file. */
bool thing_view_wants(struct thing_view *view, guint32 thing,
                      struct thing_wants *wants, GError **error);

/* What earlier files taught, GUID → struct learned, from now on; NULL: nothing.
 * Not owned; `exported`: of the file that is viewed. */
void thing_view_know(struct thing_view *view, GHashTable *known,
                     gint64 exported);

/* What this file tells of a thing; owned by the caller. NULL likewise. */
struct told *thing_view_told(struct thing_view *view, guint32 thing,
                             GError **error);

#endif
