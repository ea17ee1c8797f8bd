#ifndef CORE_PHONE_PLAN_H
#define CORE_PHONE_PLAN_H

#include <stdbool.h>

/*
 * The numbering plan: which digits are a telephone number. For phone.c, which
 * finds the digits in a text.
 */

/* `+`, fifteen digits, NUL. */
#define PHONE_SIZE 17

enum phone_kind {
	PHONE_NONE,
	PHONE_LOCAL, /* of the city: six or seven digits, easily mistaken */
	PHONE_FULL,
};

/*
 * What the digits are, `plus` or not; `number_r` (PHONE_SIZE bytes) gets the
 * E.164 number, or "" for what has a number's form and identifies nobody.
 * `area_code` may be NULL. `number_r` is untouched with PHONE_NONE.
 */
enum phone_kind phone_plan(const char *digits, bool plus, const char *area_code,
                           char *number_r);

#endif
