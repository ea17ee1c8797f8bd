/*
 * Which stages are final, and where deals of deleted orders go.
 */
#include "core/rules_p.h"

/* Where a stage that [deal] final_stages names is ambiguous. */
static void complain_final(struct resolver *r, const char *text,
                           const struct funnel *ambiguous)
{
	const struct rule_key key = { "[deal] final_stages",
		                      rules_deal_line(r, "final_stages") };
	struct finding *finding;

	if (ambiguous != NULL) {
		rules_complain_stage(r, &key, ambiguous, text, STAGES_SEVERAL);
		return;
	}
	finding = rules_complain(r, &key, "стадии «%s» нет ни в одной воронке.",
	                         text);
	finding_advise(finding, "Стадии покажет команда b24bridge stages.");
}

static void resolve_final(struct resolver *r, const char *text)
{
	const struct funnel *ambiguous = NULL;
	g_autoptr(GString) where = g_string_new(NULL);

	for (guint i = 0; i < r->dictionary->funnels->len; i++) {
		const struct funnel *funnel = r->dictionary->funnels->pdata[i];
		enum stages_found how;
		const struct stage *stage = stages_find(funnel, text, &how);

		if (how == STAGES_SEVERAL && rules_in_use(r->rules, funnel->id))
			ambiguous = funnel;
		if (stage == NULL)
			continue;
		g_hash_table_add(r->rules->finals, g_strdup(stage->id));
		g_string_append_printf(where, "%s«%s» (%s)",
		                       where->len > 0 ? ", " : "", funnel->name,
		                       stage->id);
	}
	if (ambiguous != NULL || where->len == 0)
		complain_final(r, text, ambiguous);
	else
		rules_approve(r, "[deal] final_stages",
		              "«%s» завершает сделку в воронках %s", text,
		              where->str);
}

static void add_portals_own(struct rules *rules, const struct funnel *funnel)
{
	for (guint i = 0; i < funnel->stages->len; i++) {
		const struct stage *stage = funnel->stages->pdata[i];

		if (stage->semantics != STAGE_PROCESS)
			g_hash_table_add(rules->finals, g_strdup(stage->id));
	}
}

static void resolve_deleted(struct resolver *r, const struct funnel *funnel)
{
	const struct rule_key key = { "[deal] deleted_stage",
		                      rules_deal_line(r, "deleted_stage") };
	const char *text = r->settings->deleted_stage;
	enum stages_found found;
	const struct stage *stage = stages_find(funnel, text, &found);

	if (stage == NULL) {
		if (rules_in_use(r->rules, funnel->id))
			rules_complain_stage(r, &key, funnel, text, found);
		return;
	}
	g_hash_table_insert(r->rules->deleted_stages,
	                    g_memdup2(&funnel->id, sizeof(funnel->id)),
	                    (gpointer)stage);
	if (rules_in_use(r->rules, funnel->id))
		rules_approve(r, key.name, "в воронке «%s» — «%s» (%s)",
		              funnel->name, stage->name, stage->id);
}

void rules_resolve_finals(struct resolver *r)
{
	const GPtrArray *funnels = r->dictionary->funnels;

	r->area = AREA_STAGES;
	for (guint i = 0; i < funnels->len; i++) {
		add_portals_own(r->rules, funnels->pdata[i]);
		if (r->settings->deleted_stage != NULL)
			resolve_deleted(r, funnels->pdata[i]);
	}
	for (size_t i = 0; r->settings->final_stages[i] != NULL; i++)
		resolve_final(r, r->settings->final_stages[i]);
}
