/*
 * Data sets of Bitrix24's own REST simulator, made into seeds. Bitrix24 docs:
 * simulator, fixtures/dataset.json.
 *
 * Leaves out what this portal has not: tasks, and of leads and companies all
 * but their phones and addresses.
 */
#include "tests/portal/php.h"
#include "tests/portal/seed_parts.h"

#include <string.h>

static void move(cJSON *to, const char *name, const cJSON *from,
                 const char *key)
{
	const cJSON *value = php_get(from, key);

	if (value && !cJSON_IsNull(value))
		cJSON_AddItemToObject(to, name, cJSON_Duplicate(value, TRUE));
}

/* PHONE:[{ID,VALUE,VALUE_TYPE}] as phones:[{id,value,type}], or as texts. */
static void add_comms(cJSON *to, const char *name, const cJSON *from,
                      const char *key, bool whole)
{
	cJSON *list = cJSON_AddArrayToObject(to, name);
	const cJSON *comm;

	cJSON_ArrayForEach (comm, php_get(from, key)) {
		cJSON *row = cJSON_CreateObject();

		move(row, "id", comm, "ID");
		move(row, "value", comm, "VALUE");
		move(row, "type", comm, "VALUE_TYPE");
		if (!whole) {
			cJSON *value = cJSON_DetachItemFromObjectCaseSensitive(
				row, "value");
			cJSON_Delete(row);
			row = value;
		}
		if (row)
			cJSON_AddItemToArray(list, row);
	}
}

static cJSON *person(const cJSON *from)
{
	cJSON *row = cJSON_CreateObject();
	const cJSON *value;

	cJSON_ArrayForEach (value, from) {
		if (!cJSON_IsNull(value) &&
		    strcmp(value->string, "PHONE") != 0 &&
		    strcmp(value->string, "EMAIL") != 0)
			move(row, value->string, from, value->string);
	}
	add_comms(row, "phones", from, "PHONE", true);
	add_comms(row, "emails", from, "EMAIL", true);
	return row;
}

/* As it is, but for what is null. */
static cJSON *plain(const cJSON *from)
{
	cJSON *row = cJSON_CreateObject();
	const cJSON *value;

	cJSON_ArrayForEach (value, from)
		move(row, value->string, from, value->string);
	return row;
}

static cJSON *other(const cJSON *from)
{
	cJSON *row = cJSON_CreateObject();

	cJSON_AddNumberToObject(row, "id",
	                        (double)php_int(php_get(from, "ID")));
	add_comms(row, "phones", from, "PHONE", false);
	add_comms(row, "emails", from, "EMAIL", false);
	return row;
}

static void add_each(cJSON *seed, const char *name, const cJSON *entities,
                     const char *key, cJSON *(*make)(const cJSON *))
{
	cJSON *list = cJSON_AddArrayToObject(seed, name);
	const cJSON *row;

	cJSON_ArrayForEach (row, php_get(entities, key))
		cJSON_AddItemToArray(list, make(row));
}

static bool is_of(const cJSON *status, const char *entity)
{
	return g_strcmp0(cJSON_GetStringValue(php_get(status, "ENTITY_ID")),
	                 entity) == 0;
}

static cJSON *stage(const cJSON *from)
{
	cJSON *row = cJSON_CreateObject();

	move(row, "code", from, "STATUS_ID");
	move(row, "name", from, "NAME");
	move(row, "semantics", from, "SEMANTICS");
	move(row, "color", from, "COLOR");
	cJSON_AddNumberToObject(row, "sort",
	                        (double)php_int(php_get(from, "SORT")));
	return row;
}

/* Their stages are all DEAL_STAGE, whatever the funnel, or DEAL_STAGE_n. */
static bool is_stage_of(const cJSON *status, gint64 funnel)
{
	g_autofree char *own =
		g_strdup_printf("DEAL_STAGE_%" G_GINT64_FORMAT, funnel);
	g_autofree char *prefix =
		g_strdup_printf("C%" G_GINT64_FORMAT ":", funnel);
	const char *code = seed_text(status, "STATUS_ID");

	if (is_of(status, own))
		return true;
	if (!is_of(status, "DEAL_STAGE") || !code)
		return false;
	return funnel ? g_str_has_prefix(code, prefix) : !strchr(code, ':');
}

static void add_funnels(cJSON *seed, const cJSON *entities)
{
	cJSON *list = cJSON_AddArrayToObject(seed, "funnels");
	const cJSON *category;
	const cJSON *status;

	cJSON_ArrayForEach (category, php_get(entities, "categories")) {
		gint64 id = php_int(php_get(category, "id"));
		cJSON *row = cJSON_CreateObject();
		cJSON *stages;

		move(row, "id", category, "id");
		move(row, "name", category, "name");
		move(row, "sort", category, "sort");
		cJSON_AddBoolToObject(
			row, "default",
			g_strcmp0(seed_text(category, "isDefault"), "Y") == 0);
		stages = cJSON_AddArrayToObject(row, "stages");
		cJSON_ArrayForEach (status, php_get(entities, "statuses")) {
			if (is_stage_of(status, id))
				cJSON_AddItemToArray(stages, stage(status));
		}
		cJSON_AddItemToArray(list, row);
	}
}

static void add_statuses(cJSON *seed, const cJSON *entities)
{
	cJSON *list = cJSON_AddArrayToObject(seed, "statuses");
	const cJSON *status;

	cJSON_ArrayForEach (status, php_get(entities, "statuses")) {
		const char *entity = seed_text(status, "ENTITY_ID");
		cJSON *row;

		if (!entity || g_str_has_prefix(entity, "DEAL_STAGE"))
			continue;
		row = stage(status);
		cJSON_DeleteItemFromObjectCaseSensitive(row, "semantics");
		cJSON_DeleteItemFromObjectCaseSensitive(row, "color");
		cJSON_AddStringToObject(row, "entity", entity);
		cJSON_AddItemToArray(list, row);
	}
}

cJSON *seed_of_dataset(const cJSON *dataset)
{
	const cJSON *entities = php_get(dataset, "entities");
	cJSON *seed = cJSON_CreateObject();

	add_each(seed, "users", entities, "users", plain);
	add_funnels(seed, entities);
	add_statuses(seed, entities);
	add_each(seed, "contacts", entities, "contacts", person);
	add_each(seed, "deals", entities, "deals", plain);
	add_each(seed, "leads", entities, "leads", other);
	add_each(seed, "companies", entities, "companies", other);
	return seed;
}
