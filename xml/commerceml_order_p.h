#ifndef XML_COMMERCEML_ORDER_P_H
#define XML_COMMERCEML_ORDER_P_H

#include "xml/commerceml_order.h"

/* Between commerceml_order.c, which collects what is said, and
 * commerceml_put.c, which makes an order of it. */

/* What an order says of something, and how good the source is. */
struct said {
	GString *text;
	guint rank; /* the least one wins; of equals the first */
};

struct cml_order {
	struct intake *intake;
	struct cml_names *names;
	guint line;
	struct said said[CML_SLOTS];
	GString *texts[LEAF_PARTY]; /* of other leaves; NULL for slots */
	GByteArray *phones;         /* items: the document's own */
	GByteArray *rows;           /* items */
	struct party *party;        /* that is open */
	struct party *client;       /* the best one so far */
	struct party *seller;
	bool has_client, has_seller;
	enum cml_row_kind row_kind;
};

/* Whether it is an order, and none that we place ourselves (Роль Покупатель).
 */
bool cml_is_order(const struct cml_order *order);
void cml_put_order(struct cml_order *order);
/* What [1c] order would call it. */
void cml_put_other(struct cml_order *order);

#endif
