#ifndef WEB_PAGE_ORGANIZATIONS_H
#define WEB_PAGE_ORGANIZATIONS_H

#include "web/site.h"

/* «Организации»: which are carried, and what is different for one of them. */
struct response *page_organizations_get(struct visit *visit);
struct response *page_organizations_post(struct visit *visit);

#endif
