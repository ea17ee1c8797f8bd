#ifndef WATCHER_NOTIFY_H
#define WATCHER_NOTIFY_H

#include <glib.h>
#include <stdbool.h>

/*
 * "Look at the folder": libinotifytools, alone here. It has global state,
 * hides its descriptor and blocks, so it lives in a tiny child process that
 * writes a byte to a pipe whenever something happened in the folder. Every
 * event, an overflow and a lost watch too, mean the same thing: look. Who
 * watches looks at the folder now and then anyway, so that a watch that
 * cannot be had costs only time.
 */

struct notify;

/* Starts the child, which watches the folder that is open as `dir`, whatever
 * its path comes to mean, and for its sake the one above; call before threads
 * exist. `path` is for people. NULL where there can be no watch (*why_r, owned:
 * what to tell them): then only looking helps. */
struct notify *notify_start(int dir, const char *path, char **why_r);

/* It is that folder which is watched. A rename, a deletion, a mount over it
 * make the path another one, the last without any event. */
bool notify_watches(const struct notify *notify, int dir);

/* To poll(2) for reading; -1 once the child has ended. */
int notify_fd(const struct notify *notify);

/* Empties the pipe. False: the child has ended, start another. */
bool notify_drain(struct notify *notify);
void notify_stop(struct notify *notify);

#endif
