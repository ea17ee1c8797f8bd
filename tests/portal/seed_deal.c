/*
 * Deals of a seed.
 *
 * Refuses stages, funnels and contacts that the portal does not have.
 */
#include "tests/portal/php.h"
#include "tests/portal/rules.h"
#include "tests/portal/seed_entity.h"

#define WEEK ((gint64)7 * 24 * 60 * 60)

static bool set_stage(const struct seeding *seeding)
{
	struct portal *portal = seeding->portal;
	const cJSON *category = seeding_value_of(seeding, "categoryId");
	const char *code =
		cJSON_GetStringValue(seeding_value_of(seeding, "stageId"));
	const char *kept = seeding_get(seeding, "CATEGORY_ID");
	gint64 id = kept ? g_ascii_strtoll(kept, NULL, 10) : 0;
	const struct funnel *funnel;
	const struct status *stage;

	if (category)
		id = php_int(category);
	funnel = dictionary_funnel(portal->dictionary, id);
	if (!funnel)
		return seeding_fail(seeding, "categoryId", "no such funnel:");
	g_autofree char *full = dictionary_full_code(id, code ? code : "");
	stage = dictionary_stage(portal->dictionary, funnel, full);
	if (code && !stage)
		return seeding_fail(seeding, code, "no such stage:");
	if (!stage && !seeding->fresh && !category)
		return true;
	if (!stage)
		stage = dictionary_first_stage(portal->dictionary, funnel);
	deal_set_stage(portal, seeding->entity, funnel, stage,
	               !seeding->fresh &&
	                       !seeding_value_of(seeding, "movedTime"));
	return true;
}

static bool set_contacts(const struct seeding *seeding)
{
	const cJSON *all = seeding_value_of(seeding, "contactIds");
	const cJSON *one = seeding_value_of(seeding, "contactId");
	g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
	const cJSON *value;

	if (!all && !one)
		return true;
	cJSON_ArrayForEach (value, all) {
		g_ptr_array_add(ids, php_string(value));
	}
	if (!all)
		g_ptr_array_add(ids, php_string(one));
	for (guint i = 0; i < ids->len; i++) {
		const char *id = ids->pdata[i];

		if (!kind_find(seeding->portal->store->contact,
		               g_ascii_strtoll(id, NULL, 10)))
			return seeding_fail(seeding, id, "no such contact:");
	}
	deal_set_contacts(seeding->portal, seeding->entity, ids);
	return true;
}

static void deal_defaults(const struct seeding *seeding)
{
	const struct clock *clock = &seeding->portal->clock;
	gint64 made = 0;
	g_autofree char *title = g_strdup_printf(
		portal_says(seeding->portal, "Сделка #%" G_GINT64_FORMAT,
	                    "Deal #%" G_GINT64_FORMAT),
		seeding->entity->id);

	seeding->entity->begin_defaulted = !seeding_get(seeding, "BEGINDATE");
	seeding->entity->close_defaulted = !seeding_get(seeding, "CLOSEDATE");
	seeding_stamp_new(seeding);
	clock_read(clock, seeding_get(seeding, "DATE_CREATE"), &made);
	g_autofree char *day = clock_day(clock, made);
	g_autofree char *later = clock_day(clock, made + WEEK);
	const struct {
		const char *code, *text;
	} defaults[] = {
		{ "TITLE", title },
		{ "TYPE_ID", "SALE" },
		{ "IS_RECURRING", "N" },
		{ "IS_RETURN_CUSTOMER", "N" },
		{ "IS_REPEATED_APPROACH", "N" },
		{ "CURRENCY_ID", seeding->portal->dictionary->currencies[0] },
		{ "OPPORTUNITY", "0.00" },
		{ "IS_MANUAL_OPPORTUNITY", "N" },
		{ "TAX_VALUE", "0.00" },
		{ "OPENED", "Y" },
		{ "BEGINDATE", day },
		{ "CLOSEDATE", later },
		{ "MOVED_TIME", seeding_get(seeding, "DATE_CREATE") },
		{ "MOVED_BY_ID", seeding_get(seeding, "CREATED_BY_ID") },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(defaults); i++)
		seeding_put_default(seeding, defaults[i].code,
		                    defaults[i].text);
}

bool seed_deal(struct portal *portal, const cJSON *row, GError **error)
{
	struct seeding seeding = { portal, portal->store->deal,
		                   row,    NULL,
		                   false,  error };
	const cJSON *products = php_get(row, "products");

	if (!seeding_begin(&seeding, "deals"))
		return false;
	if (php_true(php_get(row, "deleted"))) {
		store_remove(portal->store->deal, seeding.entity);
		return true;
	}
	if (seeding_value_of(&seeding, "begindate"))
		seeding.entity->begin_defaulted = false;
	if (seeding_value_of(&seeding, "closedate"))
		seeding.entity->close_defaulted = false;
	if (!seeding_set_fields(&seeding) || !set_contacts(&seeding) ||
	    !set_stage(&seeding))
		return false;
	seeding_set_denied(&seeding);
	if (products) {
		seeding.entity->has_products = true;
		seeding.entity->products = php_float(products);
	}
	if (seeding.fresh)
		deal_defaults(&seeding);
	else
		seeding_stamp_change(&seeding);
	deal_recount(portal, seeding.entity);
	return true;
}
