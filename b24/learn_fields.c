/*
 * The deal's fields of three answers: crm.item.fields knows names, codes and
 * types, crm.deal.fields and crm.deal.userfield.list know labels. Nothing is
 * computed: how a code becomes a name is irregular (docs: crm.item.fields).
 */
#include "b24/learn_fields.h"

#include "b24/rows.h"

#include <string.h>

/* The first of these members that says something else than the code. */
static char *label_in(const cJSON *row, const char *code,
                      const char *const *names)
{
	for (; *names; names++) {
		g_autofree char *label = rows_text(row, *names);

		if (*label && strcmp(label, code) != 0)
			return g_steal_pointer(&label);
	}
	return NULL;
}

static const cJSON *label_row(const cJSON *labels, const char *code)
{
	const cJSON *row;

	cJSON_ArrayForEach (row, labels) {
		g_autofree char *name = rows_text(row, "FIELD_NAME");

		if (!strcmp(name, code))
			return row;
	}
	return NULL;
}

/* What people see: of a user field, `title` may be its code. */
static char *read_label(const cJSON *row, const char *code, const cJSON *old,
                        const cJSON *labels)
{
	static const char *const new_names[] = { "EDIT_FORM_LABEL",
		                                 "LIST_COLUMN_LABEL",
		                                 "LIST_FILTER_LABEL", NULL };
	static const char *const old_names[] = { "formLabel", "listLabel",
		                                 "filterLabel", NULL };
	static const char *const item_names[] = { "title", NULL };
	char *label;

	label = label_in(label_row(labels, code), code, new_names);
	if (!label)
		label = label_in(cJSON_GetObjectItemCaseSensitive(old, code),
		                 code, old_names);
	if (!label)
		label = label_in(row, code, item_names);
	return label ? label : g_strdup("");
}

void learn_fields(const cJSON *result, const cJSON *old, const cJSON *labels,
                  struct dictionary *dictionary)
{
	const cJSON *fields =
		cJSON_GetObjectItemCaseSensitive(result, "fields");
	const cJSON *row;

	cJSON_ArrayForEach (row, fields) {
		g_autofree char *upper = rows_text(row, "upperName");
		struct deal_field *field;

		if (!row->string)
			continue;
		field = g_new0(struct deal_field, 1);
		field->user = g_str_has_prefix(upper, "UF_");
		field->name = g_strdup(row->string);
		field->code = g_strdup(field->user ? upper : row->string);
		field->type = rows_text(row, "type");
		field->label = read_label(row, field->code, old, labels);
		field->multiple = cJSON_IsTrue(
			cJSON_GetObjectItemCaseSensitive(row, "isMultiple"));
		field->read_only = cJSON_IsTrue(
			cJSON_GetObjectItemCaseSensitive(row, "isReadOnly"));
		g_ptr_array_add(dictionary->fields, field);
	}
}
