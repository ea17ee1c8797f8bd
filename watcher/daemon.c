/*
 * The daemon's loop: look, claim, carry out, wait.
 *
 * Refuses to give up: whatever fails is said once, kept, and tried again; only
 * a start that cannot succeed ends it. Events mean "look", and it looks every
 * `rescan_seconds` anyway.
 */
#include "watcher/daemon.h"

#include "watcher/inbox.h"
#include "watcher/notify.h"
#include "watcher/retry.h"
#include "watcher/signals.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum {
	CLAIMS = 500, /* a look */
	DAY_SECONDS = 24 * 60 * 60,
	RETRY_SECONDS = 6 * 60 * 60,
	RETRY_DAYS = 14,
	TIDY_SECONDS = 60 * 60,
	FIRST_PAUSE_MS = 5 * 1000,
	LAST_PAUSE_MS = 5 * 60 * 1000,
	OBSTACLE_MS = 60 * 1000,
	TOLD_MOST = 1000,
};

struct watch {
	const struct daemon_options *options;
	struct bridge_options bridge_options;
	struct bridge *bridge;
	struct inbox *inbox;
	struct notify *notify;
	int stop_fd, reload_fd;
	bool recovered;
	gint64 pause_ms;    /* after the last failure; 0: none */
	gint64 not_before;  /* monotonic ms */
	gint64 look_again;  /* likewise; 0: when the rescan is due */
	gint64 next_retry;  /* wall seconds */
	gint64 next_tidy;   /* likewise */
	gint64 next_watch;  /* monotonic ms: no sooner is a watch set up */
	bool unwatched;     /* and people were told */
	char *last_failure; /* said already */
	GHashTable *told;   /* set of obstacles that were said */
};

static void say(const struct watch *watch, enum daemon_level level,
                const char *text)
{
	watch->options->log(watch->options->context, level, text);
}

static gint64 now_ms(void)
{
	return g_get_monotonic_time() / 1000;
}

static gint64 now_seconds(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

static bool is_to_end(const struct watch *watch)
{
	return signals_pending(watch->stop_fd);
}

/* ---- failures ---- */

/* A wrong secret or setting needs a person, an outage only time: the first
 * waits long at once. Jitter keeps several bridges of one office apart. */
static void pause_after(struct watch *watch, const GError *failure)
{
	bool person = g_error_matches(failure, PORTAL_ERROR, PORTAL_STOP) ||
	              g_error_matches(failure, PORTAL_ERROR, PORTAL_SETUP);

	if (person)
		watch->pause_ms = LAST_PAUSE_MS;
	else if (watch->pause_ms == 0)
		watch->pause_ms = FIRST_PAUSE_MS;
	else
		watch->pause_ms = MIN(watch->pause_ms * 2, LAST_PAUSE_MS);
	watch->not_before =
		now_ms() + watch->pause_ms / 2 +
		g_random_int_range(0, (gint32)(watch->pause_ms / 2) + 1);
}

static void tell_failure(struct watch *watch, const GError *failure)
{
	watch->look_again = 0;
	if (g_strcmp0(watch->last_failure, failure->message) == 0)
		return;
	g_free(watch->last_failure);
	watch->last_failure = g_strdup(failure->message);
	say(watch, DAEMON_ERROR, failure->message);
}

static void failed(struct watch *watch, const GError *failure)
{
	/* A write may have been lost on the way. */
	watch->recovered = false;
	if (g_error_matches(failure, PORTAL_ERROR, PORTAL_STOPPED))
		return;
	pause_after(watch, failure);
	tell_failure(watch, failure);
}

static void succeeded(struct watch *watch)
{
	if (watch->last_failure != NULL)
		say(watch, DAEMON_NOTE, "Связь восстановлена, обмен идёт.");
	g_clear_pointer(&watch->last_failure, g_free);
	watch->pause_ms = 0;
	watch->not_before = 0;
}

/* ---- work ---- */

static bool recover(struct watch *watch, GError **error)
{
	if (!watch->recovered)
		watch->recovered =
			exchange_recover(watch->bridge->exchange, error);
	return watch->recovered;
}

/* Carries out what stands in work/. */
static bool carry_out(struct watch *watch, GError **error)
{
	g_autoptr(GPtrArray) names = inbox_queue(watch->bridge, error);

	if (names == NULL)
		return false;
	if (names->len == 0)
		return true;
	if (!recover(watch, error) ||
	    !exchange_run(watch->bridge->exchange, names, false, error))
		return false;
	succeeded(watch);
	return true;
}

static void note_next(struct watch *watch, gint64 next_ms)
{
	watch->look_again = next_ms < 0 ? 0 : now_ms() + next_ms;
}

/* Looks until nothing is ready. */
static void work(struct watch *watch)
{
	guint claimed = 0;

	do {
		g_autoptr(GError) failure = NULL;
		gint64 next_ms = -1;

		if (inbox_take(watch->inbox, watch->bridge, CLAIMS, &claimed,
		               &next_ms, &failure))
			note_next(watch, next_ms);
		else
			tell_failure(watch, failure);
		g_clear_error(&failure);
		if (now_ms() < watch->not_before)
			return;
		if (!carry_out(watch, &failure)) {
			failed(watch, failure);
			return;
		}
	} while (claimed > 0 && !is_to_end(watch));
}

/* ---- now and then ---- */

/* Said once a file, or it would lie there and nobody would know why. */
static void tell_obstacles(struct watch *watch)
{
	g_autoptr(GPtrArray) obstacles =
		spool_obstacles(watch->bridge->spool, now_ms());

	for (guint i = 0; i < obstacles->len; i++) {
		const struct spool_obstacle *obstacle = obstacles->pdata[i];
		g_autofree char *name = spool_name_plain(obstacle->name);
		g_autofree char *text =
			g_strdup_printf("in/%s: %s", name, obstacle->why);

		if (obstacle->for_ms < OBSTACLE_MS ||
		    g_hash_table_contains(watch->told, text))
			continue;
		if (g_hash_table_size(watch->told) >= TOLD_MOST)
			g_hash_table_remove_all(watch->told);
		g_hash_table_add(watch->told, g_strdup(text));
		say(watch, DAEMON_WARNING, text);
	}
}

static void drop_again(struct watch *watch, bool held_only, const char *why)
{
	g_autoptr(GError) failure = NULL;
	g_autofree char *text = NULL;
	guint count = 0;

	if (!retry_drop(watch->bridge, NULL, held_only,
	                now_seconds() - RETRY_DAYS * DAY_SECONDS, &count,
	                &failure))
		failed(watch, failure);
	if (count == 0)
		return;
	text = g_strdup_printf("%s: файлов положено в in/ снова: %u.", why,
	                       count);
	say(watch, DAEMON_NOTE, text);
}

static void tidy(struct watch *watch)
{
	const struct settings *settings = watch->bridge->settings;
	struct spool *spool = watch->bridge->spool;
	gint64 now = now_seconds();
	gint64 keep = settings->keep_days * DAY_SECONDS;
	g_autoptr(GError) failure = NULL;
	bool ok = spool_expire(spool, SPOOL_ACK,
	                       settings->ack_keep_days * DAY_SECONDS, now,
	                       &failure) &&
	          spool_expire(spool, SPOOL_ARCHIVE, keep, now, &failure) &&
	          spool_expire(spool, SPOOL_ERROR, keep, now, &failure) &&
	          (keep == 0 || history_expire(watch->bridge->history,
	                                       now - keep, &failure));

	if (!ok)
		say(watch, DAEMON_WARNING, failure->message);
}

static void now_and_then(struct watch *watch)
{
	gint64 now = now_seconds();

	tell_obstacles(watch);
	exchange_reply(watch->bridge->exchange);
	if (now >= watch->next_tidy || watch->next_tidy > now + TIDY_SECONDS) {
		tidy(watch);
		watch->next_tidy = now + TIDY_SECONDS;
	}
	if (now >= watch->next_retry ||
	    watch->next_retry > now + RETRY_SECONDS) {
		drop_again(watch, true, "Отложенные заказ-наряды");
		watch->next_retry = now + RETRY_SECONDS;
	}
}

/* ---- settings ---- */

/* Orders that failed or were held for the old settings' sake get another try
 * when the settings are new, also when they changed while we were away. */
static void check_settings_changed(struct watch *watch)
{
	struct bridge *bridge = watch->bridge;
	g_autofree char *path = g_build_filename(bridge->settings->state,
	                                         "settings.sha256", NULL);
	g_autofree char *before = NULL;
	g_autoptr(GError) failure = NULL;
	bool known = g_file_get_contents(path, &before, NULL, NULL);

	if (known && g_strcmp0(before, bridge->settings_sha256) == 0)
		return;
	if (!g_file_set_contents_full(path, bridge->settings_sha256, -1,
	                              G_FILE_SET_CONTENTS_CONSISTENT |
	                                      G_FILE_SET_CONTENTS_DURABLE,
	                              0600, &failure)) {
		say(watch, DAEMON_WARNING, failure->message);
		return;
	}
	if (known)
		drop_again(watch, false, "Настройки изменились");
}

static void reload(struct watch *watch)
{
	g_autoptr(GError) failure = NULL;
	g_autofree char *text = NULL;

	signals_take(watch->reload_fd);
	if (!bridge_reload(watch->bridge, &watch->bridge_options, &failure)) {
		text = g_strdup_printf(
			"Новые настройки не приняты, действуют прежние.\n%s",
			failure->message);
		say(watch, DAEMON_ERROR, text);
		return;
	}
	say(watch, DAEMON_NOTE, "Настройки прочитаны заново.");
	watch->recovered = false;
	watch->not_before = 0;
	check_settings_changed(watch);
}

/* Whoever was told that the portal does not take the webhook puts a new one
 * into its file, and tells nobody. */
static void renew(struct watch *watch)
{
	g_autoptr(GError) failure = NULL;

	if (watch->last_failure == NULL ||
	    !bridge_webhook_changed(watch->bridge))
		return;
	if (!bridge_renew(watch->bridge, &watch->bridge_options, &failure)) {
		say(watch, DAEMON_ERROR, failure->message);
		return;
	}
	say(watch, DAEMON_NOTE, "Файл вебхука изменился и прочитан заново.");
	watch->recovered = false;
	watch->not_before = 0;
}

/* ---- waiting ---- */

/* A watch that cannot be had, or that keeps ending, costs only time: the
 * folder is looked at anyway. */
static void watch_folder(struct watch *watch)
{
	g_autofree char *in = NULL;
	g_autofree char *why = NULL;

	if (watch->notify != NULL || now_ms() < watch->next_watch)
		return;
	in = g_build_filename(spool_path(watch->bridge->spool), "in", NULL);
	watch->next_watch = now_ms() + FIRST_PAUSE_MS;
	watch->notify = notify_start(in, &why);
	if (watch->notify != NULL)
		watch->unwatched = false;
	else if (!watch->unwatched && why != NULL)
		say(watch, DAEMON_WARNING, why);
	watch->unwatched = watch->notify == NULL;
}

static int timeout_ms(const struct watch *watch)
{
	gint64 now = now_ms();
	gint64 rescan = watch->bridge->settings->rescan_seconds * 1000;
	gint64 wait = rescan;

	if (watch->look_again > 0)
		wait = MIN(wait, watch->look_again - now);
	if (watch->not_before > now)
		wait = MIN(wait, watch->not_before - now);
	return (int)CLAMP(wait, 10, rescan);
}

static void wait_for_more(struct watch *watch)
{
	struct pollfd fds[] = {
		{ .fd = watch->stop_fd, .events = POLLIN },
		{ .fd = watch->reload_fd, .events = POLLIN },
		{ .fd = watch->notify != NULL ? notify_fd(watch->notify) : -1,
		  .events = POLLIN },
	};

	if (poll(fds, G_N_ELEMENTS(fds), timeout_ms(watch)) <= 0)
		return;
	if (fds[1].revents != 0)
		reload(watch);
	if (fds[2].revents != 0 && !notify_drain(watch->notify)) {
		notify_stop(watch->notify);
		watch->notify = NULL;
	}
}

/* ---- beginning and end ---- */

static bool begin(struct watch *watch, GError **error)
{
	watch->stop_fd = signals_open_stop();
	watch->reload_fd = signals_open_reload();
	if (watch->stop_fd < 0 || watch->reload_fd < 0) {
		g_set_error(error, G_FILE_ERROR,
		            (gint)g_file_error_from_errno(errno),
		            "signalfd: %s", g_strerror(errno));
		return false;
	}
	watch->bridge_options = watch->options->bridge;
	watch->bridge_options.want = BRIDGE_PORTAL | BRIDGE_SPOOL | BRIDGE_LOCK;
	watch->bridge_options.wake = watch->stop_fd;
	watch->bridge = bridge_open(&watch->bridge_options, error);
	if (watch->bridge == NULL)
		return false;
	watch->inbox = inbox_new();
	watch->told =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	watch->next_retry = now_seconds() + RETRY_SECONDS;
	return true;
}

static void end(struct watch *watch)
{
	if (watch->notify != NULL)
		notify_stop(watch->notify);
	inbox_free(watch->inbox);
	if (watch->told != NULL)
		g_hash_table_unref(watch->told);
	bridge_close(watch->bridge);
	g_free(watch->last_failure);
	if (watch->stop_fd >= 0)
		close(watch->stop_fd);
	if (watch->reload_fd >= 0)
		close(watch->reload_fd);
}

bool daemon_run(const struct daemon_options *options, GError **error)
{
	struct watch watch = { .options = options };
	bool ok = begin(&watch, error);

	if (ok) {
		check_settings_changed(&watch);
		say(&watch, DAEMON_NOTE, "Обмен начат.");
	}
	while (ok && !is_to_end(&watch)) {
		/* The watch before the look: what comes between is seen. */
		watch_folder(&watch);
		now_and_then(&watch);
		renew(&watch);
		work(&watch);
		if (!is_to_end(&watch))
			wait_for_more(&watch);
	}
	if (ok)
		say(&watch, DAEMON_NOTE, "Обмен остановлен.");
	end(&watch);
	return ok;
}
