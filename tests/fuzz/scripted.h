#ifndef FUZZ_SCRIPTED_H
#define FUZZ_SCRIPTED_H

#include "b24/transport.h"

/*
 * A transport that answers with what an input says, one answer a request, in
 * their order; then it says that we are to end, so that every input ends. Time
 * passes only where somebody waits.
 *
 *     200                     HTTP status; of a redirect also the location:
 *     {"result":true}         302 https://new.example/
 *     ---
 *     lost                    sent, and no answer; unsent: not even sent
 */
struct scripted {
	struct transport transport; /* first */
	const char *next;           /* the answers that are left */
	const char *end;
	GQueue under_way; /* tags, the first to be answered first */
	gint64 now_ms;
	guint waits;
};

void scripted_init(struct scripted *scripted, const char *answers,
                   gsize length);

#endif
