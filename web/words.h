#ifndef WEB_WORDS_H
#define WEB_WORDS_H

#include <stdbool.h>

/* Whether two lists with semicolons name the same, in whatever order and letter
 * case, once or twice: a page shows a list by boxes, in an order of its own. */
bool words_same(const char *a, const char *b);

#endif
