/*
 * kill -9 at every step of a file's way, and then the next start: the file is
 * there exactly once, an ack is whole or not there, nothing half remains.
 *
 * The steps are the calls that change a folder or make it durable; what is on
 * disk between two of them is what the first of them left.
 */
#include "tests/watcher/scratch.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* The call before which the process dies; 0: none. */
static int deadly;

static void step(void)
{
	if (deadly > 0 && --deadly == 0)
		raise(SIGKILL);
}

int renameat2(int from, const char *old, int to, const char *new,
              unsigned flags)
{
	step();
	return (int)syscall(SYS_renameat2, from, old, to, new, flags);
}

int renameat(int from, const char *old, int to, const char *new)
{
	step();
	return (int)syscall(SYS_renameat2, from, old, to, new, 0);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
	step();
	return syscall(SYS_write, fd, bytes, size);
}

int fchmod(int fd, mode_t mode)
{
	step();
	return (int)syscall(SYS_fchmod, fd, mode);
}

int fsync(int fd)
{
	step();
	return (int)syscall(SYS_fsync, fd);
}

int mkdirat(int dir, const char *name, mode_t mode)
{
	step();
	return (int)syscall(SYS_mkdirat, dir, name, mode);
}

int unlinkat(int dir, const char *name, int flags)
{
	step();
	return (int)syscall(SYS_unlinkat, dir, name, flags);
}

int close(int fd)
{
	step();
	return (int)syscall(SYS_close, fd);
}

/* ---- the way of a file ---- */

static bool claim(struct spool *spool)
{
	static const struct spool_options at_once;
	struct spool_file *file;
	bool claimed;
	if (!spool_scan(spool, &at_once, 0, NULL))
		return false;
	file = spool_next(spool, NULL);
	claimed = file != NULL && spool_claim(spool, file, NULL);
	spool_file_free(file);
	return claimed;
}

static bool acknowledge(struct spool *spool)
{
	g_autofree char *hidden = NULL, *name = NULL;
	int fd = spool_create(spool, &hidden, NULL);
	bool told = fd >= 0 && write(fd, "<ack", 4) == 4 &&
	            write(fd, "/>", 2) == 2 &&
	            spool_publish(spool, fd, hidden, "a.xml", 0, &name, NULL);
	if (fd >= 0)
		close(fd);
	return told;
}

static bool finish(struct spool *spool)
{
	g_autofree char *path = NULL;
	return spool_move(spool, SPOOL_WORK, "a.xml", SPOOL_ARCHIVE, 0, &path,
	                  NULL);
}

static bool whole_way(struct spool *spool)
{
	return claim(spool) && acknowledge(spool) && finish(spool);
}

/* Somebody hands a file over, without the lock. */
static bool hand_over(struct spool *spool)
{
	g_autofree char *name = NULL;
	int fd = open(spool_path(spool), O_RDONLY | O_DIRECTORY);
	int source = openat(fd, "source", O_RDONLY);
	bool put = spool_put(spool, SPOOL_IN, "b.xml", source, &name, NULL);
	close(source);
	close(fd);
	return put;
}

/* ---- killed ---- */

/* False: it was not killed, for it has fewer steps. */
static bool killed(const struct scratch *scratch, int at, bool lock,
                   bool (*way)(struct spool *))
{
	int status;
	pid_t child = fork();
	if (child == 0) {
		deadly = at;
		struct spool *spool =
			spool_open(scratch->folder, scratch->state, lock, NULL);
		_exit(spool != NULL && way(spool) ? 0 : 1);
	}
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	if (WIFSIGNALED(status)) {
		g_assert_cmpint(WTERMSIG(status), ==, SIGKILL);
		return true;
	}
	g_assert_cmpint(WEXITSTATUS(status), ==, 0);
	return false;
}

static guint visible(struct scratch *scratch, enum spool_folder folder)
{
	g_autoptr(GPtrArray) names = spool_list(scratch->spool, folder, NULL);
	g_assert_nonnull(names);
	return names->len;
}

static void expect_nothing_hidden(const struct scratch *scratch)
{
	static const char *const folders[] = { "in",   "work",    "ack",
		                               "held", "archive", "error" };
	for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *path = scratch_path(scratch, folders[i]);
		g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
		const char *name;
		while ((name = g_dir_read_name(dir)) != NULL)
			g_assert_true(name[0] != '.');
	}
}

static void go_on(struct scratch *scratch)
{
	struct spool *spool = scratch->spool;
	if (visible(scratch, SPOOL_IN) == 1)
		g_assert_true(claim(spool));
	if (visible(scratch, SPOOL_WORK) == 1) {
		char sha256[SPOOL_HASH];
		int fd = spool_open_own(spool, "a.xml", sha256, NULL);
		g_assert_cmpint(fd, >=, 0);
		close(fd);
		if (visible(scratch, SPOOL_ACK) == 0)
			g_assert_true(acknowledge(spool));
		g_assert_true(finish(spool));
	}
}

static void test_whole_way(void)
{
	bool more = true;
	int steps = 0;
	for (int at = 1; more; at++) {
		struct scratch *scratch = scratch_new();
		scratch_open(scratch); /* made, so that there is an in/ */
		scratch_close(scratch);
		scratch_write(scratch, "in/a.xml", "<a/>");
		more = killed(scratch, at, true, whole_way);
		steps += more;
		g_test_message("step %d", at);

		scratch_open(scratch);
		g_assert_cmpuint(visible(scratch, SPOOL_IN) +
		                         visible(scratch, SPOOL_WORK) +
		                         visible(scratch, SPOOL_ARCHIVE),
		                 ==, 1);
		g_assert_cmpuint(visible(scratch, SPOOL_ACK), <=, 1);
		expect_nothing_hidden(scratch);
		go_on(scratch);
		scratch_expect(scratch, "archive/1970-01/01/a.xml", "<a/>");
		scratch_expect(scratch, "ack/a.19700101T000000Z.ack.xml",
		               "<ack/>");
		g_assert_cmpuint(visible(scratch, SPOOL_ARCHIVE), ==, 1);
		g_assert_cmpuint(visible(scratch, SPOOL_ACK), ==, 1);
		scratch_free(scratch);
	}
	/* claim 7, ack 3, day folders 4, move 3, and the closes between. */
	g_assert_cmpint(steps, >=, 17);
}

/* The folders themselves, made for the first time. */
static bool nothing(struct spool *spool)
{
	spool_close(spool);
	return true;
}

static void test_first_start(void)
{
	bool more = true;
	int steps = 0;
	for (int at = 1; more; at++) {
		struct scratch *scratch = scratch_new();
		more = killed(scratch, at, true, nothing);
		steps += more;
		scratch_open(scratch);
		scratch_write(scratch, "in/a.xml", "<a/>");
		g_assert_true(whole_way(scratch->spool));
		scratch_free(scratch);
	}
	g_assert_cmpint(steps, >=, 2 * SPOOL_FOLDERS);
}

static void test_hand_over(void)
{
	bool more = true;
	int steps = 0;
	for (int at = 1; more; at++) {
		struct scratch *scratch = scratch_new();
		scratch_open(scratch);
		scratch_write(scratch, "source", "<b/>");
		more = killed(scratch, at, false, hand_over);
		steps += more;
		scratch_open(scratch);
		expect_nothing_hidden(scratch);
		g_assert_cmpuint(visible(scratch, SPOOL_IN), <=, 1);
		if (visible(scratch, SPOOL_IN) == 1)
			scratch_expect(scratch, "in/b.xml", "<b/>");
		else
			g_assert_true(more);
		scratch_free(scratch);
	}
	g_assert_cmpint(steps, >=, 4);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spool_killed/whole_way", test_whole_way);
	g_test_add_func("/spool_killed/first_start", test_first_start);
	g_test_add_func("/spool_killed/hand_over", test_hand_over);
	return g_test_run();
}
