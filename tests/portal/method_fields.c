/*
 * What fields there are: crm.*.fields and crm.deal.userfield.*.
 *
 * The label of a user field is not its `title` in crm.deal.fields, and
 * crm.deal.userfield.list keeps it back without LANG.
 */
#include "tests/portal/call.h"
#include "tests/portal/php.h"
#include "tests/portal/userfield.h"

#include <string.h>

static void add_lengths(cJSON *settings)
{
	cJSON_AddNumberToObject(settings, "SIZE", 20);
	cJSON_AddNumberToObject(settings, "MIN_LENGTH", 0);
	cJSON_AddNumberToObject(settings, "MAX_LENGTH", 0);
}

static cJSON *settings_of(const struct field *field)
{
	cJSON *settings = cJSON_CreateObject();
	const char *type = field->type;

	if (strcmp(type, "enumeration") == 0) {
		cJSON_AddStringToObject(settings, "DISPLAY", "LIST");
		cJSON_AddNumberToObject(settings, "LIST_HEIGHT", 1);
		cJSON_AddStringToObject(settings, "CAPTION_NO_VALUE", "");
		cJSON_AddStringToObject(settings, "SHOW_NO_VALUE", "Y");
		return settings;
	}
	if (strcmp(type, "string") == 0) {
		add_lengths(settings);
		cJSON_AddNumberToObject(settings, "ROWS", 1);
		cJSON_AddStringToObject(settings, "REGEXP", "");
	} else if (strcmp(type, "url") == 0) {
		cJSON_AddStringToObject(settings, "POPUP", "Y");
		add_lengths(settings);
	}
	if (strcmp(type, "money") == 0)
		cJSON_AddStringToObject(settings, "DEFAULT_VALUE", "");
	else
		cJSON_AddNullToObject(settings, "DEFAULT_VALUE");
	return settings;
}

static void add_label(cJSON *row, const char *key, const char *label)
{
	if (label)
		cJSON_AddStringToObject(row, key, label);
}

static void add_items(cJSON *row, const struct field *field)
{
	cJSON *items;
	const cJSON *element;

	if (!field->list)
		return;
	items = cJSON_AddArrayToObject(row, "items");
	cJSON_ArrayForEach (element, field->list) {
		cJSON *item = cJSON_CreateObject();

		cJSON_AddStringToObject(item, "ID",
		                        php_get(element, "ID")->valuestring);
		cJSON_AddStringToObject(item, "VALUE",
		                        php_get(element, "VALUE")->valuestring);
		cJSON_AddItemToArray(items, item);
	}
}

static void add_flags(cJSON *row, const struct field *field, bool item)
{
	const struct {
		const char *key;
		bool value;
	} flags[] = {
		{ "isRequired",
		  field->flags & FIELD_REQUIRED || field->mandatory },
		{ "isReadOnly", field->flags & FIELD_READONLY },
		{ "isImmutable", !item && field->flags & FIELD_IMMUTABLE },
		{ "isMultiple", field->flags & FIELD_MULTIPLE },
		{ "isDynamic", field->id },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(flags); i++)
		cJSON_AddBoolToObject(row, flags[i].key, flags[i].value);
	if (field->flags & FIELD_DEPRECATED)
		cJSON_AddTrueToObject(row, "isDeprecated");
}

/* Of a field that holds the id of what stands above. */
static void add_parent(cJSON *row, const struct field *field)
{
	static const struct {
		const char *type;
		int parent;
	} parents[] = { { "crm_lead", 1 },
		        { "crm_company", 4 },
		        { "crm_quote", 7 } };

	if (field->flags & (FIELD_DEPRECATED | FIELD_MULTIPLE))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(parents); i++) {
		if (strcmp(parents[i].type, field->type) == 0)
			cJSON_AddNumberToObject(
				cJSON_AddObjectToObject(row, "settings"),
				"parentEntityTypeId", parents[i].parent);
	}
}

static cJSON *describe(const struct field *field, bool item)
{
	cJSON *row = cJSON_CreateObject();
	const char *type = field->type;
	const char *title = field->title;

	if (item && strcmp(type, "char") == 0)
		type = "boolean";
	if (item && field->id && field->label)
		title = field->label;
	cJSON_AddStringToObject(row, "type", type);
	add_flags(row, field, item);
	if (field->status)
		cJSON_AddStringToObject(row, "statusType", field->status);
	add_items(row, field);
	cJSON_AddStringToObject(row, "title", title);
	if (field->id && !item) {
		add_label(row, "listLabel", field->list_label);
		add_label(row, "formLabel", field->label);
		add_label(row, "filterLabel", field->filter_label);
	}
	if (field->id)
		cJSON_AddItemToObject(row, "settings", settings_of(field));
	else
		add_parent(row, field);
	if (item)
		cJSON_AddStringToObject(row, "upperName", field->upper);
	return row;
}

static void legacy_fields(struct call *call, const struct kind *kind)
{
	call->result = cJSON_CreateObject();
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];

		if (!(field->flags & FIELD_NO_LEGACY))
			cJSON_AddItemToObject(call->result, field->code,
			                      describe(field, false));
	}
}

void method_deal_fields(struct call *call)
{
	legacy_fields(call, call->portal->store->deal);
}

void method_contact_fields(struct call *call)
{
	legacy_fields(call, call->portal->store->contact);
}

static void add_comm_field(cJSON *fields)
{
	cJSON *fm = cJSON_AddObjectToObject(fields, "fm");

	cJSON_AddStringToObject(fm, "type", "crm_multifield");
	cJSON_AddFalseToObject(fm, "isRequired");
	cJSON_AddFalseToObject(fm, "isReadOnly");
	cJSON_AddFalseToObject(fm, "isImmutable");
	cJSON_AddTrueToObject(fm, "isMultiple");
	cJSON_AddFalseToObject(fm, "isDynamic");
	cJSON_AddStringToObject(fm, "title", "Мультиполя");
	cJSON_AddStringToObject(fm, "upperName", "FM");
}

void method_item_fields(struct call *call)
{
	const cJSON *flag = php_get(call->params, "useOriginalUfNames");
	bool original =
		cJSON_IsString(flag) && strcmp(flag->valuestring, "Y") == 0;
	const struct kind *kind = call_kind(call);
	cJSON *fields;

	if (!kind)
		return;
	fields = cJSON_CreateObject();
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];

		if (field->flags & FIELD_NO_ITEM)
			continue;
		cJSON_AddItemToObject(fields,
		                      original && field->id ? field->code
		                                            : field->camel,
		                      describe(field, true));
	}
	if (kind == call->portal->store->contact)
		add_comm_field(fields);
	call->result = cJSON_CreateObject();
	cJSON_AddItemToObject(call->result, "fields", fields);
}

static void add_nullable(cJSON *row, const char *key, const char *text)
{
	if (text)
		cJSON_AddStringToObject(row, key, text);
	else
		cJSON_AddNullToObject(row, key);
}

static cJSON *userfield_row(const struct field *field, bool labels)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, field->id);
	bool many = field->flags & FIELD_MULTIPLE;
	cJSON *row = cJSON_CreateObject();

	cJSON_AddStringToObject(row, "ID", id);
	cJSON_AddStringToObject(row, "ENTITY_ID", "CRM_DEAL");
	cJSON_AddStringToObject(row, "FIELD_NAME", field->code);
	cJSON_AddStringToObject(row, "USER_TYPE_ID", field->type);
	add_nullable(row, "XML_ID", field->xml_id);
	cJSON_AddStringToObject(row, "SORT", field->sort);
	cJSON_AddStringToObject(row, "MULTIPLE", many ? "Y" : "N");
	cJSON_AddStringToObject(row, "MANDATORY", field->mandatory ? "Y" : "N");
	cJSON_AddStringToObject(row, "SHOW_FILTER", field->show_filter);
	cJSON_AddStringToObject(row, "SHOW_IN_LIST", "Y");
	cJSON_AddStringToObject(row, "EDIT_IN_LIST", "Y");
	cJSON_AddStringToObject(row, "IS_SEARCHABLE", "N");
	cJSON_AddItemToObject(row, "SETTINGS", settings_of(field));
	if (labels) {
		add_nullable(row, "EDIT_FORM_LABEL", field->label);
		add_nullable(row, "LIST_COLUMN_LABEL", field->list_label);
		add_nullable(row, "LIST_FILTER_LABEL", field->filter_label);
		cJSON_AddNullToObject(row, "ERROR_MESSAGE");
		cJSON_AddNullToObject(row, "HELP_MESSAGE");
	}
	if (field->list)
		cJSON_AddItemToObject(row, "LIST",
		                      cJSON_Duplicate(field->list, TRUE));
	return row;
}

static bool fits(const cJSON *filter, const cJSON *row)
{
	const cJSON *condition;

	cJSON_ArrayForEach (condition, filter) {
		const char *key = condition->string;
		const char *is;

		if (!key || strcmp(key, "LANG") == 0)
			continue;
		is = cJSON_GetStringValue(php_get(row, key));
		g_autofree char *wanted = php_string(condition);
		if (is && g_strcmp0(is, wanted) != 0)
			return false;
	}
	return true;
}

void method_userfield_list(struct call *call)
{
	const struct kind *kind = call->portal->store->deal;
	const cJSON *filter = call_param(call, "filter");
	const char *lang = cJSON_GetStringValue(php_get(filter, "LANG"));

	call->result = cJSON_CreateArray();
	call->total = 0;
	for (guint i = 0; i < kind->fields->len; i++) {
		const struct field *field = kind->fields->pdata[i];
		cJSON *row;

		if (!field->id)
			continue;
		row = userfield_row(field, lang && *lang);
		if (!fits(filter, row)) {
			cJSON_Delete(row);
			continue;
		}
		cJSON_AddItemToArray(call->result, row);
		call->total++;
	}
}

static void add_userfield(struct call *call, const cJSON *fields)
{
	struct portal *portal = call->portal;
	const char *code;
	g_autofree char *error = NULL;
	const struct field *field = userfield_add(portal, portal->store->deal,
	                                          fields, &code, &error);

	if (field)
		call->result = cJSON_CreateNumber((double)field->id);
	else
		call_fail(call, 400, code, "%s", error);
}

void method_userfield_add(struct call *call)
{
	const cJSON *fields = call_param(call, "fields");

	if (!call->portal->caller->admin)
		call_fail_legacy(call, "Access denied.");
	else if (!php_is_array(fields))
		call_fail_legacy(call, "Parameter 'fields' must be array.");
	else
		add_userfield(call, fields);
}
