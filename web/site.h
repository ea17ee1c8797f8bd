#ifndef WEB_SITE_H
#define WEB_SITE_H

#include "core/dictionary.h"
#include "web/guard.h"
#include "web/request.h"
#include "web/settings_text.h"

#include <cjson/cJSON.h>
#include <glib.h>

/*
 * The settings page: who may come in, which page answers which path, and what
 * all pages share. Each request is a visit of its own; nothing but the guard
 * and a lock around saving outlives it.
 */

struct reader;

struct site {
	const char *settings_path;
	struct reader *reader; /* of files of 1C */
	struct guard *guard;
	GMutex saving;
	gint turns; /* site_take_turn(), atomic */
	int wake;   /* readable: the process is to end; -1: none */
	/* A line for whoever started the page, for its log. */
	void (*say)(const char *text);
	const char *address; /* "http://127.0.0.1:8124" */
};

struct visit {
	struct site *site;
	struct request *request;
	struct settings_text *file;      /* never NULL on a page */
	const struct settings *settings; /* of the file; what can be read of
	                                    it where it does not parse */
	struct settings *readable;       /* what settings_readable() gives */
	struct dictionary *portal;       /* the lists last fetched, or NULL */
	gint64 portal_time;              /* when, in seconds */
	cJSON *model;                    /* of the page */
};

typedef struct response *site_handler(struct visit *visit);

enum {
	ROUTE_FILE = 1 << 0, /* a form that may hold a file */
	ROUTE_TURN = 1 << 1, /* asks the portal: takes a turn */
};

struct route {
	const char *path;
	bool post;
	site_handler *handler;
	unsigned wants; /* ROUTE_… */
};

/*
 * What asks the portal takes long, holds a bridge in memory, and shares the
 * portal's rate with the daemon: SITE_TURNS of them at once. False: later.
 */
enum { SITE_TURNS = 2 };
bool site_take_turn(struct site *site);
void site_end_turn(struct site *site);
struct response *site_no_turn(void);

/* Makes the next one-time token and says where to go with it. */
void site_invite(struct site *site);

/* For the server: see server.h. */
struct response *site_admit(void *context, struct request *request);
struct response *site_answer(void *context, struct request *request);

#endif
