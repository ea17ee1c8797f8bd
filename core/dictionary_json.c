/* What a portal has, as JSON and back. */
#include "core/dictionary_json.h"

/* ---- to ---- */

static const char *semantics_name(enum semantics semantics)
{
	switch (semantics) {
	case STAGE_SUCCESS:
		return "success";
	case STAGE_FAILURE:
		return "failure";
	default:
		return "process";
	}
}

static cJSON *stage_json(const struct stage *stage)
{
	cJSON *row = cJSON_CreateObject();

	cJSON_AddStringToObject(row, "id", stage->id);
	cJSON_AddStringToObject(row, "name", stage->name);
	cJSON_AddStringToObject(row, "semantics",
	                        semantics_name(stage->semantics));
	return row;
}

static cJSON *funnel_json(const struct funnel *funnel)
{
	cJSON *object = cJSON_CreateObject();
	cJSON *stages;

	cJSON_AddNumberToObject(object, "id", (double)funnel->id);
	cJSON_AddStringToObject(object, "name", funnel->name);
	cJSON_AddBoolToObject(object, "default", funnel->is_default);
	stages = cJSON_AddArrayToObject(object, "stages");
	for (guint i = 0; i < funnel->stages->len; i++)
		cJSON_AddItemToArray(stages,
		                     stage_json(funnel->stages->pdata[i]));
	return object;
}

cJSON *dictionary_funnels_json(const struct dictionary *dictionary)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < dictionary->funnels->len; i++)
		cJSON_AddItemToArray(
			list, funnel_json(dictionary->funnels->pdata[i]));
	return list;
}

cJSON *dictionary_fields_json(const struct dictionary *dictionary)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < dictionary->fields->len; i++) {
		const struct deal_field *field = dictionary->fields->pdata[i];
		cJSON *row = cJSON_CreateObject();

		cJSON_AddStringToObject(row, "code", field->code);
		cJSON_AddStringToObject(row, "name", field->name);
		cJSON_AddStringToObject(row, "label", field->label);
		cJSON_AddStringToObject(row, "type", field->type);
		cJSON_AddBoolToObject(row, "multiple", field->multiple);
		cJSON_AddBoolToObject(row, "read_only", field->read_only);
		cJSON_AddBoolToObject(row, "user", field->user);
		cJSON_AddItemToArray(list, row);
	}
	return list;
}

cJSON *dictionary_sources_json(const struct dictionary *dictionary)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; i < dictionary->sources->len; i++) {
		const struct source *source = dictionary->sources->pdata[i];
		cJSON *row = cJSON_CreateObject();

		cJSON_AddStringToObject(row, "id", source->id);
		cJSON_AddStringToObject(row, "name", source->name);
		cJSON_AddItemToArray(list, row);
	}
	return list;
}

static cJSON *users_json(const struct dictionary *dictionary)
{
	cJSON *list = cJSON_CreateArray();

	for (guint i = 0; dictionary->users && i < dictionary->users->len;
	     i++) {
		const struct user *user = dictionary->users->pdata[i];
		cJSON *row = cJSON_CreateObject();

		cJSON_AddNumberToObject(row, "id", (double)user->id);
		cJSON_AddStringToObject(row, "name", user->name);
		cJSON_AddBoolToObject(row, "active", user->active);
		cJSON_AddItemToArray(list, row);
	}
	return list;
}

cJSON *dictionary_to_json(const struct dictionary *dictionary)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddStringToObject(json, "address",
	                        dictionary->address ? dictionary->address : "");
	cJSON_AddNumberToObject(json, "owner", (double)dictionary->owner);
	cJSON_AddStringToObject(json, "owner_name",
	                        dictionary->owner_name ? dictionary->owner_name
	                                               : "");
	cJSON_AddBoolToObject(json, "owner_admin", dictionary->owner_admin);
	cJSON_AddItemToObject(json, "funnels",
	                      dictionary_funnels_json(dictionary));
	cJSON_AddItemToObject(json, "fields",
	                      dictionary_fields_json(dictionary));
	cJSON_AddItemToObject(json, "sources",
	                      dictionary_sources_json(dictionary));
	cJSON_AddItemToObject(json, "users", users_json(dictionary));
	return json;
}

/* ---- from ---- */

static const cJSON *get(const cJSON *json, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(json, name);
}

static char *text_at(const cJSON *json, const char *name)
{
	const char *text = cJSON_GetStringValue(get(json, name));

	return g_strdup(text ? text : "");
}

static gint64 number_at(const cJSON *json, const char *name)
{
	const cJSON *value = get(json, name);

	/* No id of a portal needs more than 53 bits. */
	return cJSON_IsNumber(value) && value->valuedouble >= 0 &&
	                       value->valuedouble < 9007199254740992.0
	               ? (gint64)value->valuedouble
	               : 0;
}

static bool flag_at(const cJSON *json, const char *name)
{
	return cJSON_IsTrue(get(json, name));
}

static struct stage *read_stage(const cJSON *row)
{
	struct stage *stage = g_new0(struct stage, 1);
	g_autofree char *semantics = text_at(row, "semantics");

	stage->id = text_at(row, "id");
	stage->name = text_at(row, "name");
	stage->semantics = *semantics == 's'   ? STAGE_SUCCESS
	                   : *semantics == 'f' ? STAGE_FAILURE
	                                       : STAGE_PROCESS;
	return stage;
}

static struct funnel *read_funnel(const cJSON *row)
{
	struct funnel *funnel = g_new0(struct funnel, 1);
	const cJSON *stage;

	funnel->id = number_at(row, "id");
	funnel->name = text_at(row, "name");
	funnel->is_default = flag_at(row, "default");
	funnel->stages =
		g_ptr_array_new_with_free_func((GDestroyNotify)stage_free);
	cJSON_ArrayForEach (stage, get(row, "stages"))
		g_ptr_array_add(funnel->stages, read_stage(stage));
	return funnel;
}

static struct deal_field *read_field(const cJSON *row)
{
	struct deal_field *field = g_new0(struct deal_field, 1);

	field->code = text_at(row, "code");
	field->name = text_at(row, "name");
	field->label = text_at(row, "label");
	field->type = text_at(row, "type");
	field->multiple = flag_at(row, "multiple");
	field->read_only = flag_at(row, "read_only");
	field->user = flag_at(row, "user");
	return field;
}

static struct source *read_source(const cJSON *row)
{
	struct source *source = g_new0(struct source, 1);

	source->id = text_at(row, "id");
	source->name = text_at(row, "name");
	return source;
}

static struct user *read_user(const cJSON *row)
{
	struct user *user = g_new0(struct user, 1);

	user->id = number_at(row, "id");
	user->name = text_at(row, "name");
	user->active = flag_at(row, "active");
	return user;
}

struct dictionary *dictionary_of_json(const cJSON *json)
{
	struct dictionary *dictionary;
	const cJSON *row;

	if (!cJSON_IsArray(get(json, "funnels")) ||
	    !cJSON_IsArray(get(json, "fields")))
		return NULL;
	dictionary = dictionary_new();
	dictionary->address = text_at(json, "address");
	dictionary->owner = number_at(json, "owner");
	dictionary->owner_name = text_at(json, "owner_name");
	dictionary->owner_admin = flag_at(json, "owner_admin");
	cJSON_ArrayForEach (row, get(json, "funnels"))
		g_ptr_array_add(dictionary->funnels, read_funnel(row));
	cJSON_ArrayForEach (row, get(json, "fields"))
		g_ptr_array_add(dictionary->fields, read_field(row));
	cJSON_ArrayForEach (row, get(json, "sources"))
		g_ptr_array_add(dictionary->sources, read_source(row));
	dictionary->users =
		g_ptr_array_new_with_free_func((GDestroyNotify)user_free);
	cJSON_ArrayForEach (row, get(json, "users"))
		g_ptr_array_add(dictionary->users, read_user(row));
	return dictionary;
}
