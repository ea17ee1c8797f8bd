#ifndef CORE_LEDGER_H
#define CORE_LEDGER_H

#include "core/plan.h"
#include "core/snapshot.h"

/*
 * What was created and taken lately, by earlier windows and within the last
 * hour: the portal's index may not show it yet (Bitrix24: search lags behind
 * writes), and a second deal must not come of that.
 */

struct ledger;

/* `pretended`: what is noted was never written, so it outvotes what the portal
 * shows; for plans of several windows. */
struct ledger *ledger_new(bool pretended);
void ledger_free(struct ledger *ledger);

/* Remembers every DONE step of a plan as the portal now has it; `snapshot` is
 * the one it was planned against. `now`: seconds. */
void ledger_note(struct ledger *ledger, const struct plan *plan,
                 struct snapshot *snapshot, const struct rules *rules,
                 gint64 now);

/* Copies of an entity created at `when`: how the history refills it. A deal's
 * number may stand in its fields under the id field's code. */
void ledger_add_deal(struct ledger *ledger, const struct deal *deal,
                     gint64 when);
void ledger_add_contact(struct ledger *ledger, const struct contact *contact,
                        gint64 when);

/* As it was written last, not owned; NULL where it is not remembered. */
const struct deal *ledger_deal(const struct ledger *ledger, gint64 id);
const struct contact *ledger_contact(const struct ledger *ledger, gint64 id);

/* Puts into the snapshot what is remembered, may matter to these orders (array
 * of struct judged; NULL: everything) and the portal did not show; what it
 * showed wins. Forgets what is older than an hour. */
void ledger_complete(struct ledger *ledger, struct snapshot *snapshot,
                     const GPtrArray *orders, const struct rules *rules,
                     gint64 now);

/* It was deleted: the portal says so. */
void ledger_forget(struct ledger *ledger, enum entity entity, gint64 id);

#endif
