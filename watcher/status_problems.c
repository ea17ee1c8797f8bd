/*
 * What of a status needs somebody, in the words of `status` and the page.
 */
#include "watcher/status_p.h"

#include <string.h>

enum { SILENCE_HOURS = 24 };

static const cJSON *member(const cJSON *object, const char *key)
{
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

static double number(const cJSON *object, const char *key)
{
	const cJSON *item = member(object, key);

	return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

static const char *text(const cJSON *object, const char *key)
{
	const char *value = cJSON_GetStringValue(member(object, key));

	return value != NULL ? value : "";
}

static void G_GNUC_PRINTF(3, 4)
	say(cJSON *problems, enum status_level level, const char *format, ...)
{
	cJSON *problem = cJSON_CreateObject();
	g_autofree char *words = NULL;
	va_list arguments;

	va_start(arguments, format);
	words = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	cJSON_AddNumberToObject(problem, "level", level);
	cJSON_AddStringToObject(problem, "text", words);
	cJSON_AddItemToArray(problems, problem);
}

static void judge_daemon(const cJSON *report, cJSON *problems)
{
	const cJSON *portal = member(report, "portal");
	const cJSON *trouble = member(report, "trouble");
	const char *state = text(portal, "state");

	if (!cJSON_IsTrue(member(report, "running")))
		say(problems, STATUS_DOWN,
		    "Служба не работает. Запустите её: systemctl start "
		    "b24bridge");
	if (strcmp(state, "refused") == 0)
		say(problems, STATUS_CRITICAL, "Битрикс24 отказывает: %s",
		    text(portal, "text"));
	else if (strcmp(state, "outage") == 0)
		say(problems, STATUS_WARNING,
		    "Битрикс24 не отвечает, обмен продолжится сам: %s",
		    text(portal, "text"));
	if (cJSON_IsObject(trouble))
		say(problems, STATUS_CRITICAL, "%s", text(trouble, "text"));
	if (cJSON_IsString(member(report, "settings_refused")))
		say(problems, STATUS_WARNING,
		    "Новые настройки не приняты, действуют прежние: %s",
		    text(report, "settings_refused"));
}

static void judge_place(const cJSON *report, cJSON *problems)
{
	const cJSON *folder = member(report, "folder");
	const cJSON *disk = member(report, "disk");
	const cJSON *history = member(report, "history");

	if (!cJSON_IsTrue(member(folder, "ok")))
		say(problems, STATUS_CRITICAL, "%s", text(folder, "text"));
	if (cJSON_IsTrue(member(disk, "low")))
		say(problems, STATUS_CRITICAL, "%s", text(disk, "text"));
	if (!cJSON_IsTrue(member(history, "ok")))
		say(problems, STATUS_CRITICAL, "%s", text(history, "text"));
}

static void judge_work(const cJSON *report, cJSON *problems)
{
	const cJSON *waiting = member(report, "waiting");
	const cJSON *silence = member(report, "silence_hours");
	int files = cJSON_GetArraySize(member(report, "held_files"));

	if (cJSON_IsNull(silence))
		say(problems, STATUS_WARNING, "Файлов из 1С ещё не было.");
	else if (number(report, "silence_hours") >= SILENCE_HOURS)
		say(problems, STATUS_WARNING,
		    "Файлов из 1С нет уже %.0f ч. Проверьте выгрузку в 1С.",
		    number(report, "silence_hours"));
	if (files > 0)
		say(problems, STATUS_WARNING,
		    "Файлов ждут решения в held/: %d. Проверьте их командой "
		    "b24bridge plan и пропустите: b24bridge release ИМЯ",
		    files);
	if (number(waiting, "held") > 0)
		say(problems, STATUS_WARNING,
		    "Отложено заказ-нарядов: %.0f. Почему — скажет b24bridge "
		    "show НОМЕР или файл ответа в ack/.",
		    number(waiting, "held"));
	if (number(waiting, "failed") > 0)
		say(problems, STATUS_WARNING,
		    "Заказ-нарядов с ошибкой: %.0f. Исправьте причину и "
		    "повторите: b24bridge retry",
		    number(waiting, "failed"));
}

void status_add_problems(cJSON *report)
{
	cJSON *problems = cJSON_CreateArray();
	const cJSON *problem;
	double level = STATUS_WELL;

	judge_daemon(report, problems);
	judge_place(report, problems);
	judge_work(report, problems);
	cJSON_ArrayForEach (problem, problems)
		level = MAX(level, number(problem, "level"));
	cJSON_AddNumberToObject(report, "level", level);
	cJSON_AddItemToObject(report, "problems", problems);
}
