#ifndef WEB_LISTS_H
#define WEB_LISTS_H

#include "core/dictionary.h"

#include <glib.h>

/*
 * The portal's lists as last fetched, kept in STATE/portal.json: they are shown
 * with their age while the portal does not answer.
 */

/* NULL where none were fetched. */
struct dictionary *lists_load(const char *state, gint64 *when_r);

/* They are another portal's. */
void lists_forget(const char *state);

/* Asks the portal, keeps what it says. NULL: error, Russian. `wake` readable:
 * the process is to end; -1: none. */
struct dictionary *lists_fetch(const char *settings_path, int wake,
                               gint64 *when_r, GError **error);

#endif
