#ifndef PORTAL_COMM_H
#define PORTAL_COMM_H

#include "tests/portal/store.h"

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * Multifields: phones and addresses of a contact. A value without an id is
 * added, one with an id is changed or deleted, what is not mentioned stays.
 * Bitrix24 docs: crm.contact.update, crm.item.update (fm).
 */

extern const char *const comm_types[]; /* PHONE …, ends with NULL */

struct comm_edit {
	enum { COMM_ADD, COMM_CHANGE, COMM_DELETE } what;
	gint64 id;
	char *type, *value_type, *value; /* value_type may be NULL */
};

/* Edits out of PHONE:[{VALUE,…}] … of `fields`; of struct comm_edit. */
GPtrArray *comm_read_legacy(const cJSON *fields);
/* Edits out of fm. `adding`: a plain list adds too; on update a list's keys
 * 0, 1 … are ids that nobody has. */
GPtrArray *comm_read_item(const cJSON *fm, bool adding);

/* True where that changed something. */
bool comm_apply(struct store *store, struct entity *contact,
                const GPtrArray *edits);
/* Puts a value in as it is, with its id (0: the next one): the seed does. */
void comm_add(struct store *store, struct entity *contact, gint64 id,
              const char *type, const char *value_type, const char *value);

/* Brings the fields PHONE, EMAIL, HAS_… and the indexes in line. */
void comm_refresh(struct store *store, struct entity *contact);

/* [{"ID":"5","VALUE_TYPE":…}] of one type; NULL where there is none. */
cJSON *comm_legacy(const struct entity *contact, const char *type);
/* [{"id":5,"valueType":…}] of all types. */
cJSON *comm_item(const struct entity *contact);
/* The first value of that type and, unless NULL, value type; or "". */
const char *comm_first(const struct entity *contact, const char *type,
                       const char *value_type);

/*
 * The form in which the duplicate index keeps a value: 8 912… and +7 912…
 * are one, 912… is another. Bitrix24's own normaliser. Owned by the caller.
 */
char *comm_normal(const char *type, const char *value);

/* `PHONE:79…`, by which the index keeps it; with `exact` a phone is kept as
 * it is written. Owned by the caller; NULL where nothing is left to keep. */
char *comm_key(bool exact, const char *type, const char *value);

#endif
