#ifndef WEB_PAGE_TELL_H
#define WEB_PAGE_TELL_H

#include "core/settings.h"
#include "web/site.h"

/* After saving (`settings` NULL: with faults left): has the daemon read the
 * settings again, and goes back to a page that says what came of it. */
struct response *page_tell_daemon(struct visit *visit,
                                  const struct settings *settings,
                                  const char *back);

/* What "?saved=…" of a page's address says, as a notice. */
void page_tell_saved(struct visit *visit);

#endif
