#ifndef PORTAL_LINKS_H
#define PORTAL_LINKS_H

#include "tests/portal/portal.h"

/*
 * The contacts of a deal: each with its place in the order, one of them the
 * primary one. CONTACT_IDS and CONTACT_ID of the deal follow.
 */

struct link {
	gint64 contact;
	int sort; /* 0: by its place */
	bool primary;
};

/* In their order; owned by the caller. */
GArray *links_of(const struct portal *portal, const struct entity *deal);

/*
 * Replaces them. Contacts that the portal does not have are left out, of two
 * equal ones the first stays, one becomes primary where none is. True where
 * that changed something.
 */
bool links_put(struct portal *portal, struct entity *deal, const GArray *links);

/* The deals of a contact forget it. */
void links_forget(struct portal *portal, gint64 contact);

#endif
