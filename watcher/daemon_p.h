#ifndef WATCHER_DAEMON_P_H
#define WATCHER_DAEMON_P_H

#include "watcher/daemon.h"
#include "watcher/inbox.h"
#include "watcher/notify.h"
#include "watcher/pulse.h"
#include "watcher/ready.h"

/*
 * What the files of the daemon share: daemon.c (the loop), daemon_failures.c
 * (what went wrong, and when to try again), daemon_places.c (disks and
 * folders), daemon_confine.c (what it gives up), daemon_history.c (a history
 * that breaks), daemon_settings.c (settings that changed).
 */

struct watch {
	const struct daemon_options *options;
	struct bridge_options bridge_options;
	struct bridge *bridge;
	struct notify *notify;
	int stop_fd, reload_fd;
	struct pulse_keeper *pulse;
	bool held; /* for lack of room on a disk */
	struct ready *ready;
	struct confine *confine;       /* NULL: nothing confines us */
	guint16 confined_port;         /* of the portal then */
	struct history_looker *looker; /* at the history, or NULL */
	gint64 next_history;           /* monotonic ms: to look at it again */
	bool recovered;
	gint64 pause_ms;    /* after the last failure; 0: none */
	gint64 not_before;  /* monotonic ms */
	gint64 look_again;  /* likewise; 0: when the rescan is due */
	gint64 next_retry;  /* wall seconds */
	gint64 next_tidy;   /* likewise */
	gint64 next_watch;  /* monotonic ms: no sooner is a watch set up */
	bool unwatched;     /* and people were told */
	char *last_failure; /* said already, all of them */
	GHashTable *told;   /* set of obstacles that were said */
};

/* ---- daemon_failures.c ---- */

void daemon_say(const struct watch *watch, enum daemon_level level,
                const char *text);
gint64 daemon_now_ms(void); /* monotonic */
gint64 daemon_now(void);    /* wall seconds */

/* Work that could not be done: told once, and tried again after a pause. */
void daemon_failed(struct watch *watch, const GError *failure);
void daemon_succeeded(struct watch *watch);
/* A failure that needs no pause. */
void daemon_tell_failure(struct watch *watch, const GError *failure);
/* Nothing failed from the look to the last file: what was wrong here is over.
 * Of the portal only a file that goes through tells. */
void daemon_passed(struct watch *watch);

/* ---- daemon_confine.c ---- */

/* When all is open, before the first file is looked at. */
void daemon_confine(struct watch *watch);
/* Says of new settings what is out of reach now. */
void daemon_check_confined(const struct watch *watch);

/* ---- daemon_history.c ---- */

/* A history that went bad while we ran is opened again, or begun anew; now and
 * then all of it is looked at. False: it is not to be had now. */
bool daemon_mend_history(struct watch *watch);

/* ---- daemon_places.c ---- */

/* Below the floor of a disk nothing is taken and nothing begun. Said once, and
 * once more when there is room. */
bool daemon_is_held(struct watch *watch);

/* Sets the watch up where there is none; not on a network, where nothing tells
 * of files: that is said by the other. */
void daemon_watch(struct watch *watch);
void daemon_tell_remote(const struct watch *watch);

/* What is watched is not what was looked at: the folder was renamed, made anew,
 * mounted over. The other one is to be watched, and looked at. */
bool daemon_watch_again(struct watch *watch);

/* ---- daemon_settings.c ---- */

/* Kept sources into in/ again; `why` begins what the log says. */
void daemon_drop_again(struct watch *watch, bool held_only, const char *why);
/* Settings that changed, also while we were away. */
void daemon_check_settings(struct watch *watch);
/* SIGHUP came. */
void daemon_reload(struct watch *watch);
/* Whoever was told that the portal does not take the webhook puts a new one
 * into its file, and tells nobody. */
void daemon_renew(struct watch *watch);

#endif
