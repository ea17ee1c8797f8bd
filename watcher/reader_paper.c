/*
 * A few megabytes of memory that two processes share one after the other.
 * Sealed: who writes on it cannot make it larger.
 */
#include "watcher/reader_p.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int reader_paper_new(void)
{
	int fd = memfd_create("b24-paper", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int code;

	if (fd < 0)
		return -1;
	if (ftruncate(fd, PAPER_MOST) == 0 &&
	    fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) ==
	            0)
		return fd;
	code = errno;
	close(fd);
	errno = code;
	return -1;
}

static bool put(int fd, gconstpointer bytes, gsize length, off_t at)
{
	const char *from = bytes;

	while (length > 0) {
		ssize_t wrote = pwrite(fd, from, length, at);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return false;
		from += wrote;
		at += wrote;
		length -= (gsize)wrote;
	}
	return true;
}

bool reader_paper_write(int fd, gconstpointer bytes, gsize length)
{
	struct reader_paper head = { .length = (guint32)length };

	if (length > PAPER_MOST - sizeof(head)) {
		errno = EFBIG;
		return false;
	}
	return put(fd, bytes, length, sizeof(head)) &&
	       put(fd, &head, sizeof(head), 0);
}

GByteArray *reader_paper_read(int fd)
{
	struct reader_paper head = { 0 };
	GByteArray *bytes;
	gsize got = 0;

	if (pread(fd, &head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
	    head.length > PAPER_MOST - sizeof(head))
		return NULL;
	bytes = g_byte_array_new();
	g_byte_array_set_size(bytes, head.length);
	while (got < head.length) {
		ssize_t more = pread(fd, bytes->data + got, head.length - got,
		                     (off_t)(sizeof(head) + got));

		if (more < 0 && errno == EINTR)
			continue;
		if (more <= 0) {
			g_byte_array_unref(bytes);
			return NULL;
		}
		got += (gsize)more;
	}
	return bytes;
}
