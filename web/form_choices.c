/*
 * Lists of a portal as choices of a form. A choice that means what the file
 * says already has the file's own words as its value, so that sending the form
 * back unchanged changes nothing.
 */
#include "web/form_choices.h"

#include "core/text.h"
#include "web/form_list.h"

#include <string.h>

static char *number_text(gint64 number)
{
	return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

/* ---- fields ---- */

static bool fits_id(const struct deal_field *field)
{
	return field->user && !field->multiple && !field->read_only &&
	       strcmp(field->type, "string") == 0;
}

static bool fits_date(const struct deal_field *field)
{
	return !field->multiple && !field->read_only &&
	       (strcmp(field->type, "date") == 0 ||
	        strcmp(field->type, "datetime") == 0);
}

static void offer_fields(struct form_list *list,
                         const struct dictionary *portal,
                         bool (*fits)(const struct deal_field *field))
{
	for (guint i = 0; i < portal->fields->len; i++) {
		const struct deal_field *field = portal->fields->pdata[i];
		g_autofree char *label = NULL;

		if (!fits(field))
			continue;
		label = *field->label != '\0'
		                ? g_strdup_printf("%s (%s)", field->label,
		                                  field->code)
		                : g_strdup(field->code);
		form_list_offer(list, field->code, label, field->code,
		                field->name, field->label);
	}
}

/* ---- the other lists ---- */

static void offer_funnels(struct form_list *list,
                          const struct dictionary *portal)
{
	for (guint i = 0; i < portal->funnels->len; i++) {
		const struct funnel *funnel = portal->funnels->pdata[i];
		g_autofree char *id = number_text(funnel->id);
		guint hits = 0;

		dictionary_find_funnel(portal, funnel->name, &hits);
		/* A name that two have, or with a semicolon, means nothing. */
		form_list_offer(list,
		                hits == 1 && strchr(funnel->name, ';') == NULL
		                        ? funnel->name
		                        : id,
		                funnel->name, funnel->name, id, NULL);
	}
}

static void offer_sources(struct form_list *list,
                          const struct dictionary *portal)
{
	for (guint i = 0; i < portal->sources->len; i++) {
		const struct source *source = portal->sources->pdata[i];

		form_list_offer(list, source->id, source->name, source->id,
		                source->name, NULL);
	}
}

static void offer_users(struct form_list *list, const struct dictionary *portal)
{
	for (guint i = 0; i < portal->users->len; i++) {
		const struct user *user = portal->users->pdata[i];
		g_autofree char *id = number_text(user->id);
		g_autofree char *label =
			g_strdup_printf("%s (%s)", user->name, id);

		if (user->active)
			form_list_offer(list, id, label, id, NULL, NULL);
	}
}

/* Stages by name: one that several funnels have is resolved in each. */
static void offer_stages(struct form_list *list,
                         const struct dictionary *portal)
{
	for (guint i = 0; i < portal->funnels->len; i++) {
		const struct funnel *funnel = portal->funnels->pdata[i];

		for (guint j = 0; j < funnel->stages->len; j++) {
			const struct stage *stage = funnel->stages->pdata[j];

			form_list_offer(list, stage->name, stage->name,
			                stage->name, stage->id, NULL);
		}
	}
}

/* ---- which setting wants which ---- */

static bool is(const struct settings_row *row, const char *group,
               const char *key)
{
	return strcmp(row->group, group) == 0 && strcmp(row->key, key) == 0;
}

static bool in_places(const struct settings_row *row, const char *key)
{
	return is(row, "deal", key) || is(row, "organization", key);
}

static const char *nothing_of(const struct settings_row *row)
{
	if (strcmp(row->group, "organization") == 0)
		return "как для всех";
	if (is(row, "deal", "id_field"))
		return "выберите поле";
	if (is(row, "deal", "funnel"))
		return "основная воронка портала";
	if (is(row, "deal", "responsible"))
		return "как решит портал";
	if (is(row, "deal", "deleted_stage"))
		return "пропускать такие заказ-наряды";
	return "не заполнять";
}

static bool offer(struct form_list *list, const struct dictionary *portal,
                  const struct settings_row *row)
{
	if (is(row, "deal", "id_field"))
		offer_fields(list, portal, fits_id);
	else if (is(row, "deal", "date_field"))
		offer_fields(list, portal, fits_date);
	else if (in_places(row, "funnel") || in_places(row, "funnels"))
		offer_funnels(list, portal);
	else if (in_places(row, "source"))
		offer_sources(list, portal);
	else if (is(row, "deal", "deleted_stage"))
		offer_stages(list, portal);
	else if (in_places(row, "responsible") && portal->users != NULL &&
	         portal->users->len > 0)
		offer_users(list, portal);
	else
		return false;
	return true;
}

cJSON *form_choices(const struct dictionary *portal,
                    const struct settings_row *row, const char *now)
{
	bool several = row->type == SETTINGS_LIST;
	struct form_list *list;

	if (portal == NULL)
		return NULL;
	list = form_list_new(now, several, several ? NULL : nothing_of(row));
	if (!offer(list, portal, row)) {
		form_list_free(list);
		return NULL;
	}
	return form_list_end(list);
}
