#ifndef CORE_SNAPSHOT_H
#define CORE_SNAPSHOT_H

#include "core/dictionary.h"

#include <glib.h>
#include <stdbool.h>

/*
 * What the portal holds now, as far as it was asked: deals and contacts with
 * the indexes that matching needs. b24/look_up.c fills it, plan.c reads it,
 * tests apply plans to it.
 */

struct deal {
	gint64 id;
	gint64 funnel; /* categoryId */
	char *stage;   /* STATUS_ID */
	gint64 amount; /* hundredths */
	bool amount_manual;
	char *currency;
	char *number;              /* the id field; "" where empty */
	char *originator, *origin; /* "" where empty */
	gint64 created;
	char *source; /* STATUS_ID, "" where empty */
	char *title;
	GArray *contacts; /* of gint64: the first one first */
	/* Other fields that the settings name (date field, [fields]), by the
	 * field's code: the portal's text, "" where empty. */
	GHashTable *fields;
};

struct contact {
	gint64 id;
	char *last, *first, *middle; /* "" where empty */
	char *originator, *origin;   /* "" where empty */
	GPtrArray *phones;           /* E.164, owned */
};

struct snapshot {
	GHashTable *deals;    /* gint64 id → struct deal, owned */
	GHashTable *contacts; /* gint64 id → struct contact, owned */
	/* Indexes to arrays of not owned entities, kept by snapshot_add_*(). */
	GHashTable *deals_by_number;    /* text_fold(…, TEXT_LOOKALIKE) */
	GHashTable *deals_by_origin;    /* origin, of our originator only */
	GHashTable *deals_by_contact;   /* gint64 */
	GHashTable *contacts_by_phone;  /* E.164 */
	GHashTable *contacts_by_origin; /* origin, of our originator only */
	char *originator;               /* ours */
};

/* `originator`: whose marks are indexed; NULL: everybody's. */
struct snapshot *snapshot_new(const char *originator);
void snapshot_free(struct snapshot *snapshot);

struct deal *deal_new(gint64 id);
void deal_free(struct deal *deal);
struct deal *deal_copy(const struct deal *deal);
void deal_set_field(struct deal *deal, const char *code, const char *text);
const char *deal_field(const struct deal *deal, const char *code); /* or "" */
bool deal_has_contact(const struct deal *deal, gint64 contact);

struct contact *contact_new(gint64 id);
void contact_free(struct contact *contact);
struct contact *contact_copy(const struct contact *contact);

/* Take ownership; an entity with the same id is replaced. */
void snapshot_add_deal(struct snapshot *snapshot, struct deal *deal);
void snapshot_add_contact(struct snapshot *snapshot, struct contact *contact);

/* Nothing where there is none. */
void snapshot_remove_deal(struct snapshot *snapshot, gint64 id);
void snapshot_remove_contact(struct snapshot *snapshot, gint64 id);

struct deal *snapshot_deal(const struct snapshot *snapshot, gint64 id);
struct contact *snapshot_contact(const struct snapshot *snapshot, gint64 id);

/* Arrays of struct deal or contact, not owned; NULL where there is none. */
const GPtrArray *snapshot_deals_numbered(const struct snapshot *snapshot,
                                         const char *number);
const GPtrArray *snapshot_deals_marked(const struct snapshot *snapshot,
                                       const char *origin);
const GPtrArray *snapshot_deals_of(const struct snapshot *snapshot,
                                   gint64 contact);
const GPtrArray *snapshot_contacts_phoned(const struct snapshot *snapshot,
                                          const char *number);
const GPtrArray *snapshot_contacts_marked(const struct snapshot *snapshot,
                                          const char *origin);

#endif
