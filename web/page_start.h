#ifndef WEB_PAGE_START_H
#define WEB_PAGE_START_H

#include "web/site.h"

/* The first visit: what is to be set, in its order, each step once the one
 * before it is proved. */
struct response *page_start_get(struct visit *visit);

/* POST /start: `choice` is "all" (carry everything) or "folder" (make it). */
struct response *page_start_post(struct visit *visit);

/* Nothing is set yet, so «Обзор» has nothing to show. */
bool page_start_is_needed(const struct visit *visit);

#endif
