#ifndef CORE_DICTIONARY_H
#define CORE_DICTIONARY_H

#include <glib.h>
#include <stdbool.h>

/*
 * What a portal has, as learned from it: funnels with their stages, the deal's
 * fields, sources, and whose rights the webhook has. Plain values; b24/learn.c
 * fills them, core/rules.c resolves the settings against them.
 */

enum semantics {
	STAGE_PROCESS = 'P',
	STAGE_SUCCESS = 'S',
	STAGE_FAILURE = 'F'
};

struct stage {
	char *id; /* STATUS_ID: `NEW`, `C3:WON` */
	char *name;
	enum semantics semantics;
};

struct funnel {
	gint64 id; /* categoryId; 0 is a funnel like any other */
	char *name;
	bool is_default;
	GPtrArray *stages; /* of struct stage, in the portal's order */
};

struct deal_field {
	char *code; /* UF_CRM_…, or the name itself for a built-in field */
	char *name; /* as crm.item.* spell it: ufCrm_1721244707107, begindate */
	char *label; /* what people see; "" where there is none */
	char *type;  /* string, date, datetime, double, … */
	bool multiple;
	bool read_only;
	bool user; /* a user field */
};

struct source {
	char *id; /* STATUS_ID */
	char *name;
};

struct user {
	gint64 id;
	char *name;
	bool active; /* false: dismissed */
};

/* What a portal may refuse to show; the first ones are indispensable. */
enum portal_part {
	PART_FUNNELS,
	PART_FIELDS,
	PART_SOURCES,
	PART_STAGES,
	PART_CONTACTS, /* from here on only asked for by `check` */
	PART_USERS,
	PORTAL_PARTS
};

/* Whether somebody who is no administrator sees what is not his own. */
enum sight {
	SIGHT_UNKNOWN, /* not asked */
	SIGHT_OWN,     /* nothing else was shown; perhaps there is nothing */
	SIGHT_OTHERS
};

struct dictionary {
	char *address;    /* https://PORTAL, for links; no slash at the end */
	char *moved_from; /* the address it was asked at, where it sent us
	                     on to this one; or NULL */
	gint64 owner;     /* user id of the webhook's owner; 0: not said */
	char *owner_name;
	bool owner_admin;
	bool scope_crm;
	bool scope_users;   /* any right to read users */
	gint64 server_time; /* 0: not said */
	gint64 local_time;  /* ours, when that was said */
	enum sight sees_deals, sees_contacts;
	GPtrArray *funnels; /* of struct funnel */
	GPtrArray *fields;  /* of struct deal_field */
	GPtrArray *sources; /* of struct source */
	GPtrArray *users;   /* of struct user: those that were asked for and
	                       are there; NULL: not asked, not shown */
	char *refused[PORTAL_PARTS]; /* why a part lacks; NULL: it is there */
};

struct dictionary *dictionary_new(void);
void dictionary_free(struct dictionary *dictionary);
void stage_free(struct stage *stage);
void funnel_free(struct funnel *funnel);
void deal_field_free(struct deal_field *field);
void source_free(struct source *source);
void user_free(struct user *user);

const struct funnel *dictionary_funnel(const struct dictionary *dictionary,
                                       gint64 id);
const struct stage *funnel_stage(const struct funnel *funnel, const char *id);

/* By number, else by name. NULL where none or several have it: *hits_r (may be
 * NULL) says how many. */
const struct funnel *dictionary_find_funnel(const struct dictionary *dictionary,
                                            const char *text, guint *hits_r);
/* By STATUS_ID, else by name; likewise. */
const struct source *dictionary_find_source(const struct dictionary *dictionary,
                                            const char *text, guint *hits_r);
/* NULL where the portal did not show him. */
const struct user *dictionary_user(const struct dictionary *dictionary,
                                   gint64 id);

/* The field of this code, crm.item name or label (in this order; letter case
 * and outer blanks ignored). NULL where none or, by label, several have it:
 * *hits_r says how many. */
const struct deal_field *dictionary_field(const struct dictionary *dictionary,
                                          const char *text, guint *hits_r);

#endif
