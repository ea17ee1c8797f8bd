#ifndef CORE_MATCH_H
#define CORE_MATCH_H

#include "core/judge.h"
#include "core/rules.h"
#include "core/snapshot.h"

#include <glib.h>
#include <stdbool.h>

/*
 * Which deal is an order's (contract, rules 2 and 3). Pure questions to a
 * snapshot; b24/look_up asks them too, to know which phones it still needs.
 *
 * `taken`: set of deal ids (gint64) that other orders have; may be NULL.
 * `known`: the deal that this document had before, or 0: of several deals that
 * fit it stays the one, or closing it would make the next run take another.
 */

/* Rule 2: by the number in the id field, then by our mark. *by_mark_r says
 * which; `candidates`, where given, gets the ids when there was a choice. */
struct deal *match_document(const struct judged *judged,
                            const struct snapshot *snapshot,
                            const struct rules *rules, GHashTable *taken,
                            gint64 known, bool *by_mark_r, GArray *candidates);

/* Rule 3: deals of these contacts (ids), newest first, owned array of not
 * owned deals. `final`: the order's own stage is final. */
GPtrArray *match_phone(const struct judged *judged, const GArray *contacts,
                       bool final, const struct snapshot *snapshot,
                       const struct rules *rules, GHashTable *taken);

/* The deal bears our mark, and it names another document than this one. */
bool match_marked_otherwise(const struct deal *deal,
                            const struct judged *judged,
                            const struct rules *rules);
/* The deal bears our mark for this document. */
bool match_marked(const struct deal *deal, const struct judged *judged,
                  const struct rules *rules);

#endif
