/* Files that the bridge keeps, by names that come from outside. */
#include "tests/watcher/past.h"
#include "web/kept.h"

struct keep {
	struct past *past;
	struct settings settings;
	struct visit visit;
};

static struct keep *begin(void)
{
	struct keep *keep = g_new0(struct keep, 1);

	keep->past = past_new();
	scratch_open(keep->past->scratch);
	scratch_close(keep->past->scratch);
	keep->settings.folder = keep->past->scratch->folder;
	keep->settings.state = keep->past->scratch->state;
	keep->visit.settings = &keep->settings;
	return keep;
}

static void end(struct keep *keep)
{
	past_free(keep->past);
	g_free(keep);
}

/* A secret beside the folders, and ways that lead to it. */
static void plant(const struct keep *keep)
{
	g_autofree char *outside =
		g_build_filename(keep->past->scratch->root, "s.xml", NULL);
	g_autofree char *link =
		scratch_path(keep->past->scratch, "ack/link.xml");

	g_assert_true(g_file_set_contents(outside, "secret", -1, NULL));
	g_assert_cmpint(symlink(outside, link), ==, 0);
	scratch_write(keep->past->scratch, "ack/a.xml", "<а>Ж</а>");
	scratch_write(keep->past->scratch, "ack/a.txt", "text");
	scratch_write(keep->past->scratch, "in/in.xml", "in");
}

static void test_ack(void)
{
	static const char *const never[] = {
		"",
		".",
		"..",
		"../../s.xml",
		"../in/in.xml",
		"/etc/passwd",
		"a.txt",
		"none.xml",
		"link.xml",
		"./a.xml",
		"a.xml/",
		"a\\..\\s.xml",
		"..xml/../a.xml",
	};
	struct keep *keep = begin();
	g_autofree char *text = NULL;
	g_autofree char *cut = NULL;

	plant(keep);
	for (gsize i = 0; i < G_N_ELEMENTS(never); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *got =
			kept_ack(&keep->visit, never[i], 100, &error);

		if (got != NULL)
			g_error("«%s»: %s", never[i], got);
		g_assert_nonnull(error);
	}
	text = kept_ack(&keep->visit, "a.xml", 100, NULL);
	g_assert_cmpstr(text, ==, "<а>Ж</а>");
	/* For a page it is cut, and stays text. */
	cut = kept_ack(&keep->visit, "a.xml", 2, NULL);
	g_assert_true(g_utf8_validate(cut, -1, NULL));
	g_assert_cmpuint(strlen(cut), <=, 2 + strlen("\uFFFD"));
	end(keep);
}

static int open_row(struct keep *keep, const char *kept)
{
	static int number;
	g_autofree char *sha = g_strdup_printf("%d", number++);
	gint64 id = past_begin(keep->past, "orders.xml", sha, 1000);
	g_autoptr(GError) error = NULL;
	g_autofree char *name = NULL;
	int fd;

	past_end(keep->past, id, kept, 2000);
	fd = kept_open(&keep->visit, id, &name, &error);
	g_assert_true((fd >= 0) == (error == NULL));
	return fd;
}

static void test_source(void)
{
	static const char *const never[] = {
		NULL,
		"in/in.xml",
		"ack/a.xml",
		"error/none.xml",
		"/etc/passwd",
		"archive/../../s.xml",
		"error/..",
		"error/",
		"archive/link.xml",
	};
	struct keep *keep = begin();
	g_autofree char *link =
		scratch_path(keep->past->scratch, "archive/link.xml");
	int fd;

	plant(keep);
	g_assert_cmpint(symlink("../../s.xml", link), ==, 0);
	scratch_write(keep->past->scratch, "error/e.xml", "e");
	for (gsize i = 0; i < G_N_ELEMENTS(never); i++)
		if (open_row(keep, never[i]) >= 0)
			g_error("«%s» was opened", never[i]);
	fd = open_row(keep, "error/e.xml");
	g_assert_cmpint(fd, >=, 0);
	close(fd);
	g_assert_cmpint(kept_open(&keep->visit, 0, NULL, NULL), ==, -1);
	g_assert_cmpint(kept_open(&keep->visit, 999, NULL, NULL), ==, -1);
	end(keep);
}

static void test_repeat(void)
{
	struct keep *keep = begin();
	gint64 id = past_begin(keep->past, "orders.xml", "a", 1000);
	g_autoptr(GError) error = NULL;
	g_autofree char *name = NULL;
	g_autofree char *path = NULL;

	scratch_write(keep->past->scratch, "error/e.xml", "source");
	past_end(keep->past, id, "error/e.xml", 2000);
	name = kept_repeat(&keep->visit, id, &error);
	g_assert_no_error(error);
	path = g_build_filename("in", name, NULL);
	scratch_expect(keep->past->scratch, path, "source");
	/* What is kept stays kept. */
	scratch_expect(keep->past->scratch, "error/e.xml", "source");
	end(keep);
}

static void test_drop(void)
{
	static const char *const never[] = { "",       "a.txt",   "../a.xml",
		                             "/a.xml", "a/b.xml", ".a.xml",
		                             "..",     "~$a.xml", "a.tmp" };
	struct keep *keep = begin();
	g_autofree char *source =
		g_build_filename(keep->past->scratch->root, "u", NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *name = NULL;
	g_autofree char *path = NULL;
	int fd;

	g_assert_true(g_file_set_contents(source, "upload", -1, NULL));
	fd = open(source, O_RDONLY | O_CLOEXEC);
	for (gsize i = 0; i < G_N_ELEMENTS(never); i++) {
		g_autofree char *got =
			kept_drop(&keep->visit, never[i], fd, &error);

		if (got != NULL)
			g_error("«%s» was taken", never[i]);
		g_assert_nonnull(error);
		g_clear_error(&error);
	}
	name = kept_drop(&keep->visit, "Заказы & <b>.XML", fd, &error);
	g_assert_no_error(error);
	path = g_build_filename("in", name, NULL);
	scratch_expect(keep->past->scratch, path, "upload");
	close(fd);
	end(keep);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kept/ack", test_ack);
	g_test_add_func("/kept/source", test_source);
	g_test_add_func("/kept/repeat", test_repeat);
	g_test_add_func("/kept/drop", test_drop);
	return g_test_run();
}
