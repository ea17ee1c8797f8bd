/*
 * Where the daemon works: whether there is room, and whether something tells of
 * new files.
 */
#include "watcher/daemon_p.h"

#include "watcher/floor.h"
#include "watcher/folder.h"

enum { WATCH_AGAIN_MS = 5 * 1000 };

bool daemon_is_held(struct watch *watch)
{
	const struct settings *settings = watch->bridge->settings;
	g_autofree char *fault = floor_fault(settings, watch->held);
	bool before = watch->held;

	watch->held = fault != NULL;
	if (watch->held)
		watch->look_again = 0;
	if (watch->held && !before) {
		pulse_failed(watch->pulse, PULSE_LOCAL, fault);
		daemon_say(watch, DAEMON_ERROR, fault);
	} else if (before && !watch->held) {
		daemon_say(watch, DAEMON_NOTE,
		           "Место на диске есть, обмен продолжается.");
		daemon_passed(watch);
	}
	return watch->held;
}

/* A watch that cannot be had, or that keeps ending, costs only time: the
 * folder is looked at anyway. */
void daemon_watch(struct watch *watch)
{
	g_autofree char *in = NULL;
	g_autofree char *why = NULL;

	if (watch->notify != NULL || daemon_now_ms() < watch->next_watch ||
	    spool_remote(watch->bridge->spool) != NULL)
		return;
	in = g_build_filename(spool_path(watch->bridge->spool), "in", NULL);
	watch->next_watch = daemon_now_ms() + WATCH_AGAIN_MS;
	watch->notify = notify_start(spool_in(watch->bridge->spool), in, &why);
	if (watch->notify != NULL)
		watch->unwatched = false;
	else if (!watch->unwatched && why != NULL)
		daemon_say(watch, DAEMON_WARNING, why);
	watch->unwatched = watch->notify == NULL;
}

bool daemon_watch_again(struct watch *watch)
{
	if (watch->notify == NULL ||
	    notify_watches(watch->notify, spool_in(watch->bridge->spool)))
		return false;
	notify_stop(watch->notify);
	watch->notify = NULL;
	watch->next_watch = 0;
	return true;
}

void daemon_tell_remote(const struct watch *watch)
{
	const struct spool *spool = watch->bridge->spool;
	const char *kind = spool_remote(spool);
	g_autofree char *note = NULL;

	if (kind == NULL)
		return;
	note = folder_remote_note(spool_path(spool), kind);
	daemon_say(watch, DAEMON_WARNING, note);
}
