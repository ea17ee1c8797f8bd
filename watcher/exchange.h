#ifndef WATCHER_EXCHANGE_H
#define WATCHER_EXCHANGE_H

#include "b24/portal.h"
#include "core/outcome.h"
#include "core/settings.h"
#include "watcher/history.h"
#include "watcher/reader.h"
#include "watcher/spool.h"

#include <glib.h>
#include <stdbool.h>

/*
 * Files of work/ carried out: read, look up, plan, apply, record, ack,
 * archive. The design's picture, as code; it decides nothing about orders.
 */

struct exchange;

/* What happened, told as it happens; members may be NULL. */
struct exchange_listener {
	void (*order)(void *context, const char *file,
	              const struct outcome *outcome);
	/* Orders done of orders in hand; now and then. */
	void (*progress)(void *context, guint64 done, guint64 all);
	/* `ack`: the ack's name; `why`: of a rejected or held file, Russian. */
	void (*file)(void *context, const char *file, enum file_state state,
	             const struct totals *totals, const char *ack,
	             const char *why);
	/* Things to say that are no failure, Russian. */
	void (*note)(void *context, const char *text);
	void *context;
};

/* Not owned, all of them; `spool` and `history` may be NULL for plans. */
struct exchange_parts {
	const struct settings *settings;
	struct portal *portal;
	struct spool *spool;
	struct history *history;
	struct reader *reader;
	struct transport *transport; /* for its clocks */
	struct exchange_listener listener;
};

struct exchange *exchange_new(const struct exchange_parts *parts);
void exchange_free(struct exchange *exchange);

/*
 * Waits until every write that an earlier run left unknown can be judged by
 * its mark (by the clock of the process, whatever the one on the wall says),
 * and refills the ledger. Before the first exchange_run().
 */
bool exchange_recover(struct exchange *exchange, GError **error);

/*
 * Carries out these files of work/, the first first, until all are acked and
 * have left work/. On an error (PORTAL_ERROR, HISTORY_ERROR, G_FILE_ERROR)
 * what is not finished stays in work/ and goes on with the next call: no order
 * is done twice, none is lost. A file that a disk does not let be read keeps no
 * other: the error comes when they are done. `force`: `once --force`.
 */
bool exchange_run(struct exchange *exchange, const GPtrArray *names, bool force,
                  GError **error);

/*
 * The real look-ups and no write: every order's outcome as planned goes to
 * `tell`. READING_REJECTED with the faults told, or READING_WHOLE; -1 on
 * error.
 */
struct exchange_plan {
	void (*order)(void *context, const struct outcome *outcome,
	              enum action action);
	void (*fault)(void *context, const struct message *fault);
	void *context;
};
int exchange_plan_file(struct exchange *exchange, int fd,
                       const struct exchange_plan *plan, GError **error);

/* [ack] kd2_rules_file, as it is put into load files; NULL for none. False
 * where it is no file of rules, or others may write to it. */
bool load_rules_read(const char *path, char **rules_r, GError **error);

/* The history began anew: what files taught it is to be taught again. */
void exchange_forget_taught(struct exchange *exchange);

/* Replies of exchange plans that could not be written are tried again. */
void exchange_reply(struct exchange *exchange);

/* The portal is learned again before the next file: settings changed, or a
 * person may have changed the portal. */
void exchange_forget_portal(struct exchange *exchange);

#endif
