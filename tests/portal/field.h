#ifndef PORTAL_FIELD_H
#define PORTAL_FIELD_H

#include "tests/portal/index.h"

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdbool.h>

/*
 * Fields of deals and contacts: Bitrix24's own, from a table, and user
 * fields. Both method families look at the same field under two names.
 */

enum shape { /* how a value is kept and compared */
	     SHAPE_TEXT,
	     SHAPE_INT,
	     SHAPE_REF, /* an id; "none" is 0 for crm.item.*, null for legacy */
	     SHAPE_MONEY,
	     SHAPE_FLAG, /* Y or N */
	     SHAPE_BOOL, /* a user field: kept and filtered as 1 or 0 */
	     SHAPE_DATE,
	     SHAPE_DATETIME,
	     SHAPE_COMM, /* PHONE, EMAIL …: see comm.h */
};

enum field_flag {
	FIELD_READONLY = 1 << 0,
	FIELD_IMMUTABLE = 1 << 1, /* legacy: only on add */
	FIELD_MULTIPLE = 1 << 2,
	FIELD_DEPRECATED = 1 << 3,
	FIELD_REQUIRED = 1 << 4,
	FIELD_INDEXED = 1 << 5,
	FIELD_NO_LEGACY = 1 << 6, /* not in crm.deal.*, crm.contact.* */
	FIELD_NO_ITEM = 1 << 7,   /* not in crm.item.* */
	FIELD_UNLISTED = 1 << 8,  /* legacy: neither selected nor filtered */
};

struct field {
	guint slot;        /* place of its value in an entity */
	const char *code;  /* ORIGIN_ID */
	const char *camel; /* originId */
	const char *upper; /* upperName of crm.item.fields */
	const char *type;
	const char *status; /* statusType, or NULL */
	const char *title;
	unsigned flags;
	enum shape shape;
	struct index *index; /* by folded value; NULL where it is not indexed */

	/* User fields only; id is 0 for Bitrix24's own. */
	gint64 id;
	char *label, *list_label, *filter_label;
	char *xml_id, *show_filter, *sort;
	bool mandatory;
	cJSON *list; /* items of an enumeration, or NULL */
};

struct field_row {
	const char *code, *camel, *upper, *type, *status, *title;
	unsigned flags;
};

/* Tables end with a row without a code. */
extern const struct field_row field_deal_rows[], field_contact_rows[];

/* Compared as a number, not as a text. */
bool field_is_number(const struct field *field);

struct field *field_new(guint slot, const struct field_row *row);

/* A user field named UF_CRM_…; NULL for an unknown type. */
struct field *field_new_user(guint slot, gint64 id, const char *code,
                             const char *type);
void field_free(struct field *field);

/* `ufCrm…` of `UF_CRM_…`, by the server's irregular rule; owned by the
 * caller. Bitrix24 docs: crm.item.fields, upperName. */
char *field_user_camel(const char *code);

#endif
