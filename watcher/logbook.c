/*
 * Writes and rotates the log file.
 *
 * Refuses to matter: a log that cannot be written costs a line on stderr,
 * once.
 */
#include "watcher/logbook_p.h"

#include "core/text.h"
#include "core/when.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_BYTES = 16 * 1024 };

struct logbook {
	char *path, *old_path;
	int fd; /* -1: not open */
	gint64 length;
	bool failed; /* and it was said */
};

static const char *const level_names[] = {
	[DAEMON_DEBUG] = "debug",
	[DAEMON_NOTE] = "note",
	[DAEMON_WARNING] = "warning",
	[DAEMON_ERROR] = "error",
};

static bool open_file(struct logbook *logbook)
{
	struct stat about;

	if (logbook->fd >= 0)
		return true;
	logbook->fd = open(logbook->path,
	                   O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW |
	                           O_NONBLOCK | O_CLOEXEC,
	                   0600);
	if (logbook->fd < 0 || fstat(logbook->fd, &about) != 0)
		return false;
	logbook->length = about.st_size;
	return true;
}

static void close_file(struct logbook *logbook)
{
	if (logbook->fd >= 0)
		close(logbook->fd);
	logbook->fd = -1;
}

struct logbook *logbook_open(const char *state)
{
	struct logbook *logbook = g_new0(struct logbook, 1);

	logbook->path = g_build_filename(state, LOGBOOK_NAME, NULL);
	logbook->old_path = g_build_filename(state, LOGBOOK_OLD_NAME, NULL);
	logbook->fd = -1;
	return logbook;
}

void logbook_close(struct logbook *logbook)
{
	if (logbook == NULL)
		return;
	close_file(logbook);
	g_free(logbook->path);
	g_free(logbook->old_path);
	g_free(logbook);
}

static char *line_of(enum daemon_level level, const char *text)
{
	g_autofree char *plain = text_plain(text, LINE_BYTES);
	g_autoptr(GTimeZone) zone = g_time_zone_new_local();
	g_autofree char *time =
		when_zoned(g_get_real_time() / G_USEC_PER_SEC, zone);

	return g_strdup_printf("%s %s %s\n", time, level_names[level], plain);
}

/* A descriptor may belong to a file that somebody removed. */
static bool is_there(const struct logbook *logbook)
{
	struct stat about;

	return fstat(logbook->fd, &about) == 0 && about.st_nlink > 0;
}

static bool rotate(struct logbook *logbook)
{
	close_file(logbook);
	return rename(logbook->path, logbook->old_path) == 0 &&
	       open_file(logbook);
}

/* Whole or not at all: a reader takes what ends for a line. */
static bool append(struct logbook *logbook, const char *line, size_t length)
{
	ssize_t written = write(logbook->fd, line, length);

	if (written == (ssize_t)length) {
		logbook->length += (gint64)length;
		return true;
	}
	if (written >= 0 && ftruncate(logbook->fd, logbook->length) == 0)
		errno = ENOSPC;
	return false;
}

static bool write_line(struct logbook *logbook, const char *line)
{
	size_t length = strlen(line);

	if (logbook->fd >= 0 && !is_there(logbook))
		close_file(logbook);
	if (!open_file(logbook))
		return false;
	if (logbook->length + (gint64)length > LOGBOOK_BYTES &&
	    logbook->length > 0 && !rotate(logbook))
		return false;
	return append(logbook, line, length);
}

char *logbook_add(struct logbook *logbook, enum daemon_level level,
                  const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	bool good = true;
	int code;

	for (size_t i = 0; good && lines[i] != NULL; i++) {
		g_autofree char *line = line_of(level, lines[i]);

		good = write_line(logbook, line);
	}
	code = errno;
	if (!good)
		close_file(logbook);
	if (good || logbook->failed) {
		logbook->failed = !good;
		return NULL;
	}
	logbook->failed = true;
	return g_strdup_printf("Журнал %s не пишется: %s. Обмен от этого не "
	                       "страдает; освободите место или верните права "
	                       "на папку.",
	                       logbook->path, g_strerror(code));
}
