#ifndef WATCHER_HISTORY_H
#define WATCHER_HISTORY_H

#include "core/ledger.h"
#include "core/memory.h"
#include "core/outcome.h"

#include <glib.h>
#include <stdbool.h>

/*
 * history.db (SQLite, alone here): files, orders, writes with intent before
 * and result after, changes. WAL, synchronous=FULL. The portal is the truth
 * and the folders are the queue: a history that is lost or broken is set aside
 * and begun anew, and never loses or doubles an order.
 */

#define HISTORY_ERROR (history_error_quark())
GQuark history_error_quark(void);
enum history_error {
	HISTORY_FAILED, /* disk, permission, lock: keep everything, try later */
	HISTORY_NEWER,  /* written by a newer b24bridge: refuse (exit 78) */
};

struct history;

/*
 * Opens STATE/history.db, making folder (0700) and file where they lack,
 * migrating an older schema. A database that is broken is renamed to
 * history.db.broken-TIMESTAMP and begun anew; *note_r (may be NULL) then says
 * so. `read_only`: for plan, show, status; NULL without an error where there
 * is none. Errors about the folder are of G_FILE_ERROR (PERM: exit 77).
 */
struct history *history_open(const char *state, bool read_only, char **note_r,
                             GError **error);
void history_close(struct history *history); /* accepts NULL */

/* What takes its time asks now and then whether it is to go on. */
struct history_care {
	bool (*goes_on)(void *context);
	void *context;
};

/*
 * The same for whoever has the folder alone, and looks whether all of it is
 * whole where that is due: after a kill, and where nobody did for a week. What
 * is not looked at to the end counts as whole. `care` may be NULL.
 */
struct history *history_open_own(const char *state,
                                 const struct history_care *care, char **note_r,
                                 GError **error);

/*
 * Whether it has to be opened again: it is broken, the disk refused it, or
 * another file lies in its place. history_reopen() does so, with a thorough
 * look; what is broken is set aside. False where that fails: every call fails
 * then until it succeeds.
 */
bool history_is_bad(struct history *history);
bool history_reopen(struct history *history, const struct history_care *care,
                    char **note_r, GError **error);

/*
 * A history that is made anew, and finds no trace of one before it, cannot know
 * whether there were writes. Whoever can tell by other signs notes it here:
 * until `at` (wall seconds) writes may have been sent.
 */
bool history_is_fresh(const struct history *history);
bool history_note_loss(struct history *history, gint64 at, GError **error);
/* It began anew, or is an older copy, and nobody has told it yet what can be
 * told by other means (rebuild.h). */
bool history_is_lost(struct history *history, bool *lost_r, GError **error);
bool history_rebuilt(struct history *history, GError **error);

/* A thread that looks whether all is whole; whoever ends it learns it, and
 * history_is_bad() too. */
struct history_looker;
bool history_look_due(struct history *history, gint64 now);
struct history_looker *history_look(struct history *history);
bool history_looked(const struct history_looker *looker); /* it is over */
/* Ends it, also before its time; accepts NULL. */
void history_look_end(struct history_looker *looker, struct history *history,
                      gint64 now);

/* ---- files ---- */

enum file_state { FILE_OPEN, FILE_DONE, FILE_PARTLY, FILE_REJECTED, FILE_HELD };

struct history_file {
	gint64 id;
	char *name; /* the source's, as it came */
	char *sha256;
	char *format; /* or NULL */
	gint64 exported, received, finished;
	enum file_state state;
	char *ack;  /* file name in ack/, or NULL */
	char *kept; /* path of the source below the folder, or NULL */
	struct totals totals;
};
void history_file_free(struct history_file *file);

/* The open row of this very file (name and hash), so that an interrupted one
 * goes on (*resumed_r), else a new one. */
bool history_begin_file(struct history *history, const char *name,
                        const char *sha256, const char *format, gint64 exported,
                        gint64 received, gint64 *id_r, bool *resumed_r,
                        GError **error);
bool history_end_file(struct history *history, gint64 id, enum file_state state,
                      const char *ack, const char *kept,
                      const struct totals *totals, gint64 finished,
                      GError **error);
/* Why a file is rejected or held, for people, and how many deals it would
 * create, close or reopen where that is why (0: it is not). */
bool history_say_why(struct history *history, gint64 id, const char *why,
                     guint64 brake, GError **error);
/* The bridge itself drops this content into in/ again: it is as old as when it
 * came first. history_dropped: that time, untouched where 1C dropped it. Ends
 * with history_use_allowed(). */
bool history_drop(struct history *history, const char *sha256, GError **error);
bool history_dropped(struct history *history, const char *sha256,
                     gint64 *received_r, GError **error);
/* Newest first; `name` may be NULL. Of struct history_file, owned. */
GPtrArray *history_files(struct history *history, const char *name, guint most,
                         GError **error);
/* The newest finished row of this content received at or after `since`; NULL
 * without error where there is none. */
struct history_file *history_find_file(struct history *history,
                                       const char *sha256, gint64 since,
                                       GError **error);
/* What a person lets pass, by content: `release` the brake, `once --force`
 * older data too. It holds until that content was carried out. */
enum history_pass { PASS_NONE, PASS_BRAKE, PASS_FORCE };
bool history_allow(struct history *history, const char *sha256,
                   enum history_pass pass, GError **error);
bool history_allowed(struct history *history, const char *sha256,
                     enum history_pass *pass_r, GError **error);
bool history_use_allowed(struct history *history, const char *sha256,
                         GError **error);

/* ---- orders ---- */

/* One transaction: the outcomes of a window, with memory of the documents.
 * An order that is already recorded for the file is replaced; so is an equal
 * outcome of the same document in an earlier, finished file, unless it wrote:
 * `show` tells of what happened, not of how often nothing did. */
struct history_order {
	gint64 file;      /* row */
	guint64 position; /* in the file, from 0 */
	const char *key;  /* judged.key, or NULL */
	const struct outcome *outcome;
	gint64 exported;      /* WHEN_NONE: not carried out, remember nothing */
	const char *state;    /* folded, or NULL */
	const char *stage;    /* after the plan, or NULL */
	gint64 named_contact; /* 0: named nobody */
	gint64 date;          /* of the order, for named_contact */
	/* As the file has them, for history_seen(); NULL: none. */
	const char *state_name, *organization;
};
bool history_record(struct history *history, const struct history_order *orders,
                    gsize count, gint64 now, GError **error);

/*
 * What files have had, also orders that were skipped or failed: names of
 * states (`kind` "state") and of organizations ("organization"), most orders
 * first; a name counts once an order that was read. Of each kind the 1,000 that
 * came last are kept.
 *   [{"name","folded","orders","newest"}]
 * `folded`: text_fold() of the name, for states with TEXT_BLANKS.
 */
cJSON *history_seen(struct history *history, const char *kind, GError **error);

/* What an interrupted run already did: the outcome of this order, or NULL. */
bool history_outcome(struct history *history, gint64 file, guint64 position,
                     struct outcome **outcome_r, GError **error);

/* Fills `memory` for these document keys / these contacts. */
bool history_recall_documents(struct history *history, const GPtrArray *keys,
                              struct memory *memory, GError **error);
bool history_recall_contacts(struct history *history, const GArray *contacts,
                             struct memory *memory, GError **error);

/* Kept sources whose orders failed or are held, and may be tried again: paths
 * below the folder, oldest first. `number` NULL: all. Only the newest outcome
 * of each document counts, and none that has been held (failed) without a
 * break since before `since`: a try that changes nothing does not make it
 * younger. Strings, owned. */
GPtrArray *history_retriable(struct history *history, const char *number,
                             bool held_only, gint64 since, GError **error);

/*
 * All that happened to an order's number, oldest first; NULL without error:
 * unknown. Times are ISO 8601 with their zone.
 *   {"number":…, "orders":[{"file":…, "received":…, "at":…, "ack":…, "kept":…,
 *     "outcome":(outcome_to_json), "changes":[{"entity","field","from","to",
 *     "at"}], "writes":[{"entity","verb","id","changes","intended","settled",
 *     "result","refusal"}]}]}
 */
cJSON *history_show(struct history *history, const char *number,
                    GError **error);

/* ---- writes ---- */

/* Intent before (sets step->written), result after; each one transaction. */
bool history_intend(struct history *history, gint64 file,
                    const GPtrArray *steps, gint64 now, GError **error);
bool history_settle(struct history *history, const GPtrArray *steps, gint64 now,
                    GError **error);

/* The newest time at which a write was sent whose result nobody knows
 * (WHEN_NONE: there is none), and how many there are; history_forget_unknown()
 * marks them as given up to the look-up by mark. Where a history was lost, all
 * that it may have known counts as one of them, until the time of the loss. */
bool history_unknown(struct history *history, gint64 *newest_r, guint *count_r,
                     GError **error);
bool history_forget_unknown(struct history *history, GError **error);

/* Refills an empty ledger from the creates since `since` and what was changed
 * on them. */
bool history_refill(struct history *history, gint64 since,
                    struct ledger *ledger, GError **error);

/* Deletes finished files and what hangs on them before `before`, but never
 * what memory needs. */
bool history_expire(struct history *history, gint64 before, GError **error);

#endif
