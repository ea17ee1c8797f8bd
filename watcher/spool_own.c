/*
 * Files of work/ made ours alone. The file that was claimed is the sender's
 * still: he may have it open, or another name for it, and write to it at any
 * time. So a copy takes its place, by a rename: killed at any point, work/NAME
 * is the one or the other, both whole, and never two.
 *
 * Trusts only what this process copied itself: whatever else stands in work/
 * is copied once more before it is read. The mark on a copy says no more than
 * when the file came, which a sender may tell anyway.
 */
#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "watcher/spool_names.h"
#include "watcher/spool_p.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The sticky bit means nothing on a file, and no share sets it. */
enum { OWN_MODE = S_ISVTX | S_IRUSR | S_IWUSR | S_IRGRP };

/* What stands in work/ under a name, as this process put it there. */
struct own {
	dev_t device;
	ino_t inode;
	char sha256[SPOOL_HASH];
};

struct timespec spool_came(const struct stat *about)
{
	bool marked = (about->st_mode & S_ISVTX) != 0 &&
	              about->st_mtim.tv_sec <= about->st_ctim.tv_sec;
	return marked ? about->st_mtim : about->st_ctim;
}

bool spool_own_mark(int fd, const struct timespec *came)
{
	const struct timespec times[2] = { *came, *came };
	/* Where the file system has no such bits, the mark is all that lacks.
	 */
	if (fchmod(fd, OWN_MODE) != 0 && errno != EPERM && errno != EINVAL &&
	    errno != EOPNOTSUPP)
		return false;
	return futimens(fd, times) == 0;
}

bool spool_own_note(struct spool *spool, const char *name, int fd,
                    const char *sha256)
{
	struct stat about;
	if (fstat(fd, &about) != 0)
		return false;
	struct own *own = g_new0(struct own, 1);
	own->device = about.st_dev;
	own->inode = about.st_ino;
	g_strlcpy(own->sha256, sha256, sizeof(own->sha256));
	g_hash_table_replace(spool->own, g_strdup(name), own);
	return true;
}

/* NULL: it is not ours. */
static const struct own *find(const struct spool *spool, const char *name,
                              int fd)
{
	const struct own *own = g_hash_table_lookup(spool->own, name);
	struct stat about;
	return own != NULL && fstat(fd, &about) == 0 &&
	                       own->device == about.st_dev &&
	                       own->inode == about.st_ino
	               ? own
	               : NULL;
}

bool spool_is_own(const struct spool *spool, const char *name,
                  const struct stat *about)
{
	const struct own *own = g_hash_table_lookup(spool->own, name);
	return own != NULL && own->device == about->st_dev &&
	       own->inode == about->st_ino;
}

static bool changed(const char *plain, GError **error)
{
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN,
	            "Файл «%s» ещё пишут: дождитесь, пока его допишут.", plain);
	return false;
}

/* A descriptor of the copy, still under its hidden name; -1: error. */
static int make_copy(struct spool *spool, const char *plain, int fd,
                     bool leased, char **hidden_r, char sha256[SPOOL_HASH],
                     GError **error)
{
	struct stat about;
	int to = spool_at_create(spool->folders[SPOOL_WORK], hidden_r);
	if (to < 0 || fstat(fd, &about) != 0) {
		folder_fail(error, errno, "Папка «%s/work»", spool->path);
	} else {
		struct timespec came = spool_came(&about);
		if (spool_copy(fd, to, plain, &came, sha256, error) &&
		    (!leased || spool_lease_held(fd) || changed(plain, error)))
			return to;
	}
	if (to >= 0)
		close(to);
	return -1;
}

bool spool_own(struct spool *spool, const char *name, int fd, bool leased,
               GError **error)
{
	char sha256[SPOOL_HASH];
	int work = spool->folders[SPOOL_WORK];
	g_autofree char *plain = spool_name_plain(name);
	g_autofree char *hidden = NULL;
	int to = make_copy(spool, plain, fd, leased, &hidden, sha256, error);
	bool moved = false, noted = false;
	if (to >= 0) {
		moved = renameat(work, hidden, work, name) == 0;
		/* One that was not synced is copied again: it is not noted. */
		noted = moved && spool_sync_folder(spool, work) &&
		        spool_own_note(spool, name, to, sha256);
		if (!noted)
			folder_fail(error, errno, "Файл «%s/work/%s»",
			            spool->path, plain);
		close(to);
	}
	if (!moved && hidden != NULL)
		unlinkat(work, hidden, 0);
	return noted;
}

void spool_own_forget(struct spool *spool, const char *name)
{
	g_hash_table_remove(spool->own, name);
}

static int open_copied(struct spool *spool, const char *name, int fd,
                       GError **error)
{
	bool leased = spool_lease_held(fd);
	bool own = spool_own(spool, name, fd, leased, error);
	close(fd);
	return own ? spool_open_file(spool, SPOOL_WORK, name, error) : -1;
}

int spool_open_own(struct spool *spool, const char *name,
                   char sha256_r[SPOOL_HASH], GError **error)
{
	int fd = spool_open_file(spool, SPOOL_WORK, name, error);
	if (fd >= 0 && find(spool, name, fd) == NULL)
		fd = open_copied(spool, name, fd, error);
	if (fd < 0)
		return -1;
	const struct own *own = find(spool, name, fd);
	if (own != NULL) {
		memcpy(sha256_r, own->sha256, SPOOL_HASH);
		return fd;
	}
	g_autofree char *plain = spool_name_plain(name);
	changed(plain, error);
	close(fd);
	return -1;
}
