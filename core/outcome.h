#ifndef CORE_OUTCOME_H
#define CORE_OUTCOME_H

#include "core/plan.h"

#include <cjson/cJSON.h>

/*
 * What became of one order and of one file: the plain record that acks, the
 * history, `plan --json` and the log are written from.
 */

enum outcome_kind {
	OUTCOME_CREATED,
	OUTCOME_UPDATED,
	OUTCOME_UNCHANGED,
	OUTCOME_SKIPPED,
	OUTCOME_HELD,
	OUTCOME_FAILED,
	OUTCOME_KINDS
};

struct outcome_change {
	enum entity entity;
	char *field;
	char *from; /* NULL for a create */
	char *to;
};

struct outcome {
	enum outcome_kind kind;
	enum match match;
	char *number, *ref, *date;      /* as the file has them; may be NULL */
	gint64 deal, contact;           /* 0: none */
	char *link;                     /* to the deal, or NULL */
	struct contact *contact_before; /* what the portal held, or NULL */
	GPtrArray *changes;             /* of struct outcome_change, owned */
	GPtrArray *messages;            /* of struct message, owned */
};

struct outcome *outcome_blank(void);

/* What a plan says, before (`done` false) or after it was carried out. */
struct outcome *outcome_new(const struct verdict *verdict,
                            const struct dictionary *dictionary, bool done);
void outcome_free(struct outcome *outcome);

/* As the history keeps it. outcome_of_json: NULL where it is no outcome. */
cJSON *outcome_to_json(const struct outcome *outcome);
struct outcome *outcome_of_json(const cJSON *json);

/* One line of `plan --json` (contract, "JSON of plan"). */
cJSON *outcome_plan_json(const struct outcome *outcome, const char *file,
                         enum action action);

const char *outcome_name(enum outcome_kind kind); /* "Создан" */
const char *outcome_match_name(enum match match); /* "Телефон"; NULL: none */
const char *outcome_entity_name(enum entity entity); /* "Сделка" */

struct totals {
	guint64 all;
	guint64 of[OUTCOME_KINDS];
};

void totals_add(struct totals *totals, enum outcome_kind kind);

#endif
