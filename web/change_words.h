#ifndef WEB_CHANGE_WORDS_H
#define WEB_CHANGE_WORDS_H

#include "web/form.h"

/* "Организация «СТО Маяк»: Создавать сделки". Owned. */
char *change_words_title(const struct form_change *change);

/* What one of its values is called on the page; NULL: the file does not have
 * it. Owned. */
char *change_words_value(const struct form_change *change, const char *value);

#endif
