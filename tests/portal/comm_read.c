/*
 * Edits of multifields, as each family writes them down.
 */
#include "tests/portal/comm.h"

#include "tests/portal/php.h"

static void edit_free(gpointer data)
{
	struct comm_edit *edit = data;

	g_free(edit->type);
	g_free(edit->value_type);
	g_free(edit->value);
	g_free(edit);
}

static char *text_of(const cJSON *element, const char *key)
{
	const cJSON *value = php_get(element, key);

	return value ? php_string(value) : NULL;
}

static struct comm_edit *edit_new(GPtrArray *edits, const char *type)
{
	struct comm_edit *edit = g_new0(struct comm_edit, 1);

	edit->type = g_strdup(type);
	g_ptr_array_add(edits, edit);
	return edit;
}

static void read_legacy_one(GPtrArray *edits, const char *type,
                            const cJSON *element)
{
	gint64 id = php_int(php_get(element, "ID"));
	g_autofree char *value = text_of(element, "VALUE");
	g_autofree char *remove = text_of(element, "DELETE");
	bool empty = !value || !*g_strstrip(value);

	if (!php_is_array(element) || (!id && empty))
		return;
	struct comm_edit *edit = edit_new(edits, type);
	edit->id = id;
	edit->value_type = text_of(element, "VALUE_TYPE");
	edit->value = g_strdup(value);
	edit->what = COMM_ADD;
	if (id)
		edit->what = empty || g_strcmp0(remove, "Y") == 0 ? COMM_DELETE
		                                                  : COMM_CHANGE;
}

GPtrArray *comm_read_legacy(const cJSON *fields)
{
	GPtrArray *edits = g_ptr_array_new_with_free_func(edit_free);

	for (gsize i = 0; comm_types[i]; i++) {
		const cJSON *list = php_get(fields, comm_types[i]);
		const cJSON *element;

		if (!php_is_array(list))
			continue;
		cJSON_ArrayForEach (element, list)
			read_legacy_one(edits, comm_types[i], element);
	}
	return edits;
}

GPtrArray *comm_read_item(const cJSON *fm, bool adding)
{
	GPtrArray *edits = g_ptr_array_new_with_free_func(edit_free);
	g_autofree char *owned = NULL;
	const cJSON *element;
	int index = 0;

	if (!php_is_array(fm))
		return edits;
	cJSON_ArrayForEach (element, fm) {
		const char *key = php_key(element, index++, &owned);
		g_autofree char *type = text_of(element, "typeId");
		g_autofree char *value = text_of(element, "value");
		bool empty = !value || !*g_strstrip(value);
		bool fresh = *key == 'n' || (adding && cJSON_IsArray(fm));

		if (fresh &&
		    (empty || !type || !g_strv_contains(comm_types, type)))
			continue;
		struct comm_edit *edit = edit_new(edits, type);
		edit->id = fresh ? 0 : g_ascii_strtoll(key, NULL, 10);
		edit->value_type = text_of(element, "valueType");
		edit->value = g_strdup(value);
		edit->what = COMM_ADD;
		if (!fresh)
			edit->what = empty ? COMM_DELETE : COMM_CHANGE;
	}
	return edits;
}
