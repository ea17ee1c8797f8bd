/*
 * Settings meet a portal: every name that a setting holds is looked up once;
 * what it means is said, and what does not resolve with its line and with what
 * the portal has instead.
 *
 * Refuses to be half right: with a fatal finding nothing is planned.
 */
#include "core/rules_p.h"

#include "core/text.h"

struct rules *rules_new(const struct settings *settings,
                        const struct dictionary *dictionary,
                        GPtrArray **findings_r)
{
	struct rules *rules = g_new0(struct rules, 1);
	struct resolver r = {
		.rules = rules,
		.settings = settings,
		.dictionary = dictionary,
		.findings = findings_new(),
	};

	rules->settings = settings;
	rules->dictionary = dictionary;
	rules->fields = g_array_new(FALSE, FALSE, sizeof(struct rule_field));
	rules->places =
		g_hash_table_new_full(NULL, NULL, NULL, rule_place_free);
	rules->stages =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
	                              (GDestroyNotify)g_hash_table_unref);
	rules->finals =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	rules->deleted_stages = g_hash_table_new_full(
		g_int64_hash, g_int64_equal, g_free, NULL);

	rules_resolve_fields(&r);
	rules_resolve_places(&r);
	rules_resolve_stages(&r);
	rules_resolve_finals(&r);
	rules_resolve_people(&r);
	*findings_r = r.findings;
	return rules;
}

void rules_free(struct rules *rules)
{
	if (rules == NULL)
		return;
	g_array_unref(rules->fields);
	rule_place_free(rules->place);
	g_hash_table_unref(rules->places);
	g_hash_table_unref(rules->stages);
	g_hash_table_unref(rules->finals);
	g_hash_table_unref(rules->deleted_stages);
	g_free(rules);
}

const struct rule_place *rules_place(const struct rules *rules,
                                     const struct settings_organization *org)
{
	const struct rule_place *place = NULL;

	if (org != NULL)
		place = g_hash_table_lookup(rules->places, org);
	return place != NULL ? place : rules->place;
}

const struct stage *rules_stage(const struct rules *rules, gint64 funnel,
                                const struct order *order,
                                const char **wanted_r)
{
	const char *names[] = { order->text[ORDER_STATE],
		                order->state_predefined, order->state_ref };
	GHashTable *states = g_hash_table_lookup(rules->stages, &funnel);

	*wanted_r = NULL;
	for (size_t i = 0; states != NULL && i < G_N_ELEMENTS(names); i++) {
		g_autofree char *key = text_fold(names[i], TEXT_BLANKS);
		const struct rule_stage *mapped =
			key[0] != '\0' ? g_hash_table_lookup(states, key)
				       : NULL;

		if (mapped == NULL)
			continue;
		*wanted_r = mapped->wanted;
		return mapped->stage;
	}
	return NULL;
}

bool rules_final(const struct rules *rules, const char *stage)
{
	return g_hash_table_contains(rules->finals, stage);
}
