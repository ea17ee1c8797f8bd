/*
 * `b24bridge once FILE…`: carries files out now. A durable copy goes to work/,
 * so that an interruption is gone on with like any other; the source stays
 * where it is. Where a daemon has the folder the copy goes to in/, and we wait
 * for what becomes of it.
 */
#include "cmd/command.h"
#include "cmd/progress.h"
#include "cmd/report.h"
#include "watcher/file_hash.h"
#include "watcher/signals.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

struct once {
	struct progress *progress;
	struct totals totals;
	bool failed; /* a file rejected or an order failed */
	bool held;
};

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

static void file(void *context, const char *name, enum file_state state,
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

/* False where the error ends the command. */
static bool pass_over(struct once *once, GError **error)
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

/* The name in work/ of this content, left there by an interrupted run. */
static char *left_over(struct bridge *bridge, const char *sha256)
{
	g_autoptr(GPtrArray) names =
		spool_list(bridge->spool, SPOOL_WORK, NULL);

	for (guint i = 0; names != NULL && i < names->len; i++) {
		g_autofree char *found = NULL;
		int fd = spool_open_file(bridge->spool, SPOOL_WORK,
		                         names->pdata[i], NULL);

		if (fd < 0)
			continue;
		found = file_hash(fd, NULL);
		close(fd);
		if (g_strcmp0(found, sha256) == 0)
			return g_strdup(names->pdata[i]);
	}
	return NULL;
}

static char *put(struct bridge *bridge, enum spool_folder folder,
                 const char *path, int fd, GError **error)
{
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *sha256 = file_hash(fd, error);
	char *name = NULL;

	if (sha256 == NULL)
		return NULL;
	if (folder == SPOOL_WORK)
		name = left_over(bridge, sha256);
	if (name == NULL)
		spool_put(bridge->spool, folder, base, fd, &name, error);
	return name;
}

static int status_of(const struct once *once)
{
	if (once->failed)
		return 1;
	return once->held ? 2 : EX_OK;
}

static int carry_out(struct bridge *bridge, struct once *once,
                     const GPtrArray *paths, bool force)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *summary = NULL;
	GError *error = NULL;

	for (guint i = 0; i < paths->len; i++) {
		int fd = command_open(paths->pdata[i]);
		char *name;

		if (fd < 0) {
			once->failed = true;
			continue;
		}
		name = put(bridge, SPOOL_WORK, paths->pdata[i], fd, &error);
		close(fd);
		if (!pass_over(once, &error))
			return command_fail(error);
		if (name != NULL)
			g_ptr_array_add(names, name);
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
	return status_of(once);
}

/* ---- a daemon has the folder ---- */

enum {
	WAIT_MS = 200,
	GONE_WAITS = 50, /* 10 s: a restart of the service is shorter */
};

struct handed {
	char *sha256;
	gint64 since;
};

static void handed_clear(gpointer data)
{
	struct handed *handed = data;

	g_free(handed->sha256);
}

/* What became of it; NULL without error: nothing yet. */
static struct history_file *outcome_of(struct bridge *bridge,
                                       const struct handed *handed,
                                       GError **error)
{
	struct history_file *found = history_find_file(
		bridge->history, handed->sha256, handed->since, error);

	if (found != NULL && found->state == FILE_OPEN)
		g_clear_pointer(&found, history_file_free);
	return found;
}

static bool wait_for(struct bridge *bridge, struct once *once, int stop_fd,
                     const struct handed *handed, GError **error)
{
	const struct settings *settings = bridge->settings;
	guint gone = 0;

	while (!signals_pending(stop_fd) && gone < GONE_WAITS) {
		GError *failure = NULL;
		struct history_file *found =
			outcome_of(bridge, handed, &failure);

		if (failure != NULL) {
			g_propagate_error(error, failure);
			return false;
		}
		if (found != NULL) {
			file(once, found->name, found->state, &found->totals,
			     found->ack, NULL);
			history_file_free(found);
			return true;
		}
		gone = spool_locked_by_other(settings->folder, settings->state)
		               ? 0
		               : gone + 1;
		g_usleep(WAIT_MS * 1000);
	}
	g_set_error_literal(
		error, PORTAL_ERROR, PORTAL_STOPPED,
		gone < GONE_WAITS
			? "Прервано; файл у службы, она его выполнит."
			: "Служба остановилась; файл ждёт её в папке in/. "
			  "Запустите её: systemctl start b24bridge.");
	return false;
}

static bool hand_over_file(struct bridge *bridge, const char *path, int fd,
                           bool force, GArray *handed, GError **error)
{
	struct handed one = { .since = g_get_real_time() / G_USEC_PER_SEC };
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *name = NULL;

	one.sha256 = file_hash(fd, error);
	if (one.sha256 == NULL)
		return false;
	if ((force &&
	     !history_allow(bridge->history, one.sha256, PASS_FORCE, error)) ||
	    !spool_put(bridge->spool, SPOOL_IN, base, fd, &name, error)) {
		g_free(one.sha256);
		return false;
	}
	g_array_append_val(handed, one);
	return true;
}

static bool hand_over_all(struct bridge *bridge, struct once *once,
                          const GPtrArray *paths, bool force, GError **error)
{
	g_autoptr(GArray) handed =
		g_array_new(FALSE, FALSE, sizeof(struct handed));
	int stop_fd = signals_open_stop();
	bool ok = true;

	g_array_set_clear_func(handed, handed_clear);
	for (guint i = 0; ok && i < paths->len; i++) {
		GError *failure = NULL;
		int fd = command_open(paths->pdata[i]);

		once->failed = once->failed || fd < 0;
		if (fd < 0)
			continue;
		hand_over_file(bridge, paths->pdata[i], fd, force, handed,
		               &failure);
		close(fd);
		ok = pass_over(once, &failure);
		if (!ok)
			g_propagate_error(error, failure);
	}
	for (guint i = 0; ok && i < handed->len; i++)
		ok = wait_for(bridge, once, stop_fd,
		              &g_array_index(handed, struct handed, i), error);
	if (stop_fd >= 0)
		close(stop_fd);
	return ok;
}

static int hand_over(const struct command_line *line, struct once *once,
                     const GPtrArray *paths, bool force)
{
	GError *error = NULL;
	int status = EX_OK;
	struct bridge *bridge = command_bridge(line, BRIDGE_SPOOL, &status);

	if (bridge == NULL)
		return status;
	command_say("Папкой занята служба; файлы переданы ей.");
	if (hand_over_all(bridge, once, paths, force, &error))
		status = status_of(once);
	else
		status = command_fail(error);
	bridge_close(bridge);
	return status;
}

/* ---- the command ---- */

static void note(void *context, const char *text)
{
	const struct once *once = context;

	progress_line(once->progress, text);
}

static void trace(void *context, const struct http_trace *trace)
{
	g_autofree char *text = report_trace(trace);

	note(context, text);
}

static int run_once(const struct command_line *line, const GPtrArray *paths,
                    bool force)
{
	struct once once = { .progress = progress_new() };
	struct bridge_options options = {
		.settings_path = line->settings_path,
		.want = BRIDGE_PORTAL | BRIDGE_SPOOL | BRIDGE_LOCK,
		.wake = signals_open_stop(),
		.listener = { .order = order,
		              .progress = progress,
		              .file = file,
		              .context = &once },
		.trace = trace,
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
		status = hand_over(line, &once, paths, force);
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
