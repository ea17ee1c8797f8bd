/*
 * What the daemon said of itself, read back.
 *
 * Refuses to guess: what is not whole says nothing.
 */
#include "watcher/pulse_p.h"

#include "core/when.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <unistd.h>

enum { FILE_BYTES = 128 * 1024 };

static const char *const failure_names[] = {
	[PULSE_WELL] = NULL,
	[PULSE_OUTAGE] = "outage",
	[PULSE_PERSON] = "person",
	[PULSE_LOCAL] = "local",
};

const char *pulse_failure_name(enum pulse_failure kind)
{
	return failure_names[kind];
}

void pulse_clear(struct pulse *pulse)
{
	g_free(pulse->settings_sha256);
	g_free(pulse->settings_refused);
	g_free(pulse->failure);
}

void pulse_free(struct pulse *pulse)
{
	if (pulse == NULL)
		return;
	pulse_clear(pulse);
	g_free(pulse);
}

/* ---- reading ---- */

static gint64 time_of(const cJSON *json, const char *key)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(json, key);

	return cJSON_IsNumber(item) ? (gint64)item->valuedouble : WHEN_NONE;
}

static char *text_of(const cJSON *json, const char *key)
{
	return g_strdup(cJSON_GetStringValue(
		cJSON_GetObjectItemCaseSensitive(json, key)));
}

static enum pulse_failure failure_of(const cJSON *json)
{
	g_autofree char *name = text_of(json, "failure_kind");

	for (int i = PULSE_OUTAGE; i <= PULSE_LOCAL; i++)
		if (g_strcmp0(name, failure_names[i]) == 0)
			return (enum pulse_failure)i;
	return PULSE_WELL;
}

static struct pulse *pulse_of_json(const cJSON *json)
{
	const cJSON *pid = cJSON_GetObjectItemCaseSensitive(json, "pid");
	struct pulse *pulse;

	if (!cJSON_IsNumber(pid) || pid->valuedouble < 1)
		return NULL;
	pulse = g_new0(struct pulse, 1);
	pulse->pid = (pid_t)pid->valueint;
	pulse->started = time_of(json, "started");
	pulse->last_look = time_of(json, "last_look");
	pulse->last_success = time_of(json, "last_success");
	pulse->settings_sha256 = text_of(json, "settings_sha256");
	pulse->settings_refused = text_of(json, "settings_refused");
	pulse->failure = text_of(json, "failure");
	pulse->failure_since = time_of(json, "failure_since");
	pulse->failure_kind = failure_of(json);
	return pulse;
}

static ssize_t read_whole(const char *path, char *text, size_t most)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	size_t length = 0;
	ssize_t got = -1;

	if (fd < 0)
		return -1;
	while (length < most &&
	       (got = read(fd, text + length, most - length)) > 0)
		length += (size_t)got;
	close(fd);
	return got == 0 ? (ssize_t)length : -1;
}

struct pulse *pulse_read(const char *state)
{
	g_autofree char *path = g_build_filename(state, PULSE_NAME, NULL);
	g_autofree char *text = g_malloc(FILE_BYTES);
	ssize_t length = read_whole(path, text, FILE_BYTES);
	struct pulse *pulse = NULL;
	cJSON *json;

	if (length < 0 || !g_utf8_validate(text, length, NULL))
		return NULL;
	json = cJSON_ParseWithLength(text, (size_t)length);
	if (json != NULL)
		pulse = pulse_of_json(json);
	cJSON_Delete(json);
	return pulse;
}
