#ifndef TESTS_WATCHER_BENCH_H
#define TESTS_WATCHER_BENCH_H

#include "tests/watcher/scratch.h"
#include "watcher/spool_p.h"

#include <stdarg.h>
#include <sys/syscall.h>

/*
 * A spool with a clock of the test's own, on a file system that refuses what
 * the test wants it to refuse. Defines system calls: for one file a program.
 */

/* ---- file systems that refuse ---- */

static struct {
	bool no_leases;
	bool no_noreplace;
	int good_fsyncs; /* before the failing ones */
	int failing_fsyncs;
	int failing_writes;
	const char *growing; /* a file that somebody writes to meanwhile */
} quirks;

ssize_t pread(int fd, void *buffer, size_t size, off_t at)
{
	if (quirks.growing != NULL) {
		int other = open(quirks.growing, O_WRONLY | O_APPEND);
		g_assert_cmpint(syscall(SYS_write, other, "x", 1), ==, 1);
		close(other);
	}
	return syscall(SYS_pread64, fd, buffer, size, at);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	if (quirks.failing_writes > 0) {
		quirks.failing_writes--;
		errno = ENOSPC;
		return -1;
	}
	return syscall(SYS_write, fd, bytes, size);
}

int fcntl(int fd, int command, ...)
{
	va_list arguments;
	va_start(arguments, command);
	long argument = va_arg(arguments, long);
	va_end(arguments);
	if (command == F_SETLEASE && quirks.no_leases) {
		errno = EINVAL;
		return -1;
	}
	return (int)syscall(SYS_fcntl, fd, command, argument);
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
	if (quirks.good_fsyncs > 0) {
		quirks.good_fsyncs--;
	} else if (quirks.failing_fsyncs > 0) {
		quirks.failing_fsyncs--;
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fsync, fd);
}

/* ---- a scratch with a clock ---- */

enum {
	QUIET_MS = 2000,
	SLOW_MS = 15000,
	PATIENCE_MS = 600 * 1000,
	MANY = 1000
};

static const struct spool_options options = { QUIET_MS, SLOW_MS, PATIENCE_MS };

struct bench {
	struct scratch *scratch;
	struct spool *spool;
	gint64 now_ms, next_ms;
	GPtrArray *files;
};

static inline struct bench *bench_new(void)
{
	struct bench *bench = g_new0(struct bench, 1);
	memset(&quirks, 0, sizeof(quirks));
	bench->scratch = scratch_new();
	scratch_open(bench->scratch);
	bench->spool = bench->scratch->spool;
	bench->now_ms = 1000000;
	bench->files =
		g_ptr_array_new_with_free_func((GDestroyNotify)spool_file_free);
	return bench;
}

static inline void bench_free(struct bench *bench)
{
	g_ptr_array_unref(bench->files);
	scratch_free(bench->scratch);
	g_free(bench);
}

/* Lets time pass, looks, and says how many are ready. */
static inline guint look_most(struct bench *bench, gint64 later_ms, guint most)
{
	g_autoptr(GError) error = NULL;
	bench->now_ms += later_ms;
	g_ptr_array_set_size(bench->files, 0);
	g_assert_true(
		spool_scan(bench->spool, &options, bench->now_ms, &error));
	while (bench->files->len < most) {
		struct spool_file *next = spool_next(bench->spool, &error);
		if (next == NULL)
			break;
		g_ptr_array_add(bench->files, next);
	}
	g_assert_no_error(error);
	bench->next_ms = spool_again_ms(bench->spool);
	return bench->files->len;
}

static inline guint look(struct bench *bench, gint64 later_ms)
{
	return look_most(bench, later_ms, MANY);
}

static const struct spool_file *file(struct bench *bench, guint i)
{
	g_assert_cmpuint(i, <, bench->files->len);
	return bench->files->pdata[i];
}

static inline void put(struct bench *bench, const char *below, const char *text)
{
	scratch_write(bench->scratch, below, text);
}

static inline bool claim(struct bench *bench)
{
	g_autoptr(GError) error = NULL;
	bool claimed = spool_claim(bench->spool, file(bench, 0), &error);
	g_assert_no_error(error);
	return claimed;
}

/* ---- what a sender may do to a file ---- */

static inline void touch_rename_over(const char *path)
{
	g_autofree char *other = g_strconcat(path, ".new", NULL);
	g_assert_true(g_file_set_contents(other, "<a/>", -1, NULL));
	g_assert_cmpint(rename(other, path), ==, 0);
}

/* Windows gives a copy the times of its source at the end. */
static inline void touch_times(const char *path)
{
	struct timespec old[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	g_assert_cmpint(utimensat(AT_FDCWD, path, old, 0), ==, 0);
}

static inline void touch_mode(const char *path)
{
	g_assert_cmpint(chmod(path, 0400), ==, 0);
}

#endif
