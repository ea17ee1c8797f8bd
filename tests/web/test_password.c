/* The page's password and the files that hold secrets. */
#include "tests/watcher/scratch.h"
#include "web/password.h"
#include "web/save_secret.h"

static void test_fault(void)
{
	g_autofree char *longest = g_strnfill(PASSWORD_MOST - 1, 'x');
	g_autofree char *longer = g_strnfill(PASSWORD_MOST, 'x');

	g_assert_nonnull(password_fault(""));
	g_assert_nonnull(password_fault("1234567"));
	g_assert_null(password_fault("12345678"));
	/* Signs are counted, not bytes. */
	g_assert_nonnull(password_fault("пароль1"));
	g_assert_null(password_fault("пароль12"));
	g_assert_null(password_fault(longest));
	g_assert_nonnull(password_fault(longer));
}

static void test_hash(void)
{
	g_autofree char *hash = password_hash("верный пароль");
	g_autofree char *other = password_hash("верный пароль");
	g_autofree char *longer = g_strnfill(PASSWORD_MOST, 'x');

	g_assert_true(g_str_has_prefix(hash, "$y$"));
	g_assert_cmpstr(hash, !=, other);
	g_assert_true(password_matches("верный пароль", hash));
	g_assert_true(password_matches("верный пароль", other));
	g_assert_false(password_matches("верный парольx", hash));
	g_assert_false(password_matches("", hash));
	g_assert_false(password_matches(hash, hash));
	g_assert_false(password_matches(longer, hash));
}

/* A file that holds no hash lets nobody in, whatever he types. */
static void test_no_hash(void)
{
	static const char *const texts[] = { "",  "*",   "*0",
		                             "!", "x",   "secret",
		                             "$", "$y$", "$y$j9T$" };

	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_assert_false(password_matches(texts[i], texts[i]));
		g_assert_false(password_matches("secret", texts[i]));
	}
}

/* ---- files with secrets ---- */

static void check_mode(const char *path)
{
	struct stat about;

	g_assert_cmpint(stat(path, &about), ==, 0);
	g_assert_cmpint(about.st_mode & 07777, ==, 0600);
}

static void test_secret(void)
{
	struct scratch *scratch = scratch_new();
	g_autofree char *path = g_build_filename(scratch->root, "s", NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	mode_t before = umask(0);
	guint names = 0;

	g_assert_true(save_secret(path, "first", &error));
	check_mode(path);
	/* What others could read is no longer so. */
	g_assert_cmpint(chmod(path, 0644), ==, 0);
	g_assert_true(save_secret(path, "second", &error));
	umask(before);
	check_mode(path);
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "second\n");
	g_autoptr(GDir) dir = g_dir_open(scratch->root, 0, NULL);
	while (g_dir_read_name(dir) != NULL)
		names++;
	g_assert_cmpuint(names, ==, 1);
	scratch_free(scratch);
}

/* A file that somebody holds open does not change under him: the secret is
 * never in a file that was open to others. */
static void test_secret_aside(void)
{
	struct scratch *scratch = scratch_new();
	g_autofree char *path = g_build_filename(scratch->root, "s", NULL);
	g_autoptr(GError) error = NULL;
	char buffer[16] = "";
	int fd;

	g_assert_true(g_file_set_contents(path, "open", -1, NULL));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	g_assert_true(save_secret(path, "secret", &error));
	g_assert_cmpint(read(fd, buffer, sizeof(buffer) - 1), ==, 4);
	g_assert_cmpstr(buffer, ==, "open");
	close(fd);
	scratch_free(scratch);
}

static void test_secret_nowhere(void)
{
	struct scratch *scratch = scratch_new();
	g_autofree char *path =
		g_build_filename(scratch->root, "no", "s", NULL);
	g_autoptr(GError) error = NULL;

	g_assert_false(save_secret(path, "geheim", &error));
	g_assert_nonnull(error);
	g_assert_null(strstr(error->message, "geheim"));
	g_assert_nonnull(strstr(error->message, path));
	/* A folder stands where the file should. */
	g_clear_error(&error);
	g_assert_false(save_secret(scratch->root, "geheim", &error));
	g_assert_null(strstr(error->message, "geheim"));
	scratch_free(scratch);
}

int main(int argc, char *argv[])
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/password/fault", test_fault);
	g_test_add_func("/password/hash", test_hash);
	g_test_add_func("/password/no hash", test_no_hash);
	g_test_add_func("/secret/mode", test_secret);
	g_test_add_func("/secret/aside", test_secret_aside);
	g_test_add_func("/secret/nowhere", test_secret_nowhere);
	return g_test_run();
}
