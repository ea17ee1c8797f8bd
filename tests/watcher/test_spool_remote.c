/*
 * An exchange folder on a network: no events, no leases that bind, perhaps no
 * locks, folders that cannot be synced. The file system is a local one that
 * plays it, for the folder alone.
 */
#include "watcher/folder.h"

#include "tests/watcher/scratch.h"

#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>

static struct {
	long magic;    /* of every file system; 0: as it is */
	bool no_locks; /* on what is no state */
	bool no_locks_at_all;
	guint folder_syncs;
} quirks;

static bool is_state(int fd)
{
	char link[64], path[4096] = "";
	g_snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	g_assert_cmpint(readlink(link, path, sizeof(path) - 1), >, 0);
	return strstr(path, "/state") != NULL;
}

int fstatfs(int fd, struct statfs *about)
{
	int result = (int)syscall(SYS_fstatfs, fd, about);
	if (quirks.magic != 0 && !is_state(fd))
		about->f_type = quirks.magic;
	return result;
}

int flock(int fd, int operation)
{
	if (quirks.no_locks_at_all || (quirks.no_locks && !is_state(fd))) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return (int)syscall(SYS_flock, fd, operation);
}

int fsync(int fd)
{
	struct stat about;
	g_assert_cmpint(fstat(fd, &about), ==, 0);
	if (quirks.magic != 0 && S_ISDIR(about.st_mode) && !is_state(fd)) {
		quirks.folder_syncs++;
		errno = EINVAL;
		return -1;
	}
	return (int)syscall(SYS_fsync, fd);
}

enum { QUIET_MS = 2000, SLOW_MS = 16000 };

#define CIFS 0xFF534D42L

static struct scratch *remote(bool no_locks)
{
	struct scratch *scratch = scratch_new();
	memset(&quirks, 0, sizeof(quirks));
	quirks.magic = CIFS;
	quirks.no_locks = no_locks;
	scratch_open(scratch);
	return scratch;
}

static struct spool_file *next(struct spool *spool, gint64 now_ms)
{
	static const struct spool_options options = { QUIET_MS, SLOW_MS, 0 };
	g_assert_true(spool_scan(spool, &options, now_ms, NULL));
	return spool_next(spool, NULL);
}

/* The whole way of a file, with a lease that is granted and counts nothing. */
static void test_way(void)
{
	struct scratch *scratch = remote(false);
	g_autofree char *path = NULL, *hidden = NULL, *ack = NULL;
	g_autoptr(GError) error = NULL;
	struct spool_file *file;
	g_assert_cmpstr(spool_remote(scratch->spool), ==, "CIFS");
	scratch_write(scratch, "in/a.xml", "<a/>");
	g_assert_null(next(scratch->spool, 1000));
	g_assert_null(next(scratch->spool, 1000 + QUIET_MS));
	g_assert_cmpint(spool_again_ms(scratch->spool), ==, SLOW_MS - QUIET_MS);
	file = next(scratch->spool, 1000 + SLOW_MS);
	g_assert_nonnull(file);
	g_assert_false(file->leased);
	g_assert_true(spool_claim(scratch->spool, file, &error));
	g_assert_no_error(error);
	spool_file_free(file);
	int fd = spool_create(scratch->spool, &hidden, &error);
	g_assert_true(spool_publish(scratch->spool, fd, hidden, "a.xml", 0,
	                            &ack, &error));
	close(fd);
	g_assert_true(spool_move(scratch->spool, SPOOL_WORK, "a.xml",
	                         SPOOL_ARCHIVE, 0, &path, &error));
	g_assert_no_error(error);
	scratch_expect(scratch, "archive/1970-01/01/a.xml", "<a/>");
	g_assert_cmpuint(quirks.folder_syncs, >=, 5);
	scratch_free(scratch);
}

/* On a disk of this computer such an error is one. */
static void test_sync_matters_at_home(void)
{
	struct scratch *scratch = remote(false);
	g_autoptr(GError) error = NULL;
	scratch_close(scratch);
	g_assert_cmpint(g_rmdir(scratch->folder), !=, 0);
	g_autofree char *held = scratch_path(scratch, "held");
	g_assert_cmpint(g_rmdir(held), ==, 0);
	quirks.magic = 0xEF53;
	g_assert_null(
		spool_open(scratch->folder, scratch->state, true, &error));
	g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
	scratch_free(scratch);
}

static void test_kinds(void)
{
	static const struct {
		long magic;
		const char *kind;
		bool state;
	} rows[] = {
		{ 0x6969, "NFS", false },
		{ CIFS, "CIFS", false },
		{ (long)0xFFFFFFFFFE534D42, "SMB2", false },
		{ 0x01021997, "9p", false },
		{ 0x65735546, "FUSE", true },
		{ 0xEF53, NULL, true },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *kind = "?";
		g_autoptr(GError) error = NULL;
		g_autofree char *path = g_dir_make_tmp("b24-XXXXXX", NULL);
		int fd = open(path, O_RDONLY | O_DIRECTORY);
		memset(&quirks, 0, sizeof(quirks));
		quirks.magic = rows[i].magic;
		g_assert_true(folder_remote(fd, path, &kind, NULL));
		g_assert_cmpstr(kind, ==, rows[i].kind);
		close(fd);
		/* The state must not lie there. */
		fd = folder_open_state(path, &error);
		g_test_message("%s", kind);
		g_assert_true((fd >= 0) == rows[i].state);
		if (fd >= 0)
			close(fd);
		g_rmdir(path);
	}
}

static void write_token(const struct scratch *scratch, const char *host,
                        const char *boot, long pid, const char *start)
{
	g_autofree char *text =
		g_strdup_printf("%s %s %ld %s\n", host, boot, pid, start);
	scratch_write(scratch, ".b24bridge.claim", text);
}

/* One instance, also without locks. */
static void test_token(void)
{
	g_autofree char *boot = NULL;
	static const struct {
		const char *name;
		const char *host, *boot;
		bool running, taken;
	} rows[] = {
		{ "runs here", NULL, NULL, true, false },
		{ "another process of that number", NULL, NULL, false, true },
		{ "before the last boot", NULL, "0-0-0", true, true },
		{ "another computer", "elsewhere", NULL, false, false },
		{ "nobody can read it", "", "", false, false },
	};
	g_assert_true(g_file_get_contents("/proc/sys/kernel/random/boot_id",
	                                  &boot, NULL, NULL));
	g_strchomp(boot);
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct scratch *scratch = remote(true);
		g_autoptr(GError) error = NULL;
		g_autofree char *own =
			scratch_read(scratch, ".b24bridge.claim");
		g_auto(GStrv) fields = g_strsplit_set(own, " \n", 0);
		g_test_message("%s", rows[i].name);
		scratch_close(scratch);
		scratch_expect(scratch, ".b24bridge.claim", NULL);
		write_token(scratch,
		            rows[i].host ? rows[i].host : g_get_host_name(),
		            rows[i].boot ? rows[i].boot : boot, (long)getpid(),
		            rows[i].running ? fields[3] : "1");
		scratch->spool = spool_open(scratch->folder, scratch->state,
		                            true, &error);
		g_assert_true((scratch->spool != NULL) == rows[i].taken);
		if (!rows[i].taken) {
			g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_AGAIN);
			g_assert_nonnull(
				strstr(error->message, ".b24bridge.claim"));
		}
		scratch_free(scratch);
	}
}

/* With locks there is no token; a state without locks is none. */
static void test_locks(void)
{
	struct scratch *scratch = remote(false);
	g_autoptr(GError) error = NULL;
	scratch_expect(scratch, ".b24bridge.claim", NULL);
	scratch_close(scratch);
	quirks.no_locks_at_all = true;
	g_assert_null(
		spool_open(scratch->folder, scratch->state, true, &error));
	g_assert_nonnull(error);
	scratch_free(scratch);
}

/* What a crash left, and what somebody writes to just now, without a lock. */
static void test_sweep(void)
{
	struct scratch *scratch = remote(true);
	g_autofree char *hidden = NULL;
	int fd = spool_create(scratch->spool, &hidden, NULL);
	g_assert_cmpint(fd, >=, 0);
	close(fd);
	scratch_open(scratch);
	g_assert_cmpuint(scratch_count(scratch, "ack"), ==, 1);
	quirks.no_locks = false;
	scratch_open(scratch);
	g_assert_cmpuint(scratch_count(scratch, "ack"), ==, 0);
	scratch_free(scratch);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spool_remote/way", test_way);
	g_test_add_func("/spool_remote/sync_matters_at_home",
	                test_sync_matters_at_home);
	g_test_add_func("/spool_remote/kinds", test_kinds);
	g_test_add_func("/spool_remote/token", test_token);
	g_test_add_func("/spool_remote/locks", test_locks);
	g_test_add_func("/spool_remote/sweep", test_sweep);
	return g_test_run();
}
