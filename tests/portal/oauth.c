/*
 * The token server.
 *
 * Refuses the first exchange (authorization code): a test begins with a
 * refresh token.
 */
#include "tests/portal/oauth.h"

#include "tests/portal/answer.h"
#include "tests/portal/php.h"
#include "tests/portal/rest.h"

#include <string.h>

#define HOUR 3600

void app_free(struct app *app)
{
	if (!app)
		return;
	g_free(app->client);
	g_free(app->secret);
	g_free(app->refresh);
	g_strfreev(app->scopes);
	g_free(app);
}

static bool is(const cJSON *params, const char *name, const char *wanted)
{
	return g_strcmp0(cJSON_GetStringValue(php_get(params, name)), wanted) ==
	       0;
}

/* The tokens before it stay good for the rest of their hour. */
static const struct hook *issue(struct portal *portal)
{
	struct app *app = portal->app;
	struct hook *hook = hook_new();
	g_autofree char *token = g_strdup_printf("access-%u", ++app->issued);

	hook->token = true;
	hook->user = app->user;
	hook_set_secret(hook, token);
	if (app->scopes) {
		g_strfreev(hook->scopes);
		hook->scopes = g_strdupv(app->scopes);
	}
	hook->expires = clock_seconds(&portal->clock) + HOUR;
	g_ptr_array_add(portal->hooks, hook);
	g_free(app->refresh);
	app->refresh = g_strdup_printf("refresh-%u", app->issued);
	return hook;
}

static void say_tokens(struct portal *portal, struct answer *answer)
{
	const struct hook *hook = issue(portal);
	g_autofree char *scope = g_strjoinv(",", hook->scopes);
	cJSON *body = cJSON_CreateObject();

	cJSON_AddStringToObject(body, "access_token", hook->secret);
	cJSON_AddStringToObject(body, "client_endpoint",
	                        "http://127.0.0.1/rest/");
	cJSON_AddStringToObject(body, "domain", "oauth.bitrix.info");
	cJSON_AddNumberToObject(body, "expires", (double)hook->expires);
	cJSON_AddNumberToObject(body, "expires_in", HOUR);
	cJSON_AddStringToObject(body, "member_id",
	                        "00000000000000000000000000000001");
	cJSON_AddStringToObject(body, "refresh_token", portal->app->refresh);
	cJSON_AddStringToObject(body, "scope", scope);
	cJSON_AddStringToObject(body, "server_endpoint",
	                        "https://oauth.bitrix.info/rest/");
	cJSON_AddStringToObject(body, "status", "L");
	cJSON_AddNumberToObject(body, "user_id", (double)hook->user);
	answer_json(answer, 200, body);
}

static void renew(struct portal *portal, const cJSON *params,
                  struct answer *answer)
{
	const struct app *app = portal->app;

	if (!is(params, "grant_type", "refresh_token"))
		answer_error(answer, 400, "\"invalid_request\"",
		             "Invalid request");
	else if (!app || !is(params, "client_id", app->client) ||
	         !is(params, "client_secret", app->secret))
		answer_error(answer, 401, "\"invalid_client\"",
		             "Invalid client");
	else if (!is(params, "refresh_token", app->refresh))
		answer_error(answer, 400, "\"invalid_grant\"", "Invalid grant");
	else
		say_tokens(portal, answer);
}

bool oauth_handle(struct portal *portal, const struct request *request,
                  struct answer *answer)
{
	cJSON *params;

	if (strcmp(request->path, "/oauth/token/") != 0 &&
	    strcmp(request->path, "/oauth/token") != 0)
		return false;
	params = rest_params(request);
	renew(portal, params, answer);
	cJSON_Delete(params);
	return true;
}
