/*
 * Who works at a portal, for a person who chooses somebody responsible. Asked
 * for in one batch; where there are more people than it shows, ids can still
 * be typed.
 */
#include "b24/batch.h"
#include "b24/learn_rows.h"
#include "b24/portal.h"
#include "b24/rows.h"

enum { PAGE = 50, PAGES = 10 };

static cJSON *page_params(int page)
{
	static const char *const select[] = { "ID", "ACTIVE", "NAME",
		                              "LAST_NAME" };
	cJSON *params = cJSON_CreateObject();
	cJSON *filter = cJSON_AddObjectToObject(params, "FILTER");

	cJSON_AddBoolToObject(filter, "ACTIVE", true);
	cJSON_AddStringToObject(filter, "USER_TYPE", "employee");
	cJSON_AddStringToObject(params, "sort", "LAST_NAME");
	cJSON_AddStringToObject(params, "order", "ASC");
	cJSON_AddItemToObject(
		params, "select",
		cJSON_CreateStringArray(select, G_N_ELEMENTS(select)));
	cJSON_AddNumberToObject(params, "start", (double)page * PAGE);
	return params;
}

/* A start behind the end gives the last page again (docs: "start"). */
static bool is_known(const GPtrArray *users, const cJSON *rows)
{
	gint64 first = rows_number(rows->child, "ID");

	for (guint i = 0; i < users->len; i++) {
		const struct user *user = users->pdata[i];

		if (user->id == first)
			return true;
	}
	return false;
}

GPtrArray *portal_users(struct portal *portal, GError **error)
{
	g_autoptr(GPtrArray) commands = commands_new();
	GPtrArray *users =
		g_ptr_array_new_with_free_func((GDestroyNotify)user_free);

	for (int page = 0; page < PAGES; page++)
		g_ptr_array_add(commands,
		                command_new("user.get", page_params(page)));
	if (!batch_read(portal, commands, false, error)) {
		g_ptr_array_unref(users);
		return NULL;
	}
	for (guint i = 0; i < commands->len; i++) {
		const struct command *command = commands->pdata[i];

		if (cJSON_GetArraySize(command->result) > 0 &&
		    !is_known(users, command->result))
			learn_users(command->result, NULL, users);
	}
	return users;
}
