/*
 * Making fields: shapes by type, names of user fields.
 *
 * Refuses user field types that hold files or bookings.
 */
#include "tests/portal/field.h"

#include <string.h>

static const struct {
	const char *type;
	enum shape shape;
} shapes[] = {
	{ "integer", SHAPE_INT },       { "double", SHAPE_MONEY },
	{ "char", SHAPE_FLAG },         { "date", SHAPE_DATE },
	{ "datetime", SHAPE_DATETIME }, { "user", SHAPE_INT },
	{ "crm_category", SHAPE_INT },  { "crm_company", SHAPE_REF },
	{ "crm_contact", SHAPE_REF },   { "crm_lead", SHAPE_REF },
	{ "crm_quote", SHAPE_REF },     { "crm_multifield", SHAPE_COMM },
};

static const struct {
	const char *type;
	enum shape shape;
} user_shapes[] = {
	{ "string", SHAPE_TEXT },       { "integer", SHAPE_INT },
	{ "double", SHAPE_MONEY },      { "boolean", SHAPE_BOOL },
	{ "enumeration", SHAPE_INT },   { "date", SHAPE_DATE },
	{ "datetime", SHAPE_DATETIME }, { "money", SHAPE_TEXT },
	{ "url", SHAPE_TEXT },          { "employee", SHAPE_INT },
	{ "crm", SHAPE_TEXT },          { "crm_status", SHAPE_TEXT },
	{ "address", SHAPE_TEXT },
};

struct field *field_new(guint slot, const struct field_row *row)
{
	struct field *field = g_new0(struct field, 1);

	field->slot = slot;
	field->code = g_intern_static_string(row->code);
	field->camel = row->camel;
	field->upper = row->upper ? row->upper : row->code;
	field->type = row->type;
	field->status = row->status;
	field->title = row->title;
	field->flags = row->flags;
	for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++) {
		if (strcmp(shapes[i].type, row->type) == 0)
			field->shape = shapes[i].shape;
	}
	return field;
}

struct field *field_new_user(guint slot, gint64 id, const char *code,
                             const char *type)
{
	struct field *field = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS(user_shapes); i++) {
		if (g_strcmp0(user_shapes[i].type, type) != 0)
			continue;
		field = g_new0(struct field, 1);
		field->type = user_shapes[i].type;
		field->shape = user_shapes[i].shape;
	}
	if (!field)
		return NULL;
	g_autofree char *camel = field_user_camel(code);
	field->slot = slot;
	field->id = id;
	field->code = g_intern_string(code);
	field->camel = g_intern_string(camel);
	field->upper = field->code;
	field->title = field->code;
	field->flags = FIELD_INDEXED;
	field->show_filter = g_strdup("E");
	field->sort = g_strdup("100");
	return field;
}

bool field_is_number(const struct field *field)
{
	return field->shape == SHAPE_INT || field->shape == SHAPE_REF ||
	       field->shape == SHAPE_MONEY || field->shape == SHAPE_BOOL;
}

void field_free(struct field *field)
{
	if (!field)
		return;
	index_free(field->index);
	cJSON_Delete(field->list);
	g_free(field->label);
	g_free(field->list_label);
	g_free(field->filter_label);
	g_free(field->xml_id);
	g_free(field->show_filter);
	g_free(field->sort);
	g_free(field);
}

/*
 * UF_CRM_MY_FIELD → ufCrmMyField, UF_CRM_2_1639 → ufCrm2_1639, and anything
 * else with a digit in it keeps its spelling: UF_CRM_ID_1C → ufCrm_ID_1C.
 */
char *field_user_camel(const char *code)
{
	const char *rest = code + strlen("UF_CRM_");
	size_t digits = strspn(rest, "0123456789");

	if (digits && rest[digits] == '_')
		return g_strdup_printf("ufCrm%s", rest);
	if (strpbrk(rest, "0123456789"))
		return g_strdup_printf("ufCrm_%s", rest);

	GString *camel = g_string_new("ufCrm");
	bool raise = true;
	for (; *rest; rest++) {
		if (*rest == '_') {
			raise = true;
			continue;
		}
		g_string_append_c(camel,
		                  raise ? *rest : g_ascii_tolower(*rest));
		raise = false;
	}
	return g_string_free(camel, FALSE);
}
