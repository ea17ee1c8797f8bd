#ifndef WEB_PAGE_FIELDS_H
#define WEB_PAGE_FIELDS_H

#include "web/form.h"
#include "web/site.h"

/* [fields] on the page of deals: a deal field for each path in the order. */
void page_fields_show(struct visit *visit, const struct form *form);
void page_fields_read(const struct form *form, const struct fields *sent,
                      GPtrArray *changes);

/* POST /deals/make-field: the id field, made in the portal. */
struct response *page_fields_make(struct visit *visit);

#endif
