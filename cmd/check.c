/*
 * `b24bridge check`: settings, folders, webhook, and that every name in the
 * settings means something in the portal. With files: only whether they are
 * valid, without settings of a portal and without the network.
 */
#include "cmd/command.h"
#include "cmd/report.h"
#include "core/judge.h"
#include "core/when.h"
#include "watcher/settings_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { SHOWN_ORDERS = 3 };

#define good(...) mark_line("✓", __VA_ARGS__)
#define bad(...) mark_line("✗", __VA_ARGS__)

static void mark_line(const char *mark, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

static void mark_line(const char *mark, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	command_print("%s %s", mark, text);
}

/* ---- files ---- */

static const char *or_dash(const char *text)
{
	return text != NULL && text[0] != '\0' ? text : "—";
}

static void print_order(struct order *order, const struct settings *settings)
{
	struct judged *judged = judge(order, settings);
	g_autofree char *phone =
		judged_text(judged, ORDER_CLIENT_PHONE, settings);
	g_autofree char *client =
		judged_text(judged, ORDER_CLIENT_NAME, settings);

	command_print("    № %s от %s, %s, %s, %s, клиент: %s, телефон: %s",
	              or_dash(order->text[ORDER_NUMBER]),
	              or_dash(order->text[ORDER_DATE]),
	              or_dash(order->text[ORDER_STATE]),
	              or_dash(order->text[ORDER_ORGANIZATION]),
	              or_dash(order->text[ORDER_AMOUNT]), or_dash(client),
	              or_dash(phone));
	for (guint i = 0; i < judged->messages->len; i++) {
		const struct message *message = judged->messages->pdata[i];

		command_print("        [%s] %s", message_name(message->code),
		              message->text);
	}
	judged_free(judged);
}

static void print_first(struct order_source *source,
                        const struct settings *settings)
{
	g_autoptr(GPtrArray) orders = g_ptr_array_new();
	guint count = 0;

	if (!order_source_next(source, SHOWN_ORDERS, orders, &count, NULL))
		return;
	for (guint i = 0; i < orders->len; i++)
		print_order(orders->pdata[i], settings);
}

static void print_file(const char *path, const struct order_file *file,
                       struct order_source *source,
                       const struct settings *settings)
{
	if (source != NULL) {
		good("%s: формат %s, заказ-нарядов %" G_GUINT64_FORMAT, path,
		     file->format, file->orders);
		print_first(source, settings);
		return;
	}
	bad("%s: файл не принят", path);
	for (guint i = 0; i < file->faults->len; i++) {
		g_autofree char *text =
			report_fault(path, file->faults->pdata[i]);

		command_print("    %s", text);
	}
	if (file->faults_more > 0)
		printf("    и ещё ошибок: %" G_GUINT64_FORMAT "\n",
		       file->faults_more);
}

static bool check_file(struct bridge *bridge, const char *path)
{
	struct order_source *source = NULL;
	struct order_file file;
	g_autoptr(GError) error = NULL;
	int fd = command_open(path);
	bool whole;
	int reading;

	if (fd < 0)
		return false;
	reading = order_reader_read(bridge->reader, fd, bridge->settings, &file,
	                            &source, &error);
	close(fd);
	if (reading < 0) {
		bad("%s: %s", path, error->message);
		return false;
	}
	whole = source != NULL;
	print_file(path, &file, source, bridge->settings);
	order_source_free(source);
	order_file_clear(&file);
	return whole;
}

static int check_files(struct bridge *bridge, const GPtrArray *names)
{
	int status = EX_OK;

	for (guint i = 0; i < names->len; i++) {
		if (!check_file(bridge, names->pdata[i]))
			status = 1;
	}
	return status;
}

/* ---- settings and folders ---- */

static void worse(int *status, int found)
{
	if (*status == EX_OK)
		*status = found;
}

static void check_folder(const char *key, const char *path, int *status)
{
	g_autofree char *parent = g_path_get_dirname(path);
	struct stat st;

	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
		bad("%s: %s — не папка", key, path);
		worse(status, EX_CONFIG);
	} else if (access(path, F_OK) != 0 && access(parent, W_OK) != 0) {
		bad("%s: папки %s нет, и создать её нельзя: %s", key, path,
		    g_strerror(errno));
		worse(status, EX_CONFIG);
	} else if (access(path, F_OK) == 0 && access(path, W_OK) != 0) {
		bad("%s: в папку %s нельзя писать: %s", key, path,
		    g_strerror(errno));
		worse(status, EX_NOPERM);
	} else {
		good("%s: %s", key, path);
	}
}

/* ---- the portal ---- */

static void check_owner(const struct dictionary *dictionary, int *status)
{
	if (!dictionary->scope_crm) {
		bad("У вебхука нет права CRM: откройте вебхук в Битрикс24 "
		    "(Разработчикам → Другое → Входящий вебхук) и отметьте "
		    "«CRM (crm)».");
		worse(status, EX_CONFIG);
	}
	good("Портал %s, вебхук пользователя %" G_GINT64_FORMAT " %s",
	     dictionary->address, dictionary->owner,
	     dictionary->owner_name != NULL ? dictionary->owner_name : "");
	if (!dictionary->owner_admin)
		printf("! Владелец вебхука — не администратор портала: сделки, "
		       "которых он не видит, были бы созданы второй раз. "
		       "Создайте вебхук от имени администратора.\n");
}

static void check_rules(const struct settings *settings,
                        const struct dictionary *dictionary, int *status)
{
	g_autoptr(GPtrArray) findings = NULL;
	struct rules *rules = rules_new(settings, dictionary, &findings);

	for (guint i = 0; i < findings->len; i++) {
		const struct finding *finding = findings->pdata[i];
		g_autofree char *text = finding_text(finding, settings->file);

		mark_line(finding_mark(finding), "%s", text);
		if (finding->severity >= FINDING_BAD)
			worse(status, EX_CONFIG);
	}
	rules_free(rules);
}

static void check_portal(struct bridge *bridge, int *status)
{
	GError *error = NULL;
	struct dictionary *dictionary = portal_learn(bridge->portal, &error);

	if (dictionary == NULL) {
		bad("%s", error->message);
		worse(status, bridge_exit_status(error));
		g_error_free(error);
		return;
	}
	check_owner(dictionary, status);
	check_rules(bridge->settings, dictionary, status);
	dictionary_free(dictionary);
}

static int check_all(const struct command_line *line)
{
	int status = EX_OK;
	struct bridge *bridge = command_bridge(line, BRIDGE_PORTAL, &status);

	if (bridge == NULL)
		return status;
	good("Настройки: %s", line->settings_path);
	check_folder("Папка обмена", bridge->settings->folder, &status);
	check_folder("Папка состояния", bridge->settings->state, &status);
	check_portal(bridge, &status);
	bridge_close(bridge);
	return status;
}

int command_check(const struct command_line *line)
{
	g_autoptr(GPtrArray) names = NULL;
	struct bridge *bridge;
	int status = EX_OK;

	if (!command_words(line, NULL, 0, &names))
		return EX_USAGE;
	if (names->len == 0)
		return check_all(line);
	bridge = command_bridge(line, 0, &status);
	if (bridge == NULL)
		return status;
	status = check_files(bridge, names);
	bridge_close(bridge);
	return status;
}
