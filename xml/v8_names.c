/*
 * Names in serialized objects: which are the platform's, what they are called
 * in 1C, and what [1c] has them mean.
 */
#include "xml/v8_object_p.h"

#include <string.h>

/* A file may have any number of names. */
enum { KNOWN_MOST = 10000 };

static const char *const platform_names[NAMES] = {
	[REF] = "Ref",
	[IS_FOLDER] = "IsFolder",
	[PREDEFINED] = "PredefinedDataName",
	[FILTER_NAME] = "Filter",
	[FILTER_ITEM] = "FilterItem",
	[FILTER_ITEM_NAME] = "Name",
	[FILTER_ITEM_VALUE] = "Value",
	[RECORDS_NAME] = "Records",
	[RECORD_NAME] = "Record",
	[ROW_NAME] = "Row",
	[OBJECT_DELETION] = "ObjectDeletion",
};

/* Standard attributes, which are written in English, as people call them. */
static const struct {
	const char *name, *attribute;
} standard[] = {
	{ "DeletionMark", "ПометкаУдаления" },
	{ "Date", "Дата" },
	{ "Number", "Номер" },
	{ "Code", "Код" },
	{ "Description", "Наименование" },
	{ "Parent", "Родитель" },
	{ "Owner", "Владелец" },
	{ "Posted", "Проведен" },
	{ "LineNumber", "НомерСтроки" },
};

void v8_names_init(struct v8_object *object, struct intake *intake)
{
	for (gsize i = 0; i < NAMES; i++)
		object->names[i] = intake_name(intake, platform_names[i]);
	object->known = g_hash_table_new_full(NULL, NULL, NULL, g_free);
}

struct kind {
	const char *written, *type;
};

static bool read_kind(const struct kind *kinds, gsize count, const char *name,
                      GString *type)
{
	g_string_truncate(type, 0);
	for (gsize i = 0; i < count; i++)
		if (g_str_has_prefix(name, kinds[i].written)) {
			g_string_assign(type, kinds[i].type);
			g_string_append(type, name + strlen(kinds[i].written));
			return true;
		}
	return false;
}

bool v8_object_type(const char *name, GString *type)
{
	static const struct kind kinds[] = {
		{ "DocumentObject.", "Документ." },
		{ "CatalogObject.", "Справочник." },
		{ "InformationRegisterRecordSet.", REGISTER },
		{ "ChartOfCharacteristicTypesObject.",
		  "ПланВидовХарактеристик." },
	};

	return read_kind(kinds, G_N_ELEMENTS(kinds), name, type);
}

void v8_reference_type(const char *written, GString *type)
{
	static const struct kind kinds[] = {
		{ "CatalogRef.", "Справочник." },
		{ "DocumentRef.", "Документ." },
		{ "ChartOfCharacteristicTypesRef.", "ПланВидовХарактеристик." },
	};
	const char *colon = strchr(written, ':');

	read_kind(kinds, G_N_ELEMENTS(kinds), colon ? colon + 1 : written,
	          type);
}

struct meaning v8_meaning(struct v8_object *object, const char *name)
{
	struct meaning *known = g_hash_table_lookup(object->known, name);
	const char *attribute = name;

	if (known)
		return *known;
	for (gsize i = 0; i < G_N_ELEMENTS(standard); i++)
		if (strcmp(standard[i].name, name) == 0)
			attribute = standard[i].attribute;
	known = g_new0(struct meaning, 1);
	known->attribute = attribute;
	known->id = onec_id(object->onec, attribute);
	known->section = onec_is_section(object->onec, attribute);
	known->platform = name == object->names[REF] ||
	                  name == object->names[IS_FOLDER] ||
	                  name == object->names[PREDEFINED];
	if (g_hash_table_size(object->known) >= KNOWN_MOST)
		g_hash_table_remove_all(object->known);
	g_hash_table_insert(object->known, (gpointer)name, known);
	return *known;
}
