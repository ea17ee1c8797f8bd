/* The token server. */
#include "tests/portal/php.h"
#include "tests/portal/probe.h"

#define RENEW "grant_type=refresh_token&client_id=local.1&client_secret=s"

static const char app[] =
	"{\"app\":{\"clientId\":\"local.1\",\"clientSecret\":\"s\","
	"\"refreshToken\":\"r0\",\"user\":67,\"scopes\":[\"crm\",\"user\"]}}";

static const struct probe_http_row tokens[] = {
	{ "all of it", "GET", "/oauth/token/", RENEW "&refresh_token=r0", NULL,
	  NULL, "access_token", "\"access-1\"" },
	{ "by a form", NULL, "/oauth/token/", NULL,
	  "application/x-www-form-urlencoded", RENEW "&refresh_token=r0",
	  "expires_in", "3600" },
	{ "when it ends", "GET", "/oauth/token/", RENEW "&refresh_token=r0",
	  NULL, NULL, "expires", "1608976800" },
	{ "what it may", "GET", "/oauth/token/", RENEW "&refresh_token=r0",
	  NULL, NULL, "scope", "\"crm,user\"" },
	{ "another grant", "GET", "/oauth/token/",
	  "grant_type=authorization_code&code=x", NULL, NULL, "error",
	  "\"invalid_request\"" },
	{ "another application", "GET", "/oauth/token/",
	  "grant_type=refresh_token&client_id=x&client_secret=s"
	  "&refresh_token=r0",
	  NULL, NULL, "error", "\"invalid_client\"" },
	{ "another token", "GET", "/oauth/token/", RENEW "&refresh_token=r9",
	  NULL, NULL, "error", "\"invalid_grant\"" },
	{ .name = NULL },
};

/* An hour later the token is expired and the refresh token a new one. */
static void test_renewal(void)
{
	struct portal *portal = probe_portal(app);
	g_autoptr(cJSON) first =
		probe_http(portal, "GET", "/oauth/token/",
	                   RENEW "&refresh_token=r0", NULL, NULL);
	g_autofree char *query = g_strconcat(
		"auth=", cJSON_GetStringValue(php_get(first, "access_token")),
		NULL);
	g_autoptr(cJSON) good =
		probe_http(portal, "GET", "/rest/profile", query, NULL, NULL);
	clock_skip(&portal->clock, 3600);
	g_autoptr(cJSON) late =
		probe_http(portal, "GET", "/rest/profile", query, NULL, NULL);
	g_autoptr(cJSON) again =
		probe_http(portal, "GET", "/oauth/token/",
	                   RENEW "&refresh_token=r0", NULL, NULL);
	g_autoptr(cJSON) second =
		probe_http(portal, "GET", "/oauth/token/",
	                   RENEW "&refresh_token=refresh-1", NULL, NULL);
	g_autofree char *user = probe_at(good, "result/ID");
	g_autofree char *expired = probe_at(late, "error");
	g_autofree char *used = probe_at(again, "error");
	g_autofree char *token = probe_at(second, "access_token");

	g_assert_cmpstr(user, ==, "\"67\"");
	g_assert_cmpstr(expired, ==, "\"expired_token\"");
	g_assert_cmpstr(used, ==, "\"invalid_grant\"");
	g_assert_cmpstr(token, ==, "\"access-2\"");
	portal_free(portal);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	probe_add_http("portal/oauth", app, tokens);
	g_test_add_func("/portal/oauth/renewal", test_renewal);
	return g_test_run();
}
