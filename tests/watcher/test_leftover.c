/*
 * A file that was acked when the process was killed: it is moved, or written
 * down as moved, and a later one of the same name is left alone.
 */
#include "watcher/leftover.h"

#include "tests/watcher/scratch.h"

enum { FINISHED = 1608998400 }; /* 2020-12-26 */

struct fixture {
	struct scratch *scratch;
	struct history *history;
	gint64 row;
};

static void begin(struct fixture *f, enum file_state state)
{
	struct totals totals = { 0 };
	g_autofree char *sha256 =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, "old", -1);
	bool resumed;

	f->scratch = scratch_new();
	scratch_open(f->scratch);
	f->history = history_open(f->scratch->state, false, NULL, NULL);
	g_assert_nonnull(f->history);
	g_assert_true(history_begin_file(f->history, "orders.xml", sha256,
	                                 "orders", FINISHED, FINISHED, &f->row,
	                                 &resumed, NULL));
	g_assert_true(history_end_file(f->history, f->row, state,
	                               "orders.ack.xml", NULL, &totals,
	                               FINISHED, NULL));
}

static void end(struct fixture *f)
{
	history_close(f->history);
	scratch_free(f->scratch);
}

static char *kept(struct fixture *f)
{
	g_autoptr(GPtrArray) files = history_files(f->history, NULL, 1, NULL);
	const struct history_file *file = files->pdata[0];

	return g_strdup(file->kept);
}

static guint in_work(struct fixture *f)
{
	g_autoptr(GPtrArray) names =
		spool_list(f->scratch->spool, SPOOL_WORK, NULL);

	return names->len;
}

static void test_not_moved(void)
{
	struct fixture f;
	g_autofree char *path = NULL;

	begin(&f, FILE_DONE);
	scratch_write(f.scratch, "work/orders.xml", "old");
	g_assert_true(leftover_finish(f.scratch->spool, f.history, NULL));
	path = kept(&f);
	g_assert_cmpstr(path, ==, "archive/2020-12/26/orders.xml");
	g_assert_cmpuint(in_work(&f), ==, 0);
	end(&f);
}

static void test_rejected(void)
{
	struct fixture f;
	g_autofree char *path = NULL;

	begin(&f, FILE_REJECTED);
	scratch_write(f.scratch, "work/orders.xml", "old");
	g_assert_true(leftover_finish(f.scratch->spool, f.history, NULL));
	path = kept(&f);
	g_assert_cmpstr(path, ==, "error/orders.xml");
	end(&f);
}

static void test_moved(void)
{
	struct fixture f;
	g_autofree char *moved = NULL;
	g_autofree char *path = NULL;

	begin(&f, FILE_DONE);
	scratch_write(f.scratch, "work/orders.xml", "old");
	g_assert_true(spool_move(f.scratch->spool, SPOOL_WORK, "orders.xml",
	                         SPOOL_ARCHIVE, FINISHED, &moved, NULL));
	g_assert_true(leftover_finish(f.scratch->spool, f.history, NULL));
	path = kept(&f);
	g_assert_cmpstr(path, ==, moved);
	end(&f);
}

/* The old one is nowhere; what lies in work/ has other content. */
static void test_another(void)
{
	struct fixture f;
	g_autofree char *path = NULL;

	begin(&f, FILE_DONE);
	scratch_write(f.scratch, "work/orders.xml", "new");
	g_assert_true(leftover_finish(f.scratch->spool, f.history, NULL));
	path = kept(&f);
	g_assert_cmpstr(path, ==, "");
	g_assert_cmpuint(in_work(&f), ==, 1);
	end(&f);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/leftover/acked, not moved", test_not_moved);
	g_test_add_func("/leftover/rejected, not moved", test_rejected);
	g_test_add_func("/leftover/moved, not written down", test_moved);
	g_test_add_func("/leftover/another of the name", test_another);
	return g_test_run();
}
