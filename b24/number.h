#ifndef B24_NUMBER_H
#define B24_NUMBER_H

/* A JSON number as text: whole ones in all their digits, as ids need it, and
 * with a point in any locale. Owned by the caller. */
char *number_text(double number);

#endif
