#ifndef B24_HTTP_H
#define B24_HTTP_H

#include "b24/transport.h"

#include <glib.h>

/*
 * The real transport: libcurl, and libcurl nowhere else. Nothing that it says
 * or hands out holds the webhook's secret.
 */

#define HTTP_ERROR (http_error_quark())
GQuark http_error_quark(void);
enum http_error {
	HTTP_WEBHOOK, /* the address is no webhook's: settings are wrong */
	HTTP_FAILED,  /* libcurl cannot be had */
};

/* One exchange, for the log of `debug = yes`; the secret is masked in all of
 * it. */
struct http_trace {
	const char *method;
	const char *request;
	long status;          /* 0: none came */
	const char *answer;   /* the body; "" where none came */
	const char *location; /* of a redirect, or NULL */
	const char *why;      /* NULL where a whole answer came */
	gint64 ms;
};

struct http_options {
	const char *webhook; /* the content of the webhook file */
	gint64 timeout_seconds;
	int wake; /* readable: we are to end; -1: none */
	/* Called every second or so while something is waited for; may be
	 * NULL. */
	void (*beat)(void *context);
	void *beat_context;
	void (*debug)(void *context, const struct http_trace *trace);
	void *context;
};

/* NULL on failure, with a Russian text that does not quote the address. */
struct transport *http_transport_new(const struct http_options *options,
                                     GError **error);
void http_transport_free(struct transport *transport);

#endif
