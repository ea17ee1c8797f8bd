/*
 * Puts together what locks, folders, history and the daemon itself say.
 *
 * Refuses to make anything: what lacks is told, and stays lacking.
 */
#include "watcher/status_p.h"

#include "watcher/daemon_nudge.h"
#include "watcher/floor.h"
#include "watcher/folder.h"
#include "watcher/history_browse.h"
#include "watcher/history_p.h"
#include "watcher/pulse.h"

#include "core/when.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* ---- the daemon ---- */

static void add_portal(cJSON *report, const struct pulse *pulse)
{
	cJSON *portal = cJSON_AddObjectToObject(report, "portal");
	enum pulse_failure kind =
		pulse != NULL ? pulse->failure_kind : PULSE_WELL;
	bool failing = kind == PULSE_OUTAGE || kind == PULSE_PERSON;
	const char *state = "unknown";

	if (kind == PULSE_OUTAGE)
		state = "outage";
	else if (kind == PULSE_PERSON)
		state = "refused";
	else if (pulse != NULL && pulse->last_success != WHEN_NONE)
		state = "ok";
	history_add_text(portal, "state", state);
	history_add_text(portal, "text", failing ? pulse->failure : NULL);
	history_add_when(portal, "since",
	                 failing ? pulse->failure_since : WHEN_NONE);
}

static void add_trouble(cJSON *report, const struct pulse *pulse)
{
	cJSON *trouble;

	if (pulse == NULL || pulse->failure_kind != PULSE_LOCAL) {
		cJSON_AddNullToObject(report, "trouble");
		return;
	}
	trouble = cJSON_AddObjectToObject(report, "trouble");
	history_add_text(trouble, "text", pulse->failure);
	history_add_when(trouble, "since", pulse->failure_since);
}

/* What another daemon wrote says nothing of this one. */
static void add_daemon(cJSON *report, const struct settings *settings)
{
	pid_t pid = daemon_find(settings->state, settings->folder);
	struct pulse *pulse = pid != 0 ? pulse_read(settings->state) : NULL;

	if (pulse != NULL && pulse->pid != pid)
		g_clear_pointer(&pulse, pulse_free);
	cJSON_AddBoolToObject(report, "running", pid != 0);
	history_add_id(report, "pid", pid);
	history_add_when(report, "started",
	                 pulse != NULL ? pulse->started : WHEN_NONE);
	history_add_when(report, "last_look",
	                 pulse != NULL ? pulse->last_look : WHEN_NONE);
	history_add_text(report, "settings_sha256",
	                 pulse != NULL ? pulse->settings_sha256 : NULL);
	history_add_text(report, "settings_refused",
	                 pulse != NULL ? pulse->settings_refused : NULL);
	add_portal(report, pulse);
	add_trouble(report, pulse);
	pulse_free(pulse);
}

/* ---- folder and disk ---- */

static char *folder_fault(const char *folder)
{
	struct stat about;

	if (stat(folder, &about) != 0)
		return g_strdup_printf("Папка %s: %s. Верните её (диск "
		                       "подключён?) или поправьте [exchange] "
		                       "folder.",
		                       folder, g_strerror(errno));
	if (!S_ISDIR(about.st_mode))
		return g_strdup_printf("%s — не папка. Поправьте [exchange] "
		                       "folder.",
		                       folder);
	if (access(folder, R_OK | W_OK | X_OK) != 0)
		return g_strdup_printf("Папка %s: %s. Дайте на неё права "
		                       "пользователю службы: chown.",
		                       folder, g_strerror(errno));
	return NULL;
}

static void add_folder(cJSON *report, const struct settings *settings)
{
	g_autofree char *fault = folder_fault(settings->folder);
	cJSON *folder = cJSON_AddObjectToObject(report, "folder");

	cJSON_AddBoolToObject(folder, "ok", fault == NULL);
	history_add_text(folder, "text", fault);
}

static bool room(const char *path, double *free_r, double *total_r)
{
	struct statvfs about;

	if (statvfs(path, &about) != 0)
		return false;
	*free_r = (double)about.f_bavail * (double)about.f_frsize;
	*total_r = (double)about.f_blocks * (double)about.f_frsize;
	return true;
}

/* The fuller of the two places counts; the floor is every place's. */
static void add_disk(cJSON *report, const struct settings *settings)
{
	double free_bytes, total_bytes, other_free, other_total;
	g_autofree char *fault = NULL;
	cJSON *disk;

	if (!room(settings->folder, &free_bytes, &total_bytes)) {
		cJSON_AddNullToObject(report, "disk");
		return;
	}
	if (room(settings->state, &other_free, &other_total) &&
	    other_free < free_bytes) {
		free_bytes = other_free;
		total_bytes = other_total;
	}
	fault = floor_fault(settings, false);
	disk = cJSON_AddObjectToObject(report, "disk");
	cJSON_AddNumberToObject(disk, "free_bytes", free_bytes);
	cJSON_AddNumberToObject(disk, "total_bytes", total_bytes);
	cJSON_AddBoolToObject(disk, "low", fault != NULL);
	history_add_text(disk, "text", fault);
}

/* ---- all of it ---- */

static bool may_look(const struct settings *settings, GError **error)
{
	const char *paths[] = { settings->state, settings->folder };

	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
		if (access(paths[i], R_OK | X_OK) != 0 && errno == EACCES)
			return folder_fail(error, EACCES, "Папка «%s»",
			                   paths[i]);
	}
	return true;
}

cJSON *status_report(const struct settings *settings, GError **error)
{
	cJSON *report;
	gint64 now = g_get_real_time() / G_USEC_PER_SEC;

	if (!may_look(settings, error))
		return NULL;
	report = cJSON_CreateObject();
	add_daemon(report, settings);
	add_folder(report, settings);
	add_disk(report, settings);
	status_add_queue(report, settings->folder, now);
	status_add_history(report, settings, now);
	status_add_problems(report);
	return report;
}
