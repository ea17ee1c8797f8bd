#ifndef PORTAL_RULES_H
#define PORTAL_RULES_H

#include "tests/portal/call.h"

/*
 * What happens when a deal or a contact is written, whichever family asked:
 * stages, funnels, contacts of a deal, names, defaults.
 */

struct change {
	struct field *field;
	char *text;       /* NULL: none */
	GPtrArray *texts; /* of a multiple field */
};

struct write {
	struct portal *portal;
	struct kind *kind;
	enum family family;
	GPtrArray *changes; /* of struct change, owned */
	GPtrArray *comms;   /* of struct comm_edit, owned; NULL for deals */
};

/*
 * Reads `fields`. Unknown and read-only names are passed over; a value that
 * cannot be is passed over by legacy methods and fails the call of
 * crm.item.*: then NULL.
 */
struct write *write_new(struct call *call, struct kind *kind,
                        enum family family, const cJSON *fields, bool adding);
void write_free(struct write *write);

/* Takes a change out of the write: owned by the caller, or NULL. */
struct change *write_take(struct write *write, const char *code);
void change_free(struct change *change);

/* False where the call failed; the entity is NULL on add. */
bool rules_check(struct call *call, const struct write *write,
                 const struct entity *entity);
void rules_fail_value(struct call *call, const struct field *field);

/* NULL, or false, where the call failed. */
struct entity *rules_create(struct call *call, struct write *write);
bool rules_update(struct call *call, struct write *write,
                  struct entity *entity);

/* The halves of it that are of one kind only. */
struct entity *deal_create(struct write *write);
bool deal_update(struct write *write, struct entity *deal);
struct entity *contact_create(struct write *write);
bool contact_update(struct write *write, struct entity *contact);
/* With its places on deals. */
void contact_delete(struct portal *portal, struct entity *contact);

/* For them: applies what is left in the write; true where it changed. */
bool write_apply(struct write *write, struct entity *entity);
/* Sets a value where there is none yet. */
void write_default(struct write *write, struct entity *entity, const char *code,
                   const char *text);
void write_stamp_new(struct write *write, struct entity *entity);
void write_stamp_change(struct portal *portal, struct kind *kind,
                        struct entity *entity);

/* Stage with all that hangs off it. `moved` stamps MOVED_TIME. */
void deal_set_stage(struct portal *portal, struct entity *deal,
                    const struct funnel *funnel, const struct status *stage,
                    bool moved);
/* Contacts of a deal, the first one first; unknown ids are left out. */
bool deal_set_contacts(struct portal *portal, struct entity *deal,
                       const GPtrArray *ids);
/* Product rows dictate the sum, unless it is manual. */
void deal_recount(struct portal *portal, struct entity *deal);

#endif
