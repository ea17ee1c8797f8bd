/*
 * Between the table of settings and the fields of a page. Refuses to know any
 * key by name: what a portal offers for one is form_choices.c's.
 */
#include "web/form.h"

#include "core/text.h"
#include "web/form_choices.h"

#include <string.h>

/* ---- changes ---- */

static void change_free(gpointer data)
{
	struct form_change *change = data;

	g_free(change->group);
	g_free(change->key);
	g_free(change->was);
	g_free(change->is);
	g_free(change);
}

GPtrArray *form_changes_new(void)
{
	return g_ptr_array_new_with_free_func(change_free);
}

void form_change_add(GPtrArray *changes, const char *group, const char *key,
                     const char *was, const char *is)
{
	struct form_change *change = g_new0(struct form_change, 1);

	change->group = g_strdup(group);
	change->key = g_strdup(key);
	change->was = g_strdup(was);
	change->is = g_strdup(is);
	g_ptr_array_add(changes, change);
}

char *form_apply(const struct settings_text *file, const GPtrArray *changes,
                 gsize *length_r)
{
	struct settings_edit *edit =
		settings_edit_new(file->text, file->length);
	char *text;

	for (guint i = 0; i < changes->len; i++) {
		const struct form_change *change = changes->pdata[i];

		if (change->key == NULL)
			settings_edit_drop(edit, change->group);
		else
			settings_edit_set(edit, change->group, change->key,
			                  change->is);
	}
	text = settings_edit_text(edit, length_r);
	settings_edit_free(edit);
	return text;
}

/* ---- beginning and end ---- */

struct form *form_new(const struct settings_text *file)
{
	struct form *form = g_new0(struct form, 1);

	form->file = file;
	form->edit = settings_edit_new(file->text, file->length);
	return form;
}

void form_free(struct form *form)
{
	if (form == NULL)
		return;
	settings_edit_free(form->edit);
	g_free(form);
}

/* ---- rows ---- */

static const struct settings_row *find_row(const struct settings_row *rows,
                                           size_t count, const char *group,
                                           size_t group_length, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(rows[i].group) == group_length &&
		    strncmp(rows[i].group, group, group_length) == 0 &&
		    strcmp(rows[i].key, key) == 0)
			return &rows[i];
	return NULL;
}

/* "organization СТО Маяк.create": names may hold dots, keys do not. */
const struct settings_row *form_row(const char *name)
{
	static const char organization[] = "organization ";
	const char *dot = strrchr(name, '.');
	const struct settings_row *rows;
	size_t count;

	if (dot == NULL)
		return NULL;
	if (g_str_has_prefix(name, organization)) {
		rows = settings_organization_rows(&count);
		return find_row(rows, count, "organization",
		                strlen("organization"), dot + 1);
	}
	rows = settings_rows(&count);
	return find_row(rows, count, name, (size_t)(dot - name), dot + 1);
}

static bool is_list(const struct settings_row *row)
{
	return row->type == SETTINGS_LIST || row->type == SETTINGS_NAMES;
}

char *form_value(const struct form *form, const char *group,
                 const struct settings_row *row)
{
	char *value = form->edit != NULL
	                      ? settings_edit_get(form->edit, group, row->key)
	                      : NULL;

	return value != NULL ? value : g_strdup(row->fallback);
}

/* ---- showing ---- */

const char *form_fault(const GPtrArray *faults, const char *group,
                       const char *key)
{
	g_autofree char *title = g_strdup_printf("[%s] %s", group, key);

	for (guint i = 0; faults != NULL && i < faults->len; i++) {
		const struct settings_fault *fault = faults->pdata[i];

		if (g_strcmp0(fault->key, title) == 0)
			return fault->text;
	}
	return NULL;
}

/* What <input type=date> can show: anything else it would drop unseen. */
static bool is_iso_date(const char *value)
{
	static const char form[] = "dddd-dd-dd";

	for (size_t i = 0; form[i] != '\0'; i++)
		if (form[i] == 'd' ? !g_ascii_isdigit(value[i])
		                   : value[i] != form[i])
			return *value == '\0';
	return value[strlen(form)] == '\0';
}

static const char *one_of(const struct settings_row *row, const char *value)
{
	switch (row->type) {
	case SETTINGS_LIST:
	case SETTINGS_NAMES:
		return "is_area";
	case SETTINGS_NUMBER:
		return strspn(value, "0123456789") == strlen(value)
		               ? "is_number"
		               : "is_text";
	case SETTINGS_YES_NO:
	case SETTINGS_CHOICE:
		return "is_select";
	case SETTINGS_DATE:
		return is_iso_date(value) ? "is_date" : "is_text";
	default:
		return "is_text";
	}
}

static cJSON *add_option(cJSON *options, const char *value, const char *label,
                         const char *now)
{
	cJSON *option = cJSON_CreateObject();

	cJSON_AddStringToObject(option, "value", value);
	cJSON_AddStringToObject(option, "label", label);
	cJSON_AddBoolToObject(option, "selected", strcmp(value, now) == 0);
	cJSON_AddItemToArray(options, option);
	return option;
}

static bool any_selected(const cJSON *options)
{
	const cJSON *option;

	cJSON_ArrayForEach (option, options)
		if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(option,
		                                                  "selected")))
			return true;
	return false;
}

/* The choices that the table itself has. */
static cJSON *own_choices(const struct settings_row *row, const char *now)
{
	cJSON *options = cJSON_CreateArray();

	if (row->type == SETTINGS_YES_NO) {
		if (row->fallback[0] == '\0')
			add_option(options, "", "как для всех", now);
		add_option(options, "yes", "да", now);
		add_option(options, "no", "нет", now);
	} else {
		for (size_t i = 0; row->choices[i] != NULL; i++)
			add_option(options, row->choices[i], row->words[i],
			           now);
	}
	/* Of a file that is to be mended: not silently the first one. */
	if (!any_selected(options))
		add_option(options, now, now, now);
	return options;
}

/* One item a line, for a person to read. */
static char *as_lines(const char *value)
{
	g_auto(GStrv) items = g_strsplit(value, ";", -1);
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; items[i] != NULL; i++) {
		g_autofree char *item = text_trim(items[i]);

		if (item != NULL)
			g_string_append_printf(text, "%s%s",
			                       text->len > 0 ? "\n" : "", item);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* What was sent, as the file would have it; "" where nothing was. */
static char *sent_value(const struct fields *sent, const char *name,
                        const struct settings_row *row)
{
	const GPtrArray *values = fields_all(sent, name);
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; values != NULL && i < values->len; i++) {
		g_auto(GStrv) lines =
			g_strsplit_set(values->pdata[i], "\r\n", -1);

		for (size_t j = 0; lines[j] != NULL; j++) {
			g_autofree char *line = text_trim(lines[j]);

			if (line != NULL)
				g_string_append_printf(text, "%s%s",
				                       text->len == 0 ? ""
				                       : is_list(row) ? "; "
				                                      : " ",
				                       line);
		}
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Boxes none of which is ticked are not sent, but their field's name is. */
static bool was_on_page(const struct fields *sent, const char *name)
{
	const GPtrArray *names = fields_all(sent, "_f");

	for (guint i = 0; names != NULL && i < names->len; i++)
		if (strcmp(names->pdata[i], name) == 0)
			return true;
	return false;
}

static char *shown_value(const struct form *form, const char *group,
                         const struct settings_row *row, const char *name)
{
	if (form->sent != NULL && was_on_page(form->sent, name))
		return sent_value(form->sent, name, row);
	return form_value(form, group, row);
}

static void add_control(cJSON *field, const struct form *form,
                        const struct settings_row *row, const char *value)
{
	cJSON *offered = form_choices(form->portal, row, value);
	const char *kind = one_of(row, value);
	g_autofree char *lines = is_list(row) ? as_lines(value) : NULL;

	if (offered == NULL && strcmp(kind, "is_select") == 0)
		offered = own_choices(row, value);
	if (offered != NULL) {
		cJSON_AddBoolToObject(
			field, is_list(row) ? "is_checks" : "is_select", true);
		cJSON_AddItemToObject(
			field, is_list(row) ? "checks" : "options", offered);
		return;
	}
	cJSON_AddBoolToObject(field, kind, true);
	cJSON_AddStringToObject(field, "value", lines != NULL ? lines : value);
}

cJSON *form_field(const struct form *form, const char *group,
                  const struct settings_row *row)
{
	g_autofree char *name = g_strdup_printf("%s.%s", group, row->key);
	g_autofree char *value = shown_value(form, group, row, name);
	const char *fault = form_fault(form->faults, group, row->key);
	g_autofree char *id = g_strdup_printf("f%08x", g_str_hash(name));
	cJSON *field = cJSON_CreateObject();

	cJSON_AddStringToObject(field, "id", id);
	cJSON_AddStringToObject(field, "name", name);
	cJSON_AddBoolToObject(field, "is_title",
	                      strcmp(name, "deal.title") == 0);
	cJSON_AddStringToObject(field, "label", row->title);
	cJSON_AddStringToObject(field, "help",
	                        row->hint != NULL ? row->hint : row->help);
	cJSON_AddBoolToObject(field, "required", row->required);
	if (fault != NULL)
		cJSON_AddStringToObject(field, "error", fault);
	if (row->type == SETTINGS_NUMBER) {
		g_autofree char *least =
			g_strdup_printf("%" G_GINT64_FORMAT, row->least);
		g_autofree char *most =
			g_strdup_printf("%" G_GINT64_FORMAT, row->most);

		cJSON_AddStringToObject(field, "min", least);
		cJSON_AddStringToObject(field, "max", most);
	}
	add_control(field, form, row, value);
	return field;
}

/* ---- reading ---- */

/* All items of `b` are in `a`; both one a line. */
static bool holds(const char *a, const char *b)
{
	g_auto(GStrv) all = g_strsplit(a, "\n", -1);
	g_auto(GStrv) some = g_strsplit(b, "\n", -1);

	for (size_t i = 0; some[i] != NULL; i++)
		if (!g_strv_contains((const char *const *)all, some[i]))
			return false;
	return true;
}

/* Equal but for blanks around items and empty items; and for the order, where
 * it means nothing: boxes come in the portal's. */
static bool same_value(const struct settings_row *row, const char *a,
                       const char *b)
{
	g_autofree char *x = is_list(row) ? as_lines(a) : text_trim(a);
	g_autofree char *y = is_list(row) ? as_lines(b) : text_trim(b);

	if (row->type == SETTINGS_LIST)
		return holds(x, y) && holds(y, x);
	return g_strcmp0(x != NULL ? x : "", y != NULL ? y : "") == 0;
}

static void read_field(const struct form *form, const struct fields *sent,
                       const char *name, GPtrArray *changes)
{
	const struct settings_row *row = form_row(name);
	g_autofree char *group = NULL;
	g_autofree char *was = NULL;
	g_autofree char *is = NULL;
	g_autofree char *in_file = NULL;

	if (row == NULL)
		return;
	group = g_strndup(name, strlen(name) - strlen(row->key) - 1);
	was = form_value(form, group, row);
	is = sent_value(sent, name, row);
	if (same_value(row, was, is))
		return;
	in_file = settings_edit_get(form->edit, group, row->key);
	form_change_add(changes, group, row->key, in_file, is);
}

void form_read(const struct form *form, const struct fields *sent,
               GPtrArray *changes)
{
	const GPtrArray *names = fields_all(sent, "_f");

	for (guint i = 0; names != NULL && i < names->len; i++)
		read_field(form, sent, names->pdata[i], changes);
}
