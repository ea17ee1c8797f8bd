/* That the child tells of what happens in a folder, and of its own end. */
#include "tests/watcher/scratch.h"
#include "watcher/notify.h"
#include "watcher/spool_p.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

enum { TELL_MS = 5000 };

static struct notify *start(const char *path, char **why)
{
	int dir = open(path, O_RDONLY);
	struct notify *notify = notify_start(dir, path, why);
	if (dir >= 0)
		close(dir);
	return notify;
}

static struct notify *started(const struct scratch *scratch)
{
	g_autofree char *folder = scratch_path(scratch, "in");
	g_autofree char *why = NULL;
	struct notify *notify = start(folder, &why);
	if (why != NULL)
		g_test_message("%s", why);
	g_assert_nonnull(notify);
	g_assert_cmpint(notify_fd(notify), >=, 0);
	return notify;
}

static bool told(const struct notify *notify)
{
	struct pollfd waiting = { .fd = notify_fd(notify), .events = POLLIN };
	int count;
	do
		count = poll(&waiting, 1, TELL_MS);
	while (count < 0 && errno == EINTR);
	return count == 1;
}

/* Nothing to be read right now; says nothing of later. */
static bool silent(const struct notify *notify)
{
	struct pollfd waiting = { .fd = notify_fd(notify), .events = POLLIN };
	return poll(&waiting, 1, 0) == 0;
}

static void do_close_write(struct scratch *scratch)
{
	scratch_write(scratch, "in/written.xml", "<a/>");
}

static void do_rename_in(struct scratch *scratch)
{
	g_autofree char *from = scratch_path(scratch, "outside");
	g_autofree char *to = scratch_path(scratch, "in/moved.xml");
	g_assert_cmpint(rename(from, to), ==, 0);
}

static void do_link(struct scratch *scratch)
{
	g_autofree char *from = scratch_path(scratch, "outside");
	g_autofree char *to = scratch_path(scratch, "in/linked.xml");
	g_assert_cmpint(link(from, to), ==, 0);
}

static void do_touch(struct scratch *scratch)
{
	g_autofree char *path = scratch_path(scratch, "in/there.xml");
	close(open(path, O_WRONLY));
}

static void test_tells(void)
{
	static const struct {
		const char *name;
		void (*act)(struct scratch *);
	} rows[] = {
		{ "close after write", do_close_write },
		{ "rename in", do_rename_in },
		{ "hard link", do_link },
		{ "open for writing and close", do_touch },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct scratch *scratch = scratch_new();
		scratch_open(scratch);
		scratch_write(scratch, "in/there.xml", "<a/>");
		scratch_write(scratch, "outside", "<a/>");
		struct notify *notify = started(scratch);
		g_test_message("%s", rows[i].name);
		g_assert_true(silent(notify));
		g_assert_true(notify_drain(notify));
		rows[i].act(scratch);
		g_assert_true(told(notify));
		g_assert_true(notify_drain(notify));
		/* And it goes on telling. */
		do_close_write(scratch);
		g_assert_true(told(notify));
		notify_stop(notify);
		scratch_free(scratch);
	}
}

/* The end is told, and another can be started. */
static void expect_end(struct notify *notify)
{
	bool alive = true;
	while (alive && told(notify))
		alive = notify_drain(notify);
	g_assert_false(alive);
	g_assert_cmpint(notify_fd(notify), ==, -1);
	g_assert_false(notify_drain(notify));
	notify_stop(notify);
}

/* Our own looking must not make us look again, for ever. The end comes last, so
 * whatever was told of before it is counted. */
static void test_reading_is_silent(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	scratch_write(scratch, "in/there.xml", "<a/>");
	g_autofree char *in = scratch_path(scratch, "in");
	g_autofree char *old = g_build_filename(scratch->root, "in.old", NULL);
	struct notify *notify = started(scratch);
	for (int i = 0; i < 10; i++) {
		g_autofree char *text = scratch_read(scratch, "in/there.xml");
		g_assert_cmpuint(scratch_count(scratch, "in"), ==, 1);
	}
	g_assert_cmpint(rename(in, old), ==, 0);
	gssize bytes = 0, got = 1;
	while (got > 0) {
		char byte;
		g_assert_true(told(notify));
		got = read(notify_fd(notify), &byte, 1);
		bytes += got;
	}
	g_assert_cmpint(bytes, ==, 1); /* MOVE_SELF */
	expect_end(notify);
	scratch_free(scratch);
}

static void test_folder_moved(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	g_autofree char *in = scratch_path(scratch, "in");
	g_autofree char *old = scratch_path(scratch, "in.old");
	struct notify *notify = started(scratch);
	g_assert_cmpint(rename(in, old), ==, 0);
	expect_end(notify);

	/* The new folder, not the old one under a new name. */
	g_assert_cmpint(g_mkdir(in, 0755), ==, 0);
	notify = started(scratch);
	do_close_write(scratch);
	g_assert_true(told(notify));
	notify_stop(notify);
	scratch_free(scratch);
}

static void test_folder_removed(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	g_autofree char *in = scratch_path(scratch, "in");
	struct notify *notify = started(scratch);
	g_assert_cmpint(g_rmdir(in), ==, 0);
	/* The kernel tells once nobody has it open any more; the spool lets go
	 * at its next look, and makes another. */
	g_assert_true(spool_check(scratch->spool, NULL));
	expect_end(notify);
	notify = started(scratch);
	do_close_write(scratch);
	g_assert_true(told(notify));
	notify_stop(notify);
	scratch_free(scratch);
}

static void test_no_such_folder(void)
{
	struct scratch *scratch = scratch_new();
	g_autofree char *in = scratch_path(scratch, "in");
	g_autofree char *why = NULL;
	g_assert_null(start(in, &why));
	g_assert_nonnull(strstr(why, in));
	g_assert_nonnull(strstr(why, "rescan_seconds"));
	scratch_free(scratch);
}

/* A link or a file is no folder to watch. */
static void test_no_folder(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	scratch_write(scratch, "file", "x");
	g_autofree char *file = scratch_path(scratch, "file");
	g_autofree char *why = NULL;
	g_assert_null(start(file, &why));
	g_assert_nonnull(why);
	scratch_free(scratch);
}

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool written = fd >= 0 &&
	               write(fd, text, strlen(text)) == (gssize)strlen(text);
	if (fd >= 0)
		close(fd);
	return written;
}

/* In a user namespace of its own, with a limit of its own. */
static void test_limit(void)
{
	enum { GOOD, BAD, CANNOT };
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	g_autofree char *in = scratch_path(scratch, "in");
	g_autofree char *map = g_strdup_printf("0 %u 1", geteuid());
	int status;
	pid_t child = fork();
	if (child == 0) {
		char *why = NULL;
		if (unshare(CLONE_NEWUSER) != 0 ||
		    !write_text("/proc/self/uid_map", map) ||
		    !write_text("/proc/sys/user/max_inotify_instances", "0"))
			_exit(CANNOT);
		bool refused = start(in, &why) == NULL;
		_exit(refused && strstr(why, "max_user_instances") != NULL
		              ? GOOD
		              : BAD);
	}
	waitpid(child, &status, 0);
	g_assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == CANNOT)
		g_test_skip("no user namespaces");
	else
		g_assert_cmpint(WEXITSTATUS(status), ==, GOOD);
	scratch_free(scratch);
}

static pid_t only_child(void)
{
	g_autofree char *path =
		g_strdup_printf("/proc/self/task/%ld/children", (long)getpid());
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL) || text[0] == '\0')
		return 0;
	return (pid_t)g_ascii_strtoll(text, NULL, 10);
}

static void test_child_killed(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	struct notify *notify = started(scratch);
	pid_t child = only_child();
	if (child <= 0) {
		g_test_skip("no /proc/self/task/*/children");
	} else {
		g_assert_cmpint(kill(child, SIGKILL), ==, 0);
		g_assert_true(told(notify));
		g_assert_false(notify_drain(notify));
		g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
		g_assert_cmpint(errno, ==, ECHILD);
	}
	notify_stop(notify);
	scratch_free(scratch);
}

static void test_stop_leaves_nothing(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	notify_stop(started(scratch));
	notify_stop(NULL);
	g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
	g_assert_cmpint(errno, ==, ECHILD);
	scratch_free(scratch);
}

/* A full pipe says the same as one more byte: nobody hangs, nothing ends. */
static void test_nobody_reads(void)
{
	enum { FILES = 5000 };
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	struct notify *notify = started(scratch);
	int room = fcntl(notify_fd(notify), F_SETPIPE_SZ, 4096);
	g_autofree char *in = scratch_path(scratch, "in");
	g_autofree char *old = scratch_path(scratch, "in.old");
	g_autofree char *path = scratch_path(scratch, "in/a.xml");
	g_assert_cmpint(room, >, 0);
	g_assert_cmpint(room, <, FILES);
	for (int i = 0; i < FILES; i++) {
		close(open(path, O_WRONLY | O_CREAT, 0600));
		unlink(path);
	}
	int bytes = 0;
	gint64 end = g_get_monotonic_time() + TELL_MS * 1000;
	while (bytes < room && g_get_monotonic_time() < end)
		g_assert_cmpint(ioctl(notify_fd(notify), FIONREAD, &bytes), ==,
		                0);
	g_assert_cmpint(bytes, ==, room);
	g_assert_true(notify_drain(notify));
	/* It still works: the end, behind all of it, comes through. */
	g_assert_cmpint(rename(in, old), ==, 0);
	expect_end(notify);
	scratch_free(scratch);
}

/* The child ends with its parent, however that ends. */
static void test_dies_with_parent(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	g_autofree char *in = scratch_path(scratch, "in");
	int ends[2];
	char byte;
	g_assert_cmpint(pipe(ends), ==, 0);
	pid_t parent = fork();
	if (parent == 0) {
		/* Above what the child of this one keeps open. */
		int fd = dup2(ends[1], 9);
		close(ends[0]);
		close(ends[1]);
		char *why = NULL;
		bool watches = start(in, &why) != NULL;
		pid_t child = only_child();
		if (watches && write(fd, &child, sizeof(child)) > 0)
			pause();
		_exit(1);
	}
	close(ends[1]);
	pid_t child = 0;
	g_assert_cmpint(read(ends[0], &child, sizeof(child)), ==,
	                sizeof(child));
	g_assert_cmpint(child, >, 0);
	/* It holds nothing of its parent's open. */
	g_assert_cmpint(kill(parent, SIGKILL), ==, 0);
	waitpid(parent, NULL, 0);
	g_assert_cmpint(read(ends[0], &byte, 1), ==, 0);
	close(ends[0]);
	gint64 end = g_get_monotonic_time() + TELL_MS * 1000;
	g_autofree char *proc = g_strdup_printf("/proc/%ld/comm", (long)child);
	bool gone = false;
	while (!gone && g_get_monotonic_time() < end) {
		g_autofree char *name = NULL;
		g_autofree char *stat_path =
			g_strdup_printf("/proc/%ld/stat", (long)child);
		g_autofree char *stat_text = NULL;
		gone = !g_file_get_contents(proc, &name, NULL, NULL) ||
		       strcmp(name, "b24-notify\n") != 0 ||
		       (g_file_get_contents(stat_path, &stat_text, NULL,
		                            NULL) &&
		        strstr(stat_text, ") Z ") != NULL);
		g_thread_yield();
	}
	g_assert_true(gone);
	scratch_free(scratch);
}

/* A handler of the parent's must not be the child's. */
static int handler_fd = -1;

static void handler(int number)
{
	(void)number;
	ssize_t got = write(handler_fd, "x", 1);
	(void)got;
}

static void test_signals_are_reset(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	int ends[2];
	g_assert_cmpint(pipe2(ends, O_NONBLOCK), ==, 0);
	handler_fd = ends[1];
	struct sigaction action = { .sa_handler = handler }, before;
	g_assert_cmpint(sigaction(SIGTERM, &action, &before), ==, 0);
	struct notify *notify = started(scratch);
	pid_t child = only_child();
	if (child > 0) {
		char byte;
		g_assert_cmpint(kill(child, SIGTERM), ==, 0);
		g_assert_true(told(notify));
		g_assert_false(notify_drain(notify));
		g_assert_cmpint(read(ends[0], &byte, 1), ==, -1);
	}
	g_assert_cmpint(sigaction(SIGTERM, &before, NULL), ==, 0);
	notify_stop(notify);
	close(ends[0]);
	close(ends[1]);
	scratch_free(scratch);
}

/* What is open is watched, whatever stands at its path by now. */
static void test_watches(void)
{
	struct scratch *scratch = scratch_new();
	scratch_open(scratch);
	g_autofree char *in = scratch_path(scratch, "in");
	g_autofree char *away = scratch_path(scratch, "away");
	g_autofree char *why = NULL;
	int old = open(in, O_RDONLY | O_DIRECTORY);
	g_assert_cmpint(rename(in, away), ==, 0);
	g_assert_cmpint(g_mkdir(in, 0755), ==, 0);
	int new = open(in, O_RDONLY | O_DIRECTORY);
	struct notify *notify = notify_start(old, in, &why);
	g_assert_nonnull(notify);
	g_assert_true(notify_watches(notify, old));
	g_assert_false(notify_watches(notify, new));
	scratch_write(scratch, "away/a.xml", "<a/>");
	g_assert_true(told(notify));
	notify_stop(notify);
	close(old);
	close(new);
	scratch_free(scratch);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/notify/tells", test_tells);
	g_test_add_func("/notify/reading_is_silent", test_reading_is_silent);
	g_test_add_func("/notify/folder_moved", test_folder_moved);
	g_test_add_func("/notify/folder_removed", test_folder_removed);
	g_test_add_func("/notify/no_such_folder", test_no_such_folder);
	g_test_add_func("/notify/no_folder", test_no_folder);
	g_test_add_func("/notify/limit", test_limit);
	g_test_add_func("/notify/child_killed", test_child_killed);
	g_test_add_func("/notify/stop_leaves_nothing",
	                test_stop_leaves_nothing);
	g_test_add_func("/notify/nobody_reads", test_nobody_reads);
	g_test_add_func("/notify/dies_with_parent", test_dies_with_parent);
	g_test_add_func("/notify/signals_are_reset", test_signals_are_reset);
	g_test_add_func("/notify/watches", test_watches);
	return g_test_run();
}
