/*
 * Methods about the portal and its callers: profile, scope, methods,
 * method.get, server.time, app.info.
 */
#include "tests/portal/call.h"

#include "tests/portal/php.h"

#include <string.h>

static void copy_text(cJSON *to, const cJSON *user, const char *key)
{
	const char *text = cJSON_GetStringValue(php_get(user, key));

	cJSON_AddStringToObject(to, key, text ? text : "");
}

void method_profile(struct call *call)
{
	const struct hook *caller = call->portal->caller;
	const cJSON *user = portal_user(call->portal, caller->user);
	g_autofree char *id =
		g_strdup_printf("%" G_GINT64_FORMAT, caller->user);
	cJSON *row = cJSON_CreateObject();

	cJSON_AddStringToObject(row, "ID", id);
	cJSON_AddBoolToObject(row, "ADMIN", caller->admin);
	copy_text(row, user, "NAME");
	copy_text(row, user, "LAST_NAME");
	copy_text(row, user, "PERSONAL_GENDER");
	copy_text(row, user, "TIME_ZONE");
	call->result = row;
}

static cJSON *scopes_of(const struct hook *caller)
{
	cJSON *list = cJSON_CreateArray();

	for (GStrv at = caller->scopes; *at; at++)
		cJSON_AddItemToArray(list, cJSON_CreateString(*at));
	return list;
}

void method_scope(struct call *call)
{
	call->result = scopes_of(call->portal->caller);
}

void method_methods(struct call *call)
{
	const struct method *method;

	call->result = cJSON_CreateArray();
	for (gsize i = 0; (method = method_at(i)); i++) {
		if (method_available(call->portal, method))
			cJSON_AddItemToArray(call->result,
			                     cJSON_CreateString(method->name));
	}
}

/* The name is to be in lower case. */
void method_method_get(struct call *call)
{
	g_autofree char *name = php_string(call_param(call, "name"));
	const struct method *method = name ? method_find(name) : NULL;

	if (method && strcmp(method->name, name) != 0)
		method = NULL;
	call->result = cJSON_CreateObject();
	cJSON_AddBoolToObject(call->result, "isExisting", method != NULL);
	cJSON_AddBoolToObject(call->result, "isAvailable",
	                      method && method_available(call->portal, method));
}

void method_server_time(struct call *call)
{
	g_autofree char *now = clock_iso(&call->portal->clock,
	                                 clock_seconds(&call->portal->clock));

	call->result = cJSON_CreateString(now);
}

void method_app_info(struct call *call)
{
	const struct portal *portal = call->portal;

	if (!portal->caller->token && !portal->settings.app_info) {
		call_fail(call, 400, "ACCESS_DENIED",
		          "Access denied! Application context required");
		return;
	}
	call->result = cJSON_CreateObject();
	if (portal->caller->token) {
		cJSON_AddNumberToObject(call->result, "ID", 1);
		cJSON_AddStringToObject(call->result, "CODE", "local.1");
		cJSON_AddNumberToObject(call->result, "VERSION", 1);
		cJSON_AddStringToObject(call->result, "STATUS", "L");
		cJSON_AddTrueToObject(call->result, "INSTALLED");
		cJSON_AddStringToObject(call->result, "PAYMENT_EXPIRED", "N");
		cJSON_AddNullToObject(call->result, "DAYS");
		cJSON_AddStringToObject(call->result, "LANGUAGE_ID",
		                        portal->settings.english ? "en" : "ru");
	} else {
		cJSON_AddItemToObject(call->result, "SCOPE",
		                      scopes_of(portal->caller));
	}
	cJSON_AddStringToObject(call->result, "LICENSE",
	                        portal->settings.english ? "en_basic"
	                                                 : "ru_basic");
}
