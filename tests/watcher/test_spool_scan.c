/* What in/ gives and when. The clock is the test's own: nothing here waits. */
#include "tests/watcher/bench.h"

#include <sys/mman.h>
#include <sys/wait.h>

/* ---- when a file is ready ---- */

static void test_quiet(void)
{
	struct bench *bench = bench_new();
	g_assert_cmpuint(look(bench, 0), ==, 0);
	g_assert_cmpint(bench->next_ms, ==, -1);
	put(bench, "in/a.xml", "<a/>");
	g_assert_cmpuint(look(bench, 0), ==, 0);
	g_assert_cmpint(bench->next_ms, ==, QUIET_MS);
	g_assert_cmpuint(look(bench, QUIET_MS - 1), ==, 0);
	g_assert_cmpint(bench->next_ms, ==, 1);
	g_assert_cmpuint(look(bench, 1), ==, 1);
	g_assert_cmpint(bench->next_ms, ==, -1);
	g_assert_cmpstr(file(bench, 0)->name, ==, "a.xml");
	g_assert_cmpuint(file(bench, 0)->size, ==, 4);
	g_assert_cmpint(file(bench, 0)->unchanged_ms, ==, QUIET_MS);
	g_assert_true(file(bench, 0)->leased);
	/* Not claimed: it comes again, older. */
	g_assert_cmpuint(look(bench, 5000), ==, 1);
	g_assert_cmpint(file(bench, 0)->unchanged_ms, ==, QUIET_MS + 5000);
	bench_free(bench);
}

static void touch_size(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND);
	g_assert_cmpint(write(fd, "x", 1), ==, 1);
	close(fd);
}

static void touch_content(const char *path)
{
	int fd = open(path, O_WRONLY);
	g_assert_cmpint(pwrite(fd, "X", 1, 0), ==, 1);
	close(fd);
}

static void test_change_begins_anew(void)
{
	static void (*const touches[])(const char *) = {
		touch_size,  touch_content, touch_rename_over,
		touch_times, touch_mode,
	};
	for (guint i = 0; i < G_N_ELEMENTS(touches); i++) {
		struct bench *bench = bench_new();
		g_autofree char *path =
			scratch_path(bench->scratch, "in/a.xml");
		put(bench, "in/a.xml", "<a/>");
		look(bench, 0);
		g_test_message("touch %u", i);
		touches[i](path);
		g_assert_cmpuint(look(bench, QUIET_MS), ==, 0);
		g_assert_cmpint(bench->next_ms, ==, QUIET_MS);
		g_assert_cmpuint(look(bench, QUIET_MS), ==, 1);
		bench_free(bench);
	}
}

static void test_change_seen_on_the_way(void)
{
	struct bench *bench = bench_new();
	put(bench, "in/a.xml", "<a/>");
	look(bench, 0);
	put(bench, "in/a.xml", "<a/> ");
	g_assert_cmpuint(look(bench, QUIET_MS / 2), ==, 0);
	g_assert_cmpuint(look(bench, QUIET_MS / 2), ==, 0);
	g_assert_cmpint(bench->next_ms, ==, QUIET_MS / 2);
	g_assert_cmpuint(look(bench, QUIET_MS / 2), ==, 1);
	bench_free(bench);
}

static void test_gone_and_back(void)
{
	struct bench *bench = bench_new();
	g_autofree char *in = scratch_path(bench->scratch, "in/a.xml");
	g_autofree char *out = scratch_path(bench->scratch, "a.xml");
	put(bench, "in/a.xml", "<a/>");
	look(bench, 0);
	g_assert_cmpint(rename(in, out), ==, 0);
	look(bench, 1);
	g_assert_cmpuint(g_hash_table_size(bench->spool->seen), ==, 0);
	g_assert_cmpint(rename(out, in), ==, 0);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 0);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 1);
	bench_free(bench);
}

/* Another process, so that only the kernel can know. */
static pid_t writer(const char *path, bool map, int *say_r)
{
	int say[2], hear[2];
	char byte;
	g_assert_cmpint(pipe(say), ==, 0);
	g_assert_cmpint(pipe(hear), ==, 0);
	pid_t child = fork();
	if (child == 0) {
		close(say[1]);
		int fd = open(path, O_RDWR);
		if (map) {
			void *at = mmap(NULL, 4, PROT_READ | PROT_WRITE,
			                MAP_SHARED, fd, 0);
			close(fd);
			if (at == MAP_FAILED)
				_exit(1);
		}
		if (write(hear[1], "y", 1) == 1 && read(say[0], &byte, 1) >= 0)
			_exit(0);
		_exit(1);
	}
	close(say[0]);
	g_assert_cmpint(read(hear[0], &byte, 1), ==, 1);
	close(hear[0]);
	close(hear[1]);
	*say_r = say[1];
	return child;
}

static void test_open_writer(void)
{
	for (int map = 0; map < 2; map++) {
		struct bench *bench = bench_new();
		int say;
		g_autofree char *path =
			scratch_path(bench->scratch, "in/a.xml");
		put(bench, "in/a.xml", "<a/>");
		pid_t child = writer(path, map == 1, &say);
		g_test_message("%s", map ? "mapped" : "open");
		look(bench, 0);
		g_assert_cmpuint(look(bench, QUIET_MS), ==, 0);
		g_assert_cmpint(bench->next_ms, ==, QUIET_MS);
		g_assert_cmpuint(look(bench, 3600 * 1000), ==, 0);

		g_autoptr(GPtrArray) obstacles =
			spool_obstacles(bench->spool, bench->now_ms + 1);
		g_assert_cmpuint(obstacles->len, ==, 1);
		const struct spool_obstacle *obstacle = obstacles->pdata[0];
		g_assert_cmpstr(obstacle->name, ==, "a.xml");
		g_assert_nonnull(strstr(obstacle->why, "запись"));
		g_assert_cmpint(obstacle->for_ms, ==, 3600 * 1000 + 1);

		/* Quiet begins when the writer has gone. */
		close(say);
		waitpid(child, NULL, 0);
		g_assert_cmpuint(look(bench, 1), ==, 0);
		g_assert_cmpuint(look(bench, QUIET_MS), ==, 1);
		g_autoptr(GPtrArray) none =
			spool_obstacles(bench->spool, bench->now_ms);
		g_assert_cmpuint(none->len, ==, 0);
		bench_free(bench);
	}
}

static void test_reader_does_not_matter(void)
{
	struct bench *bench = bench_new();
	g_autofree char *path = scratch_path(bench->scratch, "in/a.xml");
	put(bench, "in/a.xml", "<a/>");
	int fd = open(path, O_RDONLY);
	look(bench, 0);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 1);
	close(fd);
	bench_free(bench);
}

static void test_no_leases(void)
{
	struct bench *bench = bench_new();
	quirks.no_leases = true;
	put(bench, "in/a.xml", "<a/>");
	look(bench, 0);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 0);
	g_assert_cmpint(bench->next_ms, ==, SLOW_MS - QUIET_MS);
	g_assert_cmpuint(look(bench, SLOW_MS - QUIET_MS), ==, 1);
	g_assert_false(file(bench, 0)->leased);
	g_assert_true(claim(bench));
	scratch_expect(bench->scratch, "work/a.xml", "<a/>");
	bench_free(bench);
}

/* ---- what is left alone ---- */

static void test_left_alone(void)
{
	struct bench *bench = bench_new();
	static const char *const ignored[] = {
		"in/.hidden.xml",
		"in/~$a.xml",
		"in/a.tmp",
		"in/a.xml.part",
		"in/Thumbs.db",
		"in/desktop.ini",
		"in/ConnectionCheckFile_7.xml",
	};
	for (guint i = 0; i < G_N_ELEMENTS(ignored); i++)
		put(bench, ignored[i], "x");
	g_autofree char *folder = scratch_path(bench->scratch, "in/dir.xml");
	g_autofree char *fifo = scratch_path(bench->scratch, "in/fifo.xml");
	g_autofree char *link = scratch_path(bench->scratch, "in/link.xml");
	g_autofree char *outside = scratch_path(bench->scratch, "outside");
	g_autofree char *hard = scratch_path(bench->scratch, "in/hard.xml");
	put(bench, "outside", "<a/>");
	g_assert_cmpint(g_mkdir(folder, 0755), ==, 0);
	g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
	g_assert_cmpint(symlink("../outside", link), ==, 0);
	g_assert_cmpint(linkat(AT_FDCWD, outside, AT_FDCWD, hard, 0), ==, 0);
	put(bench, "in/good.xml", "<a/>");

	look(bench, 0);
	g_assert_cmpuint(look(bench, SLOW_MS), ==, 1);
	g_assert_cmpstr(file(bench, 0)->name, ==, "good.xml");
	g_assert_cmpint(bench->next_ms, ==, -1);

	/* Of the three that people may wait for they are told. */
	g_autoptr(GPtrArray) obstacles =
		spool_obstacles(bench->spool, bench->now_ms);
	g_assert_cmpuint(obstacles->len, ==, 3);
	for (guint i = 0; i < obstacles->len; i++) {
		const struct spool_obstacle *obstacle = obstacles->pdata[i];
		g_assert_cmpint(obstacle->for_ms, ==, SLOW_MS);
	}

	/* The other name goes: a file like any other. */
	g_assert_cmpint(unlink(outside), ==, 0);
	look(bench, 0);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 2);
	bench_free(bench);
}

static void test_unreadable(void)
{
	struct bench *bench = bench_new();
	g_autofree char *path = scratch_path(bench->scratch, "in/a.xml");
	put(bench, "in/a.xml", "<a/>");
	look(bench, 0);
	g_assert_cmpint(chmod(path, 0), ==, 0);
	if (geteuid() == 0) {
		/* Root reads everything; so be somebody else for a while. */
		g_assert_cmpint(chmod(bench->scratch->root, 0755), ==, 0);
		g_assert_cmpint(chmod(bench->scratch->folder, 0755), ==, 0);
		g_autofree char *in = scratch_path(bench->scratch, "in");
		g_assert_cmpint(chmod(in, 0777), ==, 0);
		g_assert_cmpint(seteuid(65534), ==, 0);
	}
	look(bench, 0);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 0);
	g_assert_cmpuint(look(bench, 700), ==, 0);
	g_autoptr(GPtrArray) obstacles =
		spool_obstacles(bench->spool, bench->now_ms);
	if (getuid() == 0)
		g_assert_cmpint(seteuid(0), ==, 0);
	g_assert_cmpuint(obstacles->len, ==, 1);
	const struct spool_obstacle *obstacle = obstacles->pdata[0];
	g_assert_nonnull(strstr(obstacle->why, "нет прав"));
	g_assert_cmpint(obstacle->for_ms, ==, 700);
	bench_free(bench);
}

/* ---- order, number, strange names ---- */

static void wait_for_another_ctime(const char *path)
{
	struct stat first, now;
	g_assert_cmpint(stat(path, &first), ==, 0);
	do {
		g_assert_cmpint(chmod(path, 0600), ==, 0);
		g_assert_cmpint(stat(path, &now), ==, 0);
	} while (now.st_ctim.tv_nsec == first.st_ctim.tv_nsec);
}

/* By ctime: mtime is the sender's to choose. */
static void test_oldest_first(void)
{
	static const char *const names[] = { "in/c.xml", "in/a.xml",
		                             "in/b.xml" };
	struct bench *bench = bench_new();
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = scratch_path(bench->scratch, names[i]);
		struct timespec forged[2] = { { .tv_sec = 3 - i },
			                      { .tv_sec = 3 - i } };
		put(bench, names[i], "<a/>");
		g_assert_cmpint(utimensat(AT_FDCWD, path, forged, 0), ==, 0);
		wait_for_another_ctime(path);
	}
	look(bench, 0);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 3);
	g_assert_cmpstr(file(bench, 0)->name, ==, "c.xml");
	g_assert_cmpstr(file(bench, 1)->name, ==, "a.xml");
	g_assert_cmpstr(file(bench, 2)->name, ==, "b.xml");

	g_assert_cmpuint(look_most(bench, 0, 2), ==, 2);
	g_assert_cmpstr(file(bench, 0)->name, ==, "c.xml");
	g_assert_cmpint(bench->next_ms, ==, 0);
	bench_free(bench);
}

static void test_strange_names(void)
{
	struct bench *bench = bench_new();
	g_autoptr(GString) cyrillic = g_string_new(NULL);
	for (int i = 0; i < 120; i++)
		g_string_append(cyrillic, "ж");
	g_string_append(cyrillic, ".xml");
	g_autofree char *longest = g_strnfill(251, 'x');
	g_autofree char *longest_name = g_strconcat(longest, ".xml", NULL);
	const char *const names[] = {
		"a\n<0>b.xml", "\xff\xfe.xml", "-rf.xml",         "%n%s.XML",
		" .xml",       "a b.Zip",      cyrillic->str,     longest_name,
		"\x1b[2J.xml", "..xml",        "Message_A_B.xml",
	};
	/* "..xml" begins with a dot. */
	guint expected = G_N_ELEMENTS(names) - 1;
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *below = g_strconcat("in/", names[i], NULL);
		put(bench, below, "<a/>");
	}
	look(bench, 0);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, expected);
	for (guint i = 0; i < expected; i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *path = NULL, *moved = NULL, *hidden = NULL,
				*ack = NULL;
		const char *name = file(bench, i)->name;
		g_assert_true(
			spool_claim(bench->spool, file(bench, i), &error));
		int fd = spool_create(bench->spool, &hidden, &error);
		g_assert_true(spool_publish(bench->spool, fd, hidden, name, 0,
		                            &ack, &error));
		close(fd);
		g_assert_true(spool_move(bench->spool, SPOOL_WORK, name,
		                         SPOOL_ARCHIVE, 0, &path, &error));
		g_assert_no_error(error);
		moved = g_strconcat("archive/1970-01/01/", name, NULL);
		g_assert_cmpstr(path, ==, moved);
		scratch_expect(bench->scratch, moved, "<a/>");
	}
	g_assert_cmpuint(scratch_count(bench->scratch, "ack"), ==, expected);
	bench_free(bench);
}

static void test_many(void)
{
	enum { FILES = 20000, TAKEN = 64 };
	struct bench *bench = bench_new();
	g_autofree char *in = scratch_path(bench->scratch, "in");
	int dir = open(in, O_RDONLY | O_DIRECTORY);
	for (int i = 0; i < FILES; i++) {
		g_autofree char *name = g_strdup_printf("%05d.xml", i);
		close(openat(dir, name, O_WRONLY | O_CREAT, 0600));
	}
	close(dir);
	look(bench, 0);
	gint64 begin = g_get_monotonic_time();
	g_assert_cmpuint(look_most(bench, QUIET_MS, TAKEN), ==, TAKEN);
	gint64 ms = (g_get_monotonic_time() - begin) / 1000;
	g_test_message("%d files: %d ms", FILES, (int)ms);
	g_assert_cmpint(ms, <, 3000); /* 0.1 s where nothing else runs */
	g_assert_cmpstr(file(bench, 0)->name, ==, "00000.xml");
	g_assert_cmpstr(file(bench, TAKEN - 1)->name, ==, "00063.xml");
	bench_free(bench);
}

static void test_folder_gone(void)
{
	struct bench *bench = bench_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *away =
		g_build_filename(bench->scratch->root, "away", NULL);
	g_assert_cmpint(rename(bench->scratch->folder, away), ==, 0);
	g_assert_false(
		spool_scan(bench->spool, &options, bench->now_ms, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	bench_free(bench);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spool_scan/quiet", test_quiet);
	g_test_add_func("/spool_scan/change_begins_anew",
	                test_change_begins_anew);
	g_test_add_func("/spool_scan/change_seen_on_the_way",
	                test_change_seen_on_the_way);
	g_test_add_func("/spool_scan/gone_and_back", test_gone_and_back);
	g_test_add_func("/spool_scan/open_writer", test_open_writer);
	g_test_add_func("/spool_scan/reader_does_not_matter",
	                test_reader_does_not_matter);
	g_test_add_func("/spool_scan/no_leases", test_no_leases);
	g_test_add_func("/spool_scan/left_alone", test_left_alone);
	g_test_add_func("/spool_scan/unreadable", test_unreadable);
	g_test_add_func("/spool_scan/oldest_first", test_oldest_first);
	g_test_add_func("/spool_scan/strange_names", test_strange_names);
	g_test_add_func("/spool_scan/many", test_many);
	g_test_add_func("/spool_scan/folder_gone", test_folder_gone);
	return g_test_run();
}
