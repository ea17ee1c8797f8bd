/*
 * Where deals of each organization go: funnels, sources, responsible people.
 *
 * Refuses a name that two funnels share.
 */
#include "core/rules_p.h"

#include "core/text.h"
#include "core/when.h"

#include <string.h>

void rule_place_free(gpointer data)
{
	struct rule_place *place = data;

	if (place == NULL)
		return;
	g_array_unref(place->funnels);
	g_free(place);
}

/* ---- funnels and sources ---- */

static char *funnel_names(const struct dictionary *dictionary)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];

		g_string_append_printf(names, "%s«%s» (%" G_GINT64_FORMAT ")",
		                       i > 0 ? ", " : "", funnel->name,
		                       funnel->id);
	}
	return g_string_free(g_steal_pointer(&names), FALSE);
}

static const struct funnel *default_funnel(const struct dictionary *dictionary)
{
	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];

		if (funnel->is_default)
			return funnel;
	}
	return dictionary_funnel(dictionary, 0);
}

const struct funnel *rules_find_funnel(struct resolver *r, const char *text,
                                       guint line, const char *key)
{
	const struct funnel *found = NULL;
	guint hits = 0;

	for (guint i = 0; i < r->dictionary->funnels->len; i++) {
		const struct funnel *funnel = r->dictionary->funnels->pdata[i];
		g_autofree char *id =
			g_strdup_printf("%" G_GINT64_FORMAT, funnel->id);

		if (strcmp(id, text) == 0)
			return funnel;
		if (text_same(funnel->name, text, TEXT_CASE)) {
			found = funnel;
			hits++;
		}
	}
	if (hits == 1)
		return found;
	{
		g_autofree char *names = funnel_names(r->dictionary);

		rules_complain(r, line,
		               hits == 0
		                       ? "%s: воронки «%s» в Битрикс24 нет. "
		                         "Есть: %s."
		                       : "%s: воронок «%s» несколько, укажите "
		                         "номер. Есть: %s.",
		               key, text, names);
	}
	return NULL;
}

static const char *find_source(struct resolver *r, const char *text, guint line,
                               const char *key)
{
	for (guint i = 0; i < r->dictionary->sources->len; i++) {
		const struct source *source = r->dictionary->sources->pdata[i];

		if (text_same(source->id, text, TEXT_CASE) ||
		    text_same(source->name, text, TEXT_CASE))
			return source->id;
	}
	rules_complain(
		r, line,
		"%s: источника «%s» в Битрикс24 нет. Список покажет команда "
		"b24bridge sources.",
		key, text);
	return NULL;
}

/* ---- places ---- */

static void append_funnel(GArray *funnels, const struct funnel *funnel)
{
	if (funnel != NULL)
		g_array_append_val(funnels, funnel->id);
}

static void resolve_funnels(struct resolver *r, GStrv names, guint line,
                            const char *key, struct rule_place *place)
{
	for (size_t i = 0; names[i] != NULL; i++)
		append_funnel(place->funnels,
		              rules_find_funnel(r, names[i], line, key));
}

static struct rule_place *resolve_place(struct resolver *r)
{
	const struct settings *settings = r->settings;
	struct rule_place *place = g_new0(struct rule_place, 1);
	const struct funnel *funnel;

	place->funnels = g_array_new(FALSE, FALSE, sizeof(gint64));
	if (settings->funnel != NULL)
		funnel = rules_find_funnel(r, settings->funnel, 0,
		                           "[deal] funnel");
	else
		funnel = default_funnel(r->dictionary);
	if (funnel != NULL)
		place->funnel = funnel->id;
	else if (settings->funnel == NULL)
		rules_complain(r, 0,
		               "Битрикс24 не назвал ни одной воронки сделок.");
	resolve_funnels(r, settings->funnels, rules_deal_line(r, "funnels"),
	                "[deal] funnels", place);
	if (settings->funnels[0] == NULL)
		append_funnel(place->funnels, funnel);
	if (settings->source != NULL)
		place->source = find_source(r, settings->source,
		                            rules_deal_line(r, "source"),
		                            "[deal] source");
	place->responsible = settings->responsible;
	place->create = settings->create;
	place->since = settings->since;
	return place;
}

static struct rule_place *resolve_organization(
	struct resolver *r, const struct settings_organization *org)
{
	const struct rule_place *whole = r->rules->place;
	struct rule_place *place = g_memdup2(whole, sizeof(*whole));
	g_autofree char *key = g_strdup_printf("[organization %s]", org->name);
	bool own_funnels = org->funnels != NULL && org->funnels[0] != NULL;

	place->funnels = g_array_new(FALSE, FALSE, sizeof(gint64));
	if (org->funnel != NULL) {
		const struct funnel *funnel =
			rules_find_funnel(r, org->funnel, org->line, key);

		if (funnel != NULL)
			place->funnel = funnel->id;
	}
	if (own_funnels)
		resolve_funnels(r, org->funnels, org->line, key, place);
	else if (org->funnel != NULL)
		g_array_append_val(place->funnels, place->funnel);
	else
		g_array_append_vals(place->funnels, whole->funnels->data,
		                    whole->funnels->len);
	if (org->source != NULL)
		place->source = find_source(r, org->source, org->line, key);
	if (org->responsible != 0)
		place->responsible = org->responsible;
	if (org->create_said)
		place->create = org->create;
	if (org->since != WHEN_NONE)
		place->since = org->since;
	return place;
}

void rules_resolve_places(struct resolver *r)
{
	GPtrArray *sections = r->settings->organization_sections;

	r->rules->place = resolve_place(r);
	for (guint i = 0; i < sections->len; i++)
		g_hash_table_insert(
			r->rules->places, sections->pdata[i],
			resolve_organization(r, sections->pdata[i]));
}
