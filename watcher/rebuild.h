#ifndef WATCHER_REBUILD_H
#define WATCHER_REBUILD_H

#include "core/settings.h"
#include "watcher/history.h"
#include "watcher/spool.h"

/*
 * Tells a history that was lost, or that is an older copy, what the folders
 * know: from the acks in ack/, oldest first, which files there were, what
 * became of each order, which deals and contacts they have, and how old the
 * data were (so that older ones are `stale` again and a deal that is gone is
 * `deal_lost`). What no ack tells stays unknown: who named a contact, states
 * for `until_edited`, what references point to, numbers of exchange-plan
 * messages, single writes.
 *
 * Does nothing with a history that knows all. One that is fresh is taken for a
 * new installation unless the folders tell of work before it: then writes may
 * have been sent until the newest of that. For whoever has the folder alone,
 * before the first file.
 *
 * What an interrupted one did is not done twice. *note_r (owned; may become
 * non-NULL) says what was told. False: the history fails; an ack that cannot be
 * read is left out.
 */
bool rebuild_history(struct spool *spool, struct history *history,
                     const struct settings *settings,
                     const struct history_care *care, char **note_r,
                     GError **error);

#endif
