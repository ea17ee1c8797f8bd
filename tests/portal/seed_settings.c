/*
 * Settings of a seed: one row a switch. The webhook's own are hook fields.
 */
#include "tests/portal/seed_parts.h"

#include "tests/portal/oauth.h"
#include "tests/portal/php.h"

#include <stddef.h>
#include <string.h>

enum type { TYPE_BOOL, TYPE_STATUS };

#define BOOL(key, field)                                         \
	{                                                        \
		key, TYPE_BOOL, offsetof(struct settings, field) \
	}
#define STATUS(key, field)                                         \
	{                                                          \
		key, TYPE_STATUS, offsetof(struct settings, field) \
	}

static const struct {
	const char *key;
	enum type type;
	size_t offset;
} switches[] = {
	BOOL("localMidnight", local_midnight),
	BOOL("wholeTime", whole_time),
	BOOL("textErrors", text_errors),
	BOOL("appInfo", app_info),
	BOOL("exactPhones", exact_phones),
	BOOL("findbycommCodes", comm_codes),
	BOOL("limitHtml", limit_html),
	BOOL("exactStart", exact_start),
	BOOL("batchErrors", batch_errors),
	BOOL("readOnly", read_only),
	BOOL("unordered", unordered),
	BOOL("strictStages", strict_stages),
	BOOL("keepsValues", keeps_values),
	STATUS("secretStatus", secret_status),
	STATUS("scopeStatus", scope_status),
	STATUS("httpStatus", http_status),
};

static bool read_zone(struct portal *portal, const char *zone, GError **error)
{
	g_autofree char *text = g_strconcat("1970-01-01T00:00:00", zone, NULL);
	gint64 seconds;

	if (!zone)
		return true;
	if (!clock_read(&portal->clock, text, &seconds)) {
		seed_error(error, "settings: bad timezone \"%s\"", zone);
		return false;
	}
	portal->clock.offset = (int)-seconds;
	return true;
}

static bool read_language(struct portal *portal, const char *language,
                          GError **error)
{
	if (!language)
		return true;
	portal->settings.english = strcmp(language, "en") == 0;
	if (portal->settings.english || strcmp(language, "ru") == 0)
		return true;
	seed_error(error, "settings: language is ru or en, not \"%s\"",
	           language);
	return false;
}

static GStrv strv_of(const cJSON *list)
{
	GStrvBuilder *builder = g_strv_builder_new();
	const cJSON *value;

	cJSON_ArrayForEach (value, list) {
		if (cJSON_IsString(value))
			g_strv_builder_add(builder, value->valuestring);
	}
	GStrv all = g_strv_builder_end(builder);
	g_strv_builder_unref(builder);
	return all;
}

static void replace_strv(GStrv *to, const cJSON *list)
{
	if (!list)
		return;
	g_strfreev(*to);
	*to = strv_of(list);
}

static bool read_expires(struct portal *portal, struct hook *hook,
                         const char *text, GError **error)
{
	if (!text)
		return true;
	if (!*text) {
		hook->expires = 0;
		return true;
	}
	if (clock_read(&portal->clock, text, &hook->expires))
		return true;
	seed_error(error, "\"%s\" is no time", text);
	return false;
}

static bool read_hook(struct portal *portal, struct hook *hook,
                      const cJSON *row, const char *expires, GError **error)
{
	const char *secret = seed_text(row, hook->token ? "token" : "secret");

	if (secret)
		hook_set_secret(hook, secret);
	hook->user = seed_int(row, "user", (int)hook->user);
	hook->admin = seed_int(row, "admin", hook->admin);
	replace_strv(&hook->scopes, php_get(row, "scopes"));
	return read_expires(portal, hook, seed_text(row, expires), error);
}

static void read_switches(struct settings *settings, const cJSON *row)
{
	for (gsize i = 0; i < G_N_ELEMENTS(switches); i++) {
		char *field = (char *)settings + switches[i].offset;
		const cJSON *value = php_get(row, switches[i].key);

		if (!value)
			continue;
		if (switches[i].type == TYPE_BOOL)
			*(bool *)field = php_true(value);
		else
			*(unsigned *)field = (unsigned)php_int(value);
	}
}

static bool is_known(const char *key)
{
	static const char *const others[] = {
		"secret",   "user",       "admin",    "scopes", "secretExpires",
		"timezone", "currencies", "language", NULL
	};

	for (gsize i = 0; i < G_N_ELEMENTS(switches); i++) {
		if (strcmp(switches[i].key, key) == 0)
			return true;
	}
	return g_strv_contains(others, key);
}

bool seed_settings(struct portal *portal, const cJSON *row, GError **error)
{
	const cJSON *value;

	cJSON_ArrayForEach (value, row) {
		if (value->string && is_known(value->string))
			continue;
		seed_error(error, "settings: unknown key \"%s\"",
		           value->string ? value->string : "?");
		return false;
	}
	read_switches(&portal->settings, row);
	portal->store->exact_phones = portal->settings.exact_phones;
	replace_strv(&portal->dictionary->currencies,
	             php_get(row, "currencies"));
	return read_zone(portal, seed_text(row, "timezone"), error) &&
	       read_language(portal, seed_text(row, "language"), error) &&
	       read_hook(portal, portal->hook, row, "secretExpires", error);
}

/* An equal secret of the same sort is changed. */
static bool seed_caller(struct portal *portal, const cJSON *row, bool token,
                        GError **error)
{
	const char *key = token ? "token" : "secret";
	const char *const known[] = { key,      "user",    "admin",
		                      "scopes", "expires", NULL };
	const char *secret = seed_text(row, key);
	struct hook *hook = NULL;

	if (!seed_check_keys(row, token ? "tokens" : "hooks", known, error))
		return false;
	if (!secret) {
		seed_error(error, "a %s needs its text", key);
		return false;
	}
	for (guint i = 1; i < portal->hooks->len && !hook; i++) {
		struct hook *old = portal->hooks->pdata[i];

		if (old->token == token && strcmp(old->secret, secret) == 0)
			hook = old;
	}
	if (!hook) {
		hook = hook_new();
		hook->token = token;
		g_ptr_array_add(portal->hooks, hook);
	}
	return read_hook(portal, hook, row, "expires", error);
}

bool seed_hook(struct portal *portal, const cJSON *row, GError **error)
{
	return seed_caller(portal, row, false, error);
}

bool seed_token(struct portal *portal, const cJSON *row, GError **error)
{
	return seed_caller(portal, row, true, error);
}

bool seed_app(struct portal *portal, const cJSON *row, GError **error)
{
	static const char *const known[] = { "clientId",     "clientSecret",
		                             "refreshToken", "user",
		                             "scopes",       NULL };
	const char *client = seed_text(row, "clientId");
	const char *secret = seed_text(row, "clientSecret");
	const char *refresh = seed_text(row, "refreshToken");

	if (!seed_check_keys(row, "app", known, error))
		return false;
	if (!client || !secret || !refresh) {
		seed_error(error, "an app needs clientId, clientSecret and "
		                  "refreshToken");
		return false;
	}
	app_free(portal->app);
	portal->app = g_new0(struct app, 1);
	portal->app->client = g_strdup(client);
	portal->app->secret = g_strdup(secret);
	portal->app->refresh = g_strdup(refresh);
	portal->app->user = seed_int(row, "user", 1);
	replace_strv(&portal->app->scopes, php_get(row, "scopes"));
	return true;
}
