/*
 * Finds stages by name, code or STATUS_ID within one funnel.
 *
 * Refuses a name that two stages share.
 */
#include "core/stages.h"

#include "core/near.h"
#include "core/text.h"

#include <string.h>

enum { NAMES_MOST = 15 };

/* `C3:WON` → `WON`; the first funnel's ids have no prefix. */
static const char *code_of(const char *id)
{
	const char *colon = strchr(id, ':');

	return colon != NULL ? colon + 1 : id;
}

static bool is_called(const struct stage *stage, const char *text, int how)
{
	switch (how) {
	case 0:
		return text_same(stage->id, text, TEXT_CASE);
	case 1:
		return text_same(code_of(stage->id), text, TEXT_CASE);
	default:
		return text_same(stage->name, text, TEXT_BLANKS);
	}
}

const struct stage *stages_find(const struct funnel *funnel, const char *text,
                                enum stages_found *found_r)
{
	const struct stage *found = NULL;

	*found_r = STAGES_NONE;
	for (int how = 0; how < 3 && found == NULL; how++) {
		for (guint i = 0; i < funnel->stages->len; i++) {
			const struct stage *stage = funnel->stages->pdata[i];

			if (!is_called(stage, text, how))
				continue;
			if (found != NULL) {
				*found_r = STAGES_SEVERAL;
				return NULL;
			}
			found = stage;
		}
	}
	if (found != NULL)
		*found_r = STAGES_ONE;
	return found;
}

char *stages_names(const struct funnel *funnel, const char *wanted)
{
	struct near_list *list = near_list_new(wanted);

	for (guint i = 0; i < funnel->stages->len; i++) {
		const struct stage *stage = funnel->stages->pdata[i];

		near_add(list, stage->name, stage->id);
	}
	return near_names(list, NAMES_MOST, false);
}

bool stages_among(const GArray *ids, gint64 id)
{
	for (guint i = 0; i < ids->len; i++) {
		if (g_array_index(ids, gint64, i) == id)
			return true;
	}
	return false;
}
