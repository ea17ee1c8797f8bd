/*
 * The daemon's loop: look, claim, carry out, wait.
 *
 * Refuses to give up: whatever fails is said once, kept, and tried again; only
 * a start that cannot succeed ends it. Events mean "look", and it looks every
 * `rescan_seconds` anyway.
 */
#include "watcher/daemon_p.h"

#include "watcher/confine.h"
#include "watcher/reader.h"
#include "watcher/signals.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum {
	CLAIMS = 500, /* a look */
	DAY_SECONDS = 24 * 60 * 60,
	RETRY_SECONDS = 6 * 60 * 60,
	TIDY_SECONDS = 60 * 60,
	OBSTACLE_MS = 60 * 1000,
	TOLD_MOST = 1000,
};

static bool is_to_end(const struct watch *watch)
{
	return signals_pending(watch->stop_fd);
}

/* ---- work ---- */

static bool recover(struct watch *watch, GError **error)
{
	if (!watch->recovered)
		watch->recovered =
			exchange_recover(watch->bridge->exchange, error);
	return watch->recovered;
}

/* Carries out what stands in work/, so much of it that others get their turn:
 * *more_r. */
static bool carry_out(struct watch *watch, bool *more_r, GError **error)
{
	g_autoptr(GPtrArray) names =
		spool_queue(watch->bridge->spool, CLAIMS, error);

	if (names == NULL)
		return false;
	*more_r = names->len == CLAIMS;
	if (names->len == 0)
		return true;
	if (!recover(watch, error) ||
	    !exchange_run(watch->bridge->exchange, names, false, error))
		return false;
	daemon_succeeded(watch);
	return true;
}

static void note_next(struct watch *watch, gint64 next_ms)
{
	watch->look_again = next_ms < 0 ? 0 : daemon_now_ms() + next_ms;
}

static bool look(struct watch *watch, guint *claimed_r)
{
	g_autoptr(GError) failure = NULL;
	gint64 next_ms = -1;

	pulse_looked(watch->pulse);
	if (!inbox_take(watch->bridge, CLAIMS, claimed_r, &next_ms, &failure)) {
		daemon_tell_failure(watch, failure);
		return false;
	}
	note_next(watch, next_ms);
	return true;
}

/* What the service manager shows of us. */
static void tell_manager(const struct watch *watch)
{
	g_autofree char *line = NULL;
	char *end;

	ready_beat(watch->ready);
	if (watch->last_failure == NULL) {
		ready_status(watch->ready, "Обмен идёт.");
		return;
	}
	line = g_strdup_printf("Помеха: %s", watch->last_failure);
	end = strchr(line, '\n');
	if (end != NULL)
		*end = '\0';
	ready_status(watch->ready, line);
}

/* One look, and what it brought; where there is more, there is no wait before
 * the next. */
static void work(struct watch *watch)
{
	g_autoptr(GError) failure = NULL;
	guint claimed = 0;
	bool more = false;
	bool looked;

	/* Not after the backlog: it may take hours. And without room on the
	 * disk it is there all the same. */
	if (daemon_is_held(watch)) {
		ready_is(watch->ready);
		return;
	}
	looked = look(watch, &claimed);
	ready_is(watch->ready);
	tell_manager(watch);
	if (daemon_now_ms() < watch->not_before)
		return;
	if (!carry_out(watch, &more, &failure)) {
		daemon_failed(watch, failure);
		return;
	}
	if (looked)
		daemon_passed(watch);
	if (claimed > 0 || more)
		watch->look_again = daemon_now_ms();
}

/* ---- now and then ---- */

/* Said once a file, or it would lie there and nobody would know why. */
static void tell_obstacles(struct watch *watch)
{
	g_autoptr(GPtrArray) obstacles =
		spool_obstacles(watch->bridge->spool, daemon_now_ms());

	/* Not more than that are told of at a time, or a folder full of them
	 * would be told again and again. */
	if (obstacles->len < TOLD_MOST &&
	    g_hash_table_size(watch->told) >= TOLD_MOST)
		g_hash_table_remove_all(watch->told);
	for (guint i = 0; i < obstacles->len; i++) {
		const struct spool_obstacle *obstacle = obstacles->pdata[i];
		g_autofree char *name = spool_name_plain(obstacle->name);
		g_autofree char *text =
			g_strdup_printf("in/%s: %s", name, obstacle->why);

		if (obstacle->for_ms < OBSTACLE_MS ||
		    g_hash_table_contains(watch->told, text) ||
		    g_hash_table_size(watch->told) >= TOLD_MOST)
			continue;
		g_hash_table_add(watch->told, g_strdup(text));
		daemon_say(watch, DAEMON_WARNING, text);
	}
}

static void tidy(struct watch *watch)
{
	const struct settings *settings = watch->bridge->settings;
	struct spool *spool = watch->bridge->spool;
	gint64 now = daemon_now();
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
		daemon_say(watch, DAEMON_WARNING, failure->message);
}

static void now_and_then(struct watch *watch)
{
	gint64 now = daemon_now();

	tell_obstacles(watch);
	exchange_reply(watch->bridge->exchange);
	if (now >= watch->next_tidy || watch->next_tidy > now + TIDY_SECONDS) {
		tidy(watch);
		watch->next_tidy = now + TIDY_SECONDS;
	}
	if (!watch->held && (now >= watch->next_retry ||
	                     watch->next_retry > now + RETRY_SECONDS)) {
		daemon_drop_again(watch, true, "Отложенные заказ-наряды");
		watch->next_retry = now + RETRY_SECONDS;
	}
}

/* ---- waiting ---- */

static int timeout_ms(const struct watch *watch)
{
	gint64 now = daemon_now_ms();
	gint64 rescan = watch->bridge->settings->rescan_seconds * 1000;
	gint64 patience = ready_patience_ms(watch->ready);
	gint64 wait = rescan;

	if (patience >= 0)
		wait = MIN(wait, patience);
	if (watch->look_again > 0)
		wait = MIN(wait, watch->look_again - now);
	if (watch->not_before > now)
		wait = MIN(wait, watch->not_before - now);
	if (watch->notify == NULL && !watch->unwatched &&
	    spool_remote(watch->bridge->spool) == NULL)
		wait = MIN(wait, watch->next_watch - now);
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
		daemon_reload(watch);
	if (fds[2].revents != 0 && !notify_drain(watch->notify)) {
		notify_stop(watch->notify);
		watch->notify = NULL;
	}
}

/* ---- beginning and end ---- */

static void beat(void *context)
{
	ready_beat(((struct watch *)context)->ready);
}

static bool begin(struct watch *watch, GError **error)
{
	watch->ready = ready_new();
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
	watch->bridge_options.beat = beat;
	watch->bridge_options.beat_context = watch;
	watch->bridge = bridge_open(&watch->bridge_options, error);
	if (watch->bridge == NULL)
		return false;
	watch->pulse = pulse_keep(watch->bridge->settings->state,
	                          watch->bridge->settings_sha256);
	if (watch->options->begun != NULL)
		watch->options->begun(watch->options->context,
		                      watch->bridge->settings->state);
	watch->told =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	watch->next_retry = daemon_now() + RETRY_SECONDS;
	return true;
}

static void end(struct watch *watch)
{
	ready_stopping(watch->ready);
	history_look_end(watch->looker,
	                 watch->bridge != NULL ? watch->bridge->history : NULL,
	                 daemon_now());
	if (watch->notify != NULL)
		notify_stop(watch->notify);
	pulse_keeper_free(watch->pulse);
	if (watch->told != NULL)
		g_hash_table_unref(watch->told);
	bridge_close(watch->bridge);
	g_free(watch->last_failure);
	ready_free(watch->ready);
	confine_free(watch->confine);
	if (watch->stop_fd >= 0)
		close(watch->stop_fd);
	if (watch->reload_fd >= 0)
		close(watch->reload_fd);
}

/* What cannot be mended from inside: whoever starts us does so again. */
static bool can_read(const struct watch *watch, GError **error)
{
	const struct reader *reader = watch->bridge->reader;

	if (reader == NULL || !reader_is_gone(reader))
		return true;
	g_set_error_literal(error, BRIDGE_ERROR, BRIDGE_BUSY,
	                    "Процесс чтения файлов завершён кем-то другим, без "
	                    "него обмен не идёт. Запустите b24bridge заново.");
	return false;
}

bool daemon_run(const struct daemon_options *options, GError **error)
{
	struct watch watch = { .options = options };
	bool ok = begin(&watch, error);

	if (ok) {
		daemon_check_settings(&watch);
		daemon_say(&watch, DAEMON_NOTE, "Обмен начат.");
		daemon_tell_remote(&watch);
		daemon_confine(&watch);
	}
	while (ok && !is_to_end(&watch)) {
		if (!can_read(&watch, error)) {
			ok = false;
			break;
		}
		/* The watch before the look: what comes between is seen. */
		daemon_watch(&watch);
		if (daemon_mend_history(&watch)) {
			now_and_then(&watch);
			daemon_renew(&watch);
			work(&watch);
		}
		tell_manager(&watch);
		if (!daemon_watch_again(&watch) && !is_to_end(&watch))
			wait_for_more(&watch);
	}
	if (ok)
		daemon_say(&watch, DAEMON_NOTE, "Обмен остановлен.");
	end(&watch);
	return ok;
}
