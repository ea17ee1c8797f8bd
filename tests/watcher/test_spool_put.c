/* Files that we make: copies and acks. */
#include "tests/watcher/disk.h"

/* ---- copies ---- */

/* A source outside the folders. */
static int source(const struct scratch *scratch, const char *text, gsize length)
{
	g_autofree char *path =
		g_build_filename(scratch->root, "source.xml", NULL);
	g_assert_true(g_file_set_contents(path, text, (gssize)length, NULL));
	return open(path, O_RDONLY);
}

static void test_put(void)
{
	static const struct {
		enum spool_folder folder;
		const char *first, *second;
	} rows[] = {
		{ SPOOL_IN, "in/a.xml", "in/a-2.xml" },
		{ SPOOL_WORK, "work/a.xml", "work/a-2.xml" },
	};
	for (int zfs = 0; zfs < 2; zfs++) {
		for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
			struct scratch *scratch = opened();
			g_autoptr(GError) error = NULL;
			g_autofree char *first = NULL, *second = NULL;
			int fd = source(scratch, "<a/>", 4);
			quirks.no_noreplace = zfs == 1;
			g_assert_true(spool_put(scratch->spool, rows[i].folder,
			                        "a.xml", fd, &first, &error));
			g_assert_true(spool_put(scratch->spool, rows[i].folder,
			                        "a.xml", fd, &second, &error));
			g_assert_no_error(error);
			g_assert_cmpstr(first, ==, "a.xml");
			g_assert_cmpstr(second, ==, "a-2.xml");
			scratch_expect(scratch, rows[i].first, "<a/>");
			scratch_expect(scratch, rows[i].second, "<a/>");
			close(fd);
			scratch_free(scratch);
		}
	}
}

static void test_put_sizes(void)
{
	static const gsize sizes[] = { 0, 1, 65535, 65536, 65537, 1000003 };
	struct scratch *scratch = opened();
	g_autofree char *text = g_malloc(1000003);
	for (gsize i = 0; i < 1000003; i++)
		text[i] = (char)(i * 31 % 251);
	for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *name = NULL, *below = NULL, *path = NULL;
		g_autofree char *copy = NULL;
		gsize length = 0;
		int fd = source(scratch, text, sizes[i]);
		/* The caller may have read from it. */
		g_assert_cmpint(lseek(fd, 0, SEEK_END), >=, 0);
		g_assert_true(spool_put(scratch->spool, SPOOL_WORK, "s.xml", fd,
		                        &name, &error));
		close(fd);
		below = g_build_filename("work", name, NULL);
		path = scratch_path(scratch, below);
		g_assert_true(g_file_get_contents(path, &copy, &length, NULL));
		g_assert_cmpuint(length, ==, sizes[i]);
		g_assert_true(memcmp(copy, text, length) == 0);
	}
	scratch_free(scratch);
}

static void test_put_refuses(void)
{
	static const struct {
		enum spool_folder folder;
		const char *name;
	} rows[] = {
		{ SPOOL_IN, "a.txt" },        { SPOOL_IN, "~$a.xml" },
		{ SPOOL_IN, ".a.xml" },       { SPOOL_WORK, ".a.xml" },
		{ SPOOL_IN, "../ack/a.xml" }, { SPOOL_WORK, "" },
		{ SPOOL_WORK, ".." },
	};
	struct scratch *scratch = opened();
	int fd = source(scratch, "<a/>", 4);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		char *name = NULL;
		g_test_message("«%s»", rows[i].name);
		g_assert_false(spool_put(scratch->spool, rows[i].folder,
		                         rows[i].name, fd, &name, &error));
		g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
		g_assert_null(name);
	}
	close(fd);
	g_assert_cmpuint(scratch_count(scratch, "in"), ==, 0);
	g_assert_cmpuint(scratch_count(scratch, "work"), ==, 0);
	scratch_free(scratch);
}

static void test_put_no_file(void)
{
	struct scratch *scratch = opened();
	g_autoptr(GError) error = NULL;
	char *name = NULL;
	int ends[2];
	g_assert_cmpint(pipe(ends), ==, 0);
	g_assert_false(spool_put(scratch->spool, SPOOL_IN, "a.xml", ends[0],
	                         &name, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
	close(ends[0]);
	close(ends[1]);
	scratch_free(scratch);
}

/* Neither a mixture of two versions nor an endless one gets in. */
static void test_put_changing(void)
{
	for (int shrinks = 0; shrinks < 2; shrinks++) {
		struct scratch *scratch = opened();
		g_autoptr(GError) error = NULL;
		g_autofree char *text = g_strnfill(200000, 'x');
		char *name = NULL;
		int fd = source(scratch, text, 200000);
		g_autofree char *path =
			g_build_filename(scratch->root, "source.xml", NULL);
		if (shrinks)
			quirks.shrinking = path;
		else
			quirks.growing = path;
		g_assert_false(spool_put(scratch->spool, SPOOL_IN, "a.xml", fd,
		                         &name, &error));
		g_assert_nonnull(error);
		g_assert_null(name);
		g_assert_cmpuint(scratch_count(scratch, "in"), ==, 0);
		close(fd);
		scratch_free(scratch);
	}
}

/* Whole or not at all: a failing disk leaves nothing behind. */
static void test_put_not_synced(void)
{
	for (int good = 0; good < 3; good++) {
		struct scratch *scratch = opened();
		g_autoptr(GError) error = NULL;
		char *name = NULL;
		int fd = source(scratch, "<a/>", 4);
		quirks.good_fsyncs = good;
		g_assert_false(spool_put(scratch->spool, SPOOL_IN, "a.xml", fd,
		                         &name, &error));
		g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_IO);
		g_assert_cmpuint(scratch_count(scratch, "in"), ==, 0);
		close(fd);
		scratch_free(scratch);
	}
}

/* ---- acks ---- */

static char *publish(struct scratch *scratch, const char *source_name,
                     const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *hidden = NULL;
	char *name = NULL;
	int fd = spool_create(scratch->spool, &hidden, &error);
	g_assert_no_error(error);
	g_assert_true(hidden[0] == '.');
	g_assert_cmpint(write(fd, text, strlen(text)), ==,
	                (gssize)strlen(text));
	bool published = spool_publish(scratch->spool, fd, hidden, source_name,
	                               day, &name, &error);
	g_assert_no_error(error);
	g_assert_true(published);
	close(fd);
	return name;
}

static void test_publish(void)
{
	for (int zfs = 0; zfs < 2; zfs++) {
		struct scratch *scratch = opened();
		quirks.no_noreplace = zfs == 1;
		g_autofree char *a = publish(scratch, "a.xml", "1");
		g_autofree char *b = publish(scratch, "a.xml", "2");
		g_autofree char *c = publish(scratch, "a.zip", "3");
		g_assert_cmpstr(a, ==, "a.20201226T120007Z.ack.xml");
		g_assert_cmpstr(b, ==, "a.20201226T120007Z-2.ack.xml");
		g_assert_cmpstr(c, ==, "a.20201226T120007Z-3.ack.xml");
		scratch_expect(scratch, "ack/a.20201226T120007Z.ack.xml", "1");
		scratch_expect(scratch, "ack/a.20201226T120007Z-2.ack.xml",
		               "2");
		scratch_expect(scratch, "ack/a.20201226T120007Z-3.ack.xml",
		               "3");
		g_assert_cmpuint(scratch_count(scratch, "ack"), ==, 3);
		scratch_free(scratch);
	}
}

/* Whatever stands under the name, also a link, is not written through. */
static void test_publish_beside_a_link(void)
{
	struct scratch *scratch = opened();
	g_autofree char *link =
		scratch_path(scratch, "ack/a.20201226T120007Z.ack.xml");
	g_autofree char *target = scratch_path(scratch, "precious");
	scratch_write(scratch, "precious", "mine");
	g_assert_cmpint(symlink(target, link), ==, 0);
	g_autofree char *name = publish(scratch, "a.xml", "1");
	g_assert_cmpstr(name, ==, "a.20201226T120007Z-2.ack.xml");
	scratch_expect(scratch, "precious", "mine");
	scratch_free(scratch);
}

static void test_publish_not_synced(void)
{
	for (int good = 0; good < 2; good++) {
		struct scratch *scratch = opened();
		g_autoptr(GError) error = NULL;
		g_autofree char *hidden = NULL;
		char *name = NULL;
		int fd = spool_create(scratch->spool, &hidden, &error);
		quirks.good_fsyncs = good;
		g_assert_false(spool_publish(scratch->spool, fd, hidden,
		                             "a.xml", day, &name, &error));
		g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_IO);
		g_assert_null(name);
		close(fd);
		spool_discard(scratch->spool, hidden);
		g_assert_cmpuint(scratch_count(scratch, "ack"), ==, 0);
		scratch_free(scratch);
	}
}

static int hidden_file(struct scratch *scratch, const char *text,
                       char **hidden_r)
{
	g_autoptr(GError) error = NULL;
	int fd = spool_create(scratch->spool, hidden_r, &error);
	g_assert_no_error(error);
	g_assert_cmpint(write(fd, text, strlen(text)), ==,
	                (gssize)strlen(text));
	return fd;
}

static bool publish_two(struct scratch *scratch, char **name_r, GError **error)
{
	g_autofree char *ack = NULL, *load = NULL;
	int fd = hidden_file(scratch, "ack", &ack);
	int load_fd = hidden_file(scratch, "load", &load);
	bool published = spool_publish_with(scratch->spool, fd, ack, load_fd,
	                                    load, "a.xml", day, name_r, error);
	close(fd);
	close(load_fd);
	spool_discard(scratch->spool, ack);
	spool_discard(scratch->spool, load);
	return published;
}

/* Both bear one number, which is free for both. */
static void test_publish_with(void)
{
	static const char *const taken[] = {
		NULL,
		"ack/a.20201226T120007Z.ack.xml",
		"ack/a.20201226T120007Z.load.xml",
	};
	for (guint i = 0; i < G_N_ELEMENTS(taken); i++) {
		struct scratch *scratch = opened();
		g_autoptr(GError) error = NULL;
		g_autofree char *name = NULL;
		if (taken[i] != NULL)
			scratch_write(scratch, taken[i], "old");
		g_assert_true(publish_two(scratch, &name, &error));
		g_assert_no_error(error);
		g_assert_cmpstr(name, ==,
		                i == 0 ? "a.20201226T120007Z.ack.xml"
		                       : "a.20201226T120007Z-2.ack.xml");
		scratch_expect(scratch,
		               i == 0 ? "ack/a.20201226T120007Z.ack.xml"
		                      : "ack/a.20201226T120007Z-2.ack.xml",
		               "ack");
		scratch_expect(scratch,
		               i == 0 ? "ack/a.20201226T120007Z.load.xml"
		                      : "ack/a.20201226T120007Z-2.load.xml",
		               "load");
		if (taken[i] != NULL)
			scratch_expect(scratch, taken[i], "old");
		g_assert_cmpuint(scratch_count(scratch, "ack"), ==,
		                 i == 0 ? 2 : 3);
		scratch_free(scratch);
	}
}

static void test_publish_with_not_synced(void)
{
	for (int good = 0; good < 3; good++) {
		struct scratch *scratch = opened();
		g_autoptr(GError) error = NULL;
		char *name = NULL;
		quirks.good_fsyncs = good;
		g_assert_false(publish_two(scratch, &name, &error));
		g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_IO);
		g_assert_null(name);
		g_assert_cmpuint(scratch_count(scratch, "ack"), ==, 0);
		scratch_free(scratch);
	}
}

static void test_discard(void)
{
	struct scratch *scratch = opened();
	g_autoptr(GError) error = NULL;
	g_autofree char *hidden = NULL;
	scratch_write(scratch, "ack/a.xml", "mine");
	int fd = spool_create(scratch->spool, &hidden, &error);
	close(fd);
	spool_discard(scratch->spool, hidden);
	spool_discard(scratch->spool, hidden);
	spool_discard(scratch->spool, NULL);
	spool_discard(scratch->spool, "a.xml"); /* none of ours */
	scratch_expect(scratch, "ack/a.xml", "mine");
	g_assert_cmpuint(scratch_count(scratch, "ack"), ==, 1);
	scratch_free(scratch);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spool_put/put", test_put);
	g_test_add_func("/spool_put/sizes", test_put_sizes);
	g_test_add_func("/spool_put/refuses", test_put_refuses);
	g_test_add_func("/spool_put/no_file", test_put_no_file);
	g_test_add_func("/spool_put/changing", test_put_changing);
	g_test_add_func("/spool_put/not_synced", test_put_not_synced);
	g_test_add_func("/spool_publish/publish", test_publish);
	g_test_add_func("/spool_publish/beside_a_link",
	                test_publish_beside_a_link);
	g_test_add_func("/spool_publish/not_synced", test_publish_not_synced);
	g_test_add_func("/spool_publish/with", test_publish_with);
	g_test_add_func("/spool_publish/with_not_synced",
	                test_publish_with_not_synced);
	g_test_add_func("/spool_publish/discard", test_discard);
	return g_test_run();
}
