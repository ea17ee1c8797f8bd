#ifndef WATCHER_DAEMON_H
#define WATCHER_DAEMON_H

#include "watcher/bridge.h"

#include <glib.h>
#include <stdbool.h>

/*
 * `b24bridge run`: watches in/, carries out what comes, waits where the portal
 * is away, reads its settings again on SIGHUP, ends on SIGTERM and SIGINT.
 */

enum daemon_level { DAEMON_DEBUG, DAEMON_NOTE, DAEMON_WARNING, DAEMON_ERROR };

struct daemon_options {
	struct bridge_options bridge; /* wake and want are the daemon's */
	void (*log)(void *context, enum daemon_level level, const char *text);
	/* It has the folder and this state; may be NULL. */
	void (*begun)(void *context, const char *state);
	void *context;
};

/* Until it is told to end: true. False: it could not begin. */
bool daemon_run(const struct daemon_options *options, GError **error);

#endif
