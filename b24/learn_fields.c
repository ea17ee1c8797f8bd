/*
 * The deal's fields of three answers: crm.item.fields knows names, codes and
 * types, crm.deal.fields and crm.deal.userfield.list know labels. Nothing is
 * computed: how a code becomes a name is irregular (docs: crm.item.fields).
 */
#include "b24/learn_fields.h"

#include "b24/rows.h"
#include "core/text.h"

#include <string.h>

enum { NAME_MOST = 1000 };

char *learn_name(const cJSON *row, const char *name)
{
	g_autofree char *text = rows_text(row, name);

	return text_plain(text, NAME_MOST);
}

/* The first of these members that says something else than the code. */
static char *label_in(const cJSON *row, const char *code,
                      const char *const *names)
{
	for (; *names; names++) {
		g_autofree char *label = learn_name(row, *names);

		if (*label && strcmp(label, code) != 0)
			return g_steal_pointer(&label);
	}
	return NULL;
}

/* Rows by their codes, not owned; of equal codes the first. A portal may have
 * thousands of fields. */
static GHashTable *rows_by_code(const cJSON *rows, const char *name)
{
	GHashTable *index =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const cJSON *row;

	cJSON_ArrayForEach (row, rows) {
		g_autofree char *code =
			name ? rows_text(row, name) : g_strdup(row->string);

		if (code && *code && !g_hash_table_contains(index, code))
			g_hash_table_insert(index, g_steal_pointer(&code),
			                    (gpointer)row);
	}
	return index;
}

/* What people see: of a user field, `title` may be its code. */
static char *read_label(const cJSON *row, const char *code, GHashTable *old,
                        GHashTable *labels)
{
	static const char *const new_names[] = { "EDIT_FORM_LABEL",
		                                 "LIST_COLUMN_LABEL",
		                                 "LIST_FILTER_LABEL", NULL };
	static const char *const old_names[] = { "formLabel", "listLabel",
		                                 "filterLabel", NULL };
	static const char *const item_names[] = { "title", NULL };
	char *label;

	label = label_in(g_hash_table_lookup(labels, code), code, new_names);
	if (!label)
		label = label_in(g_hash_table_lookup(old, code), code,
		                 old_names);
	if (!label)
		label = label_in(row, code, item_names);
	return label ? label : g_strdup("");
}

void learn_fields(const cJSON *result, const cJSON *old, const cJSON *labels,
                  struct dictionary *dictionary)
{
	const cJSON *fields =
		cJSON_GetObjectItemCaseSensitive(result, "fields");
	g_autoptr(GHashTable) old_rows = rows_by_code(old, NULL);
	g_autoptr(GHashTable) label_rows = rows_by_code(labels, "FIELD_NAME");
	const cJSON *row;

	cJSON_ArrayForEach (row, fields) {
		g_autofree char *upper = rows_text(row, "upperName");
		g_autofree char *name = NULL;
		struct deal_field *field;

		if (!row->string || !*row->string)
			continue;
		name = g_utf8_make_valid(row->string, -1);
		field = g_new0(struct deal_field, 1);
		field->user = g_str_has_prefix(upper, "UF_");
		field->name = g_strdup(name);
		field->code = g_strdup(field->user ? upper : name);
		field->type = rows_text(row, "type");
		field->label =
			read_label(row, field->code, old_rows, label_rows);
		field->multiple = cJSON_IsTrue(
			cJSON_GetObjectItemCaseSensitive(row, "isMultiple"));
		field->read_only = cJSON_IsTrue(
			cJSON_GetObjectItemCaseSensitive(row, "isReadOnly"));
		g_ptr_array_add(dictionary->fields, field);
	}
}
