#ifndef XML_ONEC_PATHS_H
#define XML_ONEC_PATHS_H

#include "core/settings.h"

#include <glib.h>
#include <stdbool.h>

/*
 * Which attributes of 1C's objects may play which role: for every role a list
 * of paths, the first choice first. A path is one name (`Состояние`), or
 * several that lead through references (`Автомобиль.Модель.Наименование`), or
 * through rows (`ДополнительныеРеквизиты.Цех`).
 *
 * A name has an id, by which records hold values (onec_node.h). Whoever reads
 * a file makes the table from the settings and puts it into the record file;
 * whoever takes the orders has it from there, so both always mean the same.
 */

enum role {
	/* Of an order. */
	ROLE_NUMBER,
	ROLE_DATE,
	ROLE_CLOSED,
	ROLE_STATE,
	ROLE_ORGANIZATION,
	ROLE_AMOUNT,
	ROLE_CURRENCY,
	ROLE_DELETED,
	ROLE_CLIENT,
	ROLE_PHONE,
	ROLE_CAR,
	ROLE_MILEAGE,
	ROLE_REASON,
	ROLE_DISPATCHER,
	ROLE_MASTER,
	/* Of its client and its car, else of the order. */
	ROLE_CLIENT_NAME,
	ROLE_CLIENT_LAST,
	ROLE_CLIENT_FIRST,
	ROLE_CLIENT_MIDDLE,
	ROLE_CLIENT_KIND,
	ROLE_CLIENT_PHONE,
	ROLE_CLIENT_MAIL,
	ROLE_CAR_NAME,
	ROLE_CAR_VIN,
	ROLE_CAR_PLATE,
	/* Of its rows. */
	ROLE_ROW_NAME,
	ROLE_ROW_QUANTITY,
	ROLE_ROW_SUM,
	/* Of whatever is referred to: what to call it. */
	ROLE_NAME,
	ROLE_FULL_NAME,
	ROLE_CODE,
	/* Of a record or a row of contact information. */
	ROLE_OWNER,
	ROLE_CONTACT_KIND,
	ROLE_CONTACT_PACKED, /* contact_info.h */
	ROLE_CONTACT_TEXT,
	ROLE_CONTACT_PHONE,
	ROLE_CONTACT_MAIL,
	ROLE_FIELD_1,
	ROLE_FIELD_2,
	ROLE_FIELD_3,
	/* Of a record or a row of additional properties. */
	ROLE_PROPERTY,
	ROLE_PROPERTY_VALUE,
	/* Tabular sections and registers, by the last part of their names. */
	ROLE_WORKS,
	ROLE_GOODS,
	ROLE_PROPERTIES,
	ROLES
};

enum {
	ONEC_STEPS = SETTINGS_STEPS,
	ONEC_NAMES_MOST = 180, /* ids are part of a byte; see onec_node.h */
	ONEC_PATHS_MOST = 150, /* of one role; more than [1c] may name */
};

G_STATIC_ASSERT((int)ONEC_PATHS_MOST > (int)SETTINGS_NAMES_MOST);

struct onec_path {
	guint8 count;
	guint8 step[ONEC_STEPS]; /* ids */
};

struct onec_paths;

struct onec_paths *onec_paths_new(void);
void onec_paths_free(struct onec_paths *paths);

/* One more choice for the role. What is beyond the bounds, and steps that are
 * empty, are left out. */
void onec_paths_add(struct onec_paths *paths, enum role role, const char *text);

/* How many ids there are. */
guint onec_paths_count(const struct onec_paths *paths);
/* The id of a name, letter case ignored as 1C does; or -1. */
int onec_paths_id(const struct onec_paths *paths, const char *name);
const char *onec_paths_name(const struct onec_paths *paths, guint id);

/* The choices for a role; *count_r of them. */
const struct onec_path *onec_paths_role(const struct onec_paths *paths,
                                        enum role role, guint *count_r);
/* Whether this single name is one of them. */
bool onec_paths_plays(const struct onec_paths *paths, enum role role, guint id);

/* Whether a property's title is this name: «Гос. номер (Заказ клиента)» is
 * `ГосНомер`. БСП puts the kind of object into brackets. */
bool onec_paths_titled(const struct onec_paths *paths, guint id,
                       const char *title);

/* The table as bytes, and back; NULL for what are none of ours. */
void onec_paths_save(const struct onec_paths *paths, GByteArray *to);
struct onec_paths *onec_paths_load(const guint8 *bytes, gsize length);

#endif
