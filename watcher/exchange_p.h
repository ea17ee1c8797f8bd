#ifndef WATCHER_EXCHANGE_P_H
#define WATCHER_EXCHANGE_P_H

#include "watcher/exchange.h"

#include "core/judge.h"
#include "core/ledger.h"
#include "core/memory.h"
#include "watcher/history_learned.h"
#include "xml/ack_load.h"
#include "xml/ack_writer.h"

/*
 * What the files of the exchange share: exchange.c (files, in order), job.c
 * and job_load.c (one file, from work/ to its ack), window.c and window_write.c
 * (some orders, to the portal and back) and preview.c (the same without
 * writing).
 */

struct exchange {
	struct exchange_parts parts;
	struct dictionary *dictionary; /* NULL: to be learned */
	struct rules *rules;
	gint64 learned_ms;
	gint64 sent_ms; /* no write was sent later, as far as anybody knows */
	struct ledger *ledger;
	bool refilled;     /* the ledger, from the history */
	GPtrArray *acks;   /* names in ack/ as this run found them, or NULL */
	guint64 done, all; /* orders, as last told */
	struct learned_store learned; /* of the history, where there is one */
	GHashTable *taught;  /* set of the contents that taught, owned */
	char *reply_failure; /* as last told, or NULL */
	char *address;       /* of the portal, as last told */
	char *load_rules;    /* of [ack] kd2_rules_file, or NULL */
};

/* One file that is being carried out. */
struct job {
	struct exchange *exchange;
	char *name; /* in work/ */
	struct order_file file;
	struct order_source *source; /* NULL: rejected */
	gint64 received;
	gint64 exported; /* the effective export time */
	gint64 row;      /* in the history */
	bool resumed;    /* an interrupted run did some of it */
	bool force;
	bool allowed;   /* a person let it pass the brake */
	guint64 braked; /* deals it would change, where that is too many */
	bool dropped;   /* the bridge itself brought it again */
	bool anew;      /* 1C counts its messages from this one on */
	struct message *remark; /* on the file as a whole, or NULL */
	int ack_fd;
	char *ack_hidden;
	struct ack_writer *ack;
	int load_fd; /* as of the ack; -1 without [ack] load */
	char *load_hidden;
	struct ack_load *load;
	struct totals totals;
	guint64 position; /* orders taken so far */
	bool drained;     /* no order left to take */
	guint waiting;    /* orders taken and not in the ack yet */
};

struct job *job_new(struct exchange *exchange, const char *name);

/* Fills the file's facts and its times; an enum reading, -1 on error. */
int job_read(struct job *job, int fd, GError **error);

/* When it came, and what follows from that. */
void job_came(struct job *job, gint64 when);

/* Opens and reads work/NAME. *job_r is NULL where the file was rejected: it is
 * acked and moved then. */
bool job_open(struct exchange *exchange, const char *name, bool force,
              struct job **job_r, GError **error);
void job_free(struct job *job);

/*
 * What is due before the first order is taken, in the order of the files: a
 * message of an exchange plan that was received before is answered again and
 * not carried out (*over_r); what the others teach is kept.
 */
bool job_check_message(struct job *job, bool *over_r, GError **error);
/* A reply of our own is no message: there is nothing in it, nor to answer. */
void job_disown(struct job *job);
bool job_teach(struct job *job, GError **error);
/* The number that it confirms; of what the bridge brings again 0: it was
 * confirmed at its time, and 1C may count anew since. */
guint64 job_confirms(const struct job *job,
                     const struct exchange_message *message);
/* Messages of one pair of nodes: their numbers count. */
bool job_same_pair(const struct job *a, const struct job *b);

/* Orders of a message that was received before, and what is said of each;
 * NULL where it is none. Owned by the caller. */
bool job_received_before(struct job *job, struct message **said_r,
                         GError **error);
typedef bool job_each_skipped(void *context, const struct outcome *outcome,
                              GError **error);
bool job_skip_all(struct job *job, const struct message *said,
                  job_each_skipped *each, void *context, GError **error);

/* Writes one outcome to the ack and counts it. */
bool job_tell(struct job *job, const struct outcome *outcome,
              const struct ack_load_known *known, GError **error);

/* Ends the ack, publishes it and moves the source: archive/, or held/ with a
 * fault that says why. */
bool job_finish(struct job *job, GError **error);
bool job_hold(struct job *job, const struct message *why, GError **error);

/* ---- job_load.c: the file that 1C loads, where one is wanted ---- */

bool job_load_begin(struct job *job, GError **error);
bool job_load_order(struct job *job, const struct outcome *outcome,
                    const struct ack_load_known *known, GError **error);
/* `done`: the file was carried out. *publish_r: whether there is anything. */
bool job_load_end(struct job *job, bool done, bool *publish_r, GError **error);
void job_load_free(struct job *job);

/* ---- windows ---- */

enum { WINDOW_ORDERS = 2000 };

struct window {
	GPtrArray *orders; /* of struct judged, owned */
	GArray *places;    /* of struct window_place, one an order */
	GHashTable *keys;  /* documents it holds, not owned */
};

struct window_place {
	struct job *job;
	guint64 position;
	struct outcome *done; /* by an interrupted run; owned */
};

struct window *window_new(void);
void window_free(struct window *window);

/* Takes orders from the job until the window is full, the file is drained, or
 * a document comes that the window has already: *full_r. What an interrupted
 * run did is taken as it is. */
bool window_fill(struct window *window, struct job *job, bool *full_r,
                 GError **error);

/* Look up, plan: nothing is written. *snapshot_r and *memory_r are for those
 * who go on. */
struct plan *window_plan(struct exchange *exchange, struct window *window,
                         struct ledger *ledger, struct snapshot **snapshot_r,
                         GError **error);

/* Look up, plan, apply, record, tell. On an error what was settled is recorded
 * and the rest is as if never taken. */
bool window_carry_out(struct exchange *exchange, struct window *window,
                      GError **error);

/* The file has more orders than the brake, and nobody let it pass. */
bool preview_needed(const struct job *job);
/* Rule 11: acks and moves a file that has to wait for a person. */
bool preview_brake(struct job *job, bool *held_r, GError **error);

/* Writes the replies that are owed to exchange plans; a failure is told once,
 * and tried again with the next reply and by exchange_reply(). */
void exchange_write_replies(struct exchange *exchange);

/* Rules, from a portal that was learned not long ago. */
bool exchange_learn(struct exchange *exchange, GError **error);

#endif
