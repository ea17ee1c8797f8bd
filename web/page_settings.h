#ifndef WEB_PAGE_SETTINGS_H
#define WEB_PAGE_SETTINGS_H

#include "web/site.h"

/* Pages that are fields of the settings' table: a path, sections, keys. */

struct response *page_settings_get(struct visit *visit);
struct response *page_settings_post(struct visit *visit);

/* Whether some page shows this setting: a test asks for every row. */
bool page_settings_shows(const char *group, const char *key);

#endif
