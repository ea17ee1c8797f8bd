#ifndef PORTAL_SERVER_H
#define PORTAL_SERVER_H

#include "tests/portal/portal.h"

/*
 * The portal behind a socket on 127.0.0.1. One thread, many connections: what
 * takes time on the portal is waited for without holding others up.
 */

struct server;

/* Port 0: any. NULL with an error where it cannot listen. */
struct server *server_new(struct portal *portal, guint16 port, GError **error);
void server_free(struct server *server);
guint16 server_port(const struct server *server);

/* Serves until the descriptor becomes readable. */
void server_run(struct server *server, int until);

#endif
