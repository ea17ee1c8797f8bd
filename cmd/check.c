/*
 * `b24bridge check`: prints what watcher/check.c finds. With files: only
 * whether they are valid, without settings of a portal and without the
 * network.
 */
#include "watcher/check.h"
#include "cmd/command.h"
#include "cmd/report.h"
#include "core/judge.h"
#include "core/when.h"

#include <stdio.h>
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

/* ---- settings and portal ---- */

static void print_finding(void *context, const struct finding *finding,
                          const char *file)
{
	int *area = context;
	g_autofree char *text = finding_text(finding, file);

	if (*area >= 0 && *area != (int)finding->area)
		command_print("%s", "");
	if (*area != (int)finding->area)
		command_print("%s", finding_area_name(finding->area));
	*area = (int)finding->area;
	command_print("%s %s", finding_mark(finding), text);
	fflush(stdout);
}

static void trace(void *context, const char *text)
{
	(void)context;
	command_say(text);
}

static int check_all(const struct command_line *line)
{
	int status = EX_OK;
	int area = -1;
	const struct check_options options = {
		.settings_path = line->settings_path,
		.wake = -1,
		.found = print_finding,
		.trace = trace,
		.context = &area,
	};
	g_autoptr(GPtrArray) findings = check_run(&options, &status);
	g_autofree char *summary = findings_summary(findings);

	command_print("%s", "");
	command_print("%s", summary);
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
