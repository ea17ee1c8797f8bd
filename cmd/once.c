/*
 * `b24bridge once FILE…`: carries files out now. A durable copy goes to work/,
 * so that an interruption is gone on with like any other; the source stays
 * where it is. Where a daemon has the folder, once_hand_over.c goes on.
 */
#include "cmd/command.h"
#include "cmd/once_p.h"
#include "cmd/report.h"
#include "watcher/file_hash.h"
#include "watcher/signals.h"

#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

static void order(void *context, const char *file,
                  const struct outcome *outcome)
{
	struct once *once = context;
	g_autofree char *text = NULL;

	totals_add(&once->totals, outcome->kind);
	once->failed = once->failed || outcome->kind == OUTCOME_FAILED;
	once->held = once->held || outcome->kind == OUTCOME_HELD;
	if (outcome->kind == OUTCOME_UNCHANGED && outcome->messages->len == 0)
		return;
	text = report_order(file, outcome);
	progress_line(once->progress, text);
}

static void progress(void *context, guint64 done, guint64 all)
{
	struct once *once = context;

	progress_show(once->progress, done, all);
}

void once_file(void *context, const char *name, enum file_state state,
               const struct totals *totals, const char *ack, const char *why)
{
	struct once *once = context;
	g_autofree char *text = report_file(name, state, totals, ack, why);

	once->failed = once->failed || state == FILE_REJECTED ||
	               totals->of[OUTCOME_FAILED] > 0;
	once->held = once->held || state == FILE_HELD ||
	             totals->of[OUTCOME_HELD] > 0;
	progress_line(once->progress, text);
}

/* The file is not what it should be: the others go on. Anything else is the
 * disk's or the portal's, and nothing goes on. */
static bool is_of_file(const GError *error)
{
	return g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_INVAL) ||
	       g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN);
}

bool once_pass_over(struct once *once, GError **error)
{
	if (*error == NULL)
		return true;
	if (!is_of_file(*error))
		return false;
	once->failed = true;
	command_say((*error)->message);
	g_clear_error(error);
	return true;
}

/* What interrupted runs left in work/: content → name, owned. */
static GHashTable *left_over(struct bridge *bridge)
{
	GHashTable *found =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autoptr(GPtrArray) names =
		spool_list(bridge->spool, SPOOL_WORK, NULL);

	for (guint i = 0; names != NULL && i < names->len; i++) {
		char *sha256 = NULL;
		int fd = spool_open_file(bridge->spool, SPOOL_WORK,
		                         names->pdata[i], NULL);

		if (fd < 0)
			continue;
		sha256 = file_hash(fd, NULL);
		close(fd);
		if (sha256 != NULL)
			g_hash_table_replace(found, sha256,
			                     g_strdup(names->pdata[i]));
	}
	return found;
}

/* The name in work/ of this content: one that is there, or a new copy. */
static char *put(struct bridge *bridge, GHashTable *there, const char *path,
                 int fd, GError **error)
{
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *sha256 = file_hash(fd, error);
	const char *found;
	char *name = NULL;

	if (sha256 == NULL)
		return NULL;
	found = g_hash_table_lookup(there, sha256);
	if (found != NULL)
		return g_strdup(found);
	if (spool_put(bridge->spool, SPOOL_WORK, base, fd, &name, error))
		g_hash_table_replace(there, g_steal_pointer(&sha256),
		                     g_strdup(name));
	return name;
}

int once_status(const struct once *once)
{
	if (once->failed)
		return 1;
	return once->held ? 2 : EX_OK;
}

static int carry_out(struct bridge *bridge, struct once *once,
                     const GPtrArray *paths, bool force)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) there = left_over(bridge);
	g_autofree char *summary = NULL;
	GError *error = NULL;

	for (guint i = 0; i < paths->len; i++) {
		int fd = command_open(paths->pdata[i]);
		char *name;

		if (fd < 0) {
			once->failed = true;
			continue;
		}
		name = put(bridge, there, paths->pdata[i], fd, &error);
		close(fd);
		if (!once_pass_over(once, &error))
			return command_fail(error);
		/* A file that is named twice is carried out once. */
		if (name != NULL && !g_ptr_array_find_with_equal_func(
					    names, name, g_str_equal, NULL))
			g_ptr_array_add(names, name);
		else
			g_free(name);
	}
	if (!exchange_recover(bridge->exchange, &error) ||
	    !exchange_run(bridge->exchange, names, force, &error)) {
		progress_end(once->progress);
		command_say("Файлы остались в work/ и пойдут дальше сами: их "
		            "продолжит служба или следующий запуск once.");
		return command_fail(error);
	}
	progress_end(once->progress);
	summary = report_totals(&once->totals);
	printf("Итого: %s\n", summary);
	return once_status(once);
}

/* ---- the command ---- */

static void note(void *context, const char *text)
{
	const struct once *once = context;

	progress_line(once->progress, text);
}

static int run_once(const struct command_line *line, const GPtrArray *paths,
                    bool force)
{
	struct once once = { .progress = progress_new() };
	struct bridge_options options = {
		.settings_path = line->settings_path,
		.want = BRIDGE_PORTAL | BRIDGE_SPOOL | BRIDGE_LOCK,
		.reader = line->reader,
		.wake = signals_open_stop(),
		.listener = { .order = order,
		              .progress = progress,
		              .file = once_file,
		              .note = note,
		              .context = &once },
		.trace = note,
		.note = note,
		.context = &once,
	};
	GError *error = NULL;
	struct bridge *bridge = bridge_open(&options, &error);
	int status;

	if (bridge != NULL) {
		status = carry_out(bridge, &once, paths, force);
		bridge_close(bridge);
	} else if (g_error_matches(error, BRIDGE_ERROR, BRIDGE_BUSY)) {
		g_error_free(error);
		status = once_hand_over(line, &once, paths, force);
	} else {
		status = command_fail(error);
	}
	progress_free(once.progress);
	if (options.wake >= 0)
		close(options.wake);
	return status;
}

int command_once(const struct command_line *line)
{
	bool force = false;
	const struct command_flag flags[] = { { "--force", &force } };
	g_autoptr(GPtrArray) paths = NULL;

	if (!command_words(line, flags, G_N_ELEMENTS(flags), &paths))
		return EX_USAGE;
	if (paths->len == 0) {
		command_say("once: укажите файл с заказ-нарядами");
		return EX_USAGE;
	}
	return run_once(line, paths, force);
}
