#ifndef WATCHER_PULSE_H
#define WATCHER_PULSE_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * How the daemon is, said by itself in STATE/pulse.json (0600) for `status`
 * and the settings page. It tells of the daemon that wrote it, which may have
 * ended since: whether one runs is told by its lock (daemon_nudge.h).
 */

enum pulse_failure {
	PULSE_WELL,
	PULSE_OUTAGE, /* the portal is not reached: time mends it */
	PULSE_PERSON, /* the portal refuses us, or lacks what settings name */
	PULSE_LOCAL,  /* disk, folders, history: here, not at the portal */
};

struct pulse {
	pid_t pid;
	gint64 started;      /* seconds, as all times here; WHEN_NONE: never */
	gint64 last_look;    /* at in/; stands still while files are carried
	                        out */
	gint64 last_success; /* files carried out, or the portal answered */
	char *settings_sha256;  /* it runs with */
	char *settings_refused; /* why the last reload failed, or NULL */
	char *failure;          /* Russian, or NULL: all is well */
	gint64 failure_since;
	enum pulse_failure failure_kind;
};

/* "outage", "person", "local"; NULL for PULSE_WELL. */
const char *pulse_failure_name(enum pulse_failure kind);

/* NULL: nobody knows: there is no such file, or it says nothing. */
struct pulse *pulse_read(const char *state);
void pulse_free(struct pulse *pulse);

/* ---- for the daemon ---- */

struct pulse_keeper;

/* Of this process, which begins now. Never NULL. */
struct pulse_keeper *pulse_keep(const char *state, const char *settings_sha256);
void pulse_keeper_free(struct pulse_keeper *keeper);

/* What changed; each writes the file where it has to, that of a look at most
 * once a minute. What cannot be written is ignored: a daemon with a full disk
 * has more to tell than this, and tells it to the log. */
void pulse_looked(struct pulse_keeper *keeper);
void pulse_succeeded(struct pulse_keeper *keeper);
void pulse_failed(struct pulse_keeper *keeper, enum pulse_failure kind,
                  const char *text);
/* A PULSE_LOCAL failure is over; whether there was one. */
bool pulse_passed(struct pulse_keeper *keeper);
void pulse_settings(struct pulse_keeper *keeper, const char *sha256);
void pulse_settings_refused(struct pulse_keeper *keeper, const char *text);

#endif
