/*
 * The daemon's state as a file, replaced whole.
 *
 * Refuses to sync: after a crash of the machine there is no daemon of which it
 * could tell. Only the one daemon of a state writes it, so the name of the new
 * file needs no number.
 */
#include "watcher/pulse_p.h"

#include "core/text.h"
#include "core/when.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LOOK_SECONDS = 60, TEXT_BYTES = 8 * 1024 };

struct pulse_keeper {
	char *path, *new_path;
	struct pulse pulse;
	gint64 written; /* monotonic seconds */
};

static gint64 now(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

static gint64 now_monotonic(void)
{
	return g_get_monotonic_time() / G_USEC_PER_SEC;
}

static void add_time(cJSON *json, const char *key, gint64 when)
{
	if (when != WHEN_NONE)
		cJSON_AddNumberToObject(json, key, (double)when);
	else
		cJSON_AddNullToObject(json, key);
}

static void add_text(cJSON *json, const char *key, const char *text)
{
	if (text != NULL)
		cJSON_AddStringToObject(json, key, text);
	else
		cJSON_AddNullToObject(json, key);
}

static char *pulse_text(const struct pulse *pulse)
{
	cJSON *json = cJSON_CreateObject();
	char *text, *copy;

	cJSON_AddNumberToObject(json, "pid", pulse->pid);
	add_time(json, "started", pulse->started);
	add_time(json, "last_look", pulse->last_look);
	add_time(json, "last_success", pulse->last_success);
	add_text(json, "settings_sha256", pulse->settings_sha256);
	add_text(json, "settings_refused", pulse->settings_refused);
	add_text(json, "failure", pulse->failure);
	add_time(json, "failure_since", pulse->failure_since);
	add_text(json, "failure_kind", pulse_failure_name(pulse->failure_kind));
	text = cJSON_PrintUnformatted(json);
	copy = g_strdup(text);
	cJSON_free(text);
	cJSON_Delete(json);
	return copy;
}

static bool put(const char *path, const char *text)
{
	size_t length = strlen(text);
	int fd = open(path,
	              O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
	              0600);
	bool good;

	if (fd < 0)
		return false;
	good = write(fd, text, length) == (ssize_t)length;
	return close(fd) == 0 && good;
}

static void write_pulse(struct pulse_keeper *keeper)
{
	g_autofree char *text = pulse_text(&keeper->pulse);

	keeper->written = now_monotonic();
	if (!put(keeper->new_path, text) ||
	    rename(keeper->new_path, keeper->path) != 0)
		unlink(keeper->new_path);
}

struct pulse_keeper *pulse_keep(const char *state, const char *settings_sha256)
{
	struct pulse_keeper *keeper = g_new0(struct pulse_keeper, 1);

	keeper->path = g_build_filename(state, PULSE_NAME, NULL);
	keeper->new_path = g_build_filename(state, PULSE_NEW_NAME, NULL);
	keeper->pulse.pid = getpid();
	keeper->pulse.started = now();
	keeper->pulse.last_look = WHEN_NONE;
	keeper->pulse.last_success = WHEN_NONE;
	keeper->pulse.failure_since = WHEN_NONE;
	keeper->pulse.settings_sha256 = g_strdup(settings_sha256);
	write_pulse(keeper);
	return keeper;
}

void pulse_keeper_free(struct pulse_keeper *keeper)
{
	if (keeper == NULL)
		return;
	pulse_clear(&keeper->pulse);
	g_free(keeper->path);
	g_free(keeper->new_path);
	g_free(keeper);
}

/* Its lines stay lines: of settings each is a fault of its own. */
static char *bounded(const char *text)
{
	char *valid = g_utf8_make_valid(text, -1);

	if (strlen(valid) > TEXT_BYTES)
		*g_utf8_find_prev_char(valid, valid + TEXT_BYTES) = '\0';
	return valid;
}

static void write_now_and_then(struct pulse_keeper *keeper)
{
	if (now_monotonic() - keeper->written >= LOOK_SECONDS)
		write_pulse(keeper);
}

/* The first look is worth telling: from then on it works. */
void pulse_looked(struct pulse_keeper *keeper)
{
	bool first = keeper->pulse.last_look == WHEN_NONE;

	keeper->pulse.last_look = now();
	if (first)
		write_pulse(keeper);
	else
		write_now_and_then(keeper);
}

static void set_well(struct pulse *pulse)
{
	pulse->failure_kind = PULSE_WELL;
	pulse->failure_since = WHEN_NONE;
	g_clear_pointer(&pulse->failure, g_free);
}

void pulse_succeeded(struct pulse_keeper *keeper)
{
	struct pulse *pulse = &keeper->pulse;
	bool news = pulse->failure_kind != PULSE_WELL ||
	            pulse->last_success == WHEN_NONE;

	pulse->last_success = now();
	set_well(pulse);
	if (news)
		write_pulse(keeper);
	else
		write_now_and_then(keeper);
}

bool pulse_passed(struct pulse_keeper *keeper)
{
	if (keeper->pulse.failure_kind != PULSE_LOCAL)
		return false;
	set_well(&keeper->pulse);
	write_pulse(keeper);
	return true;
}

void pulse_failed(struct pulse_keeper *keeper, enum pulse_failure kind,
                  const char *text)
{
	g_autofree char *plain = bounded(text);
	struct pulse *pulse = &keeper->pulse;

	if (pulse->failure_kind == kind &&
	    g_strcmp0(pulse->failure, plain) == 0) {
		write_now_and_then(keeper);
		return;
	}
	/* One trouble may have many words. */
	if (pulse->failure_kind != kind)
		pulse->failure_since = now();
	pulse->failure_kind = kind;
	text_set(&pulse->failure, plain);
	write_pulse(keeper);
}

void pulse_settings(struct pulse_keeper *keeper, const char *sha256)
{
	text_set(&keeper->pulse.settings_sha256, sha256);
	g_clear_pointer(&keeper->pulse.settings_refused, g_free);
	write_pulse(keeper);
}

void pulse_settings_refused(struct pulse_keeper *keeper, const char *text)
{
	g_autofree char *plain = bounded(text);

	text_set(&keeper->pulse.settings_refused, plain);
	write_pulse(keeper);
}
