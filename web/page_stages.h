#ifndef WEB_PAGE_STAGES_H
#define WEB_PAGE_STAGES_H

#include "web/site.h"

/* «Статусы»: states of 1C × funnels, a stage in each cell; final stages. */
struct response *page_stages_get(struct visit *visit);
struct response *page_stages_post(struct visit *visit);

#endif
