/*
 * States of 1C to stages, funnel by funnel.
 *
 * Refuses to guess: a name that two stages of a funnel share, or that none
 * has, is a finding, never the nearest thing.
 */
#include "core/rules_p.h"

#include "core/text.h"

#include <string.h>

static bool holds(const struct rule_place *place, gint64 funnel)
{
	return place->funnel == funnel || stages_among(place->funnels, funnel);
}

bool rules_in_use(const struct rules *rules, gint64 funnel)
{
	GHashTableIter iter;
	gpointer place;

	if (holds(rules->place, funnel))
		return true;
	g_hash_table_iter_init(&iter, rules->places);
	while (g_hash_table_iter_next(&iter, NULL, &place)) {
		if (holds(place, funnel))
			return true;
	}
	return false;
}

/* ---- one row of [stages] in one funnel ---- */

static void map_row(struct resolver *r, const struct funnel *funnel,
                    const struct settings_pair *row, GHashTable *states)
{
	enum stages_found found;
	const struct stage *stage = stages_find(funnel, row->value, &found);
	struct rule_stage mapped = { stage, row->value };
	g_autofree char *name =
		g_strdup_printf("[stages] «%s = %s»", row->key, row->value);
	const struct rule_key key = { name, row->line };

	g_hash_table_replace(states, text_fold(row->key, TEXT_BLANKS),
	                     g_memdup2(&mapped, sizeof(mapped)));
	if (stage == NULL && rules_in_use(r->rules, funnel->id))
		rules_complain_stage(r, &key, funnel, row->value, found)
			->severity = FINDING_BAD;
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

/* The rows that count in a funnel, in the order of the file. Owned by the
 * caller; the rows are the settings'. */
static GPtrArray *rows_of(const struct resolver *r, const struct funnel *funnel)
{
	const GPtrArray *sections = r->settings->stages;
	GPtrArray *rows = g_ptr_array_new();

	for (guint i = 0; i < sections->len; i++) {
		const struct settings_stages *section = sections->pdata[i];
		bool own = is_section_of(section, funnel);

		if (section->funnel != NULL && !own)
			continue;
		for (guint j = 0; j < section->rows->len; j++) {
			struct settings_pair *row = section->rows->pdata[j];

			if (own || !overridden(sections, funnel, row->key))
				g_ptr_array_add(rows, row);
		}
	}
	return rows;
}

/* ---- what is mapped, for people ---- */

static const char *meaning(const struct stage *stage)
{
	switch (stage->semantics) {
	case STAGE_SUCCESS:
		return ", успех";
	case STAGE_FAILURE:
		return ", провал";
	default:
		return "";
	}
}

/* Which states lead to a stage; "" where none. Owned by the caller. */
static char *states_of(const GPtrArray *rows, const GHashTable *states,
                       const struct stage *stage)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < rows->len; i++) {
		const struct settings_pair *row = rows->pdata[i];
		g_autofree char *key = text_fold(row->key, TEXT_BLANKS);
		const struct rule_stage *mapped =
			g_hash_table_lookup((GHashTable *)states, key);

		if (mapped->stage == stage)
			g_string_append_printf(text, "%s«%s»",
			                       text->len > 0 ? ", " : "",
			                       row->key);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void approve_map(struct resolver *r, const struct funnel *funnel,
                        const GPtrArray *rows, const GHashTable *states)
{
	g_autofree char *subject =
		g_strdup_printf("Воронка «%s»", funnel->name);

	for (guint i = 0; i < funnel->stages->len; i++) {
		const struct stage *stage = funnel->stages->pdata[i];
		g_autofree char *from = states_of(rows, states, stage);

		if (from[0] != '\0')
			rules_approve(r, subject, "%s → «%s» (%s%s)", from,
			              stage->name, stage->id, meaning(stage));
	}
}

static GHashTable *map_funnel(struct resolver *r, const struct funnel *funnel)
{
	g_autoptr(GPtrArray) rows = rows_of(r, funnel);
	GHashTable *states =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	for (guint i = 0; i < rows->len; i++)
		map_row(r, funnel, rows->pdata[i], states);
	if (rules_in_use(r->rules, funnel->id))
		approve_map(r, funnel, rows, states);
	return states;
}

/* ---- all of them ---- */

static void check_sections(struct resolver *r)
{
	guint rows = 0;

	for (guint i = 0; i < r->settings->stages->len; i++) {
		const struct settings_stages *section =
			r->settings->stages->pdata[i];
		g_autofree char *name =
			g_strdup_printf("[stages %s]", section->funnel);
		const struct rule_key key = { name, section->line };

		rows += section->rows->len;
		if (section->funnel != NULL)
			rules_find_funnel(r, section->funnel, &key);
	}
	if (rows == 0) {
		const struct rule_key key = { "[stages]", 0 };
		struct finding *finding = rules_complain(
			r, &key, "ни одному состоянию 1С не указана стадия.");

		finding->severity = FINDING_BAD;
		finding_advise(finding,
		               "Без этого каждый заказ-наряд — ошибка. "
		               "Добавьте строки «состояние = стадия», см. "
		               "samples/b24bridge.conf.");
	}
}

void rules_resolve_stages(struct resolver *r)
{
	r->area = AREA_STAGES;
	check_sections(r);
	for (guint i = 0; i < r->dictionary->funnels->len; i++) {
		const struct funnel *funnel = r->dictionary->funnels->pdata[i];

		g_hash_table_insert(r->rules->stages,
		                    g_memdup2(&funnel->id, sizeof(funnel->id)),
		                    map_funnel(r, funnel));
	}
}
