/*
 * Webhooks and tokens.
 *
 * Refuses to tell an expired or revoked webhook from one that never was:
 * Bitrix24 does not either.
 */
#include "tests/portal/auth.h"

#include "tests/portal/answer.h"
#include "tests/portal/php.h"
#include "tests/portal/rest.h"

#include <string.h>

struct hook *hook_new(void)
{
	static const char *const scopes[] = { "crm", NULL };
	struct hook *hook = g_new0(struct hook, 1);

	hook->user = 1;
	hook->secret = g_strdup("secret");
	hook->admin = true;
	hook->scopes = g_strdupv((GStrv)scopes);
	return hook;
}

void hook_free(struct hook *hook)
{
	if (!hook)
		return;
	g_free(hook->secret);
	g_strfreev(hook->scopes);
	g_free(hook);
}

void hook_set_secret(struct hook *hook, const char *secret)
{
	char *copy = g_strdup(secret);

	g_free(hook->secret);
	hook->secret = copy;
}

bool hook_in_scope(const struct hook *hook, const char *scope)
{
	return g_strv_contains((const char *const *)hook->scopes, scope);
}

static bool is_expired(const struct portal *portal, const struct hook *hook)
{
	return hook->expires && clock_seconds(&portal->clock) >= hook->expires;
}

/* The webhooks of somebody who was dismissed end with him. */
static bool is_dismissed(const struct portal *portal, gint64 user)
{
	const cJSON *active = php_get(portal_user(portal, user), "ACTIVE");

	return active && (!php_true(active) ||
	                  g_strcmp0(cJSON_GetStringValue(active), "N") == 0);
}

static const struct hook *find_hook(const struct portal *portal,
                                    const struct rest *rest)
{
	for (guint i = 0; i < portal->hooks->len; i++) {
		const struct hook *hook = portal->hooks->pdata[i];
		g_autofree char *user =
			g_strdup_printf("%" G_GINT64_FORMAT, hook->user);

		if (!hook->token && strcmp(user, rest->user) == 0 &&
		    strcmp(hook->secret, rest->secret) == 0)
			return hook;
	}
	return NULL;
}

static const struct hook *find_token(const struct portal *portal,
                                     const char *token)
{
	for (guint i = 0; i < portal->hooks->len; i++) {
		const struct hook *hook = portal->hooks->pdata[i];

		if (hook->token && strcmp(hook->secret, token) == 0)
			return hook;
	}
	return NULL;
}

static bool check_hook(struct portal *portal, const struct rest *rest,
                       struct answer *answer)
{
	const struct hook *hook = find_hook(portal, rest);

	if (portal->settings.http_status) {
		answer_error(answer, portal->settings.http_status,
		             "\"INVALID_REQUEST\"", "Https required.");
		return false;
	}
	if (!hook || is_expired(portal, hook) ||
	    is_dismissed(portal, hook->user)) {
		answer_error(answer, portal->settings.secret_status,
		             "\"INVALID_CREDENTIALS\"",
		             "Invalid request credentials");
		return false;
	}
	portal->caller = hook;
	return true;
}

bool auth_check(struct portal *portal, const struct rest *rest,
                struct answer *answer)
{
	const struct hook *hook;

	if (rest->secret)
		return check_hook(portal, rest, answer);
	hook = find_token(portal, rest->token);
	if (!*rest->token) {
		answer_error(answer, 401, "\"NO_AUTH_FOUND\"",
		             "Wrong authorization data");
	} else if (!hook) {
		answer_error(answer, 401, "\"invalid_token\"",
		             "Unable to get application by token");
	} else if (is_expired(portal, hook)) {
		answer_error(answer, 401, "\"expired_token\"",
		             "The access token provided has expired.");
	} else {
		portal->caller = hook;
		return true;
	}
	return false;
}
