/*
 * Settings meet a portal: every name that a setting holds is looked up once,
 * here, and what does not resolve is said with its line and with what the
 * portal has instead.
 *
 * Refuses to guess: a name that two stages of a funnel share, or that none
 * has, is a problem, never the nearest thing.
 */
#include "core/rules.h"

#include "core/stages.h"
#include "core/text.h"
#include "core/when.h"

#include <string.h>

struct resolver {
	struct rules *rules;
	const struct settings *settings;
	const struct dictionary *dictionary;
	GPtrArray *problems;
};

static void problem_free(gpointer data)
{
	struct rule_problem *problem = data;

	g_free(problem->text);
	g_free(problem);
}

static void complain(struct resolver *r, guint line, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static void complain(struct resolver *r, guint line, const char *format, ...)
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

static void place_free(gpointer data)
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

static const struct funnel *find_funnel(struct resolver *r, const char *text,
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

		complain(r, line,
		         hits == 0 ? "%s: воронки «%s» в Битрикс24 нет. "
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
	complain(r, line,
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
		              find_funnel(r, names[i], line, key));
}

static struct rule_place *resolve_place(struct resolver *r)
{
	const struct settings *settings = r->settings;
	struct rule_place *place = g_new0(struct rule_place, 1);
	const struct funnel *funnel;

	place->funnels = g_array_new(FALSE, FALSE, sizeof(gint64));
	if (settings->funnel != NULL)
		funnel = find_funnel(r, settings->funnel, 0, "[deal] funnel");
	else
		funnel = default_funnel(r->dictionary);
	if (funnel != NULL)
		place->funnel = funnel->id;
	else if (settings->funnel == NULL)
		complain(r, 0, "Битрикс24 не назвал ни одной воронки сделок.");
	resolve_funnels(r, settings->funnels, 0, "[deal] funnels", place);
	if (settings->funnels[0] == NULL)
		append_funnel(place->funnels, funnel);
	if (settings->source != NULL)
		place->source =
			find_source(r, settings->source, 0, "[deal] source");
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
			find_funnel(r, org->funnel, org->line, key);

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

static void resolve_places(struct resolver *r)
{
	GPtrArray *sections = r->settings->organization_sections;

	r->rules->place = resolve_place(r);
	for (guint i = 0; i < sections->len; i++)
		g_hash_table_insert(
			r->rules->places, sections->pdata[i],
			resolve_organization(r, sections->pdata[i]));
}

/* ---- fields ---- */

static void resolve_id_field(struct resolver *r)
{
	const char *text = r->settings->id_field;
	const struct deal_field *field;
	guint hits = 0;

	field = dictionary_field(r->dictionary, text, &hits);
	if (field == NULL && hits > 1)
		complain(r, 0,
		         "[deal] id_field: полей сделки с названием «%s» "
		         "несколько (%u). Укажите код UF_CRM_… — его покажет "
		         "команда b24bridge fields.",
		         text, hits);
	else if (field == NULL)
		complain(r, 0,
		         "[deal] id_field: поля сделки «%s» в Битрикс24 нет. "
		         "Создайте его (CRM → Настройки → Пользовательские "
		         "поля → Сделка, тип «Строка») или укажите другое: "
		         "b24bridge fields.",
		         text);
	else if (!field->user || field->multiple || field->read_only ||
	         strcmp(field->type, "string") != 0)
		complain(r, 0,
		         "[deal] id_field: поле «%s» не подходит: нужно "
		         "пользовательское поле сделки типа «Строка», не "
		         "множественное.",
		         text);
	else
		r->rules->id_field = field;
}

static void resolve_date_field(struct resolver *r)
{
	const char *text = r->settings->date_field;
	const struct deal_field *field;
	guint hits = 0;

	if (text == NULL)
		return;
	field = dictionary_field(r->dictionary, text, &hits);
	if (field == NULL || field->multiple || field->read_only ||
	    !g_str_has_prefix(field->type, "date"))
		complain(r, 0,
		         "[deal] date_field: «%s» — не поле сделки типа «Дата» "
		         "или «Дата со временем». Поля покажет команда "
		         "b24bridge fields.",
		         text);
	else
		r->rules->date_field = field;
}

/* Fields that the rules write themselves: two masters would quarrel. */
static const char *const ruled_fields[] = {
	"id",         "stageid",      "categoryid", "opportunity",
	"currencyid", "originatorid", "originid",   "contactid",
	"contactids", "sourceid",     "title",      "ismanualopportunity",
	NULL
};

static void resolve_field(struct resolver *r, const struct settings_field *row)
{
	struct rule_field rule = { .path = row->path };
	g_autofree char *folded = NULL;
	guint hits = 0;

	rule.field = dictionary_field(r->dictionary, row->field, &hits);
	if (rule.field == NULL || rule.field->read_only ||
	    rule.field->multiple) {
		complain(r, row->line,
		         "[fields]: поля сделки «%s» в Битрикс24 нет, или оно "
		         "множественное, или только для чтения. Поля покажет "
		         "команда b24bridge fields.",
		         row->field);
		return;
	}
	folded = text_fold(rule.field->name, TEXT_CASE);
	if (g_strv_contains(ruled_fields, folded) ||
	    rule.field == r->rules->id_field ||
	    rule.field == r->rules->date_field) {
		complain(r, row->line,
		         "[fields]: поле «%s» заполняют другие настройки, "
		         "здесь его указать нельзя.",
		         row->field);
		return;
	}
	g_array_append_val(r->rules->fields, rule);
}

static void resolve_fields(struct resolver *r)
{
	resolve_id_field(r);
	resolve_date_field(r);
	for (guint i = 0; i < r->settings->fields->len; i++)
		resolve_field(r, r->settings->fields->pdata[i]);
}

/* ---- stages ---- */

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

/* The last problem concerns single orders only. */
static void soften(struct resolver *r)
{
	struct rule_problem *problem =
		r->problems->pdata[r->problems->len - 1];

	problem->fatal = false;
}

static void map_row(struct resolver *r, const struct funnel *funnel,
                    const struct settings_pair *row, GHashTable *states)
{
	enum stages_found found;
	const struct stage *stage = stages_find(funnel, row->value, &found);

	g_hash_table_replace(states, text_fold(row->key, TEXT_BLANKS),
	                     (gpointer)stage);
	if (stage == NULL && is_in_use(r->rules, funnel->id)) {
		g_autofree char *names = stages_names(funnel);

		complain(r, row->line,
		         found == STAGES_SEVERAL
		                 ? "[stages]: «%s = %s»: в воронке «%s» "
		                   "несколько стадий с таким названием. "
		                   "Укажите код. Есть: %s."
		                 : "[stages]: «%s = %s»: в воронке «%s» такой "
		                   "стадии нет. Есть: %s.",
		         row->key, row->value, funnel->name, names);
		soften(r);
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
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

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
		complain(r, 0,
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
		complain(
			r, 0,
			"[deal] deleted_stage: в воронке «%s» стадии «%s» нет.",
			funnel->name, text);
}

static void check_sections(struct resolver *r)
{
	for (guint i = 0; i < r->settings->stages->len; i++) {
		const struct settings_stages *section =
			r->settings->stages->pdata[i];

		if (section->funnel != NULL)
			find_funnel(r, section->funnel, section->line,
			            "[stages …]");
	}
}

static void resolve_stages(struct resolver *r)
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
	rules->places = g_hash_table_new_full(NULL, NULL, NULL, place_free);
	rules->stages =
		g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free,
	                              (GDestroyNotify)g_hash_table_unref);
	rules->finals =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	rules->deleted_stages = g_hash_table_new_full(
		g_int64_hash, g_int64_equal, g_free, NULL);

	resolve_fields(&r);
	resolve_places(&r);
	resolve_stages(&r);
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
	place_free(rules->place);
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
