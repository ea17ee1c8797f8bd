/* A claim takes what was looked at, as it was then, or nothing. */
#include "tests/watcher/bench.h"

static struct bench *bench_ready(void)
{
	struct bench *bench = bench_new();
	put(bench, "in/a.xml", "<a/>");
	look(bench, 0);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 1);
	return bench;
}

static void test_claim(void)
{
	struct bench *bench = bench_ready();
	g_assert_true(spool_unchanged(bench->spool, file(bench, 0)));
	g_assert_true(claim(bench));
	scratch_expect(bench->scratch, "in/a.xml", NULL);
	scratch_expect(bench->scratch, "work/a.xml", "<a/>");
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 0);
	bench_free(bench);
}

static void test_claim_changed(void)
{
	static void (*const touches[])(const char *) = {
		touch_rename_over,
		touch_times,
		touch_mode,
	};
	for (guint i = 0; i < G_N_ELEMENTS(touches); i++) {
		struct bench *bench = bench_ready();
		g_autofree char *path =
			scratch_path(bench->scratch, "in/a.xml");
		touches[i](path);
		g_assert_false(spool_unchanged(bench->spool, file(bench, 0)));
		g_assert_false(claim(bench));
		scratch_expect(bench->scratch, "in/a.xml", "<a/>");
		scratch_expect(bench->scratch, "work/a.xml", NULL);
		bench_free(bench);
	}
}

static void test_claim_gone(void)
{
	struct bench *bench = bench_ready();
	g_autofree char *path = scratch_path(bench->scratch, "in/a.xml");
	g_assert_cmpint(unlink(path), ==, 0);
	g_assert_false(claim(bench));
	bench_free(bench);
}

static void test_claim_taken_name(void)
{
	struct bench *bench = bench_ready();
	put(bench, "work/a.xml", "earlier");
	g_assert_false(claim(bench));
	scratch_expect(bench->scratch, "in/a.xml", "<a/>");
	scratch_expect(bench->scratch, "work/a.xml", "earlier");
	bench_free(bench);
}

/* Somebody wants to write just now: he waits for us, not we for him, and we
 * see that he does. */
static void test_lease_breaks(void)
{
	struct bench *bench = bench_ready();
	g_autofree char *path = scratch_path(bench->scratch, "in/a.xml");
	int fd = open(path, O_WRONLY | O_NONBLOCK);
	g_assert_cmpint(fd, ==, -1);
	g_assert_cmpint(errno, ==, EWOULDBLOCK);
	g_assert_false(spool_unchanged(bench->spool, file(bench, 0)));
	g_assert_false(claim(bench));
	scratch_expect(bench->scratch, "in/a.xml", "<a/>");
	g_ptr_array_set_size(bench->files, 0); /* and the lease is gone */
	fd = open(path, O_WRONLY | O_NONBLOCK);
	g_assert_cmpint(fd, >=, 0);
	close(fd);
	bench_free(bench);
}

/* What happens between the look and the rename can only be seen after it, so
 * the first look must be deceived: a file that pretends to be as it was. */
static void test_changed_under_the_rename(void)
{
	static const struct {
		const char *name;
		bool in_is_taken;
		const char *back;
	} rows[] = {
		{ "put back", false, "in/a.xml" },
		{ "beside a new one", true, "in/a-2.xml" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench *bench = bench_ready();
		g_autofree char *path =
			scratch_path(bench->scratch, "work/a.xml");
		g_autofree char *in = scratch_path(bench->scratch, "in/a.xml");
		g_autoptr(GError) error = NULL;
		g_test_message("%s", rows[i].name);
		/* As after the rename, with somebody at it. */
		g_assert_cmpint(rename(in, path), ==, 0);
		g_assert_cmpint(open(path, O_WRONLY | O_NONBLOCK), ==, -1);
		if (rows[i].in_is_taken)
			put(bench, "in/a.xml", "new");
		g_assert_false(spool_claim_check(bench->spool, file(bench, 0),
		                                 &error));
		g_assert_no_error(error);
		scratch_expect(bench->scratch, "work/a.xml", NULL);
		scratch_expect(bench->scratch, rows[i].back, "<a/>");
		if (rows[i].in_is_taken)
			scratch_expect(bench->scratch, "in/a.xml", "new");
		bench_free(bench);
	}
}

static void test_claim_linked_meanwhile(void)
{
	struct bench *bench = bench_ready();
	g_autofree char *in = scratch_path(bench->scratch, "in/a.xml");
	g_autofree char *other = scratch_path(bench->scratch, "in/b.tmp");
	g_assert_cmpint(link(in, other), ==, 0);
	g_assert_false(claim(bench));
	scratch_expect(bench->scratch, "in/a.xml", "<a/>");
	bench_free(bench);
}

static void test_claim_without_noreplace(void)
{
	struct bench *bench = bench_ready();
	quirks.no_noreplace = true;
	g_assert_true(claim(bench));
	scratch_expect(bench->scratch, "in/a.xml", NULL);
	scratch_expect(bench->scratch, "work/a.xml", "<a/>");
	bench_free(bench);

	bench = bench_ready();
	quirks.no_noreplace = true;
	put(bench, "work/a.xml", "earlier");
	g_assert_false(claim(bench));
	scratch_expect(bench->scratch, "in/a.xml", "<a/>");
	scratch_expect(bench->scratch, "work/a.xml", "earlier");
	bench_free(bench);
}

static void test_claim_not_synced(void)
{
	struct bench *bench = bench_ready();
	g_autoptr(GError) error = NULL;
	quirks.failing_fsyncs = 1;
	g_assert_false(spool_claim(bench->spool, file(bench, 0), &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_IO);
	scratch_expect(bench->scratch, "in/a.xml", "<a/>");
	scratch_expect(bench->scratch, "work/a.xml", NULL);
	bench_free(bench);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spool_claim/claim", test_claim);
	g_test_add_func("/spool_claim/changed", test_claim_changed);
	g_test_add_func("/spool_claim/gone", test_claim_gone);
	g_test_add_func("/spool_claim/taken_name", test_claim_taken_name);
	g_test_add_func("/spool_claim/lease_breaks", test_lease_breaks);
	g_test_add_func("/spool_claim/changed_under_the_rename",
	                test_changed_under_the_rename);
	g_test_add_func("/spool_claim/linked_meanwhile",
	                test_claim_linked_meanwhile);
	g_test_add_func("/spool_claim/without_noreplace",
	                test_claim_without_noreplace);
	g_test_add_func("/spool_claim/not_synced", test_claim_not_synced);
	return g_test_run();
}
