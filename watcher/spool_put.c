/*
 * Files that we make: copies and acks. Written under a hidden name in the
 * folder they are for, synced, renamed, the folder synced: whole under their
 * name or not there at all.
 *
 * Refuses a source that changes while it is copied (spool_copy.c).
 */
#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "watcher/spool_names.h"
#include "watcher/spool_p.h"

#include "core/when.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

enum { ACKS_MOST = 10 * 1000 };

static bool check_name(enum spool_folder folder, const char *name,
                       const char *plain, GError **error)
{
	if (spool_name_single(name) && name[0] != '.' &&
	    ((folder != SPOOL_IN && folder != SPOOL_WORK) ||
	     spool_name_accepted(name)))
		return true;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
	            "Файл «%s» так назвать нельзя: из in/ берутся *.xml и "
	            "*.zip, имя не начинается с точки. Переименуйте его.",
	            plain);
	return false;
}

bool spool_put(struct spool *spool, enum spool_folder folder, const char *name,
               int fd, char **name_r, GError **error)
{
	g_autofree char *plain = spool_name_plain(name);
	g_autofree char *hidden = NULL;
	char sha256[SPOOL_HASH];
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	const struct timespec *came = folder == SPOOL_WORK ? &now : NULL;
	int dir = spool->folders[folder];
	if (!check_name(folder, name, plain, error))
		return false;
	int copied = spool_at_create(dir, &hidden);
	if (copied < 0)
		return folder_fail(error, errno, "Папка «%s/%s»", spool->path,
		                   spool_folder_name(folder));
	/* Renamed while it is still open, for its lock keeps a sweep away. */
	bool put = spool_copy(fd, copied, plain, came, sha256, error) &&
	           spool_rename(spool, dir, hidden, dir, name, name_r, error);
	if (put && came != NULL)
		spool_own_note(spool, *name_r, copied, sha256);
	close(copied);
	if (!put)
		unlinkat(dir, hidden, 0);
	return put;
}

int spool_create(struct spool *spool, char **hidden_r, GError **error)
{
	int fd = spool_at_create(spool->folders[SPOOL_ACK], hidden_r);
	if (fd < 0)
		folder_fail(error, errno, "Папка «%s/ack»", spool->path);
	return fd;
}

/* Under the names with this number, the load file first: whoever sees the ack
 * finds it. Nothing was done where it fails. */
static bool publish(int dir, const char *hidden, const char *name,
                    const char *load_hidden, const char *load_name)
{
	if (load_hidden != NULL &&
	    spool_at_rename(dir, load_hidden, dir, load_name, false) != 0)
		return false;
	if (spool_at_rename(dir, hidden, dir, name, false) == 0)
		return true;
	int code = errno;
	if (load_hidden != NULL)
		spool_at_rename(dir, load_name, dir, load_hidden, false);
	errno = code;
	return false;
}

/* Perhaps there after a power cut, perhaps not: what was not synced must not
 * stand beside the one written next. */
static void take_back(int dir, const char *name, const char *load_name)
{
	int code = errno;
	unlinkat(dir, name, 0);
	if (load_name != NULL)
		unlinkat(dir, load_name, 0);
	errno = code;
}

bool spool_publish_with(struct spool *spool, int fd, const char *hidden,
                        int load_fd, const char *load_hidden,
                        const char *source, gint64 now, char **name_r,
                        GError **error)
{
	int dir = spool->folders[SPOOL_ACK];
	g_autofree char *stamp = when_stamp(now);
	if (load_fd < 0)
		load_hidden = NULL;
	if (fsync(fd) != 0 || (load_fd >= 0 && fsync(load_fd) != 0))
		return folder_fail(error, errno, "Квитанция «%s/ack/%s»",
		                   spool->path, hidden);
	for (guint n = 1; n <= ACKS_MOST; n++) {
		g_autofree char *name = spool_name_ack(source, stamp, n);
		g_autofree char *load_name =
			load_hidden != NULL ? spool_name_load(source, stamp, n)
					    : NULL;
		if (publish(dir, hidden, name, load_hidden, load_name)) {
			if (spool_sync_folder(spool, dir)) {
				*name_r = g_steal_pointer(&name);
				return true;
			}
			take_back(dir, name, load_name);
			break;
		}
		if (errno != EEXIST)
			break;
	}
	return folder_fail(error, errno, "Квитанция «%s/ack» не записывается",
	                   spool->path);
}

bool spool_publish(struct spool *spool, int fd, const char *hidden,
                   const char *source, gint64 now, char **name_r,
                   GError **error)
{
	return spool_publish_with(spool, fd, hidden, -1, NULL, source, now,
	                          name_r, error);
}

void spool_discard(struct spool *spool, const char *hidden)
{
	if (hidden != NULL && spool_name_is_hidden(hidden))
		unlinkat(spool->folders[SPOOL_ACK], hidden, 0);
}

bool spool_sync(struct spool *spool, enum spool_folder folder, GError **error)
{
	if (fsync(spool->folders[folder]) == 0)
		return true;
	return folder_fail(error, errno, "Папка «%s/%s»", spool->path,
	                   spool_folder_name(folder));
}
