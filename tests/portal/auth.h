#ifndef PORTAL_AUTH_H
#define PORTAL_AUTH_H

#include <glib.h>
#include <stdbool.h>

/*
 * Who may call: webhooks (user and secret in the path) and tokens of
 * applications (`auth` among the parameters, or a bearer). Bitrix24 docs:
 * local-integrations/local-webhooks, how-to-call-rest-api/general-principles.
 */

struct hook {
	bool token;
	gint64 user; /* whose rights */
	char *secret;
	bool admin;
	GStrv scopes;
	gint64 expires; /* s since 1970; 0: never */
};

struct portal;
struct rest;
struct answer;

/* A webhook with everything that a new one has; owned by the caller. */
struct hook *hook_new(void);
void hook_free(struct hook *hook);
/* Both copy. */
void hook_set_secret(struct hook *hook, const char *secret);
bool hook_in_scope(const struct hook *hook, const char *scope);

/* Finds the caller of a request and makes it the portal's. False where it may
 * not: then the answer says so. */
bool auth_check(struct portal *portal, const struct rest *rest,
                struct answer *answer);

#endif
