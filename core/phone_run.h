#ifndef CORE_PHONE_RUN_H
#define CORE_PHONE_RUN_H

#include <glib.h>
#include <stdbool.h>

/*
 * A run of digit groups, as phone.c cuts it out of a text.
 */

#define PHONE_GROUP_MOST 24 /* digits; more is no number in any way */

enum phone_gap { GAP_NONE, GAP_SPACE, GAP_DOT, GAP_COMMA };

struct phone_group {
	char digits[PHONE_GROUP_MOST + 1];
	guint length;
	enum phone_gap gap; /* before it */
	bool plus;          /* before it */
};

struct phone_run {
	const struct phone_group *groups;
	guint count;
	const char *area_code; /* or NULL */
	bool local; /* the run stands free: numbers of the city may be in it */
};

/* Appends the run's numbers, E.164 and owned; "" for one that is nobody's. */
void phone_run(const struct phone_run *run, GPtrArray *found);

#endif
