#ifndef B24_CALL_H
#define B24_CALL_H

#include "b24/answer.h"
#include "b24/budget.h"
#include "b24/lanes.h"
#include "b24/pacer.h"
#include "b24/portal.h"

/*
 * Requests at the pace that the portal bears. Below this line nobody knows of
 * entities, above it nobody knows of limits and redirects.
 */

struct portal {
	struct transport *transport;
	struct pacer *pacer;
	struct budget *budget;
	struct portal_counts counts;
	struct lanes reads, writes;
	guint under_way;    /* requests */
	gint64 lead_s;      /* of the portal's clock before now_ms() */
	GHashTable *resets; /* method → struct answer_running, the last one */
};

struct reply {
	struct answer answer;
	gint64 sent_ms, ended_ms;
};
void reply_clear(struct reply *reply);

/* Sends one request on its way, for which so many calls of the method were
 * begun in the budget; nothing waits here. Copies the body. */
void call_begin(struct portal *portal, const char *method, guint calls,
                const char *body, bool write, gpointer context);

/* Waits up to `ms` for a request to end: its context, or NULL where none
 * ended. A redirect of a renamed portal is followed by sending the same body
 * to the new host. Tells pacer and budget what it learns of the request as a
 * whole. */
gpointer call_next(struct portal *portal, gint64 ms, struct reply *reply_r);

/* The portal's clock, as far as it has said; else one of our own. */
gint64 call_clock_s(const struct portal *portal);

/* What an answer's `time` says of one call, and of all of its method. */
void call_took(struct portal *portal, const char *method, const cJSON *time);
void call_said(struct portal *portal, const char *method, const cJSON *time);
/* OPERATION_TIME_LIMIT: of this method nothing leaves until some is free. */
void call_park(struct portal *portal, const char *method);

/*
 * How long a caller goes on with what did not run: limits are waited out for
 * 15 minutes, a portal that is not reached is tried three times. Zeroed it is
 * fresh.
 */
struct patience {
	guint misses;
	gint64 missed_ms;  /* when the last miss was told */
	gint64 limited_ms; /* when limits began; 0: they did not */
};

/* After an answer that is not OK, to a request of `sent_ms`: true where the
 * same may be sent again, as soon as the pacer lets it, else false with what to
 * do. Requests that were under way together miss once. Of writes, an
 * ANSWER_UNKNOWN must not come here. */
bool patience_go_on(struct portal *portal, struct patience *patience,
                    enum answer_kind kind, const char *text, gint64 sent_ms,
                    GError **error);

/* The error that a final answer means. */
void call_fail(GError **error, enum answer_kind kind, const char *text);

/* Waits; false with PORTAL_STOPPED where we are to end. */
bool call_sleep(struct portal *portal, gint64 ms, GError **error);

#endif
