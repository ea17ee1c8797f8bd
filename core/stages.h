#ifndef CORE_STAGES_H
#define CORE_STAGES_H

#include "core/dictionary.h"

#include <glib.h>
#include <stdbool.h>

/*
 * A stage by what people call it, inside one funnel: the portal ignores a
 * stage of another funnel in silence (Bitrix24, crm.deal.update), so a stage
 * is never looked for anywhere else.
 */

enum stages_found { STAGES_NONE, STAGES_ONE, STAGES_SEVERAL };

/* By STATUS_ID (`C3:WON`), code (`WON` means `C3:WON` there) or name, in this
 * order. NULL unless exactly one fits. */
const struct stage *stages_find(const struct funnel *funnel, const char *text,
                                enum stages_found *found_r);

/* «Новая» (NEW), … for messages, those first that are near what is wanted;
 * owned by the caller. */
char *stages_names(const struct funnel *funnel, const char *wanted);

bool stages_among(const GArray *ids, gint64 id);

#endif
