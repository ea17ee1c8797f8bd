/*
 * `b24bridge settings`: the settings page, a process of its own beside the
 * daemon, until it is told to end.
 *
 * Refuses to listen to more than this machine without a password.
 */
#include "cmd/command.h"
#include "core/settings_edit.h"
#include "watcher/folder.h"
#include "watcher/settings_file.h"
#include "watcher/signals.h"
#include "web/password.h"
#include "web/save_secret.h"
#include "web/server.h"
#include "web/settings_readable.h"
#include "web/settings_text.h"
#include "web/site.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

/* ---- the password ---- */

/* A line from the terminal, unseen, or from a pipe. NULL at the end. */
static char *read_secret(const char *prompt)
{
	char line[PASSWORD_MOST + 2];
	struct termios before;
	bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
	char *got;

	if (terminal) {
		struct termios quiet = before;

		quiet.c_lflag &= ~(tcflag_t)ECHO;
		fputs(prompt, stderr);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	got = fgets(line, sizeof(line), stdin);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputc('\n', stderr);
	}
	if (got == NULL)
		return NULL;
	line[strcspn(line, "\r\n")] = '\0';
	got = g_strdup(line);
	explicit_bzero(line, sizeof(line));
	return got;
}

static void wipe(char *text)
{
	if (text != NULL)
		explicit_bzero(text, strlen(text));
	g_free(text);
}

/* Its hash, or NULL after saying why. */
static char *ask_password(void)
{
	char *password = read_secret("Новый пароль страницы: ");
	char *again = isatty(STDIN_FILENO) ? read_secret("Ещё раз: ")
	                                   : g_strdup(password);
	const char *fault = password != NULL ? password_fault(password)
	                                     : "Пароль не введён.";
	char *hash = NULL;

	if (fault == NULL && g_strcmp0(password, again) != 0)
		fault = "Пароли не совпали.";
	if (fault == NULL)
		hash = password_hash(password);
	if (fault != NULL || hash == NULL)
		command_say(fault != NULL ? fault
		                          : "libcrypt не умеет yescrypt.");
	wipe(password);
	wipe(again);
	return hash;
}

/* What the file says, also where the rest of it is wrong: the page is what
 * mends it. Whether there is a password then is another matter. */
static void read_listen(const struct settings_text *file, char **host_r,
                        guint16 *port_r, bool *password_r)
{
	struct settings *settings = settings_readable(file);
	struct settings_edit *edit =
		settings_edit_new(file->text, file->length);
	g_autofree char *said = settings_edit_get(edit, "settings", "listen");

	settings_edit_free(edit);
	if (said == NULL || !settings_address(said, host_r, port_r))
		settings_address(settings->listen, host_r, port_r);
	*password_r = settings->password_file != NULL;
	settings_free(settings);
}

/* The lines that let the page listen on the local network. */
static bool open_to_network(const struct settings_text *file, const char *path,
                            GError **error)
{
	struct settings *settings;
	struct settings_edit *edit =
		settings_edit_new(file->text, file->length);
	g_autofree char *host = NULL;
	g_autofree char *listen = NULL;
	g_autofree char *text = NULL;
	gsize length;
	guint16 port = 0;
	bool changed = false, password, ok;

	read_listen(file, &host, &port, &password);
	listen = settings_loopback(host)
	                 ? g_strdup_printf("0.0.0.0:%u", port)
	                 : settings_edit_get(edit, "settings", "listen");
	settings_edit_set(edit, "settings", "password_file", path);
	settings_edit_set(edit, "settings", "listen", listen);
	text = settings_edit_text(edit, &length);
	settings_edit_free(edit);
	settings = settings_read(text, length, file->path, NULL);
	if (settings == NULL) {
		command_say("Файл настроек с ошибками, см. b24bridge check");
		return false;
	}
	settings_free(settings);
	ok = settings_text_save(file->path, file->sha256, text, length,
	                        &changed, error);
	if (ok && changed)
		command_say("Файл настроек тем временем изменился. Повторите.");
	if (ok && !changed)
		command_print("Страница открыта для локальной сети: %s. Дальше "
		              "неё пускать нельзя: шифрование — дело "
		              "обратного прокси.",
		              listen);
	return ok && !changed;
}

static int set_password(const struct command_line *line)
{
	struct settings *settings;
	GError *error = NULL;
	struct settings_text *file =
		settings_text_load(line->settings_path, &error);
	g_autofree char *path = NULL;
	g_autofree char *hash = NULL;
	int status = EX_OK;

	if (file == NULL)
		return command_fail(error);
	/* A file that listens to the network and has no password yet is wrong:
	 * this mends it. */
	settings = settings_readable(file);
	path = settings->password_file != NULL
	               ? g_strdup(settings->password_file)
	               : g_build_filename(settings->state, "page.password",
	                                  NULL);
	settings_free(settings);
	hash = ask_password();
	if (hash == NULL)
		status = EX_USAGE;
	else if (!save_secret(path, hash, &error) ||
	         !open_to_network(file, path, &error))
		status = error != NULL ? command_fail(error) : EX_CONFIG;
	settings_text_free(file);
	return status;
}

/* ---- the page ---- */

static void say(const char *text)
{
	command_print("%s", text);
	fflush(stdout);
}

static void wait_for_end(int stop)
{
	struct pollfd polled = { .fd = stop, .events = POLLIN };

	while (poll(&polled, 1, -1) < 0 && errno == EINTR)
		;
}

/* What people type: 0.0.0.0 is nobody's address. */
static char *address_of(const char *host, guint16 port)
{
	if (strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0)
		host = g_get_host_name();
	return strchr(host, ':') != NULL
	               ? g_strdup_printf("http://[%s]:%u", host, port)
	               : g_strdup_printf("http://%s:%u", host, port);
}

static int serve(const struct command_line *line, const char *host,
                 guint16 port)
{
	struct site site = { .settings_path = line->settings_path,
		             .reader = line->reader,
		             .say = say };
	const struct server_handler handler = { site_admit, site_answer,
		                                &site };
	g_autofree char *address = NULL;
	GError *error = NULL;
	struct server *server = NULL;

	g_mutex_init(&site.saving);
	site.guard = guard_new(host);
	/* Before there are threads: each of them has to leave the signals to
	 * this descriptor. */
	site.wake = signals_open_stop();
	if (site.wake >= 0)
		server = server_start(host, port, &handler, &port, &error);
	else
		folder_fail(&error, errno, "Сигналы");
	if (server != NULL) {
		address = address_of(host, port);
		site.address = address;
		site_invite(&site);
		wait_for_end(site.wake);
		server_stop(server);
	}
	if (site.wake >= 0)
		close(site.wake);
	guard_free(site.guard);
	g_mutex_clear(&site.saving);
	return server != NULL ? EX_OK : command_fail(error);
}

static int open_page(const struct command_line *line)
{
	GError *error = NULL;
	struct settings_text *file =
		settings_text_load(line->settings_path, &error);
	g_autofree char *host = NULL;
	guint16 port = 0;
	bool password;

	if (file == NULL)
		return command_fail(error);
	read_listen(file, &host, &port, &password);
	settings_text_free(file);
	if (!settings_loopback(host) && !password) {
		command_say("[settings] listen: кроме самого сервера страница "
		            "открывается только с паролем. Задайте его: "
		            "b24bridge settings --password");
		return EX_CONFIG;
	}
	return serve(line, host, port);
}

int command_settings(const struct command_line *line)
{
	bool password = false;
	const struct command_flag flags[] = { { "--password", &password } };

	if (!command_flags(line, flags, G_N_ELEMENTS(flags)))
		return EX_USAGE;
	signal(SIGPIPE, SIG_IGN);
	if (password) {
		int status = set_password(line);

		if (status != EX_OK)
			return status;
	}
	return open_page(line);
}
