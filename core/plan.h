#ifndef CORE_PLAN_H
#define CORE_PLAN_H

#include "core/judge.h"
#include "core/memory.h"
#include "core/message.h"
#include "core/rules.h"
#include "core/snapshot.h"

/*
 * The decisions: orders meet the portal, and out come the fewest writes that
 * bring the portal into line with 1C (contract, "Rules"). Pure: no I/O, no
 * clock, no memory of its own.
 */

/* What the mark of a contact begins with that was made for a client without
 * GUID; the document's key follows. It names no client. */
#define PLAN_ORDER_MARK "order:"

enum entity { ENTITY_DEAL, ENTITY_CONTACT };

enum value_type {
	VALUE_TEXT,
	VALUE_NUMBER, /* an integer */
	VALUE_MONEY,  /* hundredths as text, `30110.00` */
	VALUE_PHONE,  /* an E.164 number to add; of a contact */
	VALUE_MAIL,   /* an address to add; of a contact */
};

/* One field of one write. `field` is crm.item's name (stageId, opportunity,
 * lastName, …), the code for user fields (UF_CRM_…), PHONE and EMAIL. */
struct change {
	char *field;
	enum value_type type;
	char *from; /* NULL for a create */
	char *to;
	bool silent; /* belongs to another change, not shown to people:
	                isManualOpportunity, currencyId with an equal value */
};

enum step_verb { STEP_ADD, STEP_UPDATE };

enum step_result {
	STEP_WAITING, /* not sent, or surely not run: may be sent */
	STEP_DONE,
	STEP_REFUSED, /* the portal said no: `refusal` */
	STEP_UNSURE,  /* sent, and nobody knows: never guess */
};

/* One write: an add or an update of one entity. */
struct step {
	enum entity entity;
	enum step_verb verb;
	gint64 id; /* of an update; of an add once it is known, else 0 */
	GPtrArray *changes;        /* of struct change, owned; empty only
	                       where `contact` is to be linked */
	char *originator, *origin; /* the mark of an add: what to ask by */
	struct step *contact; /* of a deal: the contact to be linked, where it
	                         is made in the same plan; not owned */

	/* Filled by whoever carries the step out. */
	enum step_result result;
	char *refusal; /* the portal's words, secret-free */
	char *kept;    /* the stage the portal kept instead of ours, or NULL */
	bool gone; /* the portal says that there is no such entity (any more) */
	gint64 written; /* row of the history's intent; 0: none */
};

enum match { MATCH_NONE, MATCH_ID, MATCH_MARK, MATCH_PHONE, MATCH_NEW };

enum action {
	ACTION_NONE,
	ACTION_CREATE,
	ACTION_UPDATE,
	ACTION_SKIP,
	ACTION_HOLD,
	ACTION_ERROR,
};

/* What was decided for one order. */
struct verdict {
	struct judged *judged; /* not owned */
	enum match match;
	enum action action;
	gint64 deal;                    /* 0: none yet */
	gint64 contact;                 /* 0: none yet */
	struct contact *contact_before; /* as the portal has it, owned copy */
	struct step *contact_step; /* not owned; may serve several orders */
	struct step *deal_step;    /* not owned */
	bool closes, reopens;
	char *stage;        /* the one we wrote or found right; NULL where a
	                       person's was kept */
	bool shows_contact; /* the contact's changes are told with this order */
	bool names_contact; /* this order's client has the last word on names */
	GPtrArray *messages; /* of struct message, owned */
};

struct plan {
	GPtrArray *verdicts; /* of struct verdict, owned, as the orders */
	GPtrArray *steps;    /* of struct step, owned; contacts before deals */
	guint creates, closes, reopens;
};

/*
 * Plans for `orders` (array of struct judged, one window, not owned) against
 * what the portal holds. The ledger's entities must be in the snapshot
 * already (ledger_complete).
 */
struct plan *plan_build(const GPtrArray *orders,
                        const struct snapshot *snapshot,
                        const struct memory *memory, const struct rules *rules);
void plan_free(struct plan *plan);

/*
 * Puts the steps that are DONE into the snapshot, as the portal now has them;
 * `now` becomes the creation time of what was added. For the ledger, and with
 * plan_pretend() for tests.
 */
void plan_apply(const struct plan *plan, struct snapshot *snapshot,
                const struct rules *rules, gint64 now);

/* Ids of what was never made begin here: above any that a portal has. */
#define PLAN_PRETENDED (G_GINT64_CONSTANT(1) << 52)

/* Every step is DONE, adds get ids from *next_id upwards. */
void plan_pretend(struct plan *plan, gint64 *next_id);

/* The folded state that counts for until_edited. Owned by the caller. */
char *plan_state(const struct order *order);

const char *match_name(enum match match);    /* "phone", for JSON */
const char *action_name(enum action action); /* "update", for JSON */

#endif
