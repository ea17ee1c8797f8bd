/*
 * User fields: names, labels, lists. Bitrix24 docs: crm.deal.userfield.add.
 *
 * Refuses what the server refuses: names of more than 50 characters or of
 * other characters than A-Z 0-9 _, unknown types, a name that is taken.
 */
#include "tests/portal/userfield.h"

#include "tests/portal/php.h"

#include <string.h>

#define PREFIX "UF_CRM_"
#define MOST 50

/* UF_CRM_X of X, UF_X and UF_CRM_X. */
static char *full_name(const char *name)
{
	g_autofree char *upper = g_ascii_strup(name, -1);

	if (g_str_has_prefix(upper, PREFIX))
		return g_steal_pointer(&upper);
	if (g_str_has_prefix(upper, "UF_"))
		return g_strconcat(PREFIX, upper + strlen("UF_"), NULL);
	return g_strconcat(PREFIX, upper, NULL);
}

static char *check_name(const struct portal *portal, const struct kind *kind,
                        const char *code)
{
	if (strlen(code) > MOST)
		return g_strdup(portal_says(
			portal,
			"Название поля слишком длинное (более 50 символов).",
			"The field name is too long (over 50 characters)."));
	if (strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") !=
	    strlen(code))
		return g_strdup(portal_says(
			portal,
			"Название поля содержит недопустимые символы. "
			"Допустимы: A-Z, 0-9 и _.",
			"The field name contains invalid characters. "
			"Permitted characters: A-Z, 0-9 and _."));
	if (kind_field(kind, code))
		return g_strdup_printf(
			portal_says(portal, "Поле %s уже существует.",
		                    "The field %s already exists."),
			code);
	return NULL;
}

/* A label is a text, or a map by language. */
static char *label_of(const cJSON *row, const char *key)
{
	const cJSON *label = php_get(row, key);

	if (cJSON_IsObject(label)) {
		const cJSON *russian = php_get(label, "ru");
		label = russian ? russian : label->child;
	}
	if (!label)
		label = php_get(row, "LABEL");
	const char *text = cJSON_GetStringValue(label);
	return text && *text ? g_strdup(text) : NULL;
}

static cJSON *list_of(struct store *store, const cJSON *row)
{
	const cJSON *given = php_get(row, "LIST");
	const cJSON *element;
	cJSON *list;

	if (!php_is_array(given))
		return NULL;
	list = cJSON_CreateArray();
	cJSON_ArrayForEach (element, given) {
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT,
		                                      ++store->last_field);
		g_autofree char *value = php_string(php_get(element, "VALUE"));
		cJSON *item = cJSON_CreateObject();

		cJSON_AddStringToObject(item, "ID", id);
		cJSON_AddStringToObject(item, "SORT", "100");
		cJSON_AddStringToObject(item, "VALUE", value ? value : "");
		cJSON_AddStringToObject(item, "DEF", "N");
		cJSON_AddStringToObject(item, "XML_ID", id);
		cJSON_AddItemToArray(list, item);
	}
	return list;
}

static bool is_yes(const cJSON *row, const char *key)
{
	return g_strcmp0(cJSON_GetStringValue(php_get(row, key)), "Y") == 0;
}

static void set_text(char **to, const cJSON *row, const char *key)
{
	const cJSON *value = php_get(row, key);

	if (!value || php_is_array(value))
		return;
	g_free(*to);
	*to = php_string(value);
}

static void fill(struct store *store, struct field *field, const cJSON *row)
{
	field->label = label_of(row, "EDIT_FORM_LABEL");
	field->list_label = label_of(row, "LIST_COLUMN_LABEL");
	field->filter_label = label_of(row, "LIST_FILTER_LABEL");
	field->mandatory = is_yes(row, "MANDATORY");
	if (is_yes(row, "MULTIPLE"))
		field->flags |= FIELD_MULTIPLE;
	set_text(&field->show_filter, row, "SHOW_FILTER");
	set_text(&field->sort, row, "SORT");
	set_text(&field->xml_id, row, "XML_ID");
	if (strcmp(field->type, "enumeration") == 0)
		field->list = list_of(store, row);
}

struct field *userfield_add(struct portal *portal, struct kind *kind,
                            const cJSON *row, const char **code_r,
                            char **error_r)
{
	const char *name = cJSON_GetStringValue(php_get(row, "FIELD_NAME"));
	const char *type = cJSON_GetStringValue(php_get(row, "USER_TYPE_ID"));

	*code_r = "";
	if (!name || !*name || !type || !*type) {
		*error_r = g_strdup_printf("The '%s' field is not found.",
		                           name && *name ? "USER_TYPE_ID"
		                                         : "FIELD_NAME");
		return NULL;
	}
	g_autofree char *code = full_name(name);
	*code_r = "ERROR_CORE";
	*error_r = check_name(portal, kind, code);
	if (*error_r)
		return NULL;
	struct field *field = field_new_user(
		kind->fields->len, portal->store->last_field + 2, code, type);
	if (!field) {
		*error_r = g_strdup(portal_says(
			portal, "Указан неверный пользовательский тип.",
			"Invalid custom field type."));
		return NULL;
	}
	portal->store->last_field = field->id;
	fill(portal->store, field, row);
	kind_add_field(kind, field);
	return field;
}
