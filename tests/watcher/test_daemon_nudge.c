/* The daemon is found by what it holds, and nobody else is ever signalled. */
#include "tests/watcher/scratch.h"
#include "watcher/daemon_nudge.h"
#include "watcher/signals.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

enum { GOT_HANGUP = 7, WAIT_SECONDS = 10 };

/* A process of a test; it ends with GOT_HANGUP after a SIGHUP that it waits
 * for. */
struct other {
	pid_t pid;
	int ready; /* readable: it is as it should be */
};

enum { LOCKS = 1 << 0, BLOCKS = 1 << 1, OPENS = 1 << 2 };

static void live(const struct scratch *scratch, unsigned how, int ready)
{
	g_autofree char *path = g_build_filename(scratch->state, "lock", NULL);
	struct pollfd hangup = { .fd = -1, .events = POLLIN };
	if ((how & BLOCKS) != 0)
		hangup.fd = signals_open_reload();
	if ((how & LOCKS) != 0 &&
	    spool_open(scratch->folder, scratch->state, true, NULL) == NULL)
		_exit(1);
	if ((how & OPENS) != 0 && open(path, O_RDONLY) < 0)
		_exit(1);
	if (write(ready, "", 1) != 1)
		_exit(1);
	_exit(poll(&hangup, 1, WAIT_SECONDS * 1000) == 1 ? GOT_HANGUP : 2);
}

static struct other start(const struct scratch *scratch, unsigned how)
{
	struct other other;
	int ends[2];
	char byte;
	g_assert_cmpint(pipe(ends), ==, 0);
	other.pid = fork();
	if (other.pid == 0)
		live(scratch, how, ends[1]);
	close(ends[1]);
	other.ready = ends[0];
	g_assert_cmpint(read(other.ready, &byte, 1), ==, 1);
	return other;
}

static int end(struct other *other)
{
	int status = 0;
	close(other->ready);
	g_assert_cmpint(waitpid(other->pid, &status, 0), ==, other->pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static int stop(struct other *other)
{
	kill(other->pid, SIGKILL);
	return end(other);
}

static bool nudged(const struct scratch *scratch)
{
	g_autoptr(GError) error = NULL;
	bool running = true;
	g_assert_true(daemon_nudge(scratch->state, scratch->folder, &running,
	                           &error));
	g_assert_no_error(error);
	return running;
}

static void write_pid(const struct scratch *scratch, pid_t pid)
{
	g_autofree char *path = g_build_filename(scratch->state, "lock", NULL);
	g_autofree char *folder_path =
		g_build_filename(scratch->folder, ".b24bridge.lock", NULL);
	g_autofree char *text = g_strdup_printf("%d\n", (int)pid);
	const char *paths[] = { path, folder_path };
	for (int i = 0; i < 2; i++) {
		int fd = open(paths[i], O_WRONLY | O_TRUNC);
		g_assert_cmpint(fd, >=, 0);
		g_assert_cmpint(write(fd, text, strlen(text)), ==,
		                (gssize)strlen(text));
		close(fd);
	}
}

static void test_nobody(void)
{
	struct scratch *scratch = scratch_new();
	g_assert_cmpint(daemon_find(scratch->state, scratch->folder), ==, 0);
	g_assert_false(nudged(scratch));
	/* One that has ended. */
	struct other other = start(scratch, LOCKS | BLOCKS);
	stop(&other);
	g_assert_cmpint(daemon_find(scratch->state, scratch->folder), ==, 0);
	g_assert_false(nudged(scratch));
	scratch_free(scratch);
}

static void test_daemon(void)
{
	struct scratch *scratch = scratch_new();
	struct other other = start(scratch, LOCKS | BLOCKS);
	g_assert_cmpint(daemon_find(scratch->state, scratch->folder), ==,
	                other.pid);
	g_assert_true(nudged(scratch));
	g_assert_cmpint(end(&other), ==, GOT_HANGUP);
	scratch_free(scratch);
}

/* Another state than ours, and our folder. */
static void test_by_folder(void)
{
	struct scratch *scratch = scratch_new();
	struct other other = start(scratch, LOCKS | BLOCKS);
	g_assert_cmpint(daemon_find("/nonexistent", scratch->folder), ==,
	                other.pid);
	stop(&other);
	scratch_free(scratch);
}

/* `once` has the lock and would die of SIGHUP. */
static void test_once(void)
{
	struct scratch *scratch = scratch_new();
	struct other other = start(scratch, LOCKS);
	g_assert_cmpint(daemon_find(scratch->state, scratch->folder), ==, 0);
	g_assert_false(nudged(scratch));
	g_assert_cmpint(stop(&other), ==, -SIGKILL);
	scratch_free(scratch);
}

/* The number in the file is somebody else's by now. */
static void test_used_again(void)
{
	struct scratch *scratch = scratch_new();
	struct other holder = start(scratch, LOCKS | BLOCKS);
	struct other stranger = start(scratch, BLOCKS);
	static const pid_t odd[] = { 0, -1, 1, G_MAXINT };
	write_pid(scratch, stranger.pid);
	g_assert_cmpint(daemon_find(scratch->state, scratch->folder), ==, 0);
	g_assert_false(nudged(scratch));
	for (size_t i = 0; i < G_N_ELEMENTS(odd); i++) {
		write_pid(scratch, odd[i]);
		g_assert_false(nudged(scratch));
	}
	write_pid(scratch, getpid());
	g_assert_false(nudged(scratch));
	/* SIGHUP was not sent: it would end the wait. */
	g_assert_cmpint(stop(&stranger), ==, -SIGKILL);
	g_assert_cmpint(stop(&holder), ==, -SIGKILL);
	scratch_free(scratch);
}

/* Not held any more: a number of a living process says nothing. */
static void test_not_held(void)
{
	struct scratch *scratch = scratch_new();
	struct other gone = start(scratch, LOCKS | BLOCKS);
	stop(&gone);
	struct other stranger = start(scratch, BLOCKS | OPENS);
	write_pid(scratch, stranger.pid);
	g_assert_false(nudged(scratch));
	g_assert_cmpint(stop(&stranger), ==, -SIGKILL);
	scratch_free(scratch);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/daemon_nudge/nobody", test_nobody);
	g_test_add_func("/daemon_nudge/daemon", test_daemon);
	g_test_add_func("/daemon_nudge/by_folder", test_by_folder);
	g_test_add_func("/daemon_nudge/once", test_once);
	g_test_add_func("/daemon_nudge/used_again", test_used_again);
	g_test_add_func("/daemon_nudge/not_held", test_not_held);
	return g_test_run();
}
