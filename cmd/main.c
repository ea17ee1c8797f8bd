/*
 * b24bridge: work orders of 1С-Рарус: Альфа-Авто into deals of Bitrix24.
 *
 * The table below is the program: usage is printed from it.
 */
#include "cmd/command.h"
#include "watcher/confine.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static const char default_settings[] = "/etc/b24bridge/b24bridge.conf";

static int command_version(const struct command_line *line);
static int command_help(const struct command_line *line);

static const struct command commands[] = {
	{ "run", command_run, "", "служба: следить за папкой, журнал на stderr",
	  true },
	{ "once", command_once, "[--force] ФАЙЛ…",
	  "перенести эти файлы сейчас; --force — даже если данные старее",
	  true },
	{ "plan", command_plan, "ФАЙЛ… [--json]",
	  "показать, что изменилось бы в Битрикс24, ничего не меняя", true },
	{ "check", command_check, "[ФАЙЛ…]",
	  "проверить настройки и портал, а с файлами — только файлы", true },
	{ "stages", command_stages, "[--json]",
	  "воронки и стадии сделок портала", false },
	{ "fields", command_fields, "[--json]", "поля сделок портала", false },
	{ "sources", command_sources, "[--json]", "источники портала", false },
	{ "status", command_status, "[--json]",
	  "как дела: служба, портал, очередь, что ждёт человека", false },
	{ "show", command_show, "НОМЕР [--json]",
	  "всё, что было с заказ-нарядом", false },
	{ "retry", command_retry, "[НОМЕР…]",
	  "повторить заказ-наряды с ошибкой и отложенные", false },
	{ "release", command_release, "ИМЯ…",
	  "пропустить файл, который ждёт в held/", false },
	{ "settings", command_settings, "[--password]",
	  "страница настроек; --password — сначала задать её пароль", true },
	{ "version", command_version, "", "версия программы", false },
	{ "help", command_help, "[КОМАНДА]", "эта справка", false },
};

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

static void usage(FILE *out)
{
	fprintf(out,
	        "b24bridge [-c НАСТРОЙКИ] КОМАНДА [АРГУМЕНТЫ]\n\n"
	        "Заказ-наряды 1С-Рарус: Альфа-Авто — в сделки Битрикс24.\n"
	        "Настройки, если не указать: %s\n\n",
	        default_settings);
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		fprintf(out, "  %-8s %s\n           %s\n", commands[i].name,
		        commands[i].arguments, commands[i].help);
}

static int unknown(const char *name)
{
	g_autofree char *text =
		g_strdup_printf("команды «%s» нет, см. b24bridge help", name);

	command_say(text);
	return EX_USAGE;
}

static int command_version(const struct command_line *line)
{
	(void)line;
	puts("b24bridge " VERSION);
	return EX_OK;
}

static int command_help(const struct command_line *line)
{
	const struct command *command;

	if (line->count == 0) {
		usage(stdout);
		return EX_OK;
	}
	command = find(line->words[0]);
	if (command == NULL)
		return unknown(line->words[0]);
	printf("b24bridge %s %s\n%s\n", command->name, command->arguments,
	       command->help);
	return EX_OK;
}

/* `-c FILE` before the command; *next_r: the command's place. */
static bool read_options(int argc, char *argv[], struct command_line *line,
                         int *next_r)
{
	int next = 1;

	line->settings_path = default_settings;
	if (next < argc && strcmp(argv[next], "-c") == 0) {
		if (next + 1 >= argc)
			return false;
		line->settings_path = argv[next + 1];
		next += 2;
	}
	if (next >= argc || argv[next][0] == '\0')
		return false;
	*next_r = next;
	return true;
}

static const char *without_dashes(const char *name)
{
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
		return "help";
	return strcmp(name, "--version") == 0 ? "version" : name;
}

/* What reads hostile files is forked before anything else is there. */
static int run(const struct command *command, struct command_line *line)
{
	GError *error = NULL;
	int status;

	if (command->reads) {
		line->reader = reader_start(NULL, &error);
		if (line->reader == NULL)
			return command_fail(error);
	}
	status = command->run(line);
	reader_stop(line->reader);
	return status;
}

int main(int argc, char *argv[])
{
	struct command_line line = { 0 };
	const struct command *command = NULL;
	int next = 0;

	confine_process();
	setlocale(LC_CTYPE, "C.UTF-8");
	if (!read_options(argc, argv, &line, &next)) {
		usage(stderr);
		return EX_USAGE;
	}
	command = find(without_dashes(argv[next]));
	if (command == NULL)
		return unknown(argv[next]);
	line.count = argc - next - 1;
	line.words = argv + next + 1;
	return run(command, &line);
}
