/*
 * Methods about the portal and its webhook: profile, scope, server.time,
 * user.current.
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
