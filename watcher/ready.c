/*
 * Readiness, watchdog and reloading, by libsystemd.
 *
 * Refuses to beat of itself: there is no timer here, only the calls of the
 * loop.
 */
#include "watcher/ready.h"

#include "core/text.h"

#include <inttypes.h>
#include <systemd/sd-daemon.h>

enum {
	SECOND = 1000 * 1000, /* in microseconds, as all here */
	EXTEND = 60 * SECOND,
	EXTEND_EVERY = 5 * SECOND,
	STATUS_BYTES = 300,
};

struct ready {
	gint64 every; /* microseconds between beats; 0: nobody waits for them */
	gint64 next;  /* monotonic */
	bool told;    /* READY=1 */
	char *status; /* as told last */
};

struct ready *ready_new(void)
{
	struct ready *ready = g_new0(struct ready, 1);
	uint64_t patience = 0;

	if (sd_watchdog_enabled(0, &patience) > 0 && patience <= G_MAXINT64 / 2)
		ready->every = (gint64)patience / 4;
	return ready;
}

void ready_free(struct ready *ready)
{
	if (ready == NULL)
		return;
	g_free(ready->status);
	g_free(ready);
}

void ready_beat(struct ready *ready)
{
	gint64 now = g_get_monotonic_time();

	if (ready->next > now)
		return;
	if (!ready->told) {
		ready->next = now + EXTEND_EVERY;
		sd_notifyf(0, "EXTEND_TIMEOUT_USEC=%d", (int)EXTEND);
	} else if (ready->every > 0) {
		ready->next = now + ready->every;
		sd_notify(0, "WATCHDOG=1");
	}
}

gint64 ready_patience_ms(const struct ready *ready)
{
	if (ready->every == 0)
		return -1;
	return MAX(ready->next - g_get_monotonic_time(), 0) / 1000 + 1;
}

void ready_is(struct ready *ready)
{
	if (ready->told)
		return;
	ready->told = true;
	ready->next = 0;
	sd_notify(0, "READY=1");
}

void ready_status(struct ready *ready, const char *text)
{
	g_autofree char *plain = NULL;

	if (g_strcmp0(ready->status, text) == 0)
		return;
	text_set(&ready->status, text);
	plain = text_plain(text, STATUS_BYTES);
	sd_notifyf(0, "STATUS=%s", plain);
}

/* systemd compares the time with that of its own signal: without it a reload
 * of Type=notify-reload never ends. */
void ready_reloading(struct ready *ready)
{
	(void)ready;
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRId64,
	           (int64_t)g_get_monotonic_time());
}

void ready_again(struct ready *ready)
{
	(void)ready;
	sd_notify(0, "READY=1");
}

void ready_stopping(struct ready *ready)
{
	text_set(&ready->status, "Обмен останавливается.");
	sd_notify(0, "STOPPING=1\nSTATUS=Обмен останавливается.");
}
