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

/* Starts the child; call before threads exist. NULL where there can be no
 * watch (*why_r, owned: what to tell people): then only looking helps. */
struct notify *notify_start(const char *folder, char **why_r);

/* To poll(2) for reading; -1 once the child has ended. */
int notify_fd(const struct notify *notify);

/* Empties the pipe. False: the child has ended, start another. */
bool notify_drain(struct notify *notify);
void notify_stop(struct notify *notify);

#endif
