/*
 * States of 1C to stages, funnel by funnel, and which stages are final.
 *
 * Refuses to guess: a name that two stages of a funnel share, or that none
 * has, is a problem, never the nearest thing.
 */
#include "core/rules_p.h"

#include "core/stages.h"
#include "core/text.h"

#include <string.h>

static bool is_in_use(const struct rules *rules, gint64 funnel)
{
	GHashTableIter iter;
	gpointer value;

	if (rules->place->funnel == funnel ||
	    stages_among(rules->place->funnels, funnel))
		return true;
	g_hash_table_iter_init(&iter, rules->places);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct rule_place *place = value;

		if (place->funnel == funnel ||
		    stages_among(place->funnels, funnel))
			return true;
	}
	return false;
}

static void map_row(struct resolver *r, const struct funnel *funnel,
                    const struct settings_pair *row, GHashTable *states)
{
	enum stages_found found;
	const struct stage *stage = stages_find(funnel, row->value, &found);

	struct rule_stage mapped = { stage, row->value };

	g_hash_table_replace(states, text_fold(row->key, TEXT_BLANKS),
	                     g_memdup2(&mapped, sizeof(mapped)));
	if (stage == NULL && is_in_use(r->rules, funnel->id)) {
		g_autofree char *names = stages_names(funnel);

		rules_complain(
			r, row->line,
			found == STAGES_SEVERAL
				? "[stages]: «%s = %s»: в воронке «%s» "
				  "несколько стадий с таким названием. "
				  "Укажите код. Есть: %s."
				: "[stages]: «%s = %s»: в воронке «%s» такой "
				  "стадии нет. Есть: %s.",
			row->key, row->value, funnel->name, names);
		rules_soften(r);
	}
}

static bool is_section_of(const struct settings_stages *section,
                          const struct funnel *funnel)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, funnel->id);

	return section->funnel != NULL &&
	       (strcmp(section->funnel, id) == 0 ||
	        text_same(section->funnel, funnel->name, TEXT_CASE));
}

static bool overridden(const GPtrArray *sections, const struct funnel *funnel,
                       const char *state)
{
	for (guint i = 0; i < sections->len; i++) {
		const struct settings_stages *section = sections->pdata[i];

		if (!is_section_of(section, funnel))
			continue;
		for (guint j = 0; j < section->rows->len; j++) {
			const struct settings_pair *row =
				section->rows->pdata[j];

			if (text_same(row->key, state, TEXT_BLANKS))
				return true;
		}
	}
	return false;
}

static GHashTable *map_funnel(struct resolver *r, const struct funnel *funnel)
{
	const GPtrArray *sections = r->settings->stages;
	GHashTable *states =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	for (guint i = 0; i < sections->len; i++) {
		const struct settings_stages *section = sections->pdata[i];
		bool own = is_section_of(section, funnel);

		if (section->funnel != NULL && !own)
			continue;
		for (guint j = 0; j < section->rows->len; j++) {
			const struct settings_pair *row =
				section->rows->pdata[j];

			if (own || !overridden(sections, funnel, row->key))
				map_row(r, funnel, row, states);
		}
	}
	return states;
}

static void resolve_final(struct resolver *r, const char *text)
{
	bool found = false;

	for (guint i = 0; i < r->dictionary->funnels->len; i++) {
		enum stages_found how;
		const struct stage *stage = stages_find(
			r->dictionary->funnels->pdata[i], text, &how);

		if (stage == NULL)
			continue;
		g_hash_table_add(r->rules->finals, g_strdup(stage->id));
		found = true;
	}
	if (!found)
		rules_complain(
			r, rules_deal_line(r, "final_stages"),
			"[deal] final_stages: стадии «%s» нет ни в одной "
			"воронке. Стадии покажет команда b24bridge stages.",
			text);
}

static void resolve_finals(struct resolver *r)
{
	for (guint i = 0; i < r->dictionary->funnels->len; i++) {
		const struct funnel *funnel = r->dictionary->funnels->pdata[i];

		for (guint j = 0; j < funnel->stages->len; j++) {
			const struct stage *stage = funnel->stages->pdata[j];

			if (stage->semantics != STAGE_PROCESS)
				g_hash_table_add(r->rules->finals,
				                 g_strdup(stage->id));
		}
	}
	for (size_t i = 0; r->settings->final_stages[i] != NULL; i++)
		resolve_final(r, r->settings->final_stages[i]);
}

static gint64 *funnel_key(const struct funnel *funnel)
{
	return g_memdup2(&funnel->id, sizeof(funnel->id));
}

static void resolve_deleted(struct resolver *r, const struct funnel *funnel)
{
	const char *text = r->settings->deleted_stage;
	enum stages_found found;
	const struct stage *stage;

	if (text == NULL)
		return;
	stage = stages_find(funnel, text, &found);
	if (stage != NULL)
		g_hash_table_insert(r->rules->deleted_stages,
		                    funnel_key(funnel), (gpointer)stage);
	else if (is_in_use(r->rules, funnel->id))
		rules_complain(
			r, rules_deal_line(r, "deleted_stage"),
			"[deal] deleted_stage: в воронке «%s» стадии «%s» нет.",
			funnel->name, text);
}

static void check_sections(struct resolver *r)
{
	for (guint i = 0; i < r->settings->stages->len; i++) {
		const struct settings_stages *section =
			r->settings->stages->pdata[i];

		if (section->funnel != NULL)
			rules_find_funnel(r, section->funnel, section->line,
			                  "[stages …]");
	}
}

void rules_resolve_stages(struct resolver *r)
{
	check_sections(r);
	for (guint i = 0; i < r->dictionary->funnels->len; i++) {
		const struct funnel *funnel = r->dictionary->funnels->pdata[i];

		g_hash_table_insert(r->rules->stages, funnel_key(funnel),
		                    map_funnel(r, funnel));
		resolve_deleted(r, funnel);
	}
	resolve_finals(r);
}
