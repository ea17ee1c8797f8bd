#ifndef B24_CALL_H
#define B24_CALL_H

#include "b24/answer.h"
#include "b24/pacer.h"
#include "b24/portal.h"

/*
 * One request at a time, at the pace that the portal bears. Below this line
 * nobody knows of entities, above it nobody knows of limits and redirects.
 */

struct portal {
	struct transport *transport;
	struct pacer *pacer;
	struct portal_counts counts;
	guint read_most;  /* commands of a batch of reads: fewer after a loss */
	guint write_most; /* of writes: as many as take 20 s */
	gint64 reset_at;  /* the last operating_reset_at, wall seconds */
};

struct reply {
	struct answer answer;
	gint64 sent_ms, ended_ms;
};
void reply_clear(struct reply *reply);

/* Waits until the pacer lets a request go. False with PORTAL_STOPPED, or with
 * PORTAL_RETRY where that would take longer than 15 minutes. */
bool call_wait(struct portal *portal, GError **error);

/* Sends one request, once; a redirect of a renamed portal is followed by
 * sending the same body to the new host. Tells the pacer what it learns. */
void call_once(struct portal *portal, const char *method, const cJSON *body,
               bool write, struct reply *reply_r);

/* A method's running time is used up: nothing leaves until some is free. */
void call_park(struct portal *portal);

/*
 * How long a caller goes on with what did not run: limits are waited out for
 * 15 minutes, a portal that is not reached is tried three times. Zeroed it is
 * fresh.
 */
struct patience {
	guint misses;
	gint64 limited_ms; /* when limits began; 0: they did not */
};

/* After an answer that is not OK: true where the same may be sent again (the
 * wait is over), else false with what to do. `writes`: an ANSWER_UNKNOWN must
 * not come here. */
bool patience_go_on(struct portal *portal, struct patience *patience,
                    enum answer_kind kind, const char *text, GError **error);

/* The error that a final answer means. */
void call_fail(GError **error, enum answer_kind kind, const char *text);

/* Waits; false with PORTAL_STOPPED where we are to end. */
bool call_sleep(struct portal *portal, gint64 ms, GError **error);

#endif
