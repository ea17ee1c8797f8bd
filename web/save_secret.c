/* Writes what only its owner may read. */
#include "web/save_secret.h"

#include "watcher/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool put(int fd, const char *text)
{
	gsize length = strlen(text);

	return write(fd, text, length) == (gssize)length &&
	       write(fd, "\n", 1) == 1 && fsync(fd) == 0;
}

bool save_secret(const char *path, const char *text, GError **error)
{
	g_autofree char *aside = g_strdup_printf("%s.XXXXXX", path);
	int fd = g_mkstemp_full(aside, O_RDWR | O_CLOEXEC, 0600);
	bool ok;

	if (fd < 0)
		return folder_fail(error, errno,
		                   "%s не записан (нужно право писать в эту "
		                   "папку)",
		                   path);
	ok = put(fd, text);
	ok = close(fd) == 0 && ok;
	ok = ok && rename(aside, path) == 0;
	if (!ok) {
		folder_fail(error, errno, "%s не записан", path);
		unlink(aside);
	}
	return ok;
}
