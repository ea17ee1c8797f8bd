#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "web/fields.h"

#include <glib.h>
#include <stdbool.h>

/*
 * A request as pages see it, and what they answer. No library of HTTP is
 * visible here.
 */

struct upload {
	char *name; /* as the browser called it, without folders */
	int fd;     /* a file without a name, at its beginning */
	guint64 size;
};

struct request {
	bool post;
	char *path;            /* "/deals" */
	struct fields *query;  /* behind the question mark */
	struct fields *fields; /* of a form; of a GET empty */
	struct upload *upload; /* or NULL */
	char *host, *origin;   /* headers, or NULL */
	char *cookie;          /* ours, or NULL */
	char *csrf;            /* of the session, NULL for whoever has none */
	char *tag;             /* If-None-Match, or NULL */
	guint64 most;          /* bytes of a body; whoever admits says */
	bool takes_file;       /* likewise: one of its parts may be a file */
};

struct request *request_new(bool post, const char *path);
void request_free(struct request *request);

/*
 * An answer: `body` and `length`, or pieces from `next` until it says the
 * end. Pieces may take their time.
 */
struct response {
	guint status;
	const char *type; /* "text/html; charset=utf-8"; not owned */
	char *body;       /* owned; may be NULL */
	gsize length;
	char *location;   /* of a redirect, owned */
	char *set_cookie; /* the session's value, owned; "": forget it */
	char *file_name;  /* the browser is to save it so, owned, ASCII */
	char *tag;        /* ETag, owned: it may be kept */
	/* The next piece into buffer: its length, 0 for "ask again", -1 at
	 * the end. */
	gssize (*next)(gpointer stream, char *buffer, gsize most);
	void (*stream_free)(gpointer stream);
	gpointer stream; /* owned */
};

struct response *response_new(guint status, const char *type, char *body);
/* 303 to a path of ours. */
struct response *response_redirect(const char *path);
void response_free(struct response *response);

#endif
