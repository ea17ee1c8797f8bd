/*
 * Is it still the same file, and does anybody write to it?
 *
 * F_SETLEASE(F_RDLCK) is refused while any descriptor or mapping can write,
 * and breaks as soon as somebody opens the file for writing. It needs the
 * file's owner or CAP_LEASE and a local file system; where it is not to be
 * had, time must do (spool_options.quiet_slow_ms).
 */
#include "watcher/spool_p.h"

#include <errno.h>
#include <fcntl.h>

struct spool_identity spool_identity(const struct stat *about)
{
	return (struct spool_identity){
		.device = about->st_dev,
		.inode = about->st_ino,
		.size = (guint64)about->st_size,
		.modified = about->st_mtim,
		.changed = about->st_ctim,
	};
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool spool_identity_moved(const struct spool_identity *before,
                          const struct spool_identity *after)
{
	return before->device == after->device &&
	       before->inode == after->inode && before->size == after->size &&
	       same_time(&before->modified, &after->modified);
}

bool spool_identity_same(const struct spool_identity *a,
                         const struct spool_identity *b)
{
	return spool_identity_moved(a, b) &&
	       same_time(&a->changed, &b->changed);
}

enum spool_lease spool_lease(int fd)
{
	if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0)
		return LEASE_GRANTED;
	return errno == EAGAIN ? LEASE_BUSY : LEASE_NONE;
}

bool spool_lease_held(int fd)
{
	return fcntl(fd, F_GETLEASE) == F_RDLCK;
}
