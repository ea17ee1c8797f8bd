#ifndef WATCHER_BRIDGE_H
#define WATCHER_BRIDGE_H

#include "b24/http.h"
#include "watcher/exchange.h"

#include <glib.h>
#include <stdbool.h>
#include <time.h>

/*
 * All parts of a running bridge, put together by its settings file: what every
 * command needs, and what a reload replaces.
 */

#define BRIDGE_ERROR (bridge_error_quark())
GQuark bridge_error_quark(void);
enum bridge_error {
	BRIDGE_SETTINGS, /* the settings file or the webhook file is wrong */
	BRIDGE_RIGHTS,   /* another user has to do this */
	BRIDGE_BUSY,     /* another instance has the folder */
};

struct bridge {
	char *settings_path;
	char *settings_sha256;
	struct settings *settings;
	struct transport *transport; /* NULL without BRIDGE_PORTAL */
	struct portal *portal;       /* likewise */
	struct reader *reader;       /* of the options */
	struct spool *spool;         /* NULL without BRIDGE_SPOOL */
	struct history *history;     /* may be NULL without BRIDGE_SPOOL */
	struct exchange *exchange;   /* NULL without BRIDGE_PORTAL */
	struct trace *trace;
	struct timespec webhook_read; /* the file's ctime then; 0: none */
};

enum bridge_want {
	BRIDGE_PORTAL = 1 << 0,  /* the webhook, and what speaks to it */
	BRIDGE_SPOOL = 1 << 1,   /* folders and history, to write to */
	BRIDGE_LOCK = 1 << 2,    /* as the only instance */
	BRIDGE_HISTORY = 1 << 3, /* the history to read, where there is one */
};

struct bridge_options {
	const char *settings_path;
	unsigned want;
	/* What reads files; it must outlive the bridge. NULL: none is read. */
	struct reader *reader;
	int wake; /* readable: end; -1: none */
	struct exchange_listener listener;
	/* debug = yes: one exchange with the portal, as lines (b24/trace.h). */
	void (*trace)(void *context, const char *text);
	/* Things to say that are no failure, Russian. */
	void (*note)(void *context, const char *text);
	void *context;
	/* Called now and then by what takes its time: it goes on. */
	void (*beat)(void *context);
	void *beat_context;
};

/* NULL on failure; the error's text is whole and Russian. */
struct bridge *bridge_open(const struct bridge_options *options,
                           GError **error);
void bridge_close(struct bridge *bridge);

/* BRIDGE_PORTAL for a bridge that was opened without it. */
bool bridge_open_portal(struct bridge *bridge,
                        const struct bridge_options *options, GError **error);

/* Opens a history that is bad (history_is_bad) again, and tells it what it can
 * be told; says so by `note`. On failure the history stays bad. */
bool bridge_mend_history(struct bridge *bridge,
                         const struct bridge_options *options, GError **error);

/* Reads settings and webhook again. On failure nothing changed. */
bool bridge_reload(struct bridge *bridge, const struct bridge_options *options,
                   GError **error);

/* The webhook file is not what it was when it was read last. */
bool bridge_webhook_changed(const struct bridge *bridge);

/* Reads the webhook alone again. On failure nothing changed. */
bool bridge_renew(struct bridge *bridge, const struct bridge_options *options,
                  GError **error);

/* The exit status that an error of the bridge, the portal, the history or a
 * file means (contract, "Commands"). */
int bridge_exit_status(const GError *error);

#endif
