#ifndef XML_ONEC_NAMES_H
#define XML_ONEC_NAMES_H

#include "core/settings.h"
#include "xml/things.h"

#include <glib.h>

/*
 * Which attributes of 1C's objects mean what: those of [1c], and those whose
 * names are Альфа-Авто's own. Attributes without a meaning have no id, and
 * nothing of them is kept.
 */

enum role {
	/* Of an order, from the settings. */
	ROLE_NUMBER,
	ROLE_DATE,
	ROLE_CLOSED,
	ROLE_STATE,
	ROLE_ORGANIZATION,
	ROLE_AMOUNT,
	ROLE_CURRENCY,
	ROLE_CLIENT,
	ROLE_PHONE,
	ROLE_CAR,
	ROLE_MILEAGE,
	ROLE_REASON,
	ROLE_DISPATCHER,
	ROLE_MASTER,
	ROLE_DELETED,
	/* Of its rows. */
	ROLE_ROW_NAME,
	ROLE_ROW_QUANTITY,
	ROLE_ROW_SUM,
	/* Of what it refers to. */
	ROLE_NAME,
	ROLE_FULL_NAME,
	ROLE_CODE,
	ROLE_LAST,
	ROLE_FIRST,
	ROLE_MIDDLE,
	ROLE_KIND,
	ROLE_KIND_2,
	ROLE_KIND_3,
	ROLE_VIN,
	ROLE_PLATE,
	ROLE_MODEL,
	ROLE_CLIENT_PHONE,
	ROLE_CLIENT_MAIL,
	/* Of a record or a row of contact information. */
	ROLE_OWNER,
	ROLE_CONTACT_KIND,
	ROLE_CONTACT_TEXT,
	ROLE_CONTACT_PHONE,
	ROLE_CONTACT_MAIL,
	ROLE_FIELD_1,
	ROLE_FIELD_2,
	ROLE_FIELD_3,
	ROLES
};

/* What a tabular section is. */
enum section { SECTION_NONE, SECTION_WORKS, SECTION_GOODS, SECTION_CONTACTS };

struct onec_names;

struct onec_names *onec_names_new(const struct settings_names *names);
void onec_names_free(struct onec_names *names);

/* How many ids there are. */
guint onec_names_count(const struct onec_names *names);

/* The id of an attribute, or -1. Letter case is ignored, as 1C does. */
int onec_names_id(struct onec_names *names, const char *attribute);
const char *onec_names_text(const struct onec_names *names, guint id);

/* The ids that may play a role, the first choice first; *count_r of them. */
const guint8 *onec_names_role(const struct onec_names *names, enum role role,
                              guint *count_r);

enum section onec_names_section(struct onec_names *names, const char *name);

enum onec_type {
	TYPE_THING, /* what orders may refer to */
	TYPE_ORDER,
	TYPE_CONTACTS, /* a record of contact information */
	TYPE_PASSED,   /* of no use */
};

/* Of `Документ.ЗаказНаряд`. */
enum onec_type onec_names_type(struct onec_names *names, const char *type);

#endif
