/*
 * Deals and contacts of a seed. Keys are the names of crm.item.* or the codes
 * of crm.deal.*; read-only fields may be set, for a test must be able to say
 * when a deal was made.
 */
#include "tests/portal/comm.h"
#include "tests/portal/php.h"
#include "tests/portal/rules.h"
#include "tests/portal/seed.h"
#include "tests/portal/value.h"

#include <string.h>

#define WEEK (7 * 24 * 60 * 60)

struct seeding {
	struct portal *portal;
	struct kind *kind;
	const cJSON *row;
	struct entity *entity;
	bool fresh;
	GError **error;
};

static bool fail(const struct seeding *seeding, const char *key,
                 const char *why)
{
	seed_error(seeding->error, "%s %" G_GINT64_FORMAT ": %s \"%s\"",
	           seeding->kind->name, seeding->entity->id, why, key);
	return false;
}

static const cJSON *value_of(const struct seeding *seeding, const char *camel)
{
	const struct field *field = kind_camel(seeding->kind, camel);
	const cJSON *value = php_get(seeding->row, camel);

	return value || !field ? value : php_get(seeding->row, field->code);
}

static bool set_many(const struct seeding *seeding, struct field *field,
                     const cJSON *value)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
	const cJSON *element;

	cJSON_ArrayForEach (element, value) {
		char *text = NULL;

		if (!value_read(seeding->portal, field, FAMILY_ITEM, element,
		                &text))
			return fail(seeding, field->code, "bad value of");
		if (text)
			g_ptr_array_add(texts, text);
	}
	entity_set_many(seeding->portal->store, seeding->entity, field, texts);
	return true;
}

static bool set_one(const struct seeding *seeding, struct field *field,
                    const cJSON *value)
{
	g_autofree char *text = NULL;

	if (field->flags & FIELD_MULTIPLE)
		return set_many(seeding, field, value);
	if (!value_read(seeding->portal, field, FAMILY_ITEM, value, &text))
		return fail(seeding, field->code, "bad value of");
	entity_set(seeding->portal->store, seeding->entity, field, text);
	return true;
}

static bool is_special(const char *key)
{
	static const char *const special[] = {
		"id",         "ID",          "deleted",   "phones",
		"emails",     "products",    "stageId",   "STAGE_ID",
		"categoryId", "CATEGORY_ID", "contactId", "CONTACT_ID",
		"contactIds", "CONTACT_IDS", NULL
	};

	return g_strv_contains(special, key);
}

static bool set_fields(const struct seeding *seeding)
{
	const cJSON *value;

	cJSON_ArrayForEach (value, seeding->row) {
		struct field *field = kind_camel(seeding->kind, value->string);

		if (!field)
			field = kind_field(seeding->kind, value->string);
		if (is_special(value->string))
			continue;
		if (!field || field->shape == SHAPE_COMM)
			return fail(seeding, value->string, "unknown key");
		if (!set_one(seeding, field, value))
			return false;
	}
	return true;
}

static void put(const struct seeding *seeding, const char *code,
                const char *text)
{
	entity_put(seeding->portal->store, seeding->kind, seeding->entity, code,
	           text);
}

static const char *get(const struct seeding *seeding, const char *code)
{
	return entity_get(seeding->kind, seeding->entity, code);
}

static void put_default(const struct seeding *seeding, const char *code,
                        const char *text)
{
	if (!get(seeding, code))
		put(seeding, code, text);
}

static void stamp_new(const struct seeding *seeding)
{
	const struct clock *clock = &seeding->portal->clock;
	g_autofree char *id =
		g_strdup_printf("%" G_GINT64_FORMAT, seeding->entity->id);
	g_autofree char *user = g_strdup_printf("%" G_GINT64_FORMAT,
	                                        seeding->portal->settings.user);
	g_autofree char *now = clock_iso(clock, clock_seconds(clock));
	static const char *const users[] = { "CREATED_BY_ID", "MODIFY_BY_ID",
		                             "ASSIGNED_BY_ID",
		                             "LAST_ACTIVITY_BY" };

	put(seeding, "ID", id);
	put_default(seeding, "DATE_CREATE", now);
	put_default(seeding, "DATE_MODIFY", get(seeding, "DATE_CREATE"));
	put_default(seeding, "LAST_ACTIVITY_TIME", get(seeding, "DATE_CREATE"));
	for (gsize i = 0; i < G_N_ELEMENTS(users); i++)
		put_default(seeding, users[i], user);
}

static void stamp_change(const struct seeding *seeding)
{
	const struct clock *clock = &seeding->portal->clock;
	g_autofree char *now = clock_iso(clock, clock_seconds(clock));

	if (!value_of(seeding, "updatedTime"))
		put(seeding, "DATE_MODIFY", now);
}

static bool begin(struct seeding *seeding, const char *what)
{
	gint64 id = php_int(value_of(seeding, "id"));

	if (!cJSON_IsObject(seeding->row)) {
		seed_error(seeding->error, "%s: not an object", what);
		return false;
	}
	seeding->entity = id ? kind_find(seeding->kind, id) : NULL;
	seeding->fresh = !seeding->entity;
	if (seeding->fresh)
		seeding->entity = store_add(seeding->kind, id);
	return true;
}

static void seed_comms(const struct seeding *seeding, const char *key,
                       const char *type)
{
	const cJSON *list = php_get(seeding->row, key);
	const cJSON *element;

	if (!list)
		return;
	/* A new list stands for the whole of it. */
	for (guint i = seeding->entity->comms ? seeding->entity->comms->len : 0;
	     i > 0; i--) {
		const struct comm *comm = seeding->entity->comms->pdata[i - 1];
		if (strcmp(comm->type, type) == 0)
			g_ptr_array_remove_index(seeding->entity->comms, i - 1);
	}
	comm_refresh(seeding->portal->store, seeding->entity);
	cJSON_ArrayForEach (element, list) {
		bool plain = cJSON_IsString(element);
		const char *value = cJSON_GetStringValue(
			plain ? element : php_get(element, "value"));
		const char *value_type =
			cJSON_GetStringValue(php_get(element, "type"));

		comm_add(seeding->portal->store, seeding->entity,
		         php_int(php_get(element, "id")), type,
		         value_type ? value_type : "WORK", value ? value : "");
	}
}

/* The deals of a deleted contact forget it. */
static void remove_contact(const struct seeding *seeding)
{
	struct portal *portal = seeding->portal;
	struct field *field = kind_field(portal->store->deal, "CONTACT_IDS");
	g_autofree char *id =
		g_strdup_printf("%" G_GINT64_FORMAT, seeding->entity->id);
	const GPtrArray *deals = field_lookup(field, id);
	g_autoptr(GPtrArray) linked = g_ptr_array_new();

	for (guint i = 0; deals && i < deals->len; i++)
		g_ptr_array_add(linked, deals->pdata[i]);
	store_remove(portal->store->contact, seeding->entity);
	for (guint i = 0; i < linked->len; i++) {
		struct entity *deal = linked->pdata[i];
		g_autoptr(GPtrArray) ids = g_ptr_array_copy(
			(GPtrArray *)entity_texts(deal, field), NULL, NULL);

		deal_set_contacts(portal, deal, ids);
	}
}

bool seed_contact(struct portal *portal, const cJSON *row, GError **error)
{
	struct seeding seeding = { portal, portal->store->contact,
		                   row,    NULL,
		                   false,  error };
	static const struct {
		const char *code, *text;
	} defaults[] = {
		{ "TYPE_ID", "CLIENT" }, { "OPENED", "Y" },
		{ "EXPORT", "Y" },       { "HAS_PHONE", "N" },
		{ "HAS_EMAIL", "N" },    { "HAS_IMOL", "N" },
		{ "CATEGORY_ID", "0" },
	};

	if (!begin(&seeding, "contacts"))
		return false;
	if (php_true(php_get(row, "deleted"))) {
		remove_contact(&seeding);
		return true;
	}
	if (!set_fields(&seeding))
		return false;
	seed_comms(&seeding, "phones", "PHONE");
	seed_comms(&seeding, "emails", "EMAIL");
	if (!seeding.fresh) {
		stamp_change(&seeding);
		return true;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(defaults); i++)
		put_default(&seeding, defaults[i].code, defaults[i].text);
	stamp_new(&seeding);
	return true;
}

static bool set_stage(const struct seeding *seeding)
{
	struct portal *portal = seeding->portal;
	const cJSON *category = value_of(seeding, "categoryId");
	const char *code = cJSON_GetStringValue(value_of(seeding, "stageId"));
	const char *kept = get(seeding, "CATEGORY_ID");
	gint64 id = kept ? g_ascii_strtoll(kept, NULL, 10) : 0;
	const struct funnel *funnel;
	const struct status *stage;

	if (category)
		id = php_int(category);
	funnel = dictionary_funnel(portal->dictionary, id);
	if (!funnel)
		return fail(seeding, "categoryId", "no such funnel:");
	g_autofree char *full = dictionary_full_code(id, code ? code : "");
	stage = dictionary_stage(portal->dictionary, funnel, full);
	if (code && !stage)
		return fail(seeding, code, "no such stage:");
	if (!stage && !seeding->fresh && !category)
		return true;
	if (!stage)
		stage = dictionary_first_stage(portal->dictionary, funnel);
	deal_set_stage(portal, seeding->entity, funnel, stage,
	               !seeding->fresh && !value_of(seeding, "movedTime"));
	return true;
}

static bool set_contacts(const struct seeding *seeding)
{
	const cJSON *all = value_of(seeding, "contactIds");
	const cJSON *one = value_of(seeding, "contactId");
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
			return fail(seeding, id, "no such contact:");
	}
	deal_set_contacts(seeding->portal, seeding->entity, ids);
	return true;
}

static void deal_defaults(const struct seeding *seeding)
{
	const struct clock *clock = &seeding->portal->clock;
	gint64 made = 0;
	g_autofree char *title = g_strdup_printf("Сделка #%" G_GINT64_FORMAT,
	                                         seeding->entity->id);

	seeding->entity->begin_defaulted = !get(seeding, "BEGINDATE");
	seeding->entity->close_defaulted = !get(seeding, "CLOSEDATE");
	stamp_new(seeding);
	clock_read(clock, get(seeding, "DATE_CREATE"), &made);
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
		{ "MOVED_TIME", get(seeding, "DATE_CREATE") },
		{ "MOVED_BY_ID", get(seeding, "CREATED_BY_ID") },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(defaults); i++)
		put_default(seeding, defaults[i].code, defaults[i].text);
}

bool seed_deal(struct portal *portal, const cJSON *row, GError **error)
{
	struct seeding seeding = { portal, portal->store->deal,
		                   row,    NULL,
		                   false,  error };
	const cJSON *products = php_get(row, "products");

	if (!begin(&seeding, "deals"))
		return false;
	if (php_true(php_get(row, "deleted"))) {
		store_remove(portal->store->deal, seeding.entity);
		return true;
	}
	if (value_of(&seeding, "begindate"))
		seeding.entity->begin_defaulted = false;
	if (value_of(&seeding, "closedate"))
		seeding.entity->close_defaulted = false;
	if (!set_fields(&seeding) || !set_contacts(&seeding) ||
	    !set_stage(&seeding))
		return false;
	if (products) {
		seeding.entity->has_products = true;
		seeding.entity->products = php_float(products);
	}
	if (seeding.fresh)
		deal_defaults(&seeding);
	else
		stamp_change(&seeding);
	deal_recount(portal, seeding.entity);
	return true;
}
