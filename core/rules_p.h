#ifndef CORE_RULES_P_H
#define CORE_RULES_P_H

#include "core/rules.h"

/*
 * What the files of the rules share: rules.c (the whole), rules_places.c,
 * rules_fields.c and rules_stages.c, each of which resolves its part of the
 * settings, and rules_problem.c, to which they complain.
 */

struct resolver {
	struct rules *rules;
	const struct settings *settings;
	const struct dictionary *dictionary;
	GPtrArray *problems;
};

GPtrArray *rules_problems_new(void);
void rules_complain(struct resolver *r, guint line, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* Where the file says a key of [deal]; 0: nowhere. */
guint rules_deal_line(const struct resolver *r, const char *key);
/* The last problem concerns single orders only. */
void rules_soften(struct resolver *r);

/* The funnel of this name or id; NULL after complaining. */
const struct funnel *rules_find_funnel(struct resolver *r, const char *text,
                                       guint line, const char *key);

void rules_resolve_places(struct resolver *r);
void rules_resolve_fields(struct resolver *r);
void rules_resolve_stages(struct resolver *r);
void rule_place_free(gpointer place);

#endif
