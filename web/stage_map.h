#ifndef WEB_STAGE_MAP_H
#define WEB_STAGE_MAP_H

#include "core/rules.h"
#include "core/settings_edit.h"
#include "web/form.h"

#include <cjson/cJSON.h>

/*
 * [stages] and [stages FUNNEL] as a table of states and funnels, and the
 * changes that a sent one makes.
 */

struct stage_column {
	char *group; /* "stages", "stages Кузовной цех" */
	char *title;
	const struct funnel *funnel; /* NULL: all funnels */
	bool used;                   /* the settings put deals there, or look
	                                for them there by phone */
};

struct stage_state {
	char *name;    /* as the file has it, else as 1C writes it */
	gint64 orders; /* that files had */
	bool mapped;   /* somewhere */
};

struct stage_map {
	struct settings_edit *edit;
	const struct settings *settings;
	GPtrArray *columns; /* of struct stage_column, owned */
	GPtrArray *states;  /* of struct stage_state, owned */
	char **finals;      /* [deal] final_stages, owned */
};

/* `seen`: history_seen() of states, or NULL. Keeps `settings` and `portal`. */
struct stage_map *stage_map_new(const struct settings_text *file,
                                const struct settings *settings,
                                const struct dictionary *portal,
                                const cJSON *seen);
void stage_map_free(struct stage_map *map);

/* Marks the columns of funnels that the settings use. */
void stage_map_mark_used(struct stage_map *map, const struct rules *rules);

/* What a cell is set to, "" where nothing is; owned. */
char *stage_map_cell(const struct stage_map *map, const char *group,
                     const char *state);

/* Whether this funnel lacks the stage that the state wants there. */
bool stage_map_lacks(const struct stage_map *map,
                     const struct stage_column *column, const char *state);

/* The word of final_stages that means this stage, or NULL. */
const char *stage_map_final(const struct stage_map *map,
                            const struct funnel *funnel,
                            const struct stage *stage);
/* Whether a word of final_stages means some stage. */
bool stage_map_final_known(const struct stage_map *map,
                           const struct dictionary *portal, const char *word);

/* From fields `cell_group`, `cell_state`, `cell_value` (of as many values),
 * `new_state` with them for typed rows, `finals_shown` and `final`. */
void stage_map_read(const struct settings_text *file, const struct fields *sent,
                    GPtrArray *changes);

#endif
