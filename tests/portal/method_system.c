/*
 * Methods about the portal, its webhook and its people: profile, scope,
 * server.time, user.current, user.get.
 */
#include "tests/portal/call.h"

#include "tests/portal/php.h"

static void copy_text(cJSON *to, const cJSON *user, const char *key)
{
	const char *text = cJSON_GetStringValue(php_get(user, key));

	cJSON_AddStringToObject(to, key, text ? text : "");
}

static cJSON *me(const struct call *call, const cJSON **user_r)
{
	gint64 id = call->portal->settings.user;
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, id);
	cJSON *row = cJSON_CreateObject();

	*user_r = portal_user(call->portal, id);
	cJSON_AddStringToObject(row, "ID", text);
	return row;
}

void method_profile(struct call *call)
{
	const cJSON *user;
	cJSON *row = me(call, &user);

	cJSON_AddBoolToObject(row, "ADMIN", call->portal->settings.admin);
	copy_text(row, user, "NAME");
	copy_text(row, user, "LAST_NAME");
	copy_text(row, user, "PERSONAL_GENDER");
	copy_text(row, user, "TIME_ZONE");
	call->result = row;
}

void method_user_current(struct call *call)
{
	const cJSON *user;
	cJSON *row = me(call, &user);

	cJSON_AddTrueToObject(row, "ACTIVE");
	copy_text(row, user, "NAME");
	copy_text(row, user, "LAST_NAME");
	copy_text(row, user, "SECOND_NAME");
	copy_text(row, user, "EMAIL");
	copy_text(row, user, "WORK_POSITION");
	call->result = row;
}

static bool is_active(const cJSON *user)
{
	const cJSON *active = php_get(user, "ACTIVE");

	return !active || php_true(active);
}

/* `ID` is one or a list; `ACTIVE` true leaves dismissed people out. */
static bool is_wanted(const cJSON *user, const cJSON *filter)
{
	const cJSON *ids = php_get_caseless(filter, "ID");
	const cJSON *active = php_get_caseless(filter, "ACTIVE");
	const cJSON *one;

	if (active && php_true(active) && !is_active(user))
		return false;
	if (!ids)
		return true;
	if (!php_is_array(ids))
		return php_int(ids) == php_int(php_get(user, "ID"));
	cJSON_ArrayForEach (one, ids) {
		if (php_int(one) == php_int(php_get(user, "ID")))
			return true;
	}
	return false;
}

static cJSON *user_row(const cJSON *user)
{
	cJSON *row = cJSON_CreateObject();
	g_autofree char *id = php_string(php_get(user, "ID"));

	cJSON_AddStringToObject(row, "ID", id);
	cJSON_AddBoolToObject(row, "ACTIVE", is_active(user));
	copy_text(row, user, "NAME");
	copy_text(row, user, "LAST_NAME");
	return row;
}

void method_user_get(struct call *call)
{
	const cJSON *filter = call_param(call, "filter");
	const cJSON *user;

	call->result = cJSON_CreateArray();
	call->total = 0;
	cJSON_ArrayForEach (user, call->portal->users) {
		if (!is_wanted(user, filter))
			continue;
		cJSON_AddItemToArray(call->result, user_row(user));
		call->total++;
	}
}

void method_scope(struct call *call)
{
	call->result = cJSON_CreateArray();
	for (GStrv at = call->portal->settings.scopes; *at; at++)
		cJSON_AddItemToArray(call->result, cJSON_CreateString(*at));
}

void method_server_time(struct call *call)
{
	g_autofree char *now = clock_iso(&call->portal->clock,
	                                 clock_seconds(&call->portal->clock));

	call->result = cJSON_CreateString(now);
}
