/*
 * `retry` and `release`: a person says "again" and "let it pass". Both only
 * put files into in/; whoever has the folder carries them out.
 */
#include "watcher/retry.h"
#include "cmd/command.h"
#include "watcher/file_hash.h"
#include "watcher/spool_names.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static int retry_all(struct bridge *bridge, const GPtrArray *numbers)
{
	guint dropped = 0;

	for (guint i = 0; i < MAX(numbers->len, 1); i++) {
		const char *number =
			numbers->len > 0 ? numbers->pdata[i] : NULL;
		GError *error = NULL;
		guint count = 0;

		if (!retry_drop(bridge, number, false, 0, &count, &error))
			return command_fail(error);
		dropped += count;
	}
	printf("Файлов положено в in/ снова: %u\n", dropped);
	return dropped > 0 ? EX_OK : 1;
}

int command_retry(const struct command_line *line)
{
	g_autoptr(GPtrArray) numbers = NULL;
	struct bridge *bridge;
	int status = EX_OK;

	if (!command_words(line, NULL, 0, &numbers))
		return EX_USAGE;
	bridge = command_bridge(line, BRIDGE_SPOOL, &status);
	if (bridge == NULL)
		return status;
	status = retry_all(bridge, numbers);
	bridge_close(bridge);
	return status;
}

static bool release(struct bridge *bridge, const char *name, GError **error)
{
	g_autofree char *sha256 = NULL;
	g_autofree char *path = NULL;
	int fd;

	if (!spool_name_accepted(name)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
		            "%s: такое имя папка in/ не берёт. "
		            "Переименуйте файл в held/, чтобы имя "
		            "кончалось на .xml.",
		            name);
		return false;
	}
	fd = spool_open_file(bridge->spool, SPOOL_HELD, name, error);

	if (fd < 0)
		return false;
	sha256 = file_hash(fd, error);
	close(fd);
	/* What waited is as old as it was: newer data may have come since. */
	return sha256 != NULL && history_drop(bridge->history, sha256, error) &&
	       history_allow(bridge->history, sha256, PASS_BRAKE, error) &&
	       spool_move(bridge->spool, SPOOL_HELD, name, SPOOL_IN, 0, &path,
	                  error);
}

int command_release(const struct command_line *line)
{
	g_autoptr(GPtrArray) names = NULL;
	struct bridge *bridge;
	int status = EX_OK;

	if (!command_words(line, NULL, 0, &names))
		return EX_USAGE;
	if (names->len == 0) {
		command_say("release: укажите имя файла из папки held/");
		return EX_USAGE;
	}
	bridge = command_bridge(line, BRIDGE_SPOOL, &status);
	if (bridge == NULL)
		return status;
	for (guint i = 0; i < names->len; i++) {
		GError *error = NULL;

		if (release(bridge, names->pdata[i], &error))
			continue;
		command_fail(error);
		status = 1;
	}
	bridge_close(bridge);
	return status;
}
