#ifndef WATCHER_SIGNALS_H
#define WATCHER_SIGNALS_H

#include <stdbool.h>

/*
 * Signals as descriptors, so that one poll(2) waits for everything. Blocks
 * what it takes over; SIGPIPE is ignored, for a peer that hangs up is an
 * answer like any other.
 */

/* Readable after SIGTERM or SIGINT, and left so: everybody who waits sees that
 * we are to end. -1: errno. */
int signals_open_stop(void);

/* Readable after SIGHUP; -1: errno. signals_take() empties it. */
int signals_open_reload(void);
void signals_take(int fd);

bool signals_pending(int fd);

#endif
