#ifndef XML_COMMERCEML_NAMES_H
#define XML_COMMERCEML_NAMES_H

#include "core/settings.h"

#include <glib.h>
#include <stdbool.h>

/*
 * What requisites of CommerceML mean. Their names are the writer's own: those
 * of [1c] count first, then those that 1C's modules for web shops write
 * («Статус заказа», «Номер по 1С» …). Letter case and blanks are ignored, so
 * that «Дата закрытия» is ДатаЗакрытия.
 */

/* What a document says of itself. */
enum cml_slot {
	CML_REF,
	CML_NUMBER,
	CML_NUMBER_1C,
	CML_DATE,
	CML_DATE_1C,
	CML_CLOSED,
	CML_STATE,
	CML_STATE_ID,
	CML_ORGANIZATION,
	CML_AMOUNT,
	CML_CURRENCY,
	CML_CAR_NAME,
	CML_CAR_VIN,
	CML_CAR_PLATE,
	CML_MILEAGE,
	CML_REASON,
	CML_DISPATCHER,
	CML_MASTER,
	CML_DELETED,
	CML_PHONE, /* all of them count */
	CML_SLOTS
};

enum { CML_RANK_OWN = 1000, CML_RANK_ELEMENT = 2000 };

struct cml_use {
	enum cml_slot slot;
	guint rank; /* the least one wins */
};

struct cml_names;

struct cml_names *cml_names_new(const struct settings_names *names);
void cml_names_free(struct cml_names *names);

/* What a requisite is good for: *count_r uses, mostly none. */
const struct cml_use *cml_names_find(struct cml_names *names,
                                     const char *requisite, guint *count_r);

/* «Заказ товара», or an operation that `[1c] order` names. */
bool cml_names_order(struct cml_names *names, const char *operation);

/* Of several parties the one of the least role is the client. */
enum cml_role {
	CML_BUYER,
	CML_NO_ROLE,
	CML_PAYER,
	CML_RECEIVER,
	CML_OTHER_ROLE,
	CML_SELLER, /* that is we */
};
enum cml_role cml_names_role(struct cml_names *names, const char *role);

enum cml_contact { CML_NO_CONTACT, CML_CONTACT_PHONE, CML_CONTACT_MAIL };
enum cml_contact cml_names_contact(struct cml_names *names, const char *kind);

enum cml_row_kind { CML_ROW_UNSAID, CML_ROW_GOOD, CML_ROW_WORK };

/* The kind of a row of Товары after one more of its requisites. */
enum cml_row_kind cml_names_row(struct cml_names *names,
                                enum cml_row_kind before, const char *requisite,
                                const char *value);

#endif
