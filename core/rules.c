/*
 * Settings meet a portal: every name that a setting holds is looked up once,
 * and what does not resolve is said with its line and with what the portal has
 * instead.
 *
 * Refuses to be half right: with a fatal problem nothing is planned.
 */
#include "core/rules_p.h"

#include "core/text.h"

static void problem_free(gpointer data)
{
	struct rule_problem *problem = data;

	g_free(problem->text);
	g_free(problem);
}

void rules_complain(struct resolver *r, guint line, const char *format, ...)
{
	struct rule_problem *problem = g_new0(struct rule_problem, 1);
	va_list args;

	problem->line = line;
	problem->fatal = true;
	va_start(args, format);
	problem->text = g_strdup_vprintf(format, args);
	va_end(args);
	g_ptr_array_add(r->problems, problem);
}

guint rules_deal_line(const struct resolver *r, const char *key)
{
	return settings_line(r->settings, "deal", key);
}

void rules_soften(struct resolver *r)
{
	struct rule_problem *problem = r->problems->pdata[r->problems->len - 1];

	problem->fatal = false;
}

struct rules *rules_new(const struct settings *settings,
                        const struct dictionary *dictionary,
                        GPtrArray **problems_r)
{
	struct rules *rules = g_new0(struct rules, 1);
	struct resolver r = { rules, settings, dictionary,
		              g_ptr_array_new_with_free_func(problem_free) };

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
	*problems_r = r.problems;
	return rules;
}

char *rules_fatal(const GPtrArray *problems)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < problems->len; i++) {
		const struct rule_problem *problem = problems->pdata[i];

		if (!problem->fatal)
			continue;
		if (text->len > 0)
			g_string_append_c(text, '\n');
		g_string_append(text, problem->text);
	}
	if (text->len == 0)
		return NULL;
	return g_string_free(g_steal_pointer(&text), FALSE);
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
                                const struct order *order, bool *mapped_r)
{
	const char *names[] = { order->text[ORDER_STATE],
		                order->state_predefined, order->state_ref };
	GHashTable *states = g_hash_table_lookup(rules->stages, &funnel);

	*mapped_r = false;
	for (size_t i = 0; states != NULL && i < G_N_ELEMENTS(names); i++) {
		g_autofree char *key = text_fold(names[i], TEXT_BLANKS);
		gpointer stage;

		if (key[0] == '\0' ||
		    !g_hash_table_lookup_extended(states, key, NULL, &stage))
			continue;
		*mapped_r = true;
		return stage;
	}
	return NULL;
}

bool rules_final(const struct rules *rules, const char *stage)
{
	return g_hash_table_contains(rules->finals, stage);
}
