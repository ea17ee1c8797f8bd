/*
 * Reads the log for whoever follows it.
 *
 * A place is the number of bytes before it and a number that the file was born
 * with: so a reader notices that the file is another one by now, which a number
 * of bytes alone would hide as soon as the new one is as long.
 */
#include "watcher/logbook_p.h"

#include "watcher/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PLACE_BITS = 25, /* of an offset: files are below 16 MiB */
	BIRTH_BITS = 27, /* together below 2^53 */
};

/* An open log; fd -1: there is none. */
struct log {
	int fd;
	gint64 length, birth;
};

static gint64 place_of(const struct log *log, gint64 offset)
{
	return log->birth << PLACE_BITS | offset;
}

static gint64 offset_of(gint64 place)
{
	return place & ((G_GINT64_CONSTANT(1) << PLACE_BITS) - 1);
}

static bool is_in(const struct log *log, gint64 place)
{
	return log->fd >= 0 && place >> PLACE_BITS == log->birth &&
	       offset_of(place) <= log->length;
}

static void log_close(struct log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
}

/* An inode number alone is used again at once; a rename changes neither. */
static gint64 birth_of(int fd, const struct stat *about)
{
	guint64 number = about->st_ino;
	struct statx more;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &more) == 0 &&
	    (more.stx_mask & STATX_BTIME) != 0)
		number = (number * 31 + (guint64)more.stx_btime.tv_sec) * 31 +
		         more.stx_btime.tv_nsec;
	return (gint64)(number % ((G_GUINT64_CONSTANT(1) << BIRTH_BITS) - 39));
}

static bool log_open(const char *state, const char *name, struct log *log,
                     GError **error)
{
	g_autofree char *path = g_build_filename(state, name, NULL);
	struct stat about;

	log->fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (log->fd < 0 && errno == ENOENT)
		return true;
	if (log->fd < 0 || fstat(log->fd, &about) != 0)
		return folder_fail(error, errno, "Журнал «%s»", path);
	if (!S_ISREG(about.st_mode)) {
		log_close(log);
		return folder_fail(error, EINVAL, "Журнал «%s»", path);
	}
	log->length = MIN((gint64)about.st_size,
	                  (G_GINT64_CONSTANT(1) << PLACE_BITS) - 1);
	log->birth = birth_of(log->fd, &about);
	return true;
}

/* Appends whole lines from `offset` on, at most `most` bytes; *offset: behind
 * the last. `align`: `offset` may be in the middle of a line. */
static bool read_lines(const struct log *log, gint64 *offset, bool align,
                       gsize most, GString *text)
{
	gsize want = MIN((gsize)(log->length - *offset), most);
	g_autofree char *bytes = g_malloc(want + 1);
	ssize_t got = pread(log->fd, bytes, want, *offset);
	const char *begin = bytes;
	const char *end;

	if (got < 0)
		return false;
	if (align) {
		begin = memchr(bytes, '\n', (gsize)got);
		if (begin == NULL)
			return true;
		begin++;
	}
	end = memrchr(begin, '\n', (gsize)(bytes + got - begin));
	end = end != NULL ? end + 1 : begin;
	g_string_append_len(text, begin, end - begin);
	*offset += end - bytes;
	return true;
}

static bool read_end(const struct log *log, gsize most, GString *text,
                     gint64 *next_r)
{
	gint64 offset = MAX(log->length - (gint64)MIN(most, LOGBOOK_TAIL), 0);
	bool good =
		log->fd < 0 || read_lines(log, &offset, offset > 0, most, text);

	*next_r = log->fd >= 0 ? place_of(log, offset) : 0;
	return good;
}

/* What is left of the log that was moved, then the new one from its begin. */
static bool read_moved(const struct log *log, const struct log *old,
                       gint64 place, gsize most, GString *text, gint64 *next_r)
{
	gint64 offset = is_in(old, place) ? offset_of(place) : 0;

	if (old->fd >= 0 && offset < old->length) {
		if (!read_lines(old, &offset, false, most, text))
			return false;
		*next_r = place_of(old, offset);
		if (text->len > 0)
			return true;
	}
	offset = 0;
	if (log->fd >= 0 && !read_lines(log, &offset, false, most, text))
		return false;
	*next_r = log->fd >= 0 ? place_of(log, offset) : 0;
	return true;
}

static bool read_from(const struct log *log, const struct log *old,
                      gint64 place, gsize most, GString *text, gint64 *next_r)
{
	gint64 offset = offset_of(place);

	if (place < 0)
		return read_end(log, most, text, next_r);
	if (!is_in(log, place))
		return read_moved(log, old, place, most, text, next_r);
	if (!read_lines(log, &offset, false, most, text))
		return false;
	*next_r = place_of(log, offset);
	return true;
}

static char *masked(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (size_t i = 0; lines[i] != NULL; i++) {
		char *line = logbook_masked(lines[i]);

		g_free(lines[i]);
		lines[i] = line;
	}
	return g_strjoinv("\n", lines);
}

bool logbook_tail(const char *state, gint64 offset, gsize most, bool mask,
                  char **text_r, gint64 *next_r, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct log log = { .fd = -1 }, old = { .fd = -1 };
	g_autofree char *valid = NULL;
	bool good;

	most = most == 0 ? LOGBOOK_MOST
	                 : CLAMP(most, LOGBOOK_LEAST, LOGBOOK_MOST);
	/* The old one first: between the two a file may move on to it. */
	good = log_open(state, LOGBOOK_OLD_NAME, &old, error) &&
	       log_open(state, LOGBOOK_NAME, &log, error);
	if (good && !read_from(&log, &old, offset, most, text, next_r))
		good = folder_fail(error, errno, "Журнал в «%s»", state);
	log_close(&log);
	log_close(&old);
	if (!good)
		return false;
	valid = g_utf8_make_valid(text->str, (gssize)text->len);
	*text_r = mask ? masked(valid) : g_steal_pointer(&valid);
	return true;
}
