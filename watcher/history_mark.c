/*
 * STATE/history.last: how many times the history announced writes, and when it
 * did last, said outside of the history itself. A history that has begun anew,
 * or that is an older copy put back, knows by it that writes were sent of which
 * it does not tell, and until when.
 *
 * Refuses to sync: it is written behind the transaction that it counts, so that
 * after a power cut it is behind at most, and then it says nothing. One write
 * of less than a sector: nobody reads half of it.
 */
#include "watcher/history_p.h"

#include "core/when.h"
#include "watcher/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MARK_BYTES = 64 };

int history_mark_open(const char *state, GError **error)
{
	g_autofree char *path = g_build_filename(state, "history.last", NULL);
	int fd = open(path,
	              O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC,
	              0600);

	if (fd < 0)
		folder_fail(error, errno, "«%s» не открывается", path);
	return fd;
}

/* Digits and a blank or line end behind them. */
static bool read_number(const char **text, gint64 *number_r)
{
	char *end = NULL;
	guint64 number = g_ascii_strtoull(*text, &end, 10);

	if (!g_ascii_isdigit(**text) || number > G_MAXINT64 / 2 ||
	    (*end != ' ' && *end != '\n'))
		return false;
	*number_r = (gint64)number;
	*text = end + 1;
	return true;
}

struct history_mark history_mark_read(int fd)
{
	struct history_mark mark = { 0 }, nothing = { .at = WHEN_NONE };
	char text[MARK_BYTES + 1] = "";
	const char *at = text;
	ssize_t got = pread(fd, text, MARK_BYTES, 0);

	if (got <= 0 || !read_number(&at, &mark.count) ||
	    !read_number(&at, &mark.at))
		return nothing;
	return mark;
}

bool history_mark_write(int fd, const struct history_mark *mark, GError **error)
{
	char text[MARK_BYTES];
	int length =
		snprintf(text, sizeof(text),
	                 "%020" G_GINT64_FORMAT " %020" G_GINT64_FORMAT "\n",
	                 mark->count, mark->at);

	if (pwrite(fd, text, (size_t)length, 0) == length)
		return true;
	return folder_fail(error, errno != 0 ? errno : ENOSPC,
	                   "«history.last» в папке состояния не пишется");
}
