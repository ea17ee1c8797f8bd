#ifndef WATCHER_CHECK_H
#define WATCHER_CHECK_H

#include "core/finding.h"

#include <glib.h>

/*
 * Everything that could go wrong later, proved now: settings, schemas, folders,
 * webhook file, and in two requests the portal. Nothing is written anywhere.
 */

struct check_options {
	const char *settings_path;
	struct reader *reader; /* to be proved; NULL: none is needed */
	int wake;              /* readable: end; -1: none */
	/* Each finding as it is made, in the order of their areas; may be NULL.
	 * `file`: whose lines they name. */
	void (*found)(void *context, const struct finding *finding,
	              const char *file);
	/* debug = yes: lines for the log; may be NULL. */
	void (*trace)(void *context, const char *text);
	void *context;
};

/* All of them, owned by the caller. *status_r: the exit status that the first
 * of the bad ones means (contract, "Commands"), 0 where none is bad. */
GPtrArray *check_run(const struct check_options *options, int *status_r);

#endif
