/* States, funnels, and the groups of the file that join them. */
#include "web/stage_map.h"

#include "core/stages.h"
#include "core/text.h"
#include "web/words.h"

#include <string.h>

enum { CELLS_MOST = 20000 };

/* ---- columns ---- */

static void column_free(gpointer data)
{
	struct stage_column *column = data;

	g_free(column->group);
	g_free(column->title);
	g_free(column);
}

static void add_column(struct stage_map *map, const char *name,
                       const char *title, const struct funnel *funnel)
{
	struct stage_column *column = g_new0(struct stage_column, 1);

	column->group = name != NULL ? g_strdup_printf("stages %s", name)
	                             : g_strdup("stages");
	column->title = g_strdup(title);
	column->funnel = funnel;
	g_ptr_array_add(map->columns, column);
}

/* The group that the file has for this funnel, by name or by id. */
static const char *name_in_file(const struct settings *settings,
                                const struct dictionary *portal,
                                const struct funnel *funnel)
{
	for (guint i = 0; i < settings->stages->len; i++) {
		const struct settings_stages *stages =
			settings->stages->pdata[i];
		guint hits;

		if (stages->funnel != NULL &&
		    dictionary_find_funnel(portal, stages->funnel, &hits) ==
		            funnel)
			return stages->funnel;
	}
	return NULL;
}

static void add_funnels(struct stage_map *map, const struct dictionary *portal)
{
	for (guint i = 0; i < portal->funnels->len; i++) {
		const struct funnel *funnel = portal->funnels->pdata[i];
		const char *name = name_in_file(map->settings, portal, funnel);
		g_autofree char *id =
			g_strdup_printf("%" G_GINT64_FORMAT, funnel->id);
		guint hits = 0;

		dictionary_find_funnel(portal, funnel->name, &hits);
		if (name == NULL)
			name = hits == 1 && strpbrk(funnel->name, "[]") == NULL
			               ? funnel->name
			               : id;
		add_column(map, name, funnel->name, funnel);
	}
}

/* Groups of the file for funnels that nobody knows (any more). */
static void add_others(struct stage_map *map, const struct dictionary *portal)
{
	const GPtrArray *groups = map->settings->stages;

	for (guint i = 0; i < groups->len; i++) {
		const struct settings_stages *stages = groups->pdata[i];
		guint hits;

		if (stages->funnel == NULL ||
		    (portal != NULL &&
		     dictionary_find_funnel(portal, stages->funnel, &hits)))
			continue;
		add_column(map, stages->funnel, stages->funnel, NULL);
	}
}

/* ---- states ---- */

static void state_free(gpointer data)
{
	struct stage_state *state = data;

	g_free(state->name);
	g_free(state);
}

static struct stage_state *find_state(struct stage_map *map, const char *name)
{
	for (guint i = 0; i < map->states->len; i++) {
		struct stage_state *state = map->states->pdata[i];

		if (text_same(state->name, name, TEXT_BLANKS))
			return state;
	}
	return NULL;
}

static struct stage_state *add_state(struct stage_map *map, const char *name)
{
	struct stage_state *state = find_state(map, name);

	if (state != NULL)
		return state;
	state = g_new0(struct stage_state, 1);
	state->name = g_strdup(name);
	g_ptr_array_add(map->states, state);
	return state;
}

static void add_states(struct stage_map *map, const cJSON *seen)
{
	const cJSON *row;

	for (guint i = 0; i < map->settings->stages->len; i++) {
		const struct settings_stages *stages =
			map->settings->stages->pdata[i];

		for (guint j = 0; j < stages->rows->len; j++) {
			const struct settings_pair *pair =
				stages->rows->pdata[j];

			add_state(map, pair->key)->mapped = true;
		}
	}
	cJSON_ArrayForEach (row, seen) {
		const char *name = cJSON_GetStringValue(
			cJSON_GetObjectItemCaseSensitive(row, "name"));

		if (name == NULL || *name == '\0' || strpbrk(name, "=\n"))
			continue;
		add_state(map, name)->orders += (gint64)cJSON_GetNumberValue(
			cJSON_GetObjectItemCaseSensitive(row, "orders"));
	}
}

/* ---- all of it ---- */

struct stage_map *stage_map_new(const struct settings_text *file,
                                const struct settings *settings,
                                const struct dictionary *portal,
                                const cJSON *seen)
{
	struct stage_map *map = g_new0(struct stage_map, 1);

	map->edit = settings_edit_new(file->text, file->length);
	map->settings = settings;
	map->columns = g_ptr_array_new_with_free_func(column_free);
	map->states = g_ptr_array_new_with_free_func(state_free);
	map->finals = g_strdupv(settings->final_stages);
	add_column(map, NULL, "Все воронки", NULL);
	if (portal != NULL)
		add_funnels(map, portal);
	add_others(map, portal);
	add_states(map, seen);
	return map;
}

void stage_map_free(struct stage_map *map)
{
	if (map == NULL)
		return;
	settings_edit_free(map->edit);
	g_ptr_array_unref(map->columns);
	g_ptr_array_unref(map->states);
	g_strfreev(map->finals);
	g_free(map);
}

static bool uses(const struct rule_place *place, gint64 funnel)
{
	return place != NULL && (place->funnel == funnel ||
	                         stages_among(place->funnels, funnel));
}

void stage_map_mark_used(struct stage_map *map, const struct rules *rules)
{
	for (guint i = 0; i < map->columns->len; i++) {
		struct stage_column *column = map->columns->pdata[i];
		GHashTableIter at;
		gpointer place;

		if (column->funnel == NULL)
			continue;
		column->used = uses(rules->place, column->funnel->id);
		g_hash_table_iter_init(&at, rules->places);
		while (g_hash_table_iter_next(&at, NULL, &place))
			column->used =
				column->used || uses(place, column->funnel->id);
	}
}

char *stage_map_cell(const struct stage_map *map, const char *group,
                     const char *state)
{
	char *value = *state != '\0'
	                      ? settings_edit_get(map->edit, group, state)
	                      : NULL;

	return value != NULL ? value : g_strdup("");
}

bool stage_map_lacks(const struct stage_map *map,
                     const struct stage_column *column, const char *state)
{
	g_autofree char *own = stage_map_cell(map, column->group, state);
	g_autofree char *all = stage_map_cell(map, "stages", state);
	const char *wanted = *own != '\0' ? own : all;
	enum stages_found found;

	return column->funnel != NULL && *wanted != '\0' &&
	       stages_find(column->funnel, wanted, &found) == NULL;
}

/* ---- final stages ---- */

const char *stage_map_final(const struct stage_map *map,
                            const struct funnel *funnel,
                            const struct stage *stage)
{
	enum stages_found found;

	for (gsize i = 0; map->finals[i] != NULL; i++)
		if (stages_find(funnel, map->finals[i], &found) == stage)
			return map->finals[i];
	return NULL;
}

bool stage_map_final_known(const struct stage_map *map,
                           const struct dictionary *portal, const char *word)
{
	enum stages_found found;

	(void)map;
	for (guint i = 0; i < portal->funnels->len; i++)
		if (stages_find(portal->funnels->pdata[i], word, &found))
			return true;
	return false;
}

/* ---- reading ---- */

static const char *at(const GPtrArray *values, guint i)
{
	return values != NULL && i < values->len ? values->pdata[i] : "";
}

static bool is_group(const char *group)
{
	return (strcmp(group, "stages") == 0 ||
	        g_str_has_prefix(group, "stages ")) &&
	       strpbrk(group, "\r\n") == NULL;
}

static void read_cell(const struct settings_edit *edit, const char *group,
                      const char *state, const char *value, GPtrArray *changes)
{
	g_autofree char *was = settings_edit_get(edit, group, state);
	g_autofree char *is = text_trim(value);

	if (g_strcmp0(was != NULL && *was != '\0' ? was : NULL, is) == 0)
		return;
	form_change_add(changes, group, state, was, is);
}

/* Names of states in the rows that were empty: one for each row of cells. */
static void read_cells(const struct settings_edit *edit,
                       const struct fields *sent, GPtrArray *changes)
{
	const GPtrArray *groups = fields_all(sent, "cell_group");
	const GPtrArray *states = fields_all(sent, "cell_state");
	const GPtrArray *values = fields_all(sent, "cell_value");
	const GPtrArray *typed = fields_all(sent, "new_state");
	guint row = 0;
	const char *first = NULL;

	for (guint i = 0; groups != NULL && i < groups->len && i < CELLS_MOST;
	     i++) {
		g_autofree char *state = text_trim(at(states, i));

		if (!is_group(at(groups, i)))
			continue;
		if (state == NULL) {
			/* A row begins again at its first column. */
			if (first == NULL)
				first = at(groups, i);
			else if (strcmp(first, at(groups, i)) == 0)
				row++;
			state = text_trim(at(typed, row));
		}
		if (state != NULL)
			read_cell(edit, at(groups, i), state, at(values, i),
			          changes);
	}
}

/* One word may mean stages of several funnels. */
static bool stands_before(const GPtrArray *words, guint place)
{
	for (guint i = 0; i < place; i++)
		if (strcmp(words->pdata[i], words->pdata[place]) == 0)
			return true;
	return false;
}

static void read_finals(const struct settings_edit *edit,
                        const struct fields *sent, GPtrArray *changes)
{
	const GPtrArray *ticked = fields_all(sent, "final");
	g_autofree char *was = settings_edit_get(edit, "deal", "final_stages");
	g_autoptr(GString) is = g_string_new(NULL);

	if (fields_get(sent, "finals_shown") == NULL)
		return;
	for (guint i = 0; ticked != NULL && i < ticked->len; i++) {
		const char *word = ticked->pdata[i];

		if (*word != '\0' && !stands_before(ticked, i))
			g_string_append_printf(is, "%s%s",
			                       is->len > 0 ? "; " : "", word);
	}
	if (!words_same(was != NULL ? was : "", is->str))
		form_change_add(changes, "deal", "final_stages", was, is->str);
}

void stage_map_read(const struct settings_text *file, const struct fields *sent,
                    GPtrArray *changes)
{
	struct settings_edit *edit =
		settings_edit_new(file->text, file->length);

	read_cells(edit, sent, changes);
	read_finals(edit, sent, changes);
	settings_edit_free(edit);
}
