#ifndef TESTS_WATCHER_DISK_H
#define TESTS_WATCHER_DISK_H

#include "tests/watcher/scratch.h"

#include <stdio.h>
#include <sys/syscall.h>

/*
 * A disk that refuses what the test wants it to refuse, and a source that
 * changes while it is read. Defines system calls: for one file a program.
 */

static struct {
	bool no_noreplace;
	int good_fsyncs;     /* before one fails; -1: none does */
	const char *growing; /* a file that somebody writes to meanwhile */
	const char *shrinking;
} quirks;

ssize_t pread(int fd, void *buffer, size_t size, off_t at)
{
	if (quirks.growing != NULL) {
		int other = open(quirks.growing, O_WRONLY | O_APPEND);
		g_assert_cmpint(write(other, "x", 1), ==, 1);
		close(other);
	}
	if (quirks.shrinking != NULL)
		g_assert_cmpint(truncate(quirks.shrinking, 1), ==, 0);
	return syscall(SYS_pread64, fd, buffer, size, at);
}

int renameat2(int from, const char *old, int to, const char *new,
              unsigned flags)
{
	if (flags != 0 && quirks.no_noreplace) {
		errno = EINVAL;
		return -1;
	}
	return (int)syscall(SYS_renameat2, from, old, to, new, flags);
}

int fsync(int fd)
{
	if (quirks.good_fsyncs == 0) {
		quirks.good_fsyncs = -1;
		errno = EIO;
		return -1;
	}
	if (quirks.good_fsyncs > 0)
		quirks.good_fsyncs--;
	return (int)syscall(SYS_fsync, fd);
}

static inline struct scratch *opened(void)
{
	struct scratch *scratch = scratch_new();
	memset(&quirks, 0, sizeof(quirks));
	quirks.good_fsyncs = -1;
	scratch_open(scratch);
	return scratch;
}

static const gint64 day = 1608984007; /* 2020-12-26T12:00:07Z */

#endif
