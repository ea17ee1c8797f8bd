/*
 * Settings that are new to the daemon, and the orders that wait for them.
 */
#include "watcher/daemon_p.h"

#include "watcher/retry.h"
#include "watcher/signals.h"

enum {
	DAY_SECONDS = 24 * 60 * 60,
	RETRY_DAYS = 14,
};

void daemon_drop_again(struct watch *watch, bool held_only, const char *why)
{
	g_autoptr(GError) failure = NULL;
	g_autofree char *text = NULL;
	guint count = 0;

	if (!retry_drop(watch->bridge, NULL, held_only,
	                daemon_now() - RETRY_DAYS * DAY_SECONDS, &count,
	                &failure))
		daemon_failed(watch, failure);
	if (count == 0)
		return;
	text = g_strdup_printf("%s: файлов положено в in/ снова: %u.", why,
	                       count);
	daemon_say(watch, DAEMON_NOTE, text);
}

/* Orders that failed or were held for the old settings' sake get another try
 * when the settings are new, also when they changed while we were away. */
void daemon_check_settings(struct watch *watch)
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
		daemon_say(watch, DAEMON_WARNING, failure->message);
		return;
	}
	if (known)
		daemon_drop_again(watch, false, "Настройки изменились");
}

void daemon_reload(struct watch *watch)
{
	g_autoptr(GError) failure = NULL;
	g_autofree char *text = NULL;

	signals_take(watch->reload_fd);
	ready_reloading(watch->ready);
	if (!bridge_reload(watch->bridge, &watch->bridge_options, &failure)) {
		text = g_strdup_printf(
			"Новые настройки не приняты, действуют прежние.\n%s%s",
			failure->message,
			watch->confine == NULL
				? ""
				: "\nЕсли место файла в настройках новое, "
				  "перезапустите службу: доступ ограничен при "
				  "запуске.");
		pulse_settings_refused(watch->pulse, failure->message);
		daemon_say(watch, DAEMON_ERROR, text);
		ready_again(watch->ready);
		return;
	}
	daemon_say(watch, DAEMON_NOTE, "Настройки прочитаны заново.");
	pulse_settings(watch->pulse, watch->bridge->settings_sha256);
	watch->recovered = false;
	watch->not_before = 0;
	daemon_check_settings(watch);
	daemon_check_confined(watch);
	ready_again(watch->ready);
}

void daemon_renew(struct watch *watch)
{
	g_autoptr(GError) failure = NULL;

	if (watch->last_failure == NULL ||
	    !bridge_webhook_changed(watch->bridge))
		return;
	if (!bridge_renew(watch->bridge, &watch->bridge_options, &failure)) {
		daemon_say(watch, DAEMON_ERROR, failure->message);
		return;
	}
	daemon_say(watch, DAEMON_NOTE,
	           "Файл вебхука изменился и прочитан заново.");
	watch->recovered = false;
	watch->not_before = 0;
}
