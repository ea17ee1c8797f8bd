/* A new text under an old name. */
#include "web/replace_file.h"

#include "xml/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void keep_owner(int fd, const char *path, bool secret)
{
	struct stat st;
	bool given;

	if (stat(path, &st) != 0)
		return;
	/* Only root can give a file away; others keep their own. A group that
	 * we are not in cannot be kept: then nobody but us may read it. */
	given = fchown(fd, st.st_uid, st.st_gid) == 0 ||
	        fchown(fd, (uid_t)-1, st.st_gid) == 0;
	if (given && !secret)
		fchmod(fd, st.st_mode & 0777);
}

static bool sync_folder(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok;
}

bool replace_file(const char *path, const char *text, gsize length, bool secret)
{
	g_autofree char *aside = g_strdup_printf("%s.XXXXXX", path);
	int fd = g_mkstemp_full(aside, O_RDWR | O_CLOEXEC, 0600);
	bool ok;
	int code;

	if (fd < 0)
		return false;
	keep_owner(fd, path, secret);
	ok = write_all(fd, text, length) && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	if (ok && rename(aside, path) == 0)
		return sync_folder(path);
	code = errno;
	unlink(aside);
	errno = code;
	return false;
}
