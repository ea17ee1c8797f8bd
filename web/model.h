#ifndef WEB_MODEL_H
#define WEB_MODEL_H

#include "web/site.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

/* Values of what history and status answer, and rows made of them. A member
 * that lacks is NULL, "", 0 or false. */
const cJSON *model_at(const cJSON *json, const char *name);
const char *model_text(const cJSON *json, const char *name);
gint64 model_number(const cJSON *json, const char *name);
bool model_flag(const cJSON *json, const char *name);

/* An ISO 8601 time as page_time() says it; owned. */
char *model_time(const struct visit *visit, const char *text);

/* Whether a group of [stages] has this state. */
bool model_has_state(const struct settings_stages *stages, const char *state);

/* A file's state for people: "выполнен"; *tone_r (may be NULL): good, remark,
 * bad. */
const char *model_file_state(const char *state, const char **tone_r);

/* Orders as order_row.html shows them, as a list of the visit's model. */
void model_add_orders(struct visit *visit, const char *name,
                      const cJSON *orders);
/* One of them. */
void model_add_order(const struct visit *visit, cJSON *list,
                     const cJSON *order);

#endif
