/*
 * The one way in which content becomes ours: read through a descriptor, hashed
 * on the way, synced. Blocks are shared where the file system can.
 *
 * Refuses a source that changes while it is copied. Never syncs a descriptor
 * again that failed once: whoever calls throws the copy away and begins anew.
 */
#include "watcher/folder.h"
#include "watcher/spool_p.h"

#include "xml/write_all.h"

#include <errno.h>
#include <linux/fs.h>
#include <nettle/sha2.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COPY_BYTES = 64 * 1024 };

/* At most `size` bytes: who appends for ever does not fill our disk. `to` -1:
 * it has them already. */
static bool copy_bytes(int from, int to, guint64 size, struct sha256_ctx *sum)
{
	g_autofree guint8 *buffer = g_malloc(COPY_BYTES);
	for (guint64 at = 0; at < size;) {
		size_t want = (size_t)MIN(size - at, (guint64)COPY_BYTES);
		ssize_t got = pread(from, buffer, want, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			return true; /* shorter than it was: that is seen */
		if (got < 0 || (to >= 0 && !write_all(to, buffer, (size_t)got)))
			return false;
		sha256_update(sum, (size_t)got, buffer);
		at += (guint64)got;
	}
	return true;
}

static void print_hash(struct sha256_ctx *sum, char text[SPOOL_HASH])
{
	static const char digits[] = "0123456789abcdef";
	guint8 digest[SHA256_DIGEST_SIZE];
	sha256_digest(sum, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++) {
		text[2 * i] = digits[digest[i] >> 4];
		text[2 * i + 1] = digits[digest[i] & 0xF];
	}
	text[2 * sizeof(digest)] = '\0';
}

static bool fill(int from, int to, guint64 size, char sha256[SPOOL_HASH])
{
	struct sha256_ctx sum;
	bool shared = ioctl(to, FICLONE, from) == 0;
	sha256_init(&sum);
	if (!copy_bytes(shared ? to : from, shared ? -1 : to, size, &sum))
		return false;
	print_hash(&sum, sha256);
	return true;
}

bool spool_copy(int from, int to, const char *plain,
                const struct timespec *came, char sha256_r[SPOOL_HASH],
                GError **error)
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
	if (!fill(from, to, (guint64)before.st_size, sha256_r) ||
	    (came != NULL && !spool_own_mark(to, came)) || fsync(to) != 0 ||
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
