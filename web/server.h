#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "web/request.h"

#include <glib.h>
#include <stdbool.h>

/*
 * HTTP by libmicrohttpd (alone here): a thread a connection, everything
 * bounded, the same headers on every answer. Knows nothing of pages.
 */

enum {
	SERVER_CONNECTIONS = 64,
	SERVER_IDLE_SECONDS = 120,
	SERVER_UPLOAD_BYTES = 64 * 1024 * 1024, /* a file of 1C by hand */
	SERVER_FORM_BYTES = 8 * 1024 * 1024,    /* any other form */
	SERVER_STRANGER_BYTES = 16 * 1024,      /* of who was not let in */
};

struct server;

struct server_handler {
	/* Before the body: an answer (owned) instead of it, or NULL to go on;
	 * then `most` and `takes_file` say what the body may be. `fields` and
	 * `upload` are empty yet. */
	struct response *(*admit)(void *context, struct request *request);
	/* Never NULL; owned. */
	struct response *(*answer)(void *context, struct request *request);
	void *context;
};

/* Listens; *port_r (may be NULL) is where, for port 0. NULL: error, Russian. */
struct server *server_start(const char *host, guint16 port,
                            const struct server_handler *handler,
                            guint16 *port_r, GError **error);
/* Ends what is under way. */
void server_stop(struct server *server);

#endif
