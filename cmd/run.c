/*
 * `b24bridge run`: the daemon, with its log on stderr and in STATE/log.
 *
 * A line is one event: what, of which file or order. Under systemd the journal
 * knows the time and the level; on a terminal the line says the time itself.
 */
#include "cmd/command.h"
#include "cmd/report.h"
#include "core/text.h"
#include "watcher/daemon.h"
#include "watcher/logbook.h"

#include <stdio.h>
#include <sysexits.h>

struct run {
	bool journal;            /* stderr goes to systemd */
	struct logbook *logbook; /* NULL until the state is known */
};

enum { LINE_BYTES = 16 * 1024 };

static void print(const struct run *run, enum daemon_level level,
                  const char *line)
{
	static const int priorities[] = {
		[DAEMON_DEBUG] = 7,
		[DAEMON_NOTE] = 6,
		[DAEMON_WARNING] = 4,
		[DAEMON_ERROR] = 3,
	};
	g_autofree char *plain = text_plain(line, LINE_BYTES);
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	g_autofree char *time = g_date_time_format(now, "%F %T");

	if (run->journal)
		fprintf(stderr, "<%d>%s\n", priorities[level], plain);
	else
		fprintf(stderr, "%s %s\n", time, plain);
}

static void print_lines(const struct run *run, enum daemon_level level,
                        const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (size_t i = 0; lines[i] != NULL; i++)
		print(run, level, lines[i]);
}

static void log_lines(void *context, enum daemon_level level, const char *text)
{
	const struct run *run = context;
	g_autofree char *unwritten = NULL;

	print_lines(run, level, text);
	if (run->logbook != NULL)
		unwritten = logbook_add(run->logbook, level, text);
	if (unwritten != NULL)
		print_lines(run, DAEMON_WARNING, unwritten);
}

static void begun(void *context, const char *state)
{
	struct run *run = context;

	run->logbook = logbook_open(state);
}

static void note(void *context, const char *text)
{
	log_lines(context, DAEMON_WARNING, text);
}

static void trace(void *context, const char *text)
{
	log_lines(context, DAEMON_DEBUG, text);
}

static void order(void *context, const char *file,
                  const struct outcome *outcome)
{
	g_autofree char *text = NULL;

	if (outcome->kind == OUTCOME_UNCHANGED && outcome->messages->len == 0)
		return;
	text = report_order(file, outcome);
	log_lines(context,
	          outcome->kind == OUTCOME_FAILED ? DAEMON_ERROR
	          : outcome->kind == OUTCOME_HELD ? DAEMON_WARNING
	                                          : DAEMON_NOTE,
	          text);
}

static void file(void *context, const char *name, enum file_state state,
                 const struct totals *totals, const char *ack, const char *why)
{
	g_autofree char *text = report_file(name, state, totals, ack, why);

	log_lines(context,
	          state == FILE_REJECTED ? DAEMON_ERROR
	          : state == FILE_DONE   ? DAEMON_NOTE
	                                 : DAEMON_WARNING,
	          text);
}

int command_run(const struct command_line *line)
{
	struct run run = { .journal = g_getenv("JOURNAL_STREAM") != NULL };
	struct daemon_options options = {
		.bridge = {
			.settings_path = line->settings_path,
			.reader = line->reader,
			.listener = { .order = order,
				      .file = file,
				      .note = note,
				      .context = &run },
			.trace = trace,
			.note = note,
			.context = &run,
		},
		.log = log_lines,
		.begun = begun,
		.context = &run,
	};
	GError *error = NULL;
	bool ok;

	if (!command_flags(line, NULL, 0))
		return EX_USAGE;
	ok = daemon_run(&options, &error);
	logbook_close(run.logbook);
	return ok ? EX_OK : command_fail(error);
}
