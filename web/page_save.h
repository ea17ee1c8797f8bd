#ifndef WEB_PAGE_SAVE_H
#define WEB_PAGE_SAVE_H

#include "web/form.h"
#include "web/site.h"

/*
 * Saving in two steps: what will change is shown, and only then written. The
 * second step names the file it was shown for; where somebody changed that in
 * between, the difference is shown and the question asked again.
 */

/*
 * The page that asks whether to make these changes; `back`: the path to go to
 * afterwards. NULL where they are not allowed: *faults_r (owned, of struct
 * settings_fault) says why, and notices are set.
 */
struct response *page_save_preview(struct visit *visit,
                                   const GPtrArray *changes, const char *back,
                                   GPtrArray **faults_r);

/* POST /save: makes them. */
struct response *page_save_post(struct visit *visit);

/* POST /restore: the last text that parsed, back in place. */
struct response *page_save_restore(struct visit *visit);

#endif
