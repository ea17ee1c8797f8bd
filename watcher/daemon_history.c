/*
 * A history that breaks while we run costs a look at it, never a stop: it is
 * memory, and the folders and the portal know the rest.
 */
#include "watcher/daemon_p.h"

#include "watcher/signals.h"

enum { LOOK_AGAIN_MS = 60 * 60 * 1000 };

static void look_now_and_then(struct watch *watch)
{
	struct history *history = watch->bridge->history;
	gint64 now = daemon_now_ms();

	if (watch->looker != NULL) {
		if (!history_looked(watch->looker))
			return;
		history_look_end(watch->looker, history, daemon_now());
		watch->looker = NULL;
		return;
	}
	if (now < watch->next_history)
		return;
	watch->next_history = now + LOOK_AGAIN_MS;
	if (history_look_due(history, daemon_now()))
		watch->looker = history_look(history);
}

bool daemon_mend_history(struct watch *watch)
{
	struct history *history = watch->bridge->history;
	g_autoptr(GError) failure = NULL;

	look_now_and_then(watch);
	if (!history_is_bad(history))
		return true;
	if (daemon_now_ms() < watch->not_before)
		return false;
	/* It may look at a file that is about to be set aside. */
	history_look_end(g_steal_pointer(&watch->looker), history,
	                 daemon_now());
	watch->recovered = false;
	if (bridge_mend_history(watch->bridge, &watch->bridge_options,
	                        &failure)) {
		watch->not_before = 0;
		return true;
	}
	daemon_failed(watch, failure);
	return false;
}
