#ifndef CORE_RULES_H
#define CORE_RULES_H

#include "core/dictionary.h"
#include "core/settings.h"

/*
 * Settings resolved against a portal: names have become funnels, stages,
 * fields and ids. Whoever holds a struct rules knows that every name in the
 * settings means something there; what does not is a problem, and nothing is
 * written while there is a fatal one.
 */

struct rule_place { /* where new deals of an organization go */
	gint64 funnel;
	GArray *funnels;    /* of gint64: where phones are matched */
	const char *source; /* STATUS_ID or NULL */
	gint64 responsible; /* 0: the portal's choice */
	bool create;
	gint64 since;
};

struct rule_stage { /* what a state is mapped to, in one funnel */
	const struct stage *stage; /* NULL: the funnel lacks it */
	const char *wanted;        /* as the settings call it */
};

struct rule_field { /* [fields] */
	const struct deal_field *field;
	enum order_path path;
};

struct rules {
	const struct settings *settings;     /* not owned */
	const struct dictionary *dictionary; /* not owned */
	const struct deal_field *id_field;
	const struct deal_field *date_field; /* NULL: none */
	GArray *fields;                      /* of struct rule_field */
	struct rule_place *place;            /* of the settings as a whole */
	GHashTable *places; /* struct settings_organization → rule_place */
	GHashTable *stages; /* funnel id → (folded state → struct rule_stage) */
	GHashTable *finals;         /* set of STATUS_ID that mean finished */
	GHashTable *deleted_stages; /* funnel id → struct stage, or empty */
};

struct rule_problem {
	guint line; /* in the settings file; 0: a key that lacks */
	bool fatal; /* nothing may be written; else only the orders whose state
	               has no stage fail */
	char *text; /* Russian, whole: what, and what to do */
};

/* Never NULL; *problems_r (owned array of struct rule_problem) is empty where
 * all resolved. With a fatal problem the rules may be printed but not planned
 * by. */
struct rules *rules_new(const struct settings *settings,
                        const struct dictionary *dictionary,
                        GPtrArray **problems_r);
/* The fatal problems in one text, each with file and line, or NULL; owned by
 * the caller. */
char *rules_fatal(const GPtrArray *problems, const char *file);

void rules_free(struct rules *rules);

const struct rule_place *rules_place(const struct rules *rules,
                                     const struct settings_organization *org);

/* Name, predefined name, GUID: the first that is mapped counts. *wanted_r: the
 * stage as the settings call it; NULL: nobody mapped the state. NULL where this
 * funnel lacks the stage that is wanted. */
const struct stage *rules_stage(const struct rules *rules, gint64 funnel,
                                const struct order *order,
                                const char **wanted_r);

bool rules_final(const struct rules *rules, const char *stage);

#endif
