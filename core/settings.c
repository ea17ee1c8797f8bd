/*
 * The settings as a value: made empty, freed, asked. Reading is settings_read.c
 * and what a key means settings_table.c.
 */
#include "core/settings_p.h"

#include "core/text.h"
#include "core/when.h"

#include <string.h>

static void pair_free(struct settings_pair *pair)
{
	g_free(pair->key);
	g_free(pair->value);
	g_free(pair);
}

static void stages_free(struct settings_stages *stages)
{
	g_free(stages->funnel);
	g_ptr_array_unref(stages->rows);
	g_free(stages);
}

static void field_free(struct settings_field *field)
{
	g_free(field->field);
	g_free(field);
}

static void organization_free(struct settings_organization *organization)
{
	g_free(organization->name);
	g_free(organization->funnel);
	g_strfreev(organization->funnels);
	g_free(organization->source);
	g_free(organization);
}

static GPtrArray *array_of(GDestroyNotify free_one)
{
	return g_ptr_array_new_with_free_func(free_one);
}

struct settings *settings_new(const char *file)
{
	struct settings *settings = g_new0(struct settings, 1);

	settings->file = g_strdup(file ? file : "");
	settings->lines =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	settings->stages = array_of((GDestroyNotify)stages_free);
	settings->fields = array_of((GDestroyNotify)field_free);
	settings->organization_sections =
		array_of((GDestroyNotify)organization_free);
	settings->ignored_e164 = g_new0(char *, 1);
	settings->since = WHEN_NONE;
	return settings;
}

struct settings_stages *settings_add_stages(struct settings *settings,
                                            const char *funnel, guint line)
{
	struct settings_stages *stages = g_new0(struct settings_stages, 1);

	stages->funnel = g_strdup(funnel);
	stages->line = line;
	stages->rows = array_of((GDestroyNotify)pair_free);
	g_ptr_array_add(settings->stages, stages);
	return stages;
}

struct settings_organization *settings_add_organization(
	struct settings *settings, const char *name, guint line)
{
	struct settings_organization *organization =
		g_new0(struct settings_organization, 1);

	organization->name = g_strdup(name);
	organization->line = line;
	organization->since = WHEN_NONE;
	g_ptr_array_add(settings->organization_sections, organization);
	return organization;
}

/* What the table's rows own; the rest is freed by name. */
static void rows_clear(struct settings *settings)
{
	size_t count;
	const struct settings_row *rows = settings_rows(&count);

	for (size_t i = 0; i < count; i++) {
		void *member = (char *)settings + rows[i].offset;

		switch (rows[i].type) {
		case SETTINGS_TEXT:
		case SETTINGS_ZONE:
		case SETTINGS_PATH:
		case SETTINGS_ADDRESS:
		case SETTINGS_HOURS:
		case SETTINGS_AREA:
			g_free(*(char **)member);
			break;
		case SETTINGS_LIST:
		case SETTINGS_NAMES:
			g_strfreev(*(char ***)member);
			break;
		case SETTINGS_NUMBER:
		case SETTINGS_YES_NO:
		case SETTINGS_CHOICE:
		case SETTINGS_DATE:
			break;
		}
	}
}

void settings_free(struct settings *settings)
{
	if (!settings)
		return;
	rows_clear(settings);
	g_free(settings->file);
	g_hash_table_unref(settings->lines);
	g_clear_pointer(&settings->timezone, g_time_zone_unref);
	g_strfreev(settings->ignored_e164);
	g_ptr_array_unref(settings->stages);
	g_ptr_array_unref(settings->fields);
	g_ptr_array_unref(settings->organization_sections);
	g_free(settings);
}

char *settings_fault_text(const struct settings_fault *fault, const char *file)
{
	GString *text = g_string_new(NULL);

	if (file && *file)
		g_string_append_printf(text, "%s:", file);
	if (fault->line)
		g_string_append_printf(text, "%u:", fault->line);
	if (text->len)
		g_string_append_c(text, ' ');
	if (fault->key)
		g_string_append_printf(text, "%s: ", fault->key);
	g_string_append(text, fault->text);
	return g_string_free(text, FALSE);
}

guint settings_line(const struct settings *settings, const char *group,
                    const char *key)
{
	g_autofree char *name = g_strdup_printf("[%s] %s", group, key);

	return GPOINTER_TO_UINT(g_hash_table_lookup(settings->lines, name));
}

const struct settings_organization *settings_organization(
	const struct settings *settings, const char *name, const char *ref)
{
	const GPtrArray *sections = settings->organization_sections;
	g_autofree char *wanted = text_guid(ref);

	for (guint i = 0; i < sections->len; i++) {
		const struct settings_organization *section =
			sections->pdata[i];
		g_autofree char *guid = text_guid(section->name);

		if ((name && text_same(section->name, name, TEXT_CASE)) ||
		    (guid && g_strcmp0(guid, wanted) == 0))
			return section;
	}
	return NULL;
}
