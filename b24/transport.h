#ifndef B24_TRANSPORT_H
#define B24_TRANSPORT_H

#include <glib.h>
#include <stdbool.h>

/*
 * How requests leave: a small interface, so that tests can hand in one of
 * their own. b24/http.h is the real one. Time belongs to it too, so that a
 * test can make hours pass.
 */

enum transport_fate {
	TRANSPORT_ANSWERED, /* a whole body came, with any status */
	TRANSPORT_NOT_SENT, /* surely not executed: no connection, no name, TLS
	                     */
	TRANSPORT_LOST,     /* sent, perhaps executed: no whole answer */
	TRANSPORT_STOPPED,  /* asked to end before anything was sent */
};

struct transport_answer {
	enum transport_fate fate;
	long status;    /* HTTP */
	GString *body;  /* owned; never NULL after a call */
	char *location; /* of a redirect, or NULL */
	char *why;      /* for people, without the secret; NULL if answered */
};

struct transport {
	/* POSTs a JSON body to a method of the webhook. `write`: never on a
	 * reused connection, for libcurl re-sends a POST by itself there. */
	void (*post)(struct transport *self, const char *method,
	             const char *body, bool write,
	             struct transport_answer *answer_r);
	/* A monotonic clock and the wall clock. */
	gint64 (*now_ms)(struct transport *self);
	gint64 (*wall)(struct transport *self);
	/* Waits so long, or less where it is woken. False: we are to end. */
	bool (*wait_ms)(struct transport *self, gint64 ms);
	/* The address that a redirect names becomes the portal's; false where
	 * it is not one we may talk to. */
	bool (*moved)(struct transport *self, const char *location);
	/* `https://PORTAL`, without the secret. */
	const char *(*address)(struct transport *self);
};

void transport_answer_clear(struct transport_answer *answer);

#endif
