/*
 * The portal's dictionaries as plain values, row by row. What a row lacks is
 * empty; a row without an id is none.
 */
#include "b24/learn_rows.h"

#include "b24/learn_fields.h"
#include "b24/rows.h"
#include "core/when.h"

#include <string.h>

void learn_owner(const cJSON *profile, struct dictionary *dictionary)
{
	g_autofree char *first = rows_text(profile, "NAME");
	g_autofree char *last = rows_text(profile, "LAST_NAME");
	g_autofree char *admin = rows_text(profile, "ADMIN");

	dictionary->owner = rows_number(profile, "ID");
	dictionary->owner_admin = !strcmp(admin, "Y");
	g_free(dictionary->owner_name);
	dictionary->owner_name =
		g_strstrip(g_strconcat(first, " ", last, NULL));
}

static bool has_scope(const cJSON *scopes, const char *name)
{
	const cJSON *scope;

	cJSON_ArrayForEach (scope, scopes) {
		if (cJSON_IsString(scope) &&
		    !g_ascii_strcasecmp(scope->valuestring, name))
			return true;
	}
	return false;
}

void learn_scopes(const cJSON *scopes, struct dictionary *dictionary)
{
	dictionary->scope_crm = has_scope(scopes, "crm");
	dictionary->scope_users = has_scope(scopes, "user") ||
	                          has_scope(scopes, "user_basic") ||
	                          has_scope(scopes, "user_brief");
}

static int by_sort(gconstpointer a, gconstpointer b)
{
	const cJSON *one = *(const cJSON *const *)a;
	const cJSON *other = *(const cJSON *const *)b;
	gint64 x = rows_number(one, "sort") + rows_number(one, "SORT");
	gint64 y = rows_number(other, "sort") + rows_number(other, "SORT");

	return (x > y) - (x < y);
}

/* The rows in the order of their SORT, whatever the portal made of ours. */
static GPtrArray *sorted(const cJSON *rows)
{
	GPtrArray *list = g_ptr_array_new();
	const cJSON *row;

	cJSON_ArrayForEach (row, rows) {
		g_ptr_array_add(list, (gpointer)row);
	}
	g_ptr_array_sort(list, by_sort);
	return list;
}

void learn_funnels(const cJSON *result, struct dictionary *dictionary)
{
	g_autoptr(GPtrArray) rows =
		sorted(cJSON_GetObjectItemCaseSensitive(result, "categories"));

	for (guint i = 0; i < rows->len; i++) {
		struct funnel *funnel;
		g_autofree char *is_default =
			rows_text(rows->pdata[i], "isDefault");
		gint64 id;

		/* Without an id it must not become funnel 0. */
		if (!rows_whole(cJSON_GetObjectItemCaseSensitive(rows->pdata[i],
		                                                 "id"),
		                &id) ||
		    id < 0)
			continue;
		funnel = g_new0(struct funnel, 1);
		funnel->id = id;
		funnel->name = learn_name(rows->pdata[i], "name");
		funnel->is_default = !strcmp(is_default, "Y");
		funnel->stages = g_ptr_array_new_with_free_func(
			(GDestroyNotify)stage_free);
		g_ptr_array_add(dictionary->funnels, funnel);
	}
}

static enum semantics read_semantics(const cJSON *row)
{
	const cJSON *extra = cJSON_GetObjectItemCaseSensitive(row, "EXTRA");
	g_autofree char *letter = rows_text(row, "SEMANTICS");
	g_autofree char *word = rows_text(extra, "SEMANTICS");

	if (!strcmp(letter, "S") || !strcmp(word, "success"))
		return STAGE_SUCCESS;
	if (!strcmp(letter, "F") || !strcmp(word, "failure") ||
	    !strcmp(word, "apology"))
		return STAGE_FAILURE;
	return STAGE_PROCESS;
}

void learn_stages(const cJSON *result, struct funnel *funnel)
{
	g_autoptr(GPtrArray) rows = sorted(result);

	for (guint i = 0; i < rows->len; i++) {
		g_autofree char *id = rows_text(rows->pdata[i], "STATUS_ID");
		struct stage *stage;

		if (!*id)
			continue;
		stage = g_new0(struct stage, 1);
		stage->id = g_steal_pointer(&id);
		stage->name = learn_name(rows->pdata[i], "NAME");
		stage->semantics = read_semantics(rows->pdata[i]);
		g_ptr_array_add(funnel->stages, stage);
	}
}

void learn_sources(const cJSON *result, struct dictionary *dictionary)
{
	g_autoptr(GPtrArray) rows = sorted(result);

	for (guint i = 0; i < rows->len; i++) {
		g_autofree char *id = rows_text(rows->pdata[i], "STATUS_ID");
		struct source *source;

		if (!*id)
			continue;
		source = g_new0(struct source, 1);
		source->id = g_steal_pointer(&id);
		source->name = learn_name(rows->pdata[i], "NAME");
		g_ptr_array_add(dictionary->sources, source);
	}
}

void learn_time(const cJSON *result, struct dictionary *dictionary)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	gint64 when;

	if (cJSON_IsString(result) &&
	    when_read(result->valuestring, utc, &when) && when != WHEN_NONE)
		dictionary->server_time = when;
}

/* A row without ACTIVE is somebody's whom we may not ask about. */
static bool is_active(const cJSON *row)
{
	const cJSON *active = cJSON_GetObjectItemCaseSensitive(row, "ACTIVE");
	g_autofree char *text = rows_value(active);

	return active == NULL || !strcmp(text, "Y");
}

static struct user *read_user(const cJSON *row)
{
	struct user *user = g_new0(struct user, 1);
	g_autofree char *first = rows_text(row, "NAME");
	g_autofree char *last = rows_text(row, "LAST_NAME");

	user->id = rows_number(row, "ID");
	user->active = is_active(row);
	user->name = g_strstrip(g_strconcat(first, " ", last, NULL));
	return user;
}

static bool is_among(const GArray *ids, gint64 id)
{
	for (guint i = 0; i < ids->len; i++) {
		if (g_array_index(ids, gint64, i) == id)
			return true;
	}
	return false;
}

bool learn_users(const cJSON *rows, const GArray *asked, GPtrArray *users)
{
	const cJSON *row;

	cJSON_ArrayForEach (row, rows) {
		if (asked && !is_among(asked, rows_number(row, "ID")))
			return false;
		g_ptr_array_add(users, read_user(row));
	}
	return true;
}
