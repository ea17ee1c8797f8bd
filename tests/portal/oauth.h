#ifndef PORTAL_OAUTH_H
#define PORTAL_OAUTH_H

#include "tests/portal/portal.h"

/*
 * The token server, under /oauth/token/: an application's refresh token gives
 * an access token for an hour, and the next refresh token. Bitrix24 docs:
 * settings/oauth/auto-renewal.
 */

struct app {
	char *client, *secret, *refresh;
	gint64 user;
	GStrv scopes;
	guint issued; /* tokens so far */
};

void app_free(struct app *app);

/* False where the address is another one. */
bool oauth_handle(struct portal *portal, const struct request *request,
                  struct answer *answer);

#endif
