#ifndef WEB_PAGE_DEBUG_H
#define WEB_PAGE_DEBUG_H

#include "web/site.h"

/* «Отладка»: the log, and a bundle for whoever helps. */
struct response *page_debug_get(struct visit *visit);
/* GET /debug/log?from=OFFSET: {"text":…,"next":n}, for the page's script. */
struct response *page_debug_log(struct visit *visit);
/* GET /debug/bundle: one text without secrets and with people's data masked. */
struct response *page_debug_bundle(struct visit *visit);

#endif
