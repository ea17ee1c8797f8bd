#ifndef PORTAL_DICTIONARY_H
#define PORTAL_DICTIONARY_H

#include <glib.h>
#include <stdbool.h>

/*
 * Funnels and status dictionaries (stages, sources, types).
 */

struct status {
	gint64 row;
	char *entity; /* DEAL_STAGE, DEAL_STAGE_1, SOURCE … */
	char *code;   /* STATUS_ID: NEW, C1:NEW, CALL */
	char *name;
	char *color; /* or NULL */
	int sort;
	bool system;
	bool stage;
	char semantics; /* of a stage: P, S or F */
	bool apology;   /* an F that is not the failure itself */
};

struct funnel {
	gint64 id;
	char *name;
	char *entity; /* DEAL_STAGE… */
	int sort;
	bool is_default;
};

struct dictionary {
	GPtrArray *funnels;  /* of struct funnel, owned */
	GPtrArray *statuses; /* of struct status, owned; by entity and sort */
	GStrv currencies;
	gint64 last_row;
};

/* With the sources and types of a new portal, and no funnel. */
struct dictionary *dictionary_new(void);
void dictionary_free(struct dictionary *dictionary);

/* Both copy the texts; an equal id or entity and code is replaced. */
struct funnel *dictionary_add_funnel(struct dictionary *dictionary, gint64 id,
                                     const char *name);
struct status *dictionary_add_status(struct dictionary *dictionary,
                                     const char *entity, const char *code,
                                     const char *name, int sort);
/* The eight stages that Bitrix24 gives a new funnel. */
void dictionary_add_stages(struct dictionary *dictionary,
                           const struct funnel *funnel);
void dictionary_drop_entity(struct dictionary *dictionary, const char *entity);

const struct funnel *dictionary_funnel(const struct dictionary *dictionary,
                                       gint64 id);
/* NULL where the funnel has no such stage. */
const struct status *dictionary_stage(const struct dictionary *dictionary,
                                      const struct funnel *funnel,
                                      const char *code);
const struct status *dictionary_first_stage(const struct dictionary *dictionary,
                                            const struct funnel *funnel);
/* Place of a stage among all, for sorting; -1 where unknown. */
int dictionary_stage_place(const struct dictionary *dictionary,
                           const char *code);
bool dictionary_has_currency(const struct dictionary *dictionary,
                             const char *currency);

/* `C1:NEW` of `NEW` in funnel 1; owned by the caller. */
char *dictionary_full_code(gint64 funnel, const char *code);

#endif
