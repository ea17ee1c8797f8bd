/*
 * What stands in work/ is ours alone: nobody who has the sender's file open, or
 * another name for it, changes what is carried out and archived.
 */
#include "tests/watcher/bench.h"

#include <sys/mman.h>

static struct bench *bench_ready(bool no_leases)
{
	struct bench *bench = bench_new();
	put(bench, "in/a.xml", "<a/>");
	quirks.no_leases = no_leases;
	look(bench, 0);
	g_assert_cmpuint(look(bench, SLOW_MS), ==, 1);
	return bench;
}

static struct stat about(const struct bench *bench, const char *below)
{
	struct stat found;
	g_autofree char *path = scratch_path(bench->scratch, below);
	g_assert_cmpint(lstat(path, &found), ==, 0);
	return found;
}

static void expect_own(struct bench *bench, const char *name, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *expected =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	char sha256[SPOOL_HASH], found[32] = "";
	int fd = spool_open_own(bench->spool, name, sha256, &error);
	g_assert_no_error(error);
	g_assert_cmpint(read(fd, found, sizeof(found) - 1), >=, 0);
	close(fd);
	g_assert_cmpstr(found, ==, text);
	g_assert_cmpstr(sha256, ==, expected);
}

static guint visible(const struct bench *bench)
{
	g_autoptr(GPtrArray) in = spool_list(bench->spool, SPOOL_IN, NULL);
	g_autoptr(GPtrArray) work = spool_list(bench->spool, SPOOL_WORK, NULL);
	return in->len + work->len;
}

static void test_copy(void)
{
	struct bench *bench = bench_ready(false);
	struct stat before = about(bench, "in/a.xml");
	g_assert_true(claim(bench));
	struct stat after = about(bench, "work/a.xml");
	g_assert_cmpuint(after.st_ino, !=, before.st_ino);
	g_assert_cmpuint(after.st_nlink, ==, 1);
	g_assert_cmpuint(after.st_uid, ==, geteuid());
	g_assert_cmpuint(after.st_mode & (S_IWGRP | S_IRWXO), ==, 0);
	g_assert_cmpuint(scratch_count(bench->scratch, "work"), ==, 1);
	expect_own(bench, "a.xml", "<a/>");
	bench_free(bench);
}

/* Without a lease a writer may have it open all the time, and a mapping, which
 * changes no time that we look at, too. */
static void test_sender_still_has_it(void)
{
	struct bench *bench = bench_ready(true);
	g_autofree char *in = scratch_path(bench->scratch, "in/a.xml");
	int writer = open(in, O_RDWR);
	char *map =
		mmap(NULL, 4, PROT_READ | PROT_WRITE, MAP_SHARED, writer, 0);
	g_assert_true(map != MAP_FAILED);
	g_assert_true(claim(bench));
	g_assert_cmpint(pwrite(writer, "<EVIL/>", 7, 0), ==, 7);
	map[1] = 'b';
	munmap(map, 4);
	close(writer);
	scratch_expect(bench->scratch, "work/a.xml", "<a/>");
	expect_own(bench, "a.xml", "<a/>");
	bench_free(bench);
}

static void test_written_while_copied(void)
{
	struct bench *bench = bench_ready(true);
	g_autofree char *path = scratch_path(bench->scratch, "work/a.xml");
	quirks.growing = path;
	g_assert_false(claim(bench));
	quirks.growing = NULL;
	scratch_expect(bench->scratch, "work/a.xml", NULL);
	scratch_expect(bench->scratch, "in/a.xml", "<a/>x");
	g_assert_cmpuint(scratch_count(bench->scratch, "work"), ==, 0);
	bench_free(bench);
}

/* A disk that fails at any point: the file is there once, whole, and taken as
 * soon as the disk is well. */
static void test_failing_disk(void)
{
	static const struct {
		const char *name;
		int writes, good_fsyncs, fsyncs;
		const char *where;
	} rows[] = {
		{ "full", 1, 0, 0, "in/a.xml" },
		{ "copy not synced", 0, 0, 1, "in/a.xml" },
		{ "work/ not synced", 0, 1, 1, "work/a.xml" },
		{ "in/ not synced", 0, 2, 1, "work/a.xml" },
		{ "nothing is synced any more", 0, 0, 9, "work/a.xml" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench *bench = bench_ready(false);
		g_autoptr(GError) error = NULL;
		g_test_message("%s", rows[i].name);
		quirks.failing_writes = rows[i].writes;
		quirks.good_fsyncs = rows[i].good_fsyncs;
		quirks.failing_fsyncs = rows[i].fsyncs;
		g_assert_false(
			spool_claim(bench->spool, file(bench, 0), &error));
		g_assert_nonnull(error);
		quirks.good_fsyncs = quirks.failing_fsyncs = 0;
		scratch_expect(bench->scratch, rows[i].where, "<a/>");
		g_assert_cmpuint(visible(bench), ==, 1);
		g_assert_cmpuint(scratch_count(bench->scratch, "work") +
		                         scratch_count(bench->scratch, "in"),
		                 ==, 1);
		if (g_str_has_prefix(rows[i].where, "in/")) {
			g_ptr_array_set_size(bench->files, 0);
			look(bench, 0);
			g_assert_cmpuint(look(bench, QUIET_MS), ==, 1);
			g_assert_true(claim(bench));
		}
		expect_own(bench, "a.xml", "<a/>");
		bench_free(bench);
	}
}

/* Killed between claim and copy, or put there by hand: what it was before the
 * next start may be anybody's still. */
static void test_found_in_work(void)
{
	struct bench *bench = bench_new();
	g_autofree char *path = scratch_path(bench->scratch, "work/a.xml");
	put(bench, "work/a.xml", "<a/>");
	int writer = open(path, O_WRONLY);
	struct stat before = about(bench, "work/a.xml");
	char sha256[SPOOL_HASH];
	g_autoptr(GError) error = NULL;
	g_assert_cmpint(spool_open_own(bench->spool, "a.xml", sha256, &error),
	                ==, -1);
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN);
	close(writer);
	expect_own(bench, "a.xml", "<a/>");
	struct stat once = about(bench, "work/a.xml");
	g_assert_cmpuint(once.st_ino, !=, before.st_ino);
	/* Once a process. */
	expect_own(bench, "a.xml", "<a/>");
	struct stat twice = about(bench, "work/a.xml");
	g_assert_cmpuint(once.st_ino, ==, twice.st_ino);
	/* Replaced behind our back. */
	g_assert_cmpint(unlink(path), ==, 0);
	put(bench, "work/a.xml", "<b/>");
	expect_own(bench, "a.xml", "<b/>");
	bench_free(bench);
}

/* It came when it was claimed, however often it is copied; before that its
 * times are the sender's. */
static void test_came(void)
{
	struct bench *bench = bench_new();
	g_autofree char *path = scratch_path(bench->scratch, "in/a.xml");
	put(bench, "in/a.xml", "<a/>");
	touch_times(path);
	look(bench, 0);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 1);
	struct stat in = about(bench, "in/a.xml");
	g_assert_true(claim(bench));
	struct stat work = about(bench, "work/a.xml");
	struct timespec came = spool_came(&work);
	g_assert_cmpint(came.tv_sec, >=, in.st_ctim.tv_sec);
	for (int start = 0; start < 3; start++) {
		scratch_open(bench->scratch);
		bench->spool = bench->scratch->spool;
		expect_own(bench, "a.xml", "<a/>");
		struct stat now = about(bench, "work/a.xml");
		struct timespec again = spool_came(&now);
		g_assert_cmpint(again.tv_sec, ==, came.tv_sec);
		g_assert_cmpint(again.tv_nsec, ==, came.tv_nsec);
		g_assert_cmpuint(now.st_ino, !=, work.st_ino);
		work = now;
	}
	bench_free(bench);
}

/* `once` copies by itself: that copy is ours already. */
static void test_put_is_own(void)
{
	struct bench *bench = bench_new();
	g_autofree char *source =
		g_build_filename(bench->scratch->root, "s.xml", NULL);
	g_autofree char *name = NULL;
	g_assert_true(g_file_set_contents(source, "<s/>", -1, NULL));
	int fd = open(source, O_RDONLY);
	g_assert_true(
		spool_put(bench->spool, SPOOL_WORK, "s.xml", fd, &name, NULL));
	close(fd);
	struct stat before = about(bench, "work/s.xml");
	expect_own(bench, "s.xml", "<s/>");
	struct stat after = about(bench, "work/s.xml");
	g_assert_cmpuint(before.st_ino, ==, after.st_ino);
	bench_free(bench);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spool_own/copy", test_copy);
	g_test_add_func("/spool_own/sender_still_has_it",
	                test_sender_still_has_it);
	g_test_add_func("/spool_own/written_while_copied",
	                test_written_while_copied);
	g_test_add_func("/spool_own/failing_disk", test_failing_disk);
	g_test_add_func("/spool_own/found_in_work", test_found_in_work);
	g_test_add_func("/spool_own/came", test_came);
	g_test_add_func("/spool_own/put_is_own", test_put_is_own);
	return g_test_run();
}
