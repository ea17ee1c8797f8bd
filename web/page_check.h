#ifndef WEB_PAGE_CHECK_H
#define WEB_PAGE_CHECK_H

#include "web/site.h"

/* POST /connect/webhook: a new address for the webhook file; it is written and
 * never shown. */
struct response *page_check_webhook(struct visit *visit);

/* POST /connect/check: everything that `check` finds, as a page. */
struct response *page_check_post(struct visit *visit);
/* POST /connect/check/stream: the same as lines of JSON while they are found,
 * for the page's script. */
struct response *page_check_stream(struct visit *visit);

/* POST /lists: the portal's lists, fetched anew; goes back to `back`. */
struct response *page_check_lists(struct visit *visit);

#endif
