/*
 * The map of states to stages. A row is a state: those of the settings, those
 * that files have had, and empty rows for more. A column is a funnel, the first
 * one is for all funnels. A cell that its funnel cannot resolve is marked.
 */
#include "web/page_stages.h"

#include "core/stages.h"
#include "core/text.h"
#include "watcher/history_browse.h"
#include "web/page.h"
#include "web/page_save.h"
#include "web/stage_map.h"

#include <string.h>

enum { SPARE_ROWS = 2 };

/* ---- cells ---- */

static void add_option(cJSON *list, const char *value, const char *label,
                       bool selected, bool unknown)
{
	cJSON *option = page_add(list);

	page_text(option, "value", value);
	page_text(option, "label", label);
	cJSON_AddBoolToObject(option, "selected", selected);
	cJSON_AddBoolToObject(option, "unknown", unknown);
}

/* Stages of one funnel; what is set is among them in the file's words. */
static void offer_stages(cJSON *list, const struct funnel *funnel,
                         const char *now)
{
	enum stages_found found = STAGES_NONE;
	const struct stage *is =
		*now != '\0' ? stages_find(funnel, now, &found) : NULL;

	if (*now != '\0' && is == NULL)
		add_option(list, now, now, true, true);
	for (guint i = 0; i < funnel->stages->len; i++) {
		const struct stage *stage = funnel->stages->pdata[i];

		bool set = is != NULL && stage == is;

		add_option(list, set ? now : stage->id, stage->name, set,
		           false);
	}
}

static bool among(const cJSON *list, const char *label)
{
	const cJSON *option;

	cJSON_ArrayForEach (option, list) {
		const char *text = cJSON_GetStringValue(
			cJSON_GetObjectItemCaseSensitive(option, "label"));

		if (text_same(text, label, TEXT_BLANKS))
			return true;
	}
	return false;
}

/* For all funnels: stages by name, each name once. */
static void offer_names(cJSON *list, const struct dictionary *portal,
                        const char *now)
{
	bool known = *now == '\0';

	for (guint i = 0; i < portal->funnels->len; i++) {
		const struct funnel *funnel = portal->funnels->pdata[i];

		for (guint j = 0; j < funnel->stages->len; j++) {
			const struct stage *stage = funnel->stages->pdata[j];
			bool is = text_same(stage->name, now, TEXT_BLANKS);

			if (among(list, stage->name))
				continue;
			known = known || is;
			add_option(list, is ? now : stage->name, stage->name,
			           is, false);
		}
	}
	if (!known)
		add_option(list, now, now, true, false);
}

static void add_cell(cJSON *cells, const struct stage_map *map,
                     const struct dictionary *portal,
                     const struct stage_column *column, const char *state)
{
	g_autofree char *now = stage_map_cell(map, column->group, state);
	cJSON *cell = page_add(cells);
	cJSON *options;

	page_text(cell, "group", column->group);
	page_text(cell, "column", column->title);
	page_text(cell, "state", state);
	if (portal == NULL) {
		cJSON_AddBoolToObject(cell, "typed_cell", true);
		page_text(cell, "value", now);
		return;
	}
	options = page_list(cell, "options");
	add_option(options, "",
	           column->funnel != NULL ? "как для всех" : "не переносить",
	           *now == '\0', false);
	if (column->funnel != NULL)
		offer_stages(options, column->funnel, now);
	else
		offer_names(options, portal, now);
	cJSON_AddBoolToObject(cell, column->used ? "lacks" : "lacks_unused",
	                      stage_map_lacks(map, column, state));
}

static void add_row(cJSON *rows, const struct stage_map *map,
                    const struct dictionary *portal,
                    const struct stage_state *state)
{
	cJSON *row = page_add(rows);
	cJSON *cells = page_list(row, "cells");

	page_text(row, "state", state->name);
	cJSON_AddBoolToObject(row, "typed", *state->name == '\0');
	cJSON_AddBoolToObject(row, "unmapped",
	                      state->orders > 0 && !state->mapped);
	if (state->orders > 0)
		page_number(row, "orders", state->orders);
	for (guint i = 0; i < map->columns->len; i++)
		add_cell(cells, map, portal, map->columns->pdata[i],
		         state->name);
}

/* ---- final stages ---- */

static void add_final(cJSON *list, const struct stage_map *map,
                      const struct funnel *funnel, const struct stage *stage)
{
	cJSON *row = page_add(list);
	const char *word = stage_map_final(map, funnel, stage);
	bool own = stage->semantics != STAGE_PROCESS;

	page_text(row, "value", word != NULL ? word : stage->id);
	page_text(row, "label", stage->name);
	cJSON_AddBoolToObject(row, "selected", own || word != NULL);
	cJSON_AddBoolToObject(row, "own", own);
	/* A box that cannot be ticked is not sent; the file's word stays. */
	page_text(row, "kept", own ? word : NULL);
}

static void add_finals(cJSON *model, const struct stage_map *map,
                       const struct dictionary *portal)
{
	cJSON *list = page_list(model, "finals");
	cJSON *unknown = page_list(model, "final_unknown");

	for (guint i = 0; i < portal->funnels->len; i++) {
		const struct funnel *funnel = portal->funnels->pdata[i];
		cJSON *row = page_add(list);
		cJSON *stages;

		page_text(row, "funnel", funnel->name);
		stages = page_list(row, "stages");
		for (guint j = 0; j < funnel->stages->len; j++)
			add_final(stages, map, funnel,
			          funnel->stages->pdata[j]);
	}
	for (gsize i = 0; map->finals[i] != NULL; i++)
		if (!stage_map_final_known(map, portal, map->finals[i]))
			page_text(page_add(unknown), "value", map->finals[i]);
}

/* ---- the page ---- */

static cJSON *seen_states(const struct visit *visit)
{
	struct history *history =
		history_open(visit->settings->state, true, NULL, NULL);
	cJSON *seen =
		history != NULL ? history_seen(history, "state", NULL) : NULL;

	history_close(history);
	return seen;
}

static struct response *show(struct visit *visit)
{
	cJSON *seen = seen_states(visit);
	struct stage_map *map = stage_map_new(visit->file, visit->settings,
	                                      visit->portal, seen);
	GPtrArray *findings = NULL;
	static const struct stage_state spare = { .name = (char *)"" };
	cJSON *columns = page_list(visit->model, "columns");
	cJSON *rows = page_list(visit->model, "rows");

	if (visit->portal != NULL) {
		struct rules *rules =
			rules_new(visit->settings, visit->portal, &findings);

		stage_map_mark_used(map, rules);
		rules_free(rules);
		g_ptr_array_unref(findings);
	}
	for (guint i = 0; i < map->columns->len; i++) {
		const struct stage_column *column = map->columns->pdata[i];

		page_text(page_add(columns), "title", column->title);
	}
	for (guint i = 0; i < map->states->len; i++)
		add_row(rows, map, visit->portal, map->states->pdata[i]);
	for (int i = 0; i < SPARE_ROWS; i++)
		add_row(rows, map, visit->portal, &spare);
	if (visit->portal != NULL)
		add_finals(visit->model, map, visit->portal);
	cJSON_AddBoolToObject(visit->model, "has_finals",
	                      visit->portal != NULL);
	stage_map_free(map);
	cJSON_Delete(seen);
	return page_show(visit, 200, "stages", "Статусы");
}

struct response *page_stages_get(struct visit *visit)
{
	return show(visit);
}

struct response *page_stages_post(struct visit *visit)
{
	g_autoptr(GPtrArray) changes = form_changes_new();
	g_autoptr(GPtrArray) faults = NULL;
	struct response *response;

	stage_map_read(visit->file, visit->request->fields, changes);
	response = page_save_preview(visit, changes, "/stages", &faults);
	return response != NULL ? response : show(visit);
}
