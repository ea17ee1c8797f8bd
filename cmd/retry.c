/*
 * `retry` and `release`: a person says "again" and "let it pass". Both only
 * put files into in/; whoever has the folder carries them out.
 */
#include "watcher/retry.h"
#include "cmd/command.h"
#include "watcher/release.h"

#include <stdio.h>
#include <sysexits.h>

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

		if (release_file(bridge, names->pdata[i], &error))
			continue;
		command_fail(error);
		status = 1;
	}
	bridge_close(bridge);
	return status;
}
