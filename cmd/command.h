#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include "watcher/bridge.h"

#include <glib.h>

/*
 * A command: a name, a function, and the words of `help`. main.c has the
 * table; each function is in a file of its own and returns an exit status.
 */

struct command_line {
	const char *settings_path;
	struct reader *reader; /* NULL for commands that read no file of 1C */
	int count;             /* of words after the command's name */
	char *const *words;
};

struct command {
	const char *name;
	int (*run)(const struct command_line *line);
	const char *arguments;
	const char *help; /* Russian, a line */
	bool reads;       /* files of 1C */
};

int command_run(const struct command_line *line);
int command_once(const struct command_line *line);
int command_plan(const struct command_line *line);
int command_check(const struct command_line *line);
int command_stages(const struct command_line *line);
int command_fields(const struct command_line *line);
int command_sources(const struct command_line *line);
int command_status(const struct command_line *line);
int command_show(const struct command_line *line);
int command_retry(const struct command_line *line);
int command_release(const struct command_line *line);
int command_settings(const struct command_line *line);

/* Splits `--flag` words from the others. False after saying which is not
 * known: the caller returns EX_USAGE. `names` owned, of not owned words. */
struct command_flag {
	const char *name; /* "--json" */
	bool *value;
};
bool command_words(const struct command_line *line,
                   const struct command_flag *flags, size_t flag_count,
                   GPtrArray **names_r);
/* The same for a command that takes no names. */
bool command_flags(const struct command_line *line,
                   const struct command_flag *flags, size_t flag_count);

/* Opens a file that a person named; -1 after saying why not. */
int command_open(const char *path);

/* Says the error on stderr and frees it; the exit status it means. */
int command_fail(GError *error);

/* A bridge with these parts, or NULL after saying why; *status_r then. */
struct bridge *command_bridge(const struct command_line *line, unsigned want,
                              int *status_r);

/* Lines of stderr, secret-free, without what a terminal could take for a
 * command. */
void command_say(const char *text);
/* The same for one line of stdout. */
void command_print(const char *format, ...) G_GNUC_PRINTF(1, 2);

#endif
