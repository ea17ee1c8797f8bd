#ifndef B24_CONVOY_H
#define B24_CONVOY_H

#include "b24/batch.h"

/*
 * A queue of commands that leaves in as many requests at once as help, when
 * the portal's limits allow. What an end means is the caller's to say.
 */
struct convoy {
	struct portal *portal;
	bool write;
	GPtrArray *queue; /* of struct command, not owned: still to leave */
	bool hold;        /* nothing more leaves; landed() may set it */
	/* Before these commands leave in one request; may be NULL. False:
	 * nothing leaves any more. */
	bool (*leave)(gpointer context, const GPtrArray *commands,
	              GError **error);
	/* They have their kinds now. What is to leave again goes back by
	 * convoy_again(). False: nothing leaves any more. */
	bool (*landed)(gpointer context, const struct batch *batch,
	               GError **error);
	gpointer context;
	struct patience patience;
};

/* Until the queue is empty, or held, and nothing is under way. False with the
 * first error; nothing is under way then either. */
bool convoy_run(struct convoy *convoy, GError **error);

/* Puts those of a batch's commands that were surely not run back to the head
 * of the queue. False where patience ends, or one of them must not be
 * repeated. `unknown`: those of which nobody knows go again as well. */
bool convoy_again(struct convoy *convoy, const struct batch *batch,
                  bool unknown, GError **error);

#endif
