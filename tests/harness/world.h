#ifndef TESTS_HARNESS_WORLD_H
#define TESTS_HARNESS_WORLD_H

#include "core/ledger.h"
#include "core/memory.h"
#include "core/plan.h"

#include <glib.h>

/*
 * A small world for tests of the rules, written as text: a portal of three
 * funnels, what it holds, what the history remembers, and orders. A line is a
 * kind and `key=value` words; an underscore in a value is a blank.
 *
 *     deal 17 funnel=0 stage=NEW created=2020-12-20 contacts=55 number=…
 *     contact 55 last=Петров phones=+79270001234,+79270001235 mark=…
 *     known REF exported=… deal=17 stage=NEW state=вработе
 *     named 55 date=2020-12-24
 *     order number=7 date=2020-12-24 state=Закрыт amount=100.00 …
 *
 * Funnels: 0 «Общая» (NEW, EXECUTING, UC_DONE, WON, LOSE, UC_OLD), 1 «Кузовной
 * цех» (C1:…, no UC_DONE), 2 «Мойка» (C2:…).
 */

struct world {
	struct settings *settings;
	struct dictionary *dictionary;
	struct rules *rules;
	struct snapshot *snapshot;
	struct memory *memory;
	GPtrArray *orders; /* of struct judged, owned */
	bool borrowed;     /* the rules are another world's */
};

/* `settings`: lines added to the brief's settings, by group; NULL: none. */
struct world *world_new(const char *settings, const char *text);
/* Another world under the rules of one, which must outlive it. */
struct world *world_like(const struct world *base, const char *text);
void world_free(struct world *world);

/* One line of the text, as above. */
void world_add(struct world *world, const char *line);

struct dictionary *world_dictionary(void);

/* What a plan says, a line an order, then a line a step, for comparison. */
char *world_describe(const struct world *world, const struct plan *plan);

#endif
