#ifndef B24_VARIANTS_H
#define B24_VARIANTS_H

#include <glib.h>

/*
 * The portal's database compares texts by a collation of its own, which knows
 * of letter case but not that Latin TC and Cyrillic ТС look alike. So a number
 * is asked for in every spelling, and an answer is known by a looser
 * comparison than ours.
 */

/* Appends the spellings in which people may have typed the number: as it is,
 * in capitals, and with each look-alike capital in either alphabet (past
 * three of them only all in one). Owned strings, each once. */
void variants_of_number(const char *number, GPtrArray *variants);

/* A key that is equal wherever a database may call two texts equal; never
 * NULL, owned by the caller. */
char *variants_key(const char *text);

/* The forms of a phone under which the index of duplicates may keep it. Owned
 * strings, each once. */
void variants_of_phone(const char *number, const char *area_code,
                       GPtrArray *forms);

#endif
