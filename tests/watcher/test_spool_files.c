/* Moves, lists, and what is removed in the end. */
#include "tests/watcher/disk.h"

#include <time.h>

/* ---- moves ---- */

static void move(struct scratch *scratch, enum spool_folder from,
                 const char *name, enum spool_folder to, const char *expected)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL;
	bool moved =
		spool_move(scratch->spool, from, name, to, day, &path, &error);
	g_assert_no_error(error);
	g_assert_true(moved);
	g_assert_cmpstr(path, ==, expected);
}

static void test_move(void)
{
	static const struct {
		enum spool_folder from, to;
		const char *source, *first, *second, *third;
	} rows[] = {
		{ SPOOL_WORK, SPOOL_ARCHIVE, "work/a.xml",
		  "archive/2020-12/26/a.xml", "archive/2020-12/26/a-2.xml",
		  "archive/2020-12/26/a-3.xml" },
		{ SPOOL_WORK, SPOOL_HELD, "work/a.xml", "held/a.xml",
		  "held/a-2.xml", "held/a-3.xml" },
		{ SPOOL_WORK, SPOOL_ERROR, "work/a.xml", "error/a.xml",
		  "error/a-2.xml", "error/a-3.xml" },
		{ SPOOL_HELD, SPOOL_IN, "held/a.xml", "in/a.xml", "in/a-2.xml",
		  "in/a-3.xml" },
	};
	for (int zfs = 0; zfs < 2; zfs++) {
		for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
			struct scratch *scratch = opened();
			const char *const expected[] = { rows[i].first,
				                         rows[i].second,
				                         rows[i].third };
			quirks.no_noreplace = zfs == 1;
			for (guint n = 0; n < G_N_ELEMENTS(expected); n++) {
				g_autofree char *text =
					g_strdup_printf("%u", n);
				g_test_message("%s", expected[n]);
				scratch_write(scratch, rows[i].source, text);
				move(scratch, rows[i].from, "a.xml", rows[i].to,
				     expected[n]);
				scratch_expect(scratch, rows[i].source, NULL);
			}
			/* Nothing was replaced. */
			for (guint n = 0; n < G_N_ELEMENTS(expected); n++) {
				g_autofree char *text =
					g_strdup_printf("%u", n);
				scratch_expect(scratch, expected[n], text);
			}
			scratch_free(scratch);
		}
	}
}

static void test_move_refuses(void)
{
	static const char *const names[] = { "",          ".",
		                             "..",        "../in/a.xml",
		                             "sub/a.xml", "none.xml" };
	struct scratch *scratch = opened();
	scratch_write(scratch, "in/a.xml", "x");
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GError) error = NULL;
		char *path = NULL;
		g_test_message("«%s»", names[i]);
		g_assert_false(spool_move(scratch->spool, SPOOL_WORK, names[i],
		                          SPOOL_ERROR, day, &path, &error));
		g_assert_nonnull(error);
		g_assert_null(path);
	}
	scratch_expect(scratch, "in/a.xml", "x");
	scratch_free(scratch);
}

/* An error means: it is where it was. */
static void test_move_not_synced(void)
{
	for (int good = 0; good < 4; good++) {
		struct scratch *scratch = opened();
		g_autoptr(GError) error = NULL;
		char *path = NULL;
		scratch_write(scratch, "work/a.xml", "x");
		quirks.good_fsyncs = good; /* two folders made, two renamed */
		g_assert_false(spool_move(scratch->spool, SPOOL_WORK, "a.xml",
		                          SPOOL_ARCHIVE, day, &path, &error));
		g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_IO);
		scratch_expect(scratch, "work/a.xml", "x");
		quirks.good_fsyncs = -1;
		move(scratch, SPOOL_WORK, "a.xml", SPOOL_ARCHIVE,
		     "archive/2020-12/26/a.xml");
		scratch_free(scratch);
	}
}

static void test_archive_is_a_link(void)
{
	struct scratch *scratch = opened();
	g_autoptr(GError) error = NULL;
	g_autofree char *month = scratch_path(scratch, "archive/2020-12");
	char *path = NULL;
	g_assert_cmpint(symlink(scratch->root, month), ==, 0);
	scratch_write(scratch, "work/a.xml", "x");
	g_assert_false(spool_move(scratch->spool, SPOOL_WORK, "a.xml",
	                          SPOOL_ARCHIVE, day, &path, &error));
	scratch_expect(scratch, "work/a.xml", "x");
	scratch_free(scratch);
}

/* ---- lists ---- */

static char *joined(struct scratch *scratch, enum spool_folder folder)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) names = spool_list(scratch->spool, folder, &error);
	g_assert_no_error(error);
	g_ptr_array_add(names, NULL);
	return g_strjoinv(" ", (char **)names->pdata);
}

static void make_folder(struct scratch *scratch, const char *below)
{
	g_autofree char *path = scratch_path(scratch, below);
	g_assert_cmpint(g_mkdir_with_parents(path, 0755), ==, 0);
}

static void test_list(void)
{
	struct scratch *scratch = opened();
	g_autofree char *link = scratch_path(scratch, "archive/link");
	scratch_write(scratch, "work/b.xml", "");
	scratch_write(scratch, "work/a.xml", "");
	scratch_write(scratch, "work/.hidden", "");
	make_folder(scratch, "work/folder");
	scratch_write(scratch, "work/folder/c.xml", "");
	make_folder(scratch, "archive/2020-12/26");
	make_folder(scratch, "archive/2020-11/01");
	scratch_write(scratch, "archive/2020-12/26/a.xml", "");
	scratch_write(scratch, "archive/2020-12/26/a-2.xml", "");
	scratch_write(scratch, "archive/2020-11/01/z.xml", "");
	g_assert_cmpint(symlink("2020-12", link), ==, 0);
	g_autofree char *work = joined(scratch, SPOOL_WORK);
	g_autofree char *archive = joined(scratch, SPOOL_ARCHIVE);
	g_autofree char *held = joined(scratch, SPOOL_HELD);
	g_assert_cmpstr(work, ==, "a.xml b.xml");
	g_assert_cmpstr(archive, ==,
	                "2020-11/01/z.xml 2020-12/26/a-2.xml "
	                "2020-12/26/a.xml");
	g_assert_cmpstr(held, ==, "");
	scratch_free(scratch);
}

static void test_open_file(void)
{
	struct scratch *scratch = opened();
	g_autofree char *fifo = scratch_path(scratch, "work/fifo.xml");
	g_autofree char *link = scratch_path(scratch, "work/link.xml");
	g_autofree char *busy = scratch_path(scratch, "work/busy.xml");
	scratch_write(scratch, "work/a.xml", "<a/>");
	scratch_write(scratch, "work/busy.xml", "<a/>");
	make_folder(scratch, "archive/2020-12/26");
	scratch_write(scratch, "archive/2020-12/26/a.xml", "<a/>");
	g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
	g_assert_cmpint(symlink("a.xml", link), ==, 0);
	int writer = open(busy, O_WRONLY);
	static const struct {
		const char *name;
		enum spool_folder folder;
		int code; /* -1: opens */
	} rows[] = {
		{ "a.xml", SPOOL_WORK, -1 },
		{ "2020-12/26/a.xml", SPOOL_ARCHIVE, -1 },
		{ "none.xml", SPOOL_WORK, G_FILE_ERROR_NOENT },
		{ "fifo.xml", SPOOL_WORK, G_FILE_ERROR_INVAL },
		{ "link.xml", SPOOL_WORK, G_FILE_ERROR_LOOP },
		{ "busy.xml", SPOOL_WORK, G_FILE_ERROR_AGAIN },
		{ "../ack", SPOOL_WORK, G_FILE_ERROR_FAILED },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		int fd = spool_open_file(scratch->spool, rows[i].folder,
		                         rows[i].name, &error);
		g_test_message("%s", rows[i].name);
		if (rows[i].code == -1) {
			g_assert_no_error(error);
			g_assert_cmpint(fd, >=, 0);
			close(fd);
		} else {
			g_assert_error(error, G_FILE_ERROR, rows[i].code);
			g_assert_cmpint(fd, ==, -1);
		}
	}
	close(writer);
	scratch_free(scratch);
}

/* ---- the end ---- */

enum { DAY = 24 * 60 * 60 };

static void expire(struct scratch *scratch, enum spool_folder folder,
                   gint64 older_than, gint64 later)
{
	g_autoptr(GError) error = NULL;
	bool done = spool_expire(scratch->spool, folder, older_than,
	                         (gint64)time(NULL) + later, &error);
	g_assert_no_error(error);
	g_assert_true(done);
}

static void test_expire_ack(void)
{
	struct scratch *scratch = opened();
	static const struct {
		const char *name;
		bool goes;
	} rows[] = {
		{ "ack/a.20201226T120007Z.ack.xml", true },
		{ "ack/a.20201226T120007Z.load.xml", true },
		{ "ack/Message_A_B.xml", false },
		{ "ack/notes.txt", false },
		{ "ack/.hidden.ack.xml", false },
		{ "ack/folder/a.20201226T120007Z.ack.xml", false },
	};
	make_folder(scratch, "ack/folder");
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		scratch_write(scratch, rows[i].name, "x");
	expire(scratch, SPOOL_ACK, 90 * DAY, 89 * DAY);
	expire(scratch, SPOOL_ACK, 0, 10000 * DAY);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		scratch_expect(scratch, rows[i].name, "x");
	expire(scratch, SPOOL_ACK, 90 * DAY, 91 * DAY);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
		scratch_expect(scratch, rows[i].name,
		               rows[i].goes ? NULL : "x");
	scratch_free(scratch);
}

static void test_expire_archive(void)
{
	struct scratch *scratch = opened();
	g_autofree char *month = scratch_path(scratch, "archive/2020-12");
	g_autofree char *archive = scratch_path(scratch, "archive");
	g_autofree char *link = scratch_path(scratch, "archive/out");
	make_folder(scratch, "archive/2020-12/26");
	scratch_write(scratch, "archive/2020-12/26/a.xml", "x");
	scratch_write(scratch, "archive/2020-12/26/b.zip", "x");
	scratch_write(scratch, "error/a.xml", "x");
	scratch_write(scratch, "outside.xml", "x");
	g_assert_cmpint(symlink("..", link), ==, 0);
	/* A sender's old mtime says nothing of how long we keep it. */
	g_autofree char *path =
		scratch_path(scratch, "archive/2020-12/26/a.xml");
	struct timespec old[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	g_assert_cmpint(utimensat(AT_FDCWD, path, old, 0), ==, 0);

	expire(scratch, SPOOL_ARCHIVE, 90 * DAY, 89 * DAY);
	scratch_expect(scratch, "archive/2020-12/26/a.xml", "x");
	expire(scratch, SPOOL_ARCHIVE, 90 * DAY, 91 * DAY);
	expire(scratch, SPOOL_ERROR, 90 * DAY, 91 * DAY);
	g_assert_false(g_file_test(month, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(archive, G_FILE_TEST_IS_DIR));
	scratch_expect(scratch, "error/a.xml", NULL);
	scratch_expect(scratch, "outside.xml", "x");
	scratch_free(scratch);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spool_move/move", test_move);
	g_test_add_func("/spool_move/refuses", test_move_refuses);
	g_test_add_func("/spool_move/not_synced", test_move_not_synced);
	g_test_add_func("/spool_move/archive_is_a_link",
	                test_archive_is_a_link);
	g_test_add_func("/spool_tidy/list", test_list);
	g_test_add_func("/spool_tidy/open_file", test_open_file);
	g_test_add_func("/spool_tidy/expire_ack", test_expire_ack);
	g_test_add_func("/spool_tidy/expire_archive", test_expire_archive);
	return g_test_run();
}
