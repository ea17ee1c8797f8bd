/* A file is replaced whole, keeps its owner, and a secret is nobody else's. */
#include "web/replace_file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SOMEBODY = 12345 };

struct place {
	char *folder, *path;
};

static void begin(struct place *place)
{
	place->folder = g_dir_make_tmp("b24bridge-XXXXXX", NULL);
	g_assert_nonnull(place->folder);
	place->path = g_build_filename(place->folder, "file", NULL);
}

/* Also that nothing is left beside it. */
static void end(struct place *place)
{
	g_unlink(place->path);
	g_assert_cmpint(g_rmdir(place->folder), ==, 0);
	g_free(place->path);
	g_free(place->folder);
}

static void has(const struct place *place, const char *text, mode_t mode)
{
	g_autofree char *is = NULL;
	struct stat st;

	g_assert_true(g_file_get_contents(place->path, &is, NULL, NULL));
	g_assert_cmpstr(is, ==, text);
	g_assert_cmpint(stat(place->path, &st), ==, 0);
	g_assert_cmphex(st.st_mode & 0777, ==, mode);
}

static void test_modes(void)
{
	static const struct {
		mode_t before; /* 0: no file */
		bool secret;
		mode_t after;
	} rows[] = {
		{ 0, false, 0600 },    { 0, true, 0600 },
		{ 0640, false, 0640 }, { 0640, true, 0600 },
		{ 0666, true, 0600 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct place place;

		begin(&place);
		if (rows[i].before != 0) {
			g_assert_true(g_file_set_contents(place.path, "old", 3,
			                                  NULL));
			g_assert_cmpint(g_chmod(place.path, rows[i].before), ==,
			                0);
		}
		g_assert_true(
			replace_file(place.path, "new", 3, rows[i].secret));
		has(&place, "new", rows[i].after);
		end(&place);
	}
}

/* Root that saves a webhook must not lock the daemon out. */
static void test_owner(void)
{
	struct place place;
	struct stat st;

	if (geteuid() != 0) {
		g_test_skip("only root can give files away");
		return;
	}
	begin(&place);
	g_assert_true(g_file_set_contents(place.path, "old", 3, NULL));
	g_assert_cmpint(chown(place.path, SOMEBODY, SOMEBODY), ==, 0);
	g_assert_true(replace_file(place.path, "new", 3, true));
	g_assert_cmpint(stat(place.path, &st), ==, 0);
	g_assert_cmpuint(st.st_uid, ==, SOMEBODY);
	has(&place, "new", 0600);
	end(&place);
}

/* A folder in the file's place: nothing is changed, nothing left beside it. */
static void test_failure(void)
{
	struct place place;

	begin(&place);
	g_assert_cmpint(g_mkdir(place.path, 0700), ==, 0);
	g_assert_false(replace_file(place.path, "new", 3, false));
	g_assert_cmpint(errno, ==, EISDIR);
	g_assert_cmpint(g_rmdir(place.path), ==, 0);
	end(&place);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/replace_file/modes", test_modes);
	g_test_add_func("/replace_file/owner", test_owner);
	g_test_add_func("/replace_file/failure", test_failure);
	return g_test_run();
}
