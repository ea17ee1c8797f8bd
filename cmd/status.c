/*
 * `status`: how the bridge is, for people and for monitoring.
 *
 * Refuses to ask the portal: the daemon knows how it is, and a look must not
 * cost a request.
 */
#include "watcher/status.h"
#include "cmd/command.h"
#include "cmd/json.h"

#include <string.h>
#include <sysexits.h>

static void print_daemon(const cJSON *report, GTimeZone *zone)
{
	g_autofree char *started = json_time(report, "started", zone);
	g_autofree char *look = json_time(report, "last_look", zone);

	if (!cJSON_IsTrue(json_member(report, "running"))) {
		command_print("Служба:         не работает");
		return;
	}
	command_print("Служба:         работает, процесс %.0f, с %s",
	              json_number(report, "pid"), started);
	command_print("Смотрела в in/: %s", look);
}

static void print_portal(const cJSON *report, GTimeZone *zone)
{
	static const struct {
		const char *state, *words;
	} words[] = {
		{ "ok", "отвечает" },
		{ "outage", "не отвечает с" },
		{ "refused", "отказывает с" },
	};
	const cJSON *portal = json_member(report, "portal");
	g_autofree char *since = json_time(portal, "since", zone);

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (strcmp(json_text(portal, "state"), words[i].state) != 0)
			continue;
		command_print("Битрикс24:      %s%s%s", words[i].words,
		              i > 0 ? " " : "", i > 0 ? since : "");
		return;
	}
	command_print("Битрикс24:      пока неизвестно, файлов не было");
}

static void print_files(const cJSON *report, GTimeZone *zone)
{
	const cJSON *queue = json_member(report, "queue");
	const cJSON *last = json_member(report, "last_file");
	const cJSON *held;
	g_autofree char *received = json_time(last, "received", zone);
	g_autofree char *success = json_time(report, "last_success", zone);

	command_print("В очереди:      in/ %.0f, work/ %.0f; старший ждёт "
	              "%.0f с",
	              json_number(queue, "in"), json_number(queue, "work"),
	              json_number(queue, "oldest_seconds"));
	if (cJSON_IsObject(last))
		command_print("Последний файл: %s, получен %s",
		              json_text(last, "name"), received);
	command_print("Успешно:        %s", success);
	cJSON_ArrayForEach (held, json_member(report, "held_files")) {
		g_autofree char *since = json_time(held, "since", zone);

		command_print("В held/:        %s, с %s. %s",
		              json_text(held, "name"), since,
		              json_text(held, "why"));
	}
}

static void print_orders(const cJSON *report)
{
	const cJSON *today = json_member(report, "today");
	const cJSON *waiting = json_member(report, "waiting");

	command_print(
		"Сегодня:        создано %.0f, обновлено %.0f, без "
		"изменений %.0f, пропущено %.0f, отложено %.0f, с "
		"ошибкой %.0f",
		json_number(today, "created"), json_number(today, "updated"),
		json_number(today, "unchanged"), json_number(today, "skipped"),
		json_number(today, "held"), json_number(today, "failed"));
	command_print("Ждут человека:  отложено %.0f, с ошибкой %.0f",
	              json_number(waiting, "held"),
	              json_number(waiting, "failed"));
}

static void print_rest(const cJSON *report)
{
	const cJSON *disk = json_member(report, "disk");
	const cJSON *problem;

	if (cJSON_IsObject(disk))
		command_print("Диск:           свободно %.1f ГБ из %.1f",
		              json_number(disk, "free_bytes") / 1e9,
		              json_number(disk, "total_bytes") / 1e9);
	if (json_number(report, "level") == STATUS_WELL)
		command_print("Всё в порядке.");
	cJSON_ArrayForEach (problem, json_member(report, "problems"))
		command_print("! %s", json_text(problem, "text"));
}

static void print(const cJSON *report, GTimeZone *zone)
{
	print_daemon(report, zone);
	print_portal(report, zone);
	print_files(report, zone);
	print_orders(report);
	print_rest(report);
}

int command_status(const struct command_line *line)
{
	bool json = false;
	const struct command_flag flags[] = { { "--json", &json } };
	struct bridge *bridge;
	GError *error = NULL;
	cJSON *report;
	int status = EX_OK;

	if (!command_flags(line, flags, G_N_ELEMENTS(flags)))
		return EX_USAGE;
	bridge = command_bridge(line, 0, &status);
	if (bridge == NULL)
		return status;
	report = status_report(bridge->settings, &error);
	if (report == NULL) {
		status = command_fail(error);
	} else {
		status = (int)json_number(report, "level");
		if (json)
			json_print(g_steal_pointer(&report));
		else
			print(report, bridge->settings->timezone);
	}
	cJSON_Delete(report);
	bridge_close(bridge);
	return status;
}
