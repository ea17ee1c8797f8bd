#ifndef B24_TRANSPORT_H
#define B24_TRANSPORT_H

#include <glib.h>
#include <stdbool.h>

/*
 * How requests leave: a small interface, so that tests can hand in one of
 * their own. b24/http.h is the real one. Time belongs to it too, so that a
 * test can make hours pass. Several requests may be under way at once; they
 * end in any order.
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
	/* Sends a POST of a JSON body to a method of the webhook on its way and
	 * returns at once. `write`: never on a reused connection, for libcurl
	 * re-sends a POST by itself there. The tag (not NULL) is what next()
	 * says when it has ended. Copies the texts. */
	void (*begin)(struct transport *self, const char *method,
	              const char *body, bool write, gpointer tag);
	/* Waits up to `ms` (0: looks) for one of the requests to end, and says
	 * its tag; then `answer_r` is the caller's to clear. NULL where none
	 * ended in that time or none is under way. Where we are asked to end,
	 * reads do so at once and writes after a grace. */
	gpointer (*next)(struct transport *self, gint64 ms,
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

/* One request from its beginning to its end, where no other is under way. */
void transport_post(struct transport *transport, const char *method,
                    const char *body, bool write,
                    struct transport_answer *answer_r);

void transport_answer_clear(struct transport_answer *answer);

#endif
