#ifndef WEB_PAGE_OVERVIEW_H
#define WEB_PAGE_OVERVIEW_H

#include "web/site.h"

/* «Обзор»: is it well, and what needs a person. */
struct response *page_overview_get(struct visit *visit);
/* POST /release: a file of held/ passes. */
struct response *page_overview_release(struct visit *visit);
/* POST /retry: failed and held orders again, or those of one `number`. */
struct response *page_overview_retry(struct visit *visit);

#endif
