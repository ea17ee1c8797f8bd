#ifndef PORTAL_DUPLICATES_H
#define PORTAL_DUPLICATES_H

#include <glib.h>

/*
 * Leads and companies, of which this portal knows only by which phones and
 * addresses the duplicate index finds them.
 */

struct duplicates;

struct duplicates *duplicates_new(void);
void duplicates_free(struct duplicates *duplicates);

/* `kind` is LEAD or COMPANY; `key` as kind_comm_lookup() has it. */
void duplicates_add(struct duplicates *duplicates, const char *kind,
                    const char *key, gint64 id);
/* Appends the ids, as gint64, to `ids`. */
void duplicates_find(const struct duplicates *duplicates, const char *kind,
                     const char *key, GArray *ids);

#endif
