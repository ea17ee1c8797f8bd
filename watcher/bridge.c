/*
 * Puts the parts together: settings, secret, transport, portal, reader,
 * folders, history, exchange.
 *
 * Refuses to run as another user than the one who owns the state: files made
 * by root would stop the daemon later.
 */
#include "watcher/bridge.h"

#include "b24/trace.h"
#include "watcher/leftover.h"
#include "watcher/rebuild.h"
#include "watcher/secret_file.h"
#include "watcher/settings_file.h"
#include "watcher/signals.h"

#include <errno.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

G_DEFINE_QUARK(bridge_error, bridge_error)

/* ---- settings ---- */

static void set_faults(const GPtrArray *faults, const char *path,
                       GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < faults->len; i++) {
		g_autofree char *line =
			settings_fault_text(faults->pdata[i], path);

		g_string_append_printf(text, "%s%s", i > 0 ? "\n" : "", line);
	}
	g_set_error_literal(error, BRIDGE_ERROR, BRIDGE_SETTINGS, text->str);
}

static struct settings *read_settings(const char *path, char **sha256_r,
                                      GError **error)
{
	g_autoptr(GPtrArray) faults = NULL;
	g_autoptr(GError) failure = NULL;
	struct settings *settings =
		settings_file_read(path, &faults, sha256_r, &failure);

	if (settings != NULL)
		return settings;
	if (failure != NULL &&
	    !g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_NOENT))
		g_propagate_error(error, g_steal_pointer(&failure));
	else if (failure != NULL)
		g_set_error(error, BRIDGE_ERROR, BRIDGE_SETTINGS,
		            "%s. Образец настроек — samples/b24bridge.conf; "
		            "другой файл указывает ключ -c.",
		            failure->message);
	else
		set_faults(faults, path, error);
	return NULL;
}

/* ---- the portal ---- */

/* When the file was changed last; 0 where there is none. */
static struct timespec webhook_changed(const struct settings *settings)
{
	g_autofree char *place = secret_file_place(settings->webhook_file);
	struct stat st = { 0 };

	if (stat(place, &st) != 0)
		return (struct timespec){ 0 };
	return st.st_ctim;
}

bool bridge_webhook_changed(const struct bridge *bridge)
{
	struct timespec now = webhook_changed(bridge->settings);

	return now.tv_sec != bridge->webhook_read.tv_sec ||
	       now.tv_nsec != bridge->webhook_read.tv_nsec;
}

static bool open_transport(struct bridge *bridge,
                           const struct bridge_options *options,
                           struct transport **transport_r, GError **error)
{
	const struct settings *settings = bridge->settings;
	g_autoptr(GError) failure = NULL;
	struct http_options http = {
		.timeout_seconds = settings->timeout_seconds,
		.wake = options->wake,
		.beat = options->beat,
		.beat_context = options->beat_context,
		.debug = settings->debug && options->trace != NULL
		                 ? trace_exchange
		                 : NULL,
		.context = bridge->trace,
	};
	char *webhook;

	bridge->webhook_read = webhook_changed(settings);
	webhook = secret_file_read(settings->webhook_file, &failure);
	if (webhook != NULL) {
		http.webhook = webhook;
		*transport_r = http_transport_new(&http, &failure);
		secret_file_wipe(webhook);
	}
	if (failure == NULL)
		return true;
	g_set_error(error, BRIDGE_ERROR, BRIDGE_SETTINGS,
	            "[portal] webhook_file: %s", failure->message);
	return false;
}

static void close_exchange(struct bridge *bridge)
{
	g_clear_pointer(&bridge->exchange, exchange_free);
	g_clear_pointer(&bridge->transport, http_transport_free);
}

/* Takes the transport. A portal that is there already goes on. */
static void open_exchange(struct bridge *bridge,
                          const struct bridge_options *options,
                          struct transport *transport)
{
	struct portal_options limits = {
		.requests_per_second = bridge->settings->requests_per_second,
		.burst = bridge->settings->burst,
	};
	struct exchange_parts parts = {
		.settings = bridge->settings,
		.spool = bridge->spool,
		.history = bridge->history,
		.reader = bridge->reader,
		.transport = transport,
		.listener = options->listener,
	};

	bridge->transport = transport;
	if (bridge->portal == NULL)
		bridge->portal = portal_new(transport, &limits);
	else
		portal_renew(bridge->portal, transport, &limits);
	parts.portal = bridge->portal;
	bridge->exchange = exchange_new(&parts);
}

/* ---- folders and history ---- */

static bool check_user(const struct settings *settings, GError **error)
{
	const struct passwd *owner;
	struct stat st;

	if (stat(settings->state, &st) != 0 || st.st_uid == geteuid())
		return true;
	owner = getpwuid(st.st_uid);
	g_set_error(error, BRIDGE_ERROR, BRIDGE_RIGHTS,
	            "Папка %s принадлежит другому пользователю. Повторите "
	            "команду так: sudo -u %s b24bridge …",
	            settings->state,
	            owner != NULL ? owner->pw_name : "ВЛАДЕЛЕЦ");
	return false;
}

/* A look at all of a big history goes on until somebody says stop. */
static bool goes_on(void *context)
{
	const struct bridge_options *options = context;

	if (options->beat != NULL)
		options->beat(options->beat_context);
	return !signals_pending(options->wake);
}

static void say(const struct bridge_options *options, const char *note)
{
	if (note != NULL && options->note != NULL)
		options->note(options->context, note);
}

static bool rebuild(struct bridge *bridge, const struct bridge_options *options,
                    GError **error)
{
	struct history_care care = { goes_on, (void *)options };
	g_autofree char *note = NULL;
	bool ok = rebuild_history(bridge->spool, bridge->history,
	                          bridge->settings, &care, &note, error);

	say(options, note);
	return ok;
}

bool bridge_mend_history(struct bridge *bridge,
                         const struct bridge_options *options, GError **error)
{
	struct history_care care = { goes_on, (void *)options };
	g_autofree char *note = NULL;
	bool ok = history_reopen(bridge->history, &care, &note, error);

	say(options, note);
	if (bridge->exchange != NULL)
		exchange_forget_taught(bridge->exchange);
	return ok && rebuild(bridge, options, error);
}

static bool open_spool(struct bridge *bridge,
                       const struct bridge_options *options, GError **error)
{
	const struct settings *settings = bridge->settings;
	bool own = (options->want & BRIDGE_LOCK) != 0;
	struct history_care care = { goes_on, (void *)options };
	g_autoptr(GError) failure = NULL;
	g_autofree char *note = NULL;

	if (!check_user(settings, error))
		return false;
	bridge->spool =
		spool_open(settings->folder, settings->state, own, &failure);
	if (g_error_matches(failure, G_FILE_ERROR, G_FILE_ERROR_AGAIN)) {
		g_set_error_literal(error, BRIDGE_ERROR, BRIDGE_BUSY,
		                    failure->message);
		return false;
	}
	if (failure != NULL) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return false;
	}
	bridge->history =
		own ? history_open_own(settings->state, &care, &note, error)
		    : history_open(settings->state, false, &note, error);
	say(options, note);
	if (bridge->history == NULL)
		return false;
	return !own || (rebuild(bridge, options, error) &&
	                leftover_finish(bridge->spool, bridge->history, error));
}

static bool open_history(struct bridge *bridge, GError **error)
{
	g_autoptr(GError) failure = NULL;

	bridge->history =
		history_open(bridge->settings->state, true, NULL, &failure);
	if (failure == NULL)
		return true;
	g_propagate_error(error, g_steal_pointer(&failure));
	return false;
}

/* ---- all of it ---- */

bool bridge_open_portal(struct bridge *bridge,
                        const struct bridge_options *options, GError **error)
{
	struct transport *transport = NULL;

	if (!open_transport(bridge, options, &transport, error))
		return false;
	open_exchange(bridge, options, transport);
	return true;
}

static bool open_parts(struct bridge *bridge,
                       const struct bridge_options *options, GError **error)
{
	bridge->settings = read_settings(options->settings_path,
	                                 &bridge->settings_sha256, error);
	if (bridge->settings == NULL)
		return false;
	bridge->reader = options->reader;
	if (bridge->reader != NULL) {
		reader_wake(bridge->reader, options->wake);
		reader_beat(bridge->reader, options->beat,
		            options->beat_context);
	}
	if (bridge->reader != NULL && !reader_ready(bridge->reader, error))
		return false;
	if ((options->want & BRIDGE_SPOOL) != 0 &&
	    !open_spool(bridge, options, error))
		return false;
	if ((options->want & BRIDGE_HISTORY) != 0 && bridge->history == NULL &&
	    !open_history(bridge, error))
		return false;
	return (options->want & BRIDGE_PORTAL) == 0 ||
	       bridge_open_portal(bridge, options, error);
}

struct bridge *bridge_open(const struct bridge_options *options, GError **error)
{
	struct bridge *bridge = g_new0(struct bridge, 1);

	bridge->settings_path = g_strdup(options->settings_path);
	bridge->trace = trace_new(options->trace, options->context);
	if (!open_parts(bridge, options, error))
		g_clear_pointer(&bridge, bridge_close);
	return bridge;
}

void bridge_close(struct bridge *bridge)
{
	if (bridge == NULL)
		return;
	close_exchange(bridge);
	portal_free(bridge->portal);
	history_close(bridge->history);
	spool_close(bridge->spool);
	settings_free(bridge->settings);
	trace_free(bridge->trace);
	g_free(bridge->settings_sha256);
	g_free(bridge->settings_path);
	g_free(bridge);
}

/* Another folder or state would be another instance. */
static bool same_place(const struct settings *a, const struct settings *b,
                       GError **error)
{
	if (g_strcmp0(a->folder, b->folder) == 0 &&
	    g_strcmp0(a->state, b->state) == 0)
		return true;
	g_set_error_literal(error, BRIDGE_ERROR, BRIDGE_SETTINGS,
	                    "[exchange] folder и state меняются только "
	                    "перезапуском.");
	return false;
}

bool bridge_reload(struct bridge *bridge, const struct bridge_options *options,
                   GError **error)
{
	struct settings *before = bridge->settings;
	struct transport *transport = NULL;
	g_autofree char *sha256 = NULL;
	struct settings *settings =
		read_settings(bridge->settings_path, &sha256, error);

	if (settings == NULL)
		return false;
	if (!same_place(before, settings, error)) {
		settings_free(settings);
		return false;
	}
	bridge->settings = settings;
	if (!open_transport(bridge, options, &transport, error)) {
		bridge->settings = before;
		settings_free(settings);
		return false;
	}
	close_exchange(bridge);
	open_exchange(bridge, options, transport);
	settings_free(before);
	g_free(bridge->settings_sha256);
	bridge->settings_sha256 = g_steal_pointer(&sha256);
	return true;
}

bool bridge_renew(struct bridge *bridge, const struct bridge_options *options,
                  GError **error)
{
	struct transport *transport = NULL;

	if (!open_transport(bridge, options, &transport, error))
		return false;
	close_exchange(bridge);
	open_exchange(bridge, options, transport);
	return true;
}

int bridge_exit_status(const GError *error)
{
	if (error->domain == BRIDGE_ERROR) {
		if (error->code == BRIDGE_SETTINGS)
			return EX_CONFIG;
		return error->code == BRIDGE_RIGHTS ? EX_NOPERM : EX_TEMPFAIL;
	}
	if (error->domain == PORTAL_ERROR)
		return error->code == PORTAL_STOP || error->code == PORTAL_SETUP
		               ? EX_CONFIG
		               : EX_TEMPFAIL;
	if (g_error_matches(error, HISTORY_ERROR, HISTORY_NEWER))
		return EX_CONFIG;
	if (g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_ACCES) ||
	    g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_PERM))
		return EX_NOPERM;
	return EX_TEMPFAIL;
}
