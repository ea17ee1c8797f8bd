#ifndef CORE_RULES_P_H
#define CORE_RULES_P_H

#include "core/rules.h"
#include "core/stages.h"

/*
 * What the files of the rules share: rules.c (the whole), rules_places.c,
 * rules_people.c, rules_fields.c, rules_stages.c and rules_finals.c, each of
 * which resolves its part of the settings, rules_names.c, which looks names up,
 * and rules_say.c, to which they tell what they found.
 */

struct resolver {
	struct rules *rules;
	const struct settings *settings;
	const struct dictionary *dictionary;
	GPtrArray *findings;
	enum finding_area area; /* of what is being resolved */
	bool placed;            /* the funnels of [deal] resolve */
};

/* A setting, for messages: `[deal] funnel`, or `[organization X] funnel`. */
struct rule_key {
	const char *name;
	guint line; /* 0: the file does not hold it */
};
/* Where the file says a key of [deal]; 0: nowhere. */
guint rules_deal_line(const struct resolver *r, const char *key);

/* What does not resolve: fatal, as long as nobody changes that. */
struct finding *rules_complain(struct resolver *r, const struct rule_key *key,
                               const char *format, ...) G_GNUC_PRINTF(3, 4);
/* What does. */
void rules_approve(struct resolver *r, const char *subject, const char *format,
                   ...) G_GNUC_PRINTF(3, 4);

/* Names looked up; NULL or false after complaining. */
const struct funnel *rules_find_funnel(struct resolver *r, const char *text,
                                       const struct rule_key *key);
const struct source *rules_find_source(struct resolver *r, const char *text,
                                       const struct rule_key *key);
/* For a stage that stages_find() does not find so. */
struct finding *rules_complain_stage(struct resolver *r,
                                     const struct rule_key *key,
                                     const struct funnel *funnel,
                                     const char *text, enum stages_found found);

/* «id_1C» (UF_CRM_ID_1C), and «Строка»: as people see them. Owned by the
 * caller, as all texts here. */
char *rules_field_name(const struct deal_field *field);
char *rules_type_name(const char *type);
/* Fields that may be meant, of those that would do; "" where none. */
char *rules_near_fields(const struct resolver *r, const char *text,
                        bool (*fits)(const struct deal_field *field));
/* Why a field cannot be written as a single value, or NULL. */
const char *rules_field_closed(const struct deal_field *field);
/* None or several have the name. */
struct finding *rules_complain_lacking(struct resolver *r, const char *text,
                                       guint hits, const struct rule_key *key);
#define RULES_SEE_FIELDS "Все поля покажет команда b24bridge fields."

/* Whether deals that we handle may be in this funnel. */
bool rules_in_use(const struct rules *rules, gint64 funnel);

void rules_resolve_places(struct resolver *r);
void rules_resolve_people(struct resolver *r);
void rules_resolve_fields(struct resolver *r);
void rules_resolve_stages(struct resolver *r);
void rules_resolve_finals(struct resolver *r);
void rule_place_free(gpointer place);

#endif
