/*
 * Where deals of each organization go and are looked for: funnels and sources.
 */
#include "core/rules_p.h"

#include "core/when.h"

void rule_place_free(gpointer data)
{
	struct rule_place *place = data;

	if (place == NULL)
		return;
	g_array_unref(place->funnels);
	g_free(place);
}

static const struct funnel *default_funnel(struct resolver *r)
{
	const struct dictionary *dictionary = r->dictionary;
	const struct rule_key key = { "[deal] funnel", 0 };

	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];

		if (funnel->is_default)
			return funnel;
	}
	if (dictionary_funnel(dictionary, 0) == NULL) {
		struct finding *finding = rules_complain(
			r, &key, "портал не назвал основной воронки сделок.");

		finding_advise(finding, "Укажите воронку новых сделок.");
	}
	return dictionary_funnel(dictionary, 0);
}

static void resolve_source(struct resolver *r, const char *text,
                           const struct rule_key *key, struct rule_place *place)
{
	const struct source *source;

	r->area = AREA_PEOPLE;
	source = rules_find_source(r, text, key);
	r->area = AREA_STAGES;
	if (source != NULL)
		place->source = source->id;
}

/* False where one of them does not resolve. */
static bool resolve_funnels(struct resolver *r, GStrv names,
                            const struct rule_key *key,
                            struct rule_place *place)
{
	bool all = true;

	for (size_t i = 0; names[i] != NULL; i++) {
		const struct funnel *funnel =
			rules_find_funnel(r, names[i], key);

		if (funnel != NULL)
			g_array_append_val(place->funnels, funnel->id);
		else
			all = false;
	}
	return all;
}

/* ---- what resolved ---- */

static void append_funnel(GString *text, const struct resolver *r, gint64 id)
{
	const struct funnel *funnel = dictionary_funnel(r->dictionary, id);

	g_string_append_printf(text, "«%s» (%" G_GINT64_FORMAT ")",
	                       funnel->name, id);
}

static void approve_place(struct resolver *r, const char *subject,
                          const struct rule_place *place)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (place->create) {
		g_string_append(text, "новые сделки — в воронке ");
		append_funnel(text, r, place->funnel);
	} else {
		g_string_append(text, "новых сделок нет (create = no)");
	}
	g_string_append(text, "; по телефону сделки ищутся в ");
	for (guint i = 0; i < place->funnels->len; i++) {
		if (i > 0)
			g_string_append(text, ", ");
		append_funnel(text, r,
		              g_array_index(place->funnels, gint64, i));
	}
	rules_approve(r, subject, "%s", text->str);
}

static void approve_source(struct resolver *r, const char *subject,
                           const struct rule_place *place)
{
	guint hits;
	const struct source *source =
		place->source != NULL
			? dictionary_find_source(r->dictionary, place->source,
	                                         &hits)
			: NULL;

	if (source == NULL)
		return;
	r->area = AREA_PEOPLE;
	rules_approve(r, subject, "«%s» (%s)", source->name, source->id);
	r->area = AREA_STAGES;
}

/* ---- places ---- */

static struct rule_place *resolve_place(struct resolver *r)
{
	const struct settings *settings = r->settings;
	const struct rule_key funnel_key = { "[deal] funnel",
		                             rules_deal_line(r, "funnel") };
	const struct rule_key funnels_key = { "[deal] funnels",
		                              rules_deal_line(r, "funnels") };
	const struct rule_key source_key = { "[deal] source",
		                             rules_deal_line(r, "source") };
	struct rule_place *place = g_new0(struct rule_place, 1);
	const struct funnel *funnel;

	place->funnels = g_array_new(FALSE, FALSE, sizeof(gint64));
	place->create = settings->create;
	place->responsible = settings->responsible;
	place->since = settings->since;
	funnel = settings->funnel != NULL
	                 ? rules_find_funnel(r, settings->funnel, &funnel_key)
	                 : default_funnel(r);
	place->funnel = funnel != NULL ? funnel->id : RULE_FUNNEL_NONE;
	r->placed =
		resolve_funnels(r, settings->funnels, &funnels_key, place) &&
		funnel != NULL;
	if (settings->funnels[0] == NULL && funnel != NULL)
		g_array_append_val(place->funnels, funnel->id);
	if (r->placed)
		approve_place(r, "Воронки", place);
	if (settings->source != NULL) {
		resolve_source(r, settings->source, &source_key, place);
		approve_source(r, source_key.name, place);
	}
	return place;
}

/* False where a name does not resolve. */
static bool resolve_own_funnels(struct resolver *r,
                                const struct settings_organization *org,
                                struct rule_place *place)
{
	const struct rule_place *whole = r->rules->place;
	g_autofree char *one =
		g_strdup_printf("[organization %s] funnel", org->name);
	g_autofree char *several =
		g_strdup_printf("[organization %s] funnels", org->name);
	const struct rule_key funnel_key = { one, org->line };
	const struct rule_key funnels_key = { several, org->line };
	const struct funnel *funnel = NULL;
	bool good = true;

	if (org->funnel != NULL) {
		funnel = rules_find_funnel(r, org->funnel, &funnel_key);
		good = funnel != NULL;
	}
	if (org->funnel != NULL)
		place->funnel = good ? funnel->id : RULE_FUNNEL_NONE;
	if (org->funnels != NULL && org->funnels[0] != NULL)
		return resolve_funnels(r, org->funnels, &funnels_key, place) &&
		       good;
	if (org->funnel != NULL)
		g_array_append_val(place->funnels, place->funnel);
	else
		g_array_append_vals(place->funnels, whole->funnels->data,
		                    whole->funnels->len);
	return good;
}

static struct rule_place *resolve_organization(
	struct resolver *r, const struct settings_organization *org)
{
	const struct rule_place *whole = r->rules->place;
	struct rule_place *place = g_memdup2(whole, sizeof(*whole));
	g_autofree char *name = g_strdup_printf("[organization %s]", org->name);
	g_autofree char *source =
		g_strdup_printf("[organization %s] source", org->name);
	const struct rule_key source_key = { source, org->line };
	bool own = org->funnel != NULL || org->create_said ||
	           (org->funnels != NULL && org->funnels[0] != NULL);

	place->funnels = g_array_new(FALSE, FALSE, sizeof(gint64));
	if (org->create_said)
		place->create = org->create;
	if (org->responsible != 0)
		place->responsible = org->responsible;
	if (org->since != WHEN_NONE)
		place->since = org->since;
	if (resolve_own_funnels(r, org, place) && own && r->placed)
		approve_place(r, name, place);
	if (org->source != NULL) {
		resolve_source(r, org->source, &source_key, place);
		approve_source(r, source_key.name, place);
	}
	return place;
}

void rules_resolve_places(struct resolver *r)
{
	GPtrArray *sections = r->settings->organization_sections;

	r->area = AREA_STAGES;
	r->rules->place = resolve_place(r);
	for (guint i = 0; i < sections->len; i++)
		g_hash_table_insert(
			r->rules->places, sections->pdata[i],
			resolve_organization(r, sections->pdata[i]));
}
