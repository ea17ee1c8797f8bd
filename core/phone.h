#ifndef CORE_PHONE_H
#define CORE_PHONE_H

#include <glib.h>
#include <stdbool.h>

/*
 * Phone numbers out of the texts people type. All compare as E.164.
 */

/*
 * Appends every number that the text holds to `numbers` (owned strings such
 * as "+79270001234"), each once, in the order of the text; what `numbers`
 * already holds is not appended again.
 *
 * `+7 927 000-12-34`, `8(927)0001234`, `9270001234` and `+7, 9270001234` are
 * one number; `8 927 000-12-34, 8 927 000-12-35` are two. Extensions (`доб.`,
 * `вн.`, `ext`, `#`, `;`) are dropped. Numbers of 6 and 7 digits count only
 * with an area code. Foreign numbers need their `+`, or `8~10`/`810`.
 *
 * `ignore`: E.164 numbers that identify nobody; may be NULL. They, numbers of
 * equal digits after the country, and the like of +70000000000 are not
 * appended; *dummy_r (may be NULL) is set true where one was met, and never
 * set false.
 */
void phone_read(const char *text, const char *area_code, GStrv ignore,
                GPtrArray *numbers, bool *dummy_r);

bool phone_among(const GPtrArray *numbers, const char *number);

/* The forms in which a number must be asked for so that the portal's index
 * finds it: it maps 8 to 7 but does not know ten digits (Bitrix24,
 * crm.duplicate.findbycomm), nor that people leave the area code out.
 * phone_read() reads every one of them as this number. Owned strings; at most
 * five. */
void phone_forms(const char *number, const char *area_code, GPtrArray *forms);

/* `…1234`: what a log may show of a text that is a phone: its last four digits,
 * fewer of a short one. Owned by the caller. */
char *phone_masked(const char *text);

#endif
