#ifndef B24_PORTAL_H
#define B24_PORTAL_H

#include "b24/transport.h"
#include "core/plan.h"

#include <glib.h>
#include <stdbool.h>

/*
 * A Bitrix24 portal as three verbs: learn, look up, apply. Methods, batches,
 * limits and JSON stay below this line.
 *
 * Every failure says what to do next:
 */
#define PORTAL_ERROR (portal_error_quark())
GQuark portal_error_quark(void);

enum portal_error {
	PORTAL_RETRY,   /* not reached, or it is overloaded: nothing is lost,
	                   the same call later goes on */
	PORTAL_STOP,    /* secret, rights or plan: only a person can mend it */
	PORTAL_SETUP,   /* the portal lacks what a setting names */
	PORTAL_STOPPED, /* we were asked to end while waiting */
	PORTAL_GARBLED, /* an answer that no portal would give */
};

struct portal;

struct portal_options {
	gint64 requests_per_second, burst;
};

/* The transport is not owned and must outlive the portal. */
struct portal *portal_new(struct transport *transport,
                          const struct portal_options *options);
void portal_free(struct portal *portal);

/* Another transport and other limits for the same portal, while nothing is
 * under way: it still counts what came from us. */
void portal_renew(struct portal *portal, struct transport *transport,
                  const struct portal_options *options);

/* Everything a struct dictionary holds, in one or two requests. NULL on
 * failure. */
struct dictionary *portal_learn(struct portal *portal, GError **error);
/* The same for `check`: also these users (gint64) where the webhook may read
 * them, and how much its owner sees. What the portal does not show is in
 * dictionary->refused and no error. */
struct dictionary *portal_learn_all(struct portal *portal, const GArray *users,
                                    GError **error);

/* Those who work there (array of struct user, owned), up to 500, by last name;
 * in one request. NULL: the webhook may not read users, or the portal was not
 * reached. */
GPtrArray *portal_users(struct portal *portal, GError **error);

/*
 * Puts into `snapshot` whatever the portal holds that may matter to these
 * orders (array of struct judged): numbers and marks first, contacts of the
 * deals found, phones only for what is left, then their contacts and deals.
 * Orders that failed or are skipped are not asked for. Every returned row is
 * compared with what was asked; a dropped filter is PORTAL_GARBLED, never a
 * match.
 */
bool portal_look_up(struct portal *portal, const GPtrArray *orders,
                    const struct rules *rules, struct snapshot *snapshot,
                    GError **error);

/* Puts these deals (ids, gint64) into the snapshot, those that the portal
 * shows: for deals that the history knows and no look-up found. */
bool portal_look_up_deals(struct portal *portal, const GArray *ids,
                          const struct rules *rules, struct snapshot *snapshot,
                          GError **error);

/* Told before a write leaves and after its outcome is known. The arrays hold
 * struct step, not owned. Before: all of them will be sent in one request; a
 * false means that the intent could not be kept: nothing is sent. */
struct portal_journal {
	bool (*intend)(void *context, const GPtrArray *steps, GError **error);
	bool (*settle)(void *context, const GPtrArray *steps, GError **error);
	void *context;
};

/*
 * Carries the waiting steps of a plan out, contacts before the deals that need
 * them, and sets each step's result. True where every step was settled (DONE,
 * REFUSED or UNSURE); false with an error where some stay WAITING: those were
 * surely not run. A step whose answer is lost is asked for by its mark (an
 * add) or read back (an update) until 75 s after it was sent, because the
 * server may go on for 60 s; only then is it sent again, once.
 */
bool portal_apply(struct portal *portal, struct plan *plan,
                  const struct rules *rules,
                  const struct portal_journal *journal, GError **error);

/* Seconds after sending before a lost write may be judged absent. */
enum { PORTAL_SETTLE_SECONDS = 75 };

/* Makes a single string user field of deals with this label; its code is owned
 * by the caller. */
char *portal_make_id_field(struct portal *portal, const char *label,
                           GError **error);

struct portal_counts {
	guint64 requests, commands, writes, retries, waited_ms;
	guint most_under_way; /* requests at once */
};
const struct portal_counts *portal_counts(const struct portal *portal);

#endif
