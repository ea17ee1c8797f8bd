/*
 * Files that we make: copies and acks. Written under a hidden name in the
 * folder they are for, synced, renamed, the folder synced: whole under their
 * name or not there at all.
 *
 * Refuses a source that changes while it is copied.
 */
#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "watcher/spool_names.h"
#include "watcher/spool_p.h"

#include "core/when.h"
#include "xml/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { COPY_BYTES = 16 * 1024, ACKS_MOST = 10 * 1000 };

/* At most `size` bytes: who appends for ever does not fill our disk. */
static bool copy_bytes(int from, int to, guint64 size)
{
	char buffer[COPY_BYTES];
	for (guint64 at = 0; at < size;) {
		size_t want = (size_t)MIN(size - at, (guint64)COPY_BYTES);
		ssize_t got = pread(from, buffer, want, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			return true; /* shorter than it was: copy() sees it */
		if (got < 0 || !write_all(to, buffer, (size_t)got))
			return false;
		at += (guint64)got;
	}
	return true;
}

static bool copy(int from, int to, const char *plain, GError **error)
{
	struct stat before, after;
	if (fstat(from, &before) != 0)
		return folder_fail(error, errno, "Файл «%s»", plain);
	if (!S_ISREG(before.st_mode)) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
		            "«%s» — не обычный файл: сохраните данные в файл "
		            "и укажите его.",
		            plain);
		return false;
	}
	if (!copy_bytes(from, to, (guint64)before.st_size) || fsync(to) != 0 ||
	    fstat(from, &after) != 0)
		return folder_fail(error, errno, "Файл «%s» не копируется",
		                   plain);
	struct spool_identity a = spool_identity(&before);
	struct spool_identity b = spool_identity(&after);
	if (spool_identity_same(&a, &b))
		return true;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
	            "Файл «%s» менялся, пока его копировали: дождитесь, пока "
	            "его допишут, и повторите.",
	            plain);
	return false;
}

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
	int dir = spool->folders[folder];
	if (!check_name(folder, name, plain, error))
		return false;
	int copied = spool_at_create(dir, &hidden);
	if (copied < 0)
		return folder_fail(error, errno, "Папка «%s/%s»", spool->path,
		                   spool_folder_name(folder));
	/* Renamed while it is still open, for its lock keeps a sweep away. */
	bool put = copy(fd, copied, plain, error) &&
	           spool_rename(spool, dir, hidden, dir, name, name_r, error);
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
			if (fsync(dir) == 0) {
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
