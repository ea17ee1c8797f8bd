/* Fields of a form, as many and as long as a form of ours can have. */
#include "web/fields.h"

#include <string.h>

struct field {
	char *name;
	char *value;
};

struct fields {
	GPtrArray *list;     /* of struct field, owned */
	GHashTable *by_name; /* name → array of its values, not owned */
	gsize bytes;
};

static void field_free(gpointer data)
{
	struct field *field = data;

	g_free(field->name);
	g_free(field->value);
	g_free(field);
}

struct fields *fields_new(void)
{
	struct fields *fields = g_new0(struct fields, 1);

	fields->list = g_ptr_array_new_with_free_func(field_free);
	fields->by_name =
		g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
	                              (GDestroyNotify)g_ptr_array_unref);
	return fields;
}

void fields_free(struct fields *fields)
{
	if (fields == NULL)
		return;
	g_hash_table_unref(fields->by_name);
	g_ptr_array_unref(fields->list);
	g_free(fields);
}

static bool append(struct fields *fields, const char *name, const char *value,
                   gsize length)
{
	struct field *field = g_new0(struct field, 1);
	GPtrArray *values = g_hash_table_lookup(fields->by_name, name);

	field->name = g_strdup(name);
	field->value = g_strndup(value, length);
	g_ptr_array_add(fields->list, field);
	if (values == NULL) {
		values = g_ptr_array_new();
		g_hash_table_insert(fields->by_name, field->name, values);
	}
	g_ptr_array_add(values, field->value);
	return true;
}

/* More of the value that came last. */
static bool extend(struct fields *fields, const char *name, const char *value,
                   gsize length)
{
	struct field *field;
	GPtrArray *values = g_hash_table_lookup(fields->by_name, name);
	g_autofree char *more = g_strndup(value, length);
	char *whole;

	if (values == NULL)
		return append(fields, name, value, length);
	field = fields->list->pdata[fields->list->len - 1];
	if (strcmp(field->name, name) != 0)
		return false;
	whole = g_strconcat(field->value, more, NULL);
	g_free(field->value);
	field->value = whole;
	values->pdata[values->len - 1] = whole;
	return true;
}

bool fields_add(struct fields *fields, const char *name, const char *value,
                gsize length, bool more)
{
	gsize name_length = strlen(name);

	if (fields->list->len >= FIELDS_MOST ||
	    length > FIELDS_BYTES - MIN(fields->bytes, FIELDS_BYTES) ||
	    name_length > 1024 || !g_utf8_validate(name, -1, NULL) ||
	    (length > 0 && memchr(value, '\0', length) != NULL))
		return false;
	fields->bytes += length + name_length;
	return more ? extend(fields, name, value, length)
	            : append(fields, name, value, length);
}

const GPtrArray *fields_all(const struct fields *fields, const char *name)
{
	return g_hash_table_lookup(fields->by_name, name);
}

const char *fields_get(const struct fields *fields, const char *name)
{
	const GPtrArray *values = fields_all(fields, name);
	const char *value = values != NULL ? values->pdata[0] : NULL;

	return value;
}

bool fields_valid(const struct fields *fields)
{
	for (guint i = 0; i < fields->list->len; i++) {
		const struct field *field = fields->list->pdata[i];

		if (!g_utf8_validate(field->value, -1, NULL))
			return false;
	}
	return true;
}

const char *fields_text(const struct fields *fields, const char *name)
{
	const char *value = fields_get(fields, name);

	return value != NULL ? value : "";
}

gint64 fields_number(const struct fields *fields, const char *name)
{
	gint64 number = 0;

	g_ascii_string_to_signed(fields_text(fields, name), 10, 0, G_MAXINT64,
	                         &number, NULL);
	return number;
}

void fields_walk(const struct fields *fields, fields_each *each, void *context)
{
	for (guint i = 0; i < fields->list->len; i++) {
		const struct field *field = fields->list->pdata[i];

		each(context, field->name, field->value);
	}
}
