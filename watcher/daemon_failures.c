/*
 * What the daemon says, and what it does about a failure: says it once, keeps
 * everything, tries again later.
 */
#include "watcher/daemon_p.h"

#include <string.h>

enum {
	FIRST_PAUSE_MS = 5 * 1000,
	LAST_PAUSE_MS = 5 * 60 * 1000,
	SAID_MOST = 16 * 1024,
};

void daemon_say(const struct watch *watch, enum daemon_level level,
                const char *text)
{
	watch->options->log(watch->options->context, level, text);
}

gint64 daemon_now_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

gint64 daemon_now(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

/* Who can mend it: time, a person at the portal, or one here. */
static enum pulse_failure kind_of(const GError *failure)
{
	if (failure->domain != PORTAL_ERROR)
		return PULSE_LOCAL;
	if (failure->code == PORTAL_STOP || failure->code == PORTAL_SETUP)
		return PULSE_PERSON;
	return PULSE_OUTAGE;
}

/* A wrong secret or setting needs a person, an outage only time: the first
 * waits long at once. Jitter keeps several bridges of one office apart. */
static void pause_after(struct watch *watch, const GError *failure)
{
	bool person = kind_of(failure) == PULSE_PERSON;

	if (person)
		watch->pause_ms = LAST_PAUSE_MS;
	else if (watch->pause_ms == 0)
		watch->pause_ms = FIRST_PAUSE_MS;
	else
		watch->pause_ms = MIN(watch->pause_ms * 2, LAST_PAUSE_MS);
	watch->not_before =
		daemon_now_ms() + watch->pause_ms / 2 +
		g_random_int_range(0, (gint32)(watch->pause_ms / 2) + 1);
}

/* One outage has many words: the line is refused, breaks, is silent. Each of
 * them once is enough for people, however they alternate. */
static bool is_said(struct watch *watch, const char *text)
{
	g_autofree char *said = g_steal_pointer(&watch->last_failure);

	if (said != NULL && strstr(said, text) != NULL) {
		watch->last_failure = g_steal_pointer(&said);
		return true;
	}
	if (said == NULL || strlen(said) > SAID_MOST)
		watch->last_failure = g_strdup(text);
	else
		watch->last_failure = g_strconcat(said, "\n", text, NULL);
	return false;
}

void daemon_tell_failure(struct watch *watch, const GError *failure)
{
	pulse_failed(watch->pulse, kind_of(failure), failure->message);
	watch->look_again = 0;
	if (is_said(watch, failure->message))
		return;
	daemon_say(watch, DAEMON_ERROR, failure->message);
}

void daemon_failed(struct watch *watch, const GError *failure)
{
	/* A write may have been lost on the way. */
	watch->recovered = false;
	if (g_error_matches(failure, PORTAL_ERROR, PORTAL_STOPPED))
		return;
	pause_after(watch, failure);
	daemon_tell_failure(watch, failure);
}

void daemon_succeeded(struct watch *watch)
{
	if (watch->last_failure != NULL)
		daemon_say(watch, DAEMON_NOTE,
		           "Связь восстановлена, обмен идёт.");
	pulse_succeeded(watch->pulse);
	g_clear_pointer(&watch->last_failure, g_free);
	watch->pause_ms = 0;
	watch->not_before = 0;
}

void daemon_passed(struct watch *watch)
{
	if (!pulse_passed(watch->pulse))
		return;
	g_clear_pointer(&watch->last_failure, g_free);
	watch->pause_ms = 0;
	daemon_say(watch, DAEMON_NOTE, "Помеха устранена, обмен идёт.");
}
