/*
 * Names and numbers that settings hold, looked up in the portal.
 *
 * Refuses a name that two things share, and to take what is only near.
 */
#include "core/rules_p.h"

#include "core/menu.h"
#include "core/near.h"

enum { NAMES_MOST = 8 };

static char *funnel_names(const struct dictionary *dictionary, const char *text)
{
	struct near_list *list = near_list_new(text);

	for (guint i = 0; i < dictionary->funnels->len; i++) {
		const struct funnel *funnel = dictionary->funnels->pdata[i];
		g_autofree char *id =
			g_strdup_printf("%" G_GINT64_FORMAT, funnel->id);

		near_add(list, funnel->name, id);
	}
	return near_names(list, NAMES_MOST, false);
}

const struct funnel *rules_find_funnel(struct resolver *r, const char *text,
                                       const struct rule_key *key)
{
	guint hits;
	const struct funnel *funnel =
		dictionary_find_funnel(r->dictionary, text, &hits);
	g_autofree char *names = NULL;
	struct finding *finding;

	if (funnel != NULL)
		return funnel;
	names = funnel_names(r->dictionary, text);
	if (hits > 1) {
		finding = rules_complain(
			r, key, "воронок «%s» в Битрикс24 несколько. Есть: %s.",
			text, names);
		finding_advise(finding,
		               "Укажите номер воронки вместо названия.");
		return NULL;
	}
	finding = rules_complain(
		r, key, "воронки «%s» в Битрикс24 нет. Есть: %s.", text, names);
	finding_advise(finding,
	               "Впишите одну из них или создайте воронку: " MENU_FUNNELS
	               ".");
	if (!r->dictionary->owner_admin)
		finding_advise(finding, "Воронку, которой не видит владелец "
		                        "вебхука, портал не показывает и нам.");
	return NULL;
}

static char *source_names(const struct dictionary *dictionary, const char *text)
{
	struct near_list *list = near_list_new(text);

	for (guint i = 0; i < dictionary->sources->len; i++) {
		const struct source *source = dictionary->sources->pdata[i];

		near_add(list, source->name, source->id);
	}
	return near_names(list, NAMES_MOST, false);
}

const struct source *rules_find_source(struct resolver *r, const char *text,
                                       const struct rule_key *key)
{
	guint hits;
	const struct source *source =
		dictionary_find_source(r->dictionary, text, &hits);
	g_autofree char *names = NULL;
	struct finding *finding;

	if (source != NULL)
		return source;
	names = source_names(r->dictionary, text);
	if (hits > 1) {
		finding = rules_complain(
			r, key,
			"источников «%s» в Битрикс24 несколько. Есть: %s.",
			text, names);
		finding_advise(finding,
		               "Укажите код источника вместо названия.");
		return NULL;
	}
	finding = rules_complain(r, key,
	                         "источника «%s» в Битрикс24 нет. Есть: %s.",
	                         text, names);
	finding_advise(finding, "Впишите один из них (все покажет b24bridge "
	                        "sources) или добавьте: " MENU_SOURCES ".");
	return NULL;
}

struct finding *rules_complain_stage(struct resolver *r,
                                     const struct rule_key *key,
                                     const struct funnel *funnel,
                                     const char *text, enum stages_found found)
{
	g_autofree char *names = stages_names(funnel, text);
	struct finding *finding;

	if (found == STAGES_SEVERAL) {
		finding = rules_complain(r, key,
		                         "в воронке «%s» несколько стадий с "
		                         "названием «%s». Есть: %s.",
		                         funnel->name, text, names);
		finding_advise(finding, "Укажите код стадии.");
		return finding;
	}
	finding = rules_complain(r, key,
	                         "в воронке «%s» стадии «%s» нет. Есть: %s.",
	                         funnel->name, text, names);
	finding_advise(finding,
	               "Впишите одну из них или добавьте стадию: " MENU_FUNNELS
	               ".");
	return finding;
}
