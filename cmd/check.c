/*
 * `b24bridge check`: prints what watcher/check.c finds. With files: only
 * whether they are valid, without settings of a portal and without the
 * network.
 */
#include "watcher/check.h"
#include "cmd/check_file.h"
#include "cmd/command.h"

#include <stdio.h>
#include <sysexits.h>

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
		.reader = line->reader,
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
