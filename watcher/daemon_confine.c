/*
 * What the daemon still needs when all is open, and nothing else: Landlock for
 * a daemon that others may send anything to.
 *
 * Refuses to be widened, for the kernel does: a path that is new in the
 * settings needs a new start, and people are told.
 *
 * B24BRIDGE_UNCONFINED in the environment leaves it out, for whoever looks for
 * a fault or measures the coverage of tests.
 */
#include "watcher/daemon_p.h"

#include "watcher/confine.h"
#include "watcher/secret_file.h"

enum { DNS = 53, HTTP = 80, HTTPS = 443 };

/* Names, certificates, time zones, converters, and what libraries load when
 * they are asked first. What only root may read the user's rights forbid. */
static void allow_system(struct confine *confine)
{
	static const char *const paths[] = {
		"/etc",
		"/usr",
		"/lib",
		"/lib64",
		"/proc",
		"/run/systemd/resolve",
		"/run/resolvconf",
		"/run/NetworkManager",
		"/sys/devices/system/cpu",
		"/dev/urandom",
		"/dev/random",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
		confine_allow(confine, paths[i], CONFINE_READ);
	confine_allow(confine, "/dev/null", CONFINE_WRITE);
	confine_allow(confine, g_get_tmp_dir(), CONFINE_WRITE);
}

/* Nobody but its author knows what it does, or loads. */
static void allow_command(struct confine *confine, const char *command)
{
	static const char *const paths[] = { "/bin", "/sbin", "/lib", "/lib64",
		                             "/usr" };
	g_auto(GStrv) words = NULL;

	if (command == NULL || command[0] == '\0' ||
	    !g_shell_parse_argv(command, NULL, &words, NULL))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
		confine_allow(confine, paths[i], CONFINE_RUN);
	confine_allow(confine, words[0], CONFINE_RUN);
}

static void allow_settings(struct confine *confine, const struct watch *watch)
{
	const struct settings *settings = watch->bridge->settings;
	const char *credentials = g_getenv("CREDENTIALS_DIRECTORY");

	confine_allow(confine, settings->folder, CONFINE_WRITE);
	confine_allow(confine, settings->state, CONFINE_WRITE);
	confine_allow(confine, settings->reply_folder, CONFINE_WRITE);
	confine_allow_beside(confine, settings->metrics_file, CONFINE_WRITE);
	confine_allow_beside(confine, watch->bridge->settings_path,
	                     CONFINE_READ);
	/* The folders: these files are replaced by new ones. */
	confine_allow_beside(confine, settings->webhook_file, CONFINE_READ);
	confine_allow_beside(confine, settings->kd2_rules_file, CONFINE_READ);
	confine_allow_beside(confine, settings->smtp_url_file, CONFINE_READ);
	confine_allow_beside(confine, settings->telegram_token_file,
	                     CONFINE_READ);
	confine_allow(confine, credentials, CONFINE_READ);
	allow_command(confine, settings->alarm_command);
}

static guint16 port_of(const char *address)
{
	g_autoptr(GUri) uri = g_uri_parse(address, G_URI_FLAGS_NONE, NULL);

	if (uri == NULL)
		return 0;
	if (g_uri_get_port(uri) > 0)
		return (guint16)g_uri_get_port(uri);
	return g_strcmp0(g_uri_get_scheme(uri), "http") == 0 ? HTTP : HTTPS;
}

/* Alarms go where their settings say, on whatever port. */
static bool sends_alarms(const struct settings *settings)
{
	return settings->alarm_command != NULL || settings->email != NULL;
}

static guint16 portal_port(const struct watch *watch)
{
	struct transport *transport = watch->bridge->transport;

	return port_of(transport->address(transport));
}

/* A portal that moves does so to where all portals are. */
static void allow_ports(struct confine *confine, const struct watch *watch)
{
	if (sends_alarms(watch->bridge->settings))
		return;
	confine_allow_port(confine, portal_port(watch));
	confine_allow_port(confine, HTTPS);
	confine_allow_port(confine, DNS);
}

void daemon_confine(struct watch *watch)
{
	g_autofree char *text = NULL;
	int version;

	if (g_getenv("B24BRIDGE_UNCONFINED") != NULL)
		return;
	watch->confine = confine_new();
	allow_system(watch->confine);
	allow_settings(watch->confine, watch);
	allow_ports(watch->confine, watch);
	watch->confined_port = portal_port(watch);
	version = confine_enter(watch->confine);
	if (version > 0) {
		text = g_strdup_printf("Доступ к файлам ограничен "
		                       "нужными (Landlock, версия %d).",
		                       version);
		daemon_say(watch, DAEMON_NOTE, text);
		return;
	}
	g_clear_pointer(&watch->confine, confine_free);
	daemon_say(watch, DAEMON_NOTE,
	           "Landlock в этом ядре нет: доступ к файлам ограничивают "
	           "только права и служба systemd.");
}

static void warn(const struct watch *watch, const char *key, const char *what)
{
	g_autofree char *text = g_strdup_printf(
		"%s: %s в настройках новое, а доступ ограничен при запуске. "
		"Перезапустите службу: systemctl restart b24bridge",
		key, what);

	daemon_say(watch, DAEMON_WARNING, text);
}

void daemon_check_confined(const struct watch *watch)
{
	const struct settings *settings = watch->bridge->settings;
	const struct {
		const char *key, *path;
		enum confine_access access;
	} paths[] = {
		{ "[portal] webhook_file", settings->webhook_file,
		  CONFINE_READ },
		{ "[ack] reply_folder", settings->reply_folder, CONFINE_WRITE },
		{ "[ack] kd2_rules_file", settings->kd2_rules_file,
		  CONFINE_READ },
		{ "[status] metrics_file", settings->metrics_file,
		  CONFINE_WRITE },
		{ "[alarm] smtp_url_file", settings->smtp_url_file,
		  CONFINE_READ },
		{ "[alarm] telegram_token_file", settings->telegram_token_file,
		  CONFINE_READ },
	};

	if (watch->confine == NULL)
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
		if (!confine_covers(watch->confine, paths[i].path,
		                    paths[i].access))
			warn(watch, paths[i].key, "это место");
	if (portal_port(watch) != watch->confined_port &&
	    portal_port(watch) != HTTPS)
		warn(watch, "[portal] webhook_file", "порт портала");
}
