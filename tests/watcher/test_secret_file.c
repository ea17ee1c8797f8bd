/* Which files may hold a secret, and that no error tells it. */
#include "watcher/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET "https://portal.example/rest/1/topsecret/"

struct place {
	char *folder, *path;
};

static void place_make(struct place *place, const char *text, gsize length,
                       mode_t mode)
{
	place->folder = g_dir_make_tmp("b24bridge-XXXXXX", NULL);
	g_assert_nonnull(place->folder);
	place->path = g_build_filename(place->folder, "webhook", NULL);
	int fd = open(place->path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	g_assert_cmpint(write(fd, text, length), ==, (gssize)length);
	g_assert_cmpint(fchmod(fd, mode), ==, 0);
	close(fd);
}

static void place_clear(struct place *place)
{
	g_remove(place->path);
	g_rmdir(place->folder);
	g_free(place->path);
	g_free(place->folder);
}

static void expect_refused(const char *path, const char *words)
{
	g_autoptr(GError) error = NULL;
	g_assert_null(secret_file_read(path, &error));
	g_assert_nonnull(error);
	g_assert_true(error->domain == G_FILE_ERROR);
	if (strstr(error->message, words) == NULL)
		g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, words));
	g_assert_nonnull(strstr(error->message, path));
	g_assert_null(strstr(error->message, "topsecret"));
}

static void test_text(void)
{
	static const struct {
		const char *name, *text;
	} rows[] = {
		{ "bare", SECRET },
		{ "line end", SECRET "\n" },
		{ "Windows line end", SECRET "\r\n" },
		{ "blanks", "  \t\n" SECRET " \n\n" },
		{ "Notepad", "\xEF\xBB\xBF" SECRET "\r\n" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct place place;
		g_autoptr(GError) error = NULL;
		place_make(&place, rows[i].text, strlen(rows[i].text), 0600);
		char *secret = secret_file_read(place.path, &error);
		g_test_message("%s", rows[i].name);
		g_assert_no_error(error);
		g_assert_cmpstr(secret, ==, SECRET);
		secret_file_wipe(secret);
		place_clear(&place);
	}
}

static void test_no_text(void)
{
	static const struct {
		const char *name, *text;
		gsize length;
		const char *words;
	} rows[] = {
		{ "empty", "", 0, "пуст" },
		{ "blanks", " \r\n\t", 4, "пуст" },
		{ "only a mark", "\xEF\xBB\xBF\n", 4, "пуст" },
		{ "NUL", "topsecret\0x", 11, "UTF-8" },
		{ "UTF-16", "t\0o\0p\0", 6, "UTF-8" },
		{ "windows-1251", "topsecret\xcf\xf0", 11, "UTF-8" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct place place;
		place_make(&place, rows[i].text, rows[i].length, 0600);
		g_test_message("%s", rows[i].name);
		expect_refused(place.path, rows[i].words);
		place_clear(&place);
	}
}

static void test_size(void)
{
	for (gsize size = 4095; size <= 4098; size++) {
		struct place place;
		g_autofree char *text = g_strnfill(size, 'x');
		place_make(&place, text, size, 0600);
		if (size <= 4096) {
			char *secret = secret_file_read(place.path, NULL);
			g_assert_cmpstr(secret, ==, text);
			secret_file_wipe(secret);
		} else {
			expect_refused(place.path, "4 КиБ");
		}
		place_clear(&place);
	}
}

static void test_modes(void)
{
	static const struct {
		mode_t mode;
		bool good;
	} rows[] = {
		{ 0600, true },  { 0400, true },  { 0700, true },
		{ 0640, false }, { 0604, false }, { 0620, false },
		{ 0602, false }, { 0610, false }, { 0601, false },
		{ 0666, false },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct place place;
		place_make(&place, SECRET, strlen(SECRET), rows[i].mode);
		g_test_message("%04o", (unsigned)rows[i].mode);
		if (rows[i].good) {
			char *secret = secret_file_read(place.path, NULL);
			g_assert_cmpstr(secret, ==, SECRET);
			secret_file_wipe(secret);
		} else {
			g_autofree char *command =
				g_strdup_printf("chmod 600 '%s'", place.path);
			expect_refused(place.path, command);
		}
		place_clear(&place);
	}
}

/* Whose text is read: the file's or the credential's. */
static void test_place(void)
{
	static const struct {
		const char *name;
		bool credential, newer, readable;
		const char *read;
	} rows[] = {
		{ "no credential", false, true, true, "file" },
		{ "a credential of it", true, false, true, "credential" },
		{ "the file was changed since", true, true, true, "file" },
		{ "and is not there", true, true, false, "credential" },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct place file, credential;
		struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
		place_make(rows[i].newer ? &credential : &file, "x", 1, 0600);
		nanosleep(&pause, NULL); /* the clock of file systems ticks */
		place_make(rows[i].newer ? &file : &credential, "x", 1, 0600);
		g_test_message("%s", rows[i].name);
		g_setenv("CREDENTIALS_DIRECTORY", credential.folder, TRUE);
		if (!rows[i].credential)
			g_remove(credential.path);
		if (!rows[i].readable)
			g_remove(file.path);
		g_autofree char *place = secret_file_place(file.path);
		g_assert_cmpstr(place, ==,
		                rows[i].read[0] == 'f' ? file.path
		                                       : credential.path);
		g_unsetenv("CREDENTIALS_DIRECTORY");
		place_clear(&file);
		place_clear(&credential);
	}
}

/* systemd guards that folder; its files may carry an ACL's mode bits. */
static void test_credentials(void)
{
	struct place place, other;
	place_make(&place, SECRET, strlen(SECRET), 0440);
	place_make(&other, SECRET, strlen(SECRET), 0440);
	g_autofree char *beside = g_build_filename(other.folder, "token", NULL);
	g_assert_cmpint(g_rename(other.path, beside), ==, 0);
	g_free(other.path);
	other.path = g_steal_pointer(&beside);
	g_setenv("CREDENTIALS_DIRECTORY", place.folder, TRUE);
	char *secret = secret_file_read(place.path, NULL);
	g_assert_cmpstr(secret, ==, SECRET);
	secret_file_wipe(secret);
	expect_refused(other.path, "chmod 600");

	/* A name that only begins like it does not lie in it. */
	g_setenv("CREDENTIALS_DIRECTORY", "", TRUE);
	expect_refused(place.path, "chmod 600");
	g_unsetenv("CREDENTIALS_DIRECTORY");
	expect_refused(place.path, "chmod 600");
	place_clear(&place);
	place_clear(&other);
}

static void test_no_file(void)
{
	struct place place;
	place_make(&place, SECRET, strlen(SECRET), 0600);
	g_autofree char *none = g_build_filename(place.folder, "none", NULL);
	g_autofree char *link = g_build_filename(place.folder, "link", NULL);
	g_autofree char *fifo = g_build_filename(place.folder, "fifo", NULL);
	g_assert_cmpint(symlink(place.path, link), ==, 0);
	g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
	expect_refused(none, "не читается");
	expect_refused(link, "Ссылка не подойдёт");
	expect_refused(fifo, "не обычный файл"); /* and does not hang */
	expect_refused(place.folder, "не обычный файл");
	g_remove(link);
	g_remove(fifo);
	place_clear(&place);
}

static void test_owner(void)
{
	struct place place;
	if (geteuid() != 0) {
		g_test_skip("needs root");
		return;
	}
	place_make(&place, SECRET, strlen(SECRET), 0600);
	g_assert_cmpint(chown(place.path, 1, 1), ==, 0);
	expect_refused(place.path, "sudo -u");
	/* Root's file is everybody's authority, where it can be read. */
	g_assert_cmpint(chown(place.path, 0, 0), ==, 0);
	char *secret = secret_file_read(place.path, NULL);
	g_assert_cmpstr(secret, ==, SECRET);
	secret_file_wipe(secret);
	place_clear(&place);
}

static void test_wipe(void)
{
	secret_file_wipe(NULL);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_unsetenv("CREDENTIALS_DIRECTORY");
	g_test_add_func("/secret_file/text", test_text);
	g_test_add_func("/secret_file/no_text", test_no_text);
	g_test_add_func("/secret_file/size", test_size);
	g_test_add_func("/secret_file/modes", test_modes);
	g_test_add_func("/secret_file/place", test_place);
	g_test_add_func("/secret_file/credentials", test_credentials);
	g_test_add_func("/secret_file/no_file", test_no_file);
	g_test_add_func("/secret_file/owner", test_owner);
	g_test_add_func("/secret_file/wipe", test_wipe);
	return g_test_run();
}
