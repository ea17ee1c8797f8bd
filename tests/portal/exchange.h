#ifndef PORTAL_EXCHANGE_H
#define PORTAL_EXCHANGE_H

#include "tests/portal/drip.h"
#include "tests/portal/portal.h"

#include <microhttpd.h>

/*
 * Requests on sockets and the answers to them. What is not answered at once
 * is held: by the workers until it is done, or to be tried again, where the
 * double's own address asks for that.
 */

struct exchanges {
	struct portal *portal;
	GPtrArray *held; /* of struct exchange */
	struct drips *drips;
	bool resumed; /* some are to be sent: libmicrohttpd does not say */
};

struct exchange;

struct exchanges *exchanges_new(struct portal *portal);
/* Only when libmicrohttpd has stopped. */
void exchanges_free(struct exchanges *exchanges);

/* What libmicrohttpd calls; `data` is the struct exchanges. */
void *exchange_begin(void *data, const char *uri,
                     struct MHD_Connection *connection);
enum MHD_Result exchange_handle(void *data, struct MHD_Connection *connection,
                                const char *path, const char *verb,
                                const char *version, const char *body,
                                size_t *length, void **context);
void exchange_finish(void *data, struct MHD_Connection *connection,
                     void **context, enum MHD_RequestTerminationCode code);
void exchange_notice(void *data, struct MHD_Connection *connection, void **line,
                     enum MHD_ConnectionNotificationCode code);

int exchange_socket(const struct exchange *exchange);
/* Its client is gone; it is held no more. */
void exchange_let_go(struct exchange *exchange);

/* Those that no worker has. */
void exchanges_try_again(struct exchanges *exchanges);
/* µs until the first of them must get an answer; -1: there is none. */
gint64 exchanges_patience(const struct exchanges *exchanges);
/* Whether somebody waits for an answer and leaves a virtual clock to us. */
bool exchanges_run_clock(const struct exchanges *exchanges);

#endif
