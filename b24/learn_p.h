#ifndef B24_LEARN_P_H
#define B24_LEARN_P_H

#include "b24/batch.h"
#include "core/dictionary.h"

/*
 * What the files of learning share: learn.c (both requests) and learn_more.c
 * (what `check` asks for in them).
 */

struct lesson { /* what is under way */
	struct portal *portal;
	struct dictionary *dictionary;
	const GArray *users; /* for `check`; else NULL */
};

/* Takes the params. */
void lesson_add(GPtrArray *commands, const char *method, cJSON *params);
/* { entityTypeId: type }, owned by the caller. */
cJSON *lesson_entity(int type);
/* Keeps why a part lacks, where it lacks. */
void lesson_note(struct dictionary *dictionary, enum portal_part part,
                 const struct command *command);

/* Adds what `check` wants of the second request; learn_more_read() finds the
 * answers from *next on and goes behind them. */
void learn_more_add(const struct lesson *lesson, GPtrArray *commands);
void learn_more_read(struct lesson *lesson, const GPtrArray *commands,
                     guint *next);

#endif
