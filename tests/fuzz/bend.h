#ifndef FUZZ_BEND_H
#define FUZZ_BEND_H

#include <glib.h>
#include <stdbool.h>

/*
 * Changes a document so that it mostly stays XML: elements are dropped and
 * repeated elsewhere, values are replaced by strange ones and by those of
 * other places. A change of single bytes hardly ever gets past the parser.
 */

/* False, and nothing changed, where the text has nothing to change. */
bool bend(GRand *random, GString *text);

#endif
