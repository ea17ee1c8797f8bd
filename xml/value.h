#ifndef XML_VALUE_H
#define XML_VALUE_H

#include <stdbool.h>

/*
 * What a text in a file of 1C says: a value, or nothing. Blanks around it,
 * the zero GUID and the date 0001-01-01 are how 1C writes nothing.
 */

/* The value, or NULL. It is the text itself where nothing had to be cut, as
 * nearly always; else *hold_r, which is to be freed in every case. */
const char *value_read(const char *text, char **hold_r);

/* The same for what is to be a GUID: in lower case without braces. */
const char *value_guid(const char *text, char **hold_r);

/* For flags of XMLСтрока(): "true", "1". */
bool value_true(const char *value);

#endif
