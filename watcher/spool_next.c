/*
 * The next file of in/ that is ready, one at a time: a folder full of files
 * that are not costs no descriptors.
 *
 * A file is ready when nobody can write to it (a lease proves that) and it has
 * looked the same to us for a while by our own clock. Its own times prove
 * nothing: a copy from Windows carries the mtime of its source and has its
 * full size before its content. Only ctime cannot be forged by a sender, so it
 * sorts.
 */
#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "watcher/spool_seen.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { STUCK_MS = 60 * 1000 };

void spool_file_free(struct spool_file *file)
{
	if (file == NULL)
		return;
	if (file->fd >= 0)
		close(file->fd); /* and with it the lease */
	g_free(file->identity);
	g_free(file->name);
	g_free(file);
}

/* The lease comes first: what fstat says after it holds for as long. */
static bool ready(struct spool *spool, struct seen *seen, int fd,
                  bool *leased_r)
{
	enum spool_lease lease = spool_lease(fd);
	gint64 quiet_ms = spool->options.quiet_ms;
	gint64 unchanged = spool->now_ms - seen->since_ms;
	gint64 slow = spool->options.quiet_slow_ms - unchanged;
	struct stat about;
	if (lease == LEASE_BUSY) {
		/* Quiet begins when the writer has gone. */
		seen_block(seen,
		           "открыт на запись другой программой: "
		           "дождитесь её или закройте",
		           spool->now_ms);
		seen->since_ms = spool->now_ms;
		spool_again_in(spool, quiet_ms);
		return false;
	}
	if (seen->stuck_ms == 0)
		seen_block(seen, NULL, spool->now_ms);
	if (fstat(fd, &about) != 0 || seen_obstacle(&about) != NULL) {
		spool_again_in(spool, quiet_ms);
		return false;
	}
	struct spool_identity identity = spool_identity(&about);
	if (!spool_identity_same(&identity, &seen->identity)) {
		seen_renew(seen, &identity, spool->now_ms);
		spool_again_in(spool, quiet_ms);
		return false;
	}
	/* One that is granted here does not bind who writes from elsewhere. */
	*leased_r = lease == LEASE_GRANTED && spool->remote == NULL;
	if (!*leased_r && slow > 0) {
		spool_again_in(spool, slow);
		return false;
	}
	return true;
}

static struct spool_file *file_new(const struct spool *spool,
                                   const struct turn *turn, int fd, bool leased)
{
	struct spool_file *file = g_new0(struct spool_file, 1);
	const struct seen *seen = turn->data;
	file->name = g_strdup(turn->name);
	file->fd = fd;
	file->size = seen->identity.size;
	file->unchanged_ms = spool->now_ms - seen->since_ms;
	file->leased = leased;
	file->identity = g_new(struct spool_identity, 1);
	*file->identity = seen->identity;
	return file;
}

/* NULL with errno 0: not ready; NULL with an errno: no more can be opened. */
static struct spool_file *take(struct spool *spool, const struct turn *turn)
{
	bool leased = false;
	struct seen *seen = turn->data;
	int fd = spool_at_open(spool->folders[SPOOL_IN], turn->name, O_RDONLY,
	                       0);
	if (fd < 0) {
		int code = errno;
		if (code == EACCES || code == EPERM)
			seen_block(seen,
			           "нет прав на чтение: дайте их "
			           "пользователю службы",
			           spool->now_ms);
		/* Gone, or something else by now: the next look tells. */
		bool mine = code == EMFILE || code == ENFILE ||
		            code == ENOMEM || code == EIO;
		errno = mine ? code : 0;
		return NULL;
	}
	if (!ready(spool, seen, fd, &leased)) {
		close(fd);
		errno = 0;
		return NULL;
	}
	return file_new(spool, turn, fd, leased);
}

struct spool_file *spool_next(struct spool *spool, GError **error)
{
	while (spool->turn < spool->turns->len) {
		const struct turn *turn = &g_array_index(
			spool->turns, struct turn, spool->turn++);
		struct spool_file *file = take(spool, turn);
		if (file != NULL)
			return file;
		if (errno == 0)
			continue;
		g_autofree char *plain = spool_name_plain(turn->name);
		folder_fail(error, errno, "Файл «%s/in/%s»", spool->path,
		            plain);
		return NULL;
	}
	return NULL;
}

void spool_put_off(struct spool *spool, const struct spool_file *file,
                   enum spool_off off)
{
	struct seen *seen = g_hash_table_lookup(spool->seen, file->name);
	if (seen == NULL)
		return;
	seen->off = off;
	if (off == SPOOL_WAITS)
		spool_again_in(spool, MAX(spool->options.patience_ms -
		                                  file->unchanged_ms,
		                          0));
}

void spool_stick(struct spool *spool, const struct spool_file *file,
                 const char *why)
{
	struct seen *seen = g_hash_table_lookup(spool->seen, file->name);
	if (seen == NULL)
		return;
	seen->stuck_ms = spool->now_ms + STUCK_MS;
	if (why != NULL)
		seen_block(seen, why, spool->now_ms);
	spool_again_in(spool, STUCK_MS);
}
