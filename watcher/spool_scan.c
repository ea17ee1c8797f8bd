/*
 * Looks at in/: which files are ready to be taken, oldest first.
 *
 * A file is ready when nobody can write to it (a lease proves that) and it has
 * looked the same to us for a while by our own clock. Its own times prove
 * nothing: a copy from Windows carries the mtime of its source and has its
 * full size before its content. Only ctime cannot be forged by a sender, so it
 * sorts.
 */
#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "watcher/spool_names.h"
#include "watcher/spool_p.h"
#include "watcher/spool_seen.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct look {
	struct spool *spool;
	const struct spool_options *options;
	gint64 now_ms;
	gint64 next_ms;
};

struct candidate {
	const char *name; /* of the table */
	struct seen *seen;
};

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

static bool visit(int dir, const char *name, void *context)
{
	struct stat about;
	const struct look *look = context;
	if (spool_name_accepted(name) &&
	    fstatat(dir, name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
	    !S_ISDIR(about.st_mode))
		seen_note(look->spool->seen, name, &about, look->now_ms);
	return true;
}

static int compare(gconstpointer a, gconstpointer b)
{
	const struct candidate *x = a, *y = b;
	const struct timespec *p = &x->seen->identity.changed;
	const struct timespec *q = &y->seen->identity.changed;
	if (p->tv_sec != q->tv_sec)
		return p->tv_sec < q->tv_sec ? -1 : 1;
	if (p->tv_nsec != q->tv_nsec)
		return p->tv_nsec < q->tv_nsec ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void again_in(struct look *look, gint64 ms)
{
	if (look->next_ms < 0 || ms < look->next_ms)
		look->next_ms = ms;
}

/* Those that have been quiet for long enough, in the order to take them. */
static GArray *candidates(struct look *look)
{
	GArray *quiet = g_array_new(FALSE, FALSE, sizeof(struct candidate));
	GHashTableIter iter;
	gpointer name, value;
	g_hash_table_iter_init(&iter, look->spool->seen);
	while (g_hash_table_iter_next(&iter, &name, &value)) {
		struct seen *seen = value;
		gint64 left = look->options->quiet_ms -
		              (look->now_ms - seen->since_ms);
		if (seen->lasting)
			continue;
		if (left > 0) {
			again_in(look, left);
			continue;
		}
		struct candidate candidate = { name, seen };
		g_array_append_val(quiet, candidate);
	}
	g_array_sort(quiet, compare);
	return quiet;
}

/* The lease comes first: what fstat says after it holds for as long. */
static bool ready(struct look *look, struct seen *seen, int fd, bool *leased_r)
{
	enum spool_lease lease = spool_lease(fd);
	gint64 unchanged = look->now_ms - seen->since_ms;
	gint64 slow = look->options->quiet_slow_ms - unchanged;
	struct stat about;
	if (lease == LEASE_BUSY) {
		/* Quiet begins when the writer has gone. */
		seen_block(seen,
		           "открыт на запись другой программой: "
		           "дождитесь её или закройте",
		           look->now_ms);
		seen->since_ms = look->now_ms;
		again_in(look, look->options->quiet_ms);
		return false;
	}
	seen_block(seen, NULL, look->now_ms);
	if (fstat(fd, &about) != 0 || seen_obstacle(&about) != NULL) {
		again_in(look, look->options->quiet_ms);
		return false;
	}
	struct spool_identity identity = spool_identity(&about);
	if (!spool_identity_same(&identity, &seen->identity)) {
		seen_renew(seen, &identity, look->now_ms);
		again_in(look, look->options->quiet_ms);
		return false;
	}
	if (lease == LEASE_NONE && slow > 0) {
		again_in(look, slow);
		return false;
	}
	*leased_r = lease == LEASE_GRANTED;
	return true;
}

static struct spool_file *file_new(const struct look *look,
                                   const struct candidate *candidate, int fd,
                                   bool leased)
{
	struct spool_file *file = g_new0(struct spool_file, 1);
	const struct seen *seen = candidate->seen;
	file->name = g_strdup(candidate->name);
	file->fd = fd;
	file->size = seen->identity.size;
	file->changed = seen->identity.changed.tv_sec;
	file->unchanged_ms = look->now_ms - seen->since_ms;
	file->leased = leased;
	file->identity = g_new(struct spool_identity, 1);
	*file->identity = seen->identity;
	return file;
}

/* NULL with errno 0: not ready; NULL with an errno: no more can be opened. */
static struct spool_file *take(struct look *look,
                               const struct candidate *candidate)
{
	bool leased = false;
	int fd = spool_at_open(look->spool->folders[SPOOL_IN], candidate->name,
	                       O_RDONLY, 0);
	if (fd < 0) {
		int code = errno;
		if (code == EACCES || code == EPERM)
			seen_block(candidate->seen,
			           "нет прав на чтение: дайте их "
			           "пользователю службы",
			           look->now_ms);
		/* Gone, or something else by now: the next look tells. */
		bool mine = code == EMFILE || code == ENFILE ||
		            code == ENOMEM || code == EIO;
		errno = mine ? code : 0;
		return NULL;
	}
	if (!ready(look, candidate->seen, fd, &leased)) {
		close(fd);
		errno = 0;
		return NULL;
	}
	return file_new(look, candidate, fd, leased);
}

static bool take_all(struct look *look, const GArray *quiet, guint most,
                     GPtrArray *files, GError **error)
{
	guint taken = 0;
	for (guint i = 0; i < quiet->len; i++) {
		const struct candidate *candidate =
			&g_array_index(quiet, struct candidate, i);
		if (taken == most) {
			again_in(look, 0);
			return true;
		}
		struct spool_file *file = take(look, candidate);
		if (file != NULL) {
			g_ptr_array_add(files, file);
			taken++;
			continue;
		}
		if (errno == 0)
			continue;
		/* With some in hand the rest can wait for them. */
		if (taken == 0)
			return folder_fail(error, errno, "Файл «%s/in/%s»",
			                   look->spool->path, candidate->name);
		again_in(look, 0);
		return true;
	}
	return true;
}

bool spool_scan(struct spool *spool, const struct spool_options *options,
                gint64 now_ms, guint most, GPtrArray *files, gint64 *next_ms_r,
                GError **error)
{
	struct look look = { spool, options, now_ms, -1 };
	if (!spool_check(spool, error))
		return false;
	if (spool_at_each(spool->folders[SPOOL_IN], visit, &look) != 0)
		return folder_fail(error, errno, "Папка «%s/in»", spool->path);
	seen_forget(spool->seen);
	g_autoptr(GArray) quiet = candidates(&look);
	if (!take_all(&look, quiet, most, files, error))
		return false;
	*next_ms_r = look.next_ms;
	return true;
}
