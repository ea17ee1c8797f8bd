#ifndef CORE_RULES_H
#define CORE_RULES_H

#include "core/dictionary.h"
#include "core/finding.h"
#include "core/settings.h"

/*
 * Settings resolved against a portal: names have become funnels, stages,
 * fields and ids. Whoever holds a struct rules knows that every name in the
 * settings means something there; what does not is a finding, and nothing is
 * written while there is a fatal one.
 */

enum { RULE_FUNNEL_NONE = -1 }; /* the setting does not resolve */

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

/*
 * Never NULL. *findings_r (owned, core/finding.h) says point by point what the
 * settings resolved to and what does not resolve; with a fatal one the rules
 * may be printed but not planned by.
 */
struct rules *rules_new(const struct settings *settings,
                        const struct dictionary *dictionary,
                        GPtrArray **findings_r);

/* Who may become responsible for a deal: ids (gint64), each once. Owned by the
 * caller. */
GArray *rules_responsibles(const struct settings *settings);

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
