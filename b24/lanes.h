#ifndef B24_LANES_H
#define B24_LANES_H

#include <glib.h>
#include <stdbool.h>

/*
 * How many requests at once, and how many commands in each of them, the
 * portal bears. Fifty writes take from 5 s to more than the 60 s that the
 * portal allows a request (docs: limits): the size follows the time that they
 * take, aiming at 20 s. One more request at once is kept where it brings a
 * tenth more commands a second.
 */
enum { LANES_MOST = 8, LANES_SIZE_MOST = 50 };

struct lanes {
	guint open; /* requests at once */
	guint size; /* commands in one */
	guint size_least;
	double rates[LANES_MOST + 2]; /* commands a second with so many at
	                                 once; 0: not known (any more) */
	guint landings;
};

enum lanes_end {
	LANES_DONE,   /* carried out */
	LANES_LIMIT,  /* refused because it was one too many */
	LANES_LOST,   /* perhaps more than the portal can do in its time */
	LANES_UNSENT, /* not reached */
};

void lanes_init(struct lanes *lanes, guint size, guint size_least);

/* A request of so many commands has ended; `at_once` were under way, this one
 * included. */
void lanes_landed(struct lanes *lanes, enum lanes_end end, guint at_once,
                  guint count, gint64 took_ms);

#endif
