#ifndef CORE_MASK_H
#define CORE_MASK_H

#include <glib.h>
#include <stdbool.h>

/*
 * What a log may show of people's data. Whoever supports the bridge needs ids,
 * stages, sums, order numbers, times and marks; names, phones, mails and
 * whatever people typed keep only their ends, so that two lines about one
 * person can still be told to be so. A value is shown whole only where its
 * name is known to be harmless: a field that nobody thought of is masked.
 *
 * All results are owned by the caller and never NULL; texts are UTF-8, broken
 * bytes become U+FFFD. Control characters stay: text_plain() is for those.
 */

/* First and last letter of each word: «П…в П…р», `p…v@m…l.…`. A word of three
 * letters keeps the first, a shorter one none. */
char *mask_words(const char *text);

/* The text with every run of seven digits and more, as phones are written with
 * blanks, dashes, dots and brackets between, as phone_masked() has it. */
char *mask_numbers(const char *text);

/* Whether the values of a field of Bitrix24 may be shown whole: `stageId`,
 * `STAGE_ID`, `@id`; letter case, `_` and a filter's operator are ignored. */
bool mask_is_open(const char *name);

/* The value as a log may show it: whole where the name is open and it looks
 * like no phone and no mail, else masked by what it is: a number of five
 * digits and more as a phone, anything with letters by words. */
char *mask_value(const char *name, const char *value);

#endif
