/*
 * `check`, as a list of findings: what needs files and the network is done
 * here, what can be judged from it is core/examine.c's.
 *
 * Refuses to stop at the first fault: it goes on as far as there is something
 * to go on with.
 */
#include "watcher/check.h"

#include "core/examine.h"
#include "core/rules.h"
#include "watcher/bridge.h"
#include "watcher/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

struct check {
	const struct check_options *options;
	GPtrArray *findings;
	guint told;
	int status;
};

/* What was added since the last time. */
static void tell(struct check *check)
{
	for (; check->told < check->findings->len; check->told++) {
		if (check->options->found != NULL)
			check->options->found(
				check->options->context,
				check->findings->pdata[check->told],
				check->options->settings_path);
	}
}

static void worse(struct check *check, int status)
{
	if (check->status == EX_OK)
		check->status = status;
}

static void good(struct check *check, const char *subject, const char *text)
{
	findings_add(check->findings, AREA_SETTINGS, FINDING_GOOD, subject,
	             "%s", text);
}

static struct finding *bad(struct check *check, enum finding_area area,
                           int status, const char *subject, const char *text)
{
	worse(check, status);
	return findings_add(check->findings, area, FINDING_FATAL, subject, "%s",
	                    text);
}

/* ---- settings and folders ---- */

/* Of a settings file each line is a fault of its own. */
static void bad_lines(struct check *check, const GError *error)
{
	g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);

	for (size_t i = 0; lines[i] != NULL; i++)
		bad(check, AREA_SETTINGS, bridge_exit_status(error), "",
		    lines[i]);
}

static struct bridge *check_settings(struct check *check)
{
	const struct bridge_options options = {
		.settings_path = check->options->settings_path,
		.reader = check->options->reader,
		.wake = check->options->wake,
		.trace = check->options->trace,
		.context = check->options->context,
	};
	g_autoptr(GError) error = NULL;
	struct bridge *bridge = bridge_open(&options, &error);

	if (bridge == NULL) {
		bad_lines(check, error);
		return NULL;
	}
	good(check, "Настройки", check->options->settings_path);
	if (bridge->reader != NULL)
		good(check, "Схемы файлов 1С", "встроены и читаются");
	return bridge;
}

/* A folder that lacks is made at the start, if it is ours to make and its
 * parent lets us. */
static void check_folder(struct check *check, const char *subject,
                         const char *path, bool ours)
{
	g_autofree char *parent = g_path_get_dirname(path);
	g_autofree char *text = NULL;
	struct stat st;
	int status = EX_CONFIG;

	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
		text = g_strdup_printf("%s — не папка.", path);
	} else if (access(path, F_OK) != 0 && !ours) {
		text = g_strdup_printf("папки %s нет.", path);
	} else if (access(path, F_OK) != 0 && access(parent, W_OK) != 0) {
		text = g_strdup_printf("папки %s нет, и создать её нельзя: %s.",
		                       path, g_strerror(errno));
	} else if (access(path, F_OK) == 0 &&
	           access(path, R_OK | W_OK | X_OK) != 0) {
		text = g_strdup_printf("в папку %s нельзя писать: %s.", path,
		                       g_strerror(errno));
		status = EX_NOPERM;
	} else {
		good(check, subject, path);
		return;
	}
	finding_advise(bad(check, AREA_SETTINGS, status, subject, text),
	               "Создайте её и отдайте пользователю, от имени которого "
	               "работает обмен: chown.");
}

static void check_remote(struct check *check, const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *kind = NULL;
	g_autofree char *note = NULL;

	if (fd < 0)
		return;
	if (folder_remote(fd, path, &kind, NULL) && kind != NULL) {
		note = folder_remote_note(path, kind);
		findings_add(check->findings, AREA_SETTINGS, FINDING_REMARK,
		             "Папка обмена", "%s", note);
	}
	close(fd);
}

/* What every load file would begin with. */
static void check_load_rules(struct check *check, const char *path)
{
	g_autofree char *rules = NULL;
	g_autoptr(GError) error = NULL;

	if (!load_rules_read(path, &rules, &error))
		bad(check, AREA_SETTINGS, EX_CONFIG, "", error->message);
	else if (path != NULL)
		good(check, "Правила обмена для 1С", path);
}

static void check_folders(struct check *check, const struct settings *settings)
{
	check_folder(check, "Папка обмена", settings->folder, true);
	check_remote(check, settings->folder);
	check_folder(check, "Папка состояния", settings->state, true);
	if (settings->reply_folder != NULL)
		check_folder(check, "Папка ответов плана обмена",
		             settings->reply_folder, false);
	check_load_rules(check, settings->kd2_rules_file);
}

/* ---- the portal ---- */

/* Variables of the environment that name a proxy, which others heed. */
static const char *proxy_variable(void)
{
	static const char *const names[] = { "https_proxy", "HTTPS_PROXY",
		                             "http_proxy", "all_proxy",
		                             "ALL_PROXY" };

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *value = g_getenv(names[i]);

		if (value != NULL && value[0] != '\0')
			return names[i];
	}
	return NULL;
}

static void portal_failed(struct check *check, const GError *error)
{
	const char *proxy = proxy_variable();
	struct finding *finding;

	bad(check, AREA_PORTAL, bridge_exit_status(error), "Портал не проверен",
	    error->message);
	if (proxy != NULL &&
	    g_error_matches(error, PORTAL_ERROR, PORTAL_RETRY)) {
		finding = findings_add(check->findings, AREA_PORTAL,
		                       FINDING_REMARK, "Прокси",
		                       "в окружении задана переменная %s, но "
		                       "обмен ходит к порталу напрямую.",
		                       proxy);
		finding_advise(finding, "Откройте этому серверу прямой доступ "
		                        "к порталу, порт 443.");
	}
	findings_add(check->findings, AREA_PORTAL, FINDING_REMARK, "Остальное",
	             "поля, воронки, стадии, источники и ответственные не "
	             "проверены.");
}

static void check_portal(struct check *check, struct bridge *bridge)
{
	g_autoptr(GArray) users = rules_responsibles(bridge->settings);
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) more = NULL;
	struct dictionary *dictionary =
		portal_learn_all(bridge->portal, users, &error);

	if (dictionary == NULL) {
		portal_failed(check, error);
		return;
	}
	more = examine(bridge->settings, dictionary);
	if (findings_count(more, FINDING_BAD, FINDING_FATAL) > 0)
		worse(check, EX_CONFIG);
	findings_move(check->findings, more);
	dictionary_free(dictionary);
}

static void check_webhook(struct check *check, struct bridge *bridge)
{
	const struct bridge_options options = {
		.wake = check->options->wake,
		.trace = check->options->trace,
		.context = check->options->context,
	};
	g_autoptr(GError) error = NULL;

	if (bridge_open_portal(bridge, &options, &error)) {
		findings_add(check->findings, AREA_SETTINGS, FINDING_GOOD,
		             "Файл вебхука", "%s, закрыт от других",
		             bridge->settings->webhook_file);
		tell(check);
		check_portal(check, bridge);
		return;
	}
	bad(check, AREA_SETTINGS, bridge_exit_status(error), "",
	    error->message);
}

GPtrArray *check_run(const struct check_options *options, int *status_r)
{
	struct check check = { .options = options, .findings = findings_new() };
	struct bridge *bridge = check_settings(&check);

	if (bridge != NULL) {
		check_folders(&check, bridge->settings);
		check_webhook(&check, bridge);
	}
	tell(&check);
	bridge_close(bridge);
	*status_r = check.status;
	return check.findings;
}
