/* The folders: made, refused, locked, looked after. */
#include "tests/watcher/scratch.h"
#include "watcher/folder.h"
#include "watcher/spool_at.h"
#include "watcher/spool_p.h"

#include <sys/file.h>
#include <sys/wait.h>

static void expect_refused(const struct scratch *scratch, int code,
                           const char *words)
{
	g_autoptr(GError) error = NULL;
	struct spool *spool =
		spool_open(scratch->folder, scratch->state, true, &error);
	g_assert_null(spool);
	g_assert_error(error, G_FILE_ERROR, code);
	if (strstr(error->message, words) == NULL)
		g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, words));
}

static void test_makes(void)
{
	static const char *const folders[] = { "in",   "work",    "ack",
		                               "held", "archive", "error" };
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path = scratch_path(scratch, folders[i]);
		g_assert_true(g_file_test(path, G_FILE_TEST_IS_DIR));
	}
	struct stat about;
	g_assert_cmpint(stat(scratch->state, &about), ==, 0);
	g_assert_cmpint(about.st_mode & 07777, ==, 0700);
	g_assert_cmpstr(spool_path(scratch->spool), ==, scratch->folder);
	scratch_open(scratch); /* all there already */
	scratch_free(scratch);
}

/* The umask of a service must not lock the share's users out of in/. */
static void test_modes(void)
{
	static const struct {
		const char *name;
		mode_t mode;
	} rows[] = {
		{ "in", 02770 },   { "ack", 02770 },     { "work", 02750 },
		{ "held", 02750 }, { "archive", 02750 }, { "error", 02750 },
	};
	struct scratch *scratch = scratch_new();
	g_assert_cmpint(g_mkdir(scratch->folder, 0750), ==, 0);
	g_assert_cmpint(g_chmod(scratch->folder, 02750), ==, 0);
	mode_t before = umask(0027);
	scratch_open(scratch);
	umask(before);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct stat about;
		g_autofree char *path = scratch_path(scratch, rows[i].name);
		g_assert_cmpint(stat(path, &about), ==, 0);
		g_test_message("%s", rows[i].name);
		g_assert_cmpint(about.st_mode & 07777, ==, rows[i].mode);
	}
	scratch_free(scratch);
}

static void test_parent_lacks(void)
{
	struct scratch *scratch = scratch_new();
	g_autofree char *deep =
		g_build_filename(scratch->folder, "deeper", NULL);
	g_autoptr(GError) error = NULL;
	g_assert_null(spool_open(deep, scratch->state, true, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	scratch_free(scratch);
}

static void test_open_state(void)
{
	static const struct {
		mode_t mode;
		bool good;
	} rows[] = {
		{ 0700, true },  { 0755, true },  { 0770, false },
		{ 0702, false }, { 0777, false },
	};
	struct scratch *scratch = scratch_new();
	g_mkdir(scratch->state, 0700);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_chmod(scratch->state, rows[i].mode);
		int fd = folder_open_state(scratch->state, &error);
		g_test_message("%04o", (unsigned)rows[i].mode);
		g_assert_true((fd >= 0) == rows[i].good);
		if (fd >= 0)
			close(fd);
		else
			g_assert_nonnull(strstr(error->message, "chmod 700"));
	}
	scratch_free(scratch);
}

static void test_foreign_state(void)
{
	struct scratch *scratch = scratch_new();
	if (geteuid() != 0) {
		g_test_skip("needs root");
		scratch_free(scratch);
		return;
	}
	g_mkdir(scratch->state, 0700);
	g_assert_cmpint(chown(scratch->state, 1, 1), ==, 0);
	expect_refused(scratch, G_FILE_ERROR_PERM, "sudo -u");
	scratch_free(scratch);
}

static void test_writable_by_all(void)
{
	static const struct {
		const char *name;
		bool refused;
	} rows[] = {
		{ ".", true },     { "work", true },    { "held", true },
		{ "error", true }, { "archive", true }, { "in", false },
		{ "ack", false },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct scratch *scratch = scratch_new();
		scratch_open(scratch);
		scratch_close(scratch);
		g_autofree char *path = scratch_path(scratch, rows[i].name);
		g_chmod(path, 0777);
		g_test_message("%s", rows[i].name);
		if (rows[i].refused)
			expect_refused(scratch, G_FILE_ERROR_PERM, "chmod o-w");
		else
			scratch_open(scratch);
		scratch_free(scratch);
	}
}

static void test_link_for_folder(void)
{
	struct scratch *scratch = scratch_new();
	g_mkdir(scratch->folder, 0750);
	g_autofree char *in = scratch_path(scratch, "in");
	g_assert_cmpint(symlink("/tmp", in), ==, 0);
	expect_refused(scratch, G_FILE_ERROR_NOTDIR, "ссылка");
	scratch_free(scratch);
}

static void test_two_instances(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	g_assert_true(spool_locked_by_other(scratch->folder, scratch->state));
	expect_refused(scratch, G_FILE_ERROR_AGAIN, "systemctl stop");
	g_autofree char *pid = g_strdup_printf("%ld", (long)getpid());
	expect_refused(scratch, G_FILE_ERROR_AGAIN, pid);

	/* One of the two folders is enough to collide. */
	char *state = scratch->state;
	scratch->state = g_build_filename(scratch->root, "other", NULL);
	g_assert_true(spool_locked_by_other(scratch->folder, scratch->state));
	expect_refused(scratch, G_FILE_ERROR_AGAIN, scratch->folder);
	g_free(scratch->state);
	scratch->state = state;

	/* Without the lock the folders can be used: a hand-over. */
	g_autoptr(GError) error = NULL;
	struct spool *guest =
		spool_open(scratch->folder, scratch->state, false, &error);
	g_assert_no_error(error);
	spool_close(guest);
	g_assert_true(spool_locked_by_other(scratch->folder, scratch->state));

	scratch_close(scratch);
	g_assert_false(spool_locked_by_other(scratch->folder, scratch->state));
	scratch_open(scratch);
	scratch_free(scratch);
}

static void test_lock_dies_with_process(void)
{
	struct scratch *scratch = scratch_new();
	int ends[2];
	char byte;
	g_assert_cmpint(pipe(ends), ==, 0);
	pid_t child = fork();
	if (child == 0) {
		close(ends[0]);
		bool open = spool_open(scratch->folder, scratch->state, true,
		                       NULL) != NULL;
		if (write(ends[1], open ? "y" : "n", 1) == 1)
			pause();
		_exit(1);
	}
	g_assert_cmpint(read(ends[0], &byte, 1), ==, 1);
	g_assert_true(byte == 'y');
	expect_refused(scratch, G_FILE_ERROR_AGAIN, "b24bridge");
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(ends[0]);
	close(ends[1]);
	scratch_open(scratch);
	scratch_free(scratch);
}

static void test_locked_none(void)
{
	g_assert_false(spool_locked_by_other("/nonexistent", "/nonexistent"));
}

/* A start just when somebody asks for the status. */
static void test_lock_waits_for_a_glance(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	scratch_close(scratch);
	g_autofree char *path = g_build_filename(scratch->state, "lock", NULL);
	int ends[2];
	char byte;
	g_assert_cmpint(pipe(ends), ==, 0);
	pid_t child = fork();
	if (child == 0) {
		int fd = open(path, O_RDONLY);
		flock(fd, LOCK_SH);
		ssize_t told = write(ends[1], "y", 1);
		g_usleep(50 * 1000);
		_exit(told == 1 ? 0 : 1);
	}
	g_assert_cmpint(read(ends[0], &byte, 1), ==, 1);
	scratch_open(scratch);
	waitpid(child, NULL, 0);
	close(ends[0]);
	close(ends[1]);
	scratch_free(scratch);
}

static void test_sweep(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	scratch_close(scratch);
	scratch_write(scratch, "in/.b24bridge-0123456789abcdef.tmp", "half");
	scratch_write(scratch, "work/.b24bridge-0123456789abcdef.tmp", "half");
	scratch_write(scratch, "ack/.b24bridge-0123456789abcdef.tmp", "half");
	scratch_write(scratch, "ack/.somebody", "else's");
	scratch_write(scratch, "in/b24bridge-1.tmp", "too");

	/* Somebody hands a file over right now. */
	g_autofree char *in = scratch_path(scratch, "in");
	int dir = open(in, O_RDONLY | O_DIRECTORY);
	g_autofree char *alive = NULL;
	int fd = spool_at_create(dir, &alive);
	g_assert_cmpint(fd, >=, 0);

	scratch_open(scratch);
	g_assert_cmpuint(scratch_count(scratch, "in"), ==, 2);
	g_assert_cmpuint(scratch_count(scratch, "work"), ==, 0);
	g_assert_cmpuint(scratch_count(scratch, "ack"), ==, 1);
	g_assert_cmpint(faccessat(dir, alive, F_OK, 0), ==, 0);
	close(fd);
	scratch_open(scratch);
	g_assert_cmpint(faccessat(dir, alive, F_OK, 0), !=, 0);
	close(dir);
	scratch_free(scratch);
}

/* in/ is taken away: it is made again, and that one counts. */
static void test_check_in(void)
{
	struct scratch *scratch = scratch_new();
	g_autoptr(GError) error = NULL;
	struct stat named, opened;
	scratch_open(scratch);
	g_assert_true(spool_check(scratch->spool, &error));
	g_autofree char *in = scratch_path(scratch, "in");
	g_autofree char *old = scratch_path(scratch, "in.old");
	g_assert_cmpint(rename(in, old), ==, 0);
	g_assert_true(spool_check(scratch->spool, &error));
	g_assert_cmpint(stat(in, &named), ==, 0);
	g_assert_cmpint(fstat(scratch->spool->folders[SPOOL_IN], &opened), ==,
	                0);
	g_assert_true(named.st_ino == opened.st_ino);
	scratch_free(scratch);
}

/* The root is gone, as after an unmount: nothing is made in its place. */
static void test_check_root(void)
{
	struct scratch *scratch = scratch_new();
	g_autoptr(GError) error = NULL;
	scratch_open(scratch);
	g_autofree char *away =
		g_build_filename(scratch->root, "unmounted", NULL);
	g_assert_cmpint(rename(scratch->folder, away), ==, 0);
	g_assert_false(spool_check(scratch->spool, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	g_clear_error(&error);
	g_assert_cmpint(g_mkdir(scratch->folder, 0750), ==, 0);
	g_assert_false(spool_check(scratch->spool, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
	g_assert_cmpuint(scratch_count(scratch, "."), ==, 0);
	g_assert_cmpint(g_rmdir(scratch->folder), ==, 0);
	g_assert_cmpint(rename(away, scratch->folder), ==, 0);
	g_assert_true(spool_check(scratch->spool, NULL));
	scratch_free(scratch);
}

/* openat2 and what stands in for it must refuse the same. */
static void test_open_below(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	scratch_write(scratch, "in/plain.xml", "x");
	g_autofree char *link = scratch_path(scratch, "in/link.xml");
	g_autofree char *fifo = scratch_path(scratch, "in/fifo.xml");
	g_autofree char *up = scratch_path(scratch, "up");
	g_assert_cmpint(symlink("plain.xml", link), ==, 0);
	g_assert_cmpint(symlink("in", up), ==, 0);
	g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
	static const struct {
		const char *path;
		int code; /* 0: opens */
	} rows[] = {
		{ "in/plain.xml", 0 },
		{ "in/fifo.xml", 0 }, /* without hanging */
		{ "in/link.xml", ELOOP },
		{ "up/plain.xml", -1 }, /* ELOOP or ENOTDIR */
		{ "../state/lock", EXDEV },
		{ "in/../../state/lock", EXDEV },
		{ "/etc/passwd", EXDEV },
		{ "in/none.xml", ENOENT },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		for (int walk = 0; walk < 2; walk++) {
			int fd = (walk ? spool_at_walk : spool_at_open)(
				scratch->spool->root, rows[i].path, O_RDONLY,
				0);
			int code = fd < 0 ? errno : 0;
			g_test_message("%s, %s: %s", rows[i].path,
			               walk ? "walk" : "openat2",
			               g_strerror(code));
			if (fd >= 0)
				close(fd);
			if (rows[i].code < 0)
				g_assert_cmpint(code, !=, 0);
			else
				g_assert_cmpint(code, ==, rows[i].code);
		}
	}
	scratch_free(scratch);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spool/makes", test_makes);
	g_test_add_func("/spool/modes", test_modes);
	g_test_add_func("/spool/parent_lacks", test_parent_lacks);
	g_test_add_func("/spool/open_state", test_open_state);
	g_test_add_func("/spool/foreign_state", test_foreign_state);
	g_test_add_func("/spool/writable_by_all", test_writable_by_all);
	g_test_add_func("/spool/link_for_folder", test_link_for_folder);
	g_test_add_func("/spool/two_instances", test_two_instances);
	g_test_add_func("/spool/lock_dies_with_process",
	                test_lock_dies_with_process);
	g_test_add_func("/spool/locked_none", test_locked_none);
	g_test_add_func("/spool/lock_waits_for_a_glance",
	                test_lock_waits_for_a_glance);
	g_test_add_func("/spool/sweep", test_sweep);
	g_test_add_func("/spool/check_in", test_check_in);
	g_test_add_func("/spool/check_root", test_check_root);
	g_test_add_func("/spool/open_below", test_open_below);
	return g_test_run();
}
