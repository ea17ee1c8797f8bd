#ifndef WEB_PAGE_TRY_H
#define WEB_PAGE_TRY_H

#include "web/site.h"

/* POST /journal/plan: what an uploaded or kept file would change. */
struct response *page_try_plan(struct visit *visit);
/* POST /journal/drop: an uploaded file goes into in/. */
struct response *page_try_drop(struct visit *visit);

#endif
