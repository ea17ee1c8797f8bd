#ifndef WATCHER_READY_H
#define WATCHER_READY_H

#include <glib.h>

/*
 * What the service manager is told (sd_notify(3)). Without one
 * ($NOTIFY_SOCKET) all of this does nothing.
 */

struct ready;

struct ready *ready_new(void); /* never NULL */
void ready_free(struct ready *ready);

/*
 * Something went on: WATCHDOG=1, as often as the watchdog wants it and no
 * more; before ready_is() it asks for more time to start instead. To be called
 * by what does the work and never by a timer: whoever hangs must not be said to
 * be well.
 */
void ready_beat(struct ready *ready);

/* How long the loop may wait before its next beat; -1: nobody waits for it. */
gint64 ready_patience_ms(const struct ready *ready);

/* The folder is ours, what was interrupted is known, in/ was looked at; said
 * once. */
void ready_is(struct ready *ready);
void ready_status(struct ready *ready, const char *text); /* one line */

/* The settings are being read again; what came of it is in the log. */
void ready_reloading(struct ready *ready);
void ready_again(struct ready *ready);

void ready_stopping(struct ready *ready);

#endif
