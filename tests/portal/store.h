#ifndef PORTAL_STORE_H
#define PORTAL_STORE_H

#include "tests/portal/field.h"
#include "tests/portal/index.h"

#include <glib.h>
#include <stdbool.h>

/*
 * Deals and contacts in memory. One store under both method families.
 *
 * Values are texts in one canonical form per shape (value.h); NULL is "never
 * set". Texts live as long as the store, so nobody frees them. Setting a
 * value keeps the indexes of its field.
 */

struct comm { /* a multifield: one phone, one address … */
	gint64 id;
	const char *type, *value_type, *value;
};

struct texts { /* values of a multiple field; at least one */
	guint length;
	const char *at[];
};

union slot {
	const char *one;
	struct texts *many; /* owned; NULL where empty */
};

struct entity {
	gint64 id;
	gint64 made;          /* tick of its creation */
	guint64 made_request; /* number of the request that made it */
	guint slots;
	union slot *slot;
	GPtrArray *comms;        /* of struct comm, owned; NULL for deals */
	struct texts *comm_keys; /* under which comm_index knows it, owned */
	bool has_products;       /* then the sum is theirs unless manual */
	double products;
	bool begin_defaulted, close_defaulted;
	bool denied;   /* the callers may not see it */
	GArray *sorts; /* of int: of CONTACT_IDS; NULL: 10, 20 … */
};

struct kind {
	int type_id;         /* entityTypeId: 2 or 3 */
	const char *name;    /* "deal", "contact" */
	GStringChunk *texts; /* of the store */
	GPtrArray *fields;   /* of struct field, owned; by slot */
	GHashTable *by_code, *by_camel;
	GHashTable *by_id;        /* gint64 → struct entity */
	GPtrArray *all;           /* of struct entity, owned; ids ascend */
	struct index *comm_index; /* by "PHONE:79…" */
	gint64 last_id;
	bool hides; /* has some that not every list shows */
};

struct store {
	GStringChunk *texts;
	struct kind *deal, *contact;
	gint64 last_comm, last_field;
	bool exact_phones; /* the duplicate index takes them as written */
};

struct store *store_new(void);
void store_free(struct store *store);
struct kind *store_kind(const struct store *store, gint64 type_id);
const char *store_text(struct store *store, const char *text);

struct field *kind_field(const struct kind *kind, const char *code);
struct field *kind_camel(const struct kind *kind, const char *camel);
/* Takes the field. */
void kind_add_field(struct kind *kind, struct field *field);

/* With id 0 the next one. */
struct entity *store_add(struct kind *kind, gint64 id);
void store_remove(struct kind *kind, struct entity *entity);
struct entity *kind_find(const struct kind *kind, gint64 id);

/* NULL where unset. */
const char *entity_text(const struct entity *entity, const struct field *field);
const struct texts *entity_texts(const struct entity *entity,
                                 const struct field *field);
/* By code; for the portal's own rules. */
const char *entity_get(const struct kind *kind, const struct entity *entity,
                       const char *code);

/* True where that changed something. `text` and `texts` are copied. */
bool entity_set(struct store *store, struct entity *entity, struct field *field,
                const char *text);
bool entity_set_many(struct store *store, struct entity *entity,
                     struct field *field, const GPtrArray *texts);
bool entity_put(struct store *store, struct kind *kind, struct entity *entity,
                const char *code, const char *text);

/* Appends, in no order, the entities under a folded value, not "", of an
 * indexed field. */
void field_collect(const struct field *field, const char *folded,
                   GPtrArray *to);
guint field_count(const struct field *field, const char *folded);
void kind_comm_collect(const struct kind *kind, const char *key, GPtrArray *to);
/* Takes the keys: owned texts. */
void kind_comm_index(struct kind *kind, struct entity *entity, GPtrArray *keys);

/*
 * What the database's collation calls equal: no letter case, ё is е, no
 * blanks at the end. Appends to `out`.
 */
void store_fold(GString *out, const char *text);

/* Number of entities that share ORIGINATOR_ID and ORIGIN_ID with another. */
guint kind_doubled_marks(const struct kind *kind);

#endif
