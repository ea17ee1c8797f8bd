/*
 * `once` where a daemon has the folder: the files go to in/, and we wait until
 * the history tells what became of them.
 *
 * Refuses to wait for a daemon that is gone.
 */
#include "cmd/once_p.h"
#include "watcher/file_hash.h"
#include "watcher/signals.h"

#include <sysexits.h>
#include <unistd.h>

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
			once_file(once, found->name, found->state,
			          &found->totals, found->ack, NULL);
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
		ok = once_pass_over(once, &failure);
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

int once_hand_over(const struct command_line *line, struct once *once,
                   const GPtrArray *paths, bool force)
{
	GError *error = NULL;
	int status = EX_OK;
	struct bridge *bridge = command_bridge(line, BRIDGE_SPOOL, &status);

	if (bridge == NULL)
		return status;
	command_say("Папкой занята служба; файлы переданы ей.");
	if (hand_over_all(bridge, once, paths, force, &error))
		status = once_status(once);
	else
		status = command_fail(error);
	bridge_close(bridge);
	return status;
}
