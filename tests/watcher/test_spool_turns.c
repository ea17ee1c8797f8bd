/* A flood of one kind keeps nobody else waiting. */
#include "tests/watcher/bench.h"
#include "watcher/spool_names.h"
#include "watcher/spool_turns.h"

#include <linux/fs.h>
#include <sys/ioctl.h>

static void test_kinds(void)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{ "flood-00001.xml", "flood-20000.xml", true },
		{ "flood1.xml", "flood22.XML", true },
		{ "8d1c7f0e-45f0-11eb-9c2a-00155d0a1b2c.xml",
		  "00000000-abcd-beef-FFFF-aaaaaaaaaaaa.xml", true },
		{ "Message_A_B.xml", "Message_A_C.xml", false },
		{ "orders.xml", "clients.xml", false },
		{ "заказ-1.xml", "заказ-22.xml", true },
		{ "заказ-1.xml", "наряд-1.xml", false },
		{ "ab.xml", "cd.xml", false },
		{ "1.xml", "2.zip", false },
		{ "\xff\n1.xml", "\xff\n2.xml", true },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *a = spool_name_kind(rows[i].a);
		g_autofree char *b = spool_name_kind(rows[i].b);
		g_test_message("%s, %s: %s, %s", rows[i].a, rows[i].b, a, b);
		g_assert_true((strcmp(a, b) == 0) == rows[i].same);
	}
}

static void add(GArray *turns, const char *name, uid_t owner, int second)
{
	struct turn turn = { .name = name,
		             .owner = owner,
		             .came = { .tv_sec = second } };
	g_array_append_val(turns, turn);
}

static guint place(const GArray *turns, const char *name)
{
	guint i = 0;
	while (i < turns->len &&
	       strcmp(g_array_index(turns, struct turn, i).name, name) != 0)
		i++;
	g_assert_cmpuint(i, <, turns->len);
	return i;
}

/* What comes last is served in the first turn; its own kind stays in order. */
static void test_flood(void)
{
	enum { FLOOD = 20000 };
	g_autoptr(GArray) turns =
		g_array_new(FALSE, FALSE, sizeof(struct turn));
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	for (int i = 0; i < FLOOD; i++) {
		g_ptr_array_add(names, g_strdup_printf("f%d.xml", FLOOD - i));
		add(turns, names->pdata[i], 1, i);
	}
	add(turns, "honest.xml", 1, FLOOD);
	add(turns, "second.xml", 1, FLOOD + 1);
	/* The same name, of another owner. */
	add(turns, "f0.xml", 2, FLOOD + 2);
	turns_sort(turns);
	g_assert_cmpuint(place(turns, "honest.xml"), ==, TURN_FILES);
	g_assert_cmpuint(place(turns, "second.xml"), ==, TURN_FILES + 1);
	g_assert_cmpuint(place(turns, "f0.xml"), ==, TURN_FILES + 2);
	int last = -1;
	for (guint i = 0; i < turns->len; i++) {
		const struct turn *turn = &g_array_index(turns, struct turn, i);
		if (turn->came.tv_sec >= FLOOD)
			continue;
		g_assert_cmpint(turn->came.tv_sec, >, last);
		last = (int)turn->came.tv_sec;
	}
}

/* Oldest first, as long as nobody has more than his turn. */
static void test_few(void)
{
	g_autoptr(GArray) turns =
		g_array_new(FALSE, FALSE, sizeof(struct turn));
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	for (int i = 0; i < 2 * TURN_FILES; i++) {
		g_ptr_array_add(names, g_strdup_printf("%s-%d.xml",
		                                       i % 2 ? "x" : "y", i));
		add(turns, names->pdata[i], 0, 1000 - i);
	}
	turns_sort(turns);
	for (guint i = 1; i < turns->len; i++)
		g_assert_cmpint(
			g_array_index(turns, struct turn, i - 1).came.tv_sec, <,
			g_array_index(turns, struct turn, i).came.tv_sec);
}

/* ---- in the folders ---- */

static void flood(struct bench *bench, const char *folder, guint count)
{
	g_autofree char *path = scratch_path(bench->scratch, folder);
	int dir = open(path, O_RDONLY | O_DIRECTORY);
	for (guint i = 0; i < count; i++) {
		g_autofree char *name = g_strdup_printf("flood-%05u.xml", i);
		close(openat(dir, name, O_WRONLY | O_CREAT, 0600));
	}
	close(dir);
}

static void test_in_and_work(void)
{
	enum { FLOOD = 600 };
	struct bench *bench = bench_new();
	flood(bench, "in", FLOOD);
	put(bench, "in/honest.xml", "<a/>");
	look(bench, 0);
	g_assert_cmpuint(look_most(bench, QUIET_MS, TURN_FILES + 1), ==,
	                 TURN_FILES + 1);
	g_assert_cmpstr(file(bench, TURN_FILES)->name, ==, "honest.xml");

	flood(bench, "work", FLOOD);
	put(bench, "work/honest.xml", "<a/>");
	g_autoptr(GPtrArray) queue = spool_queue(bench->spool, 100, NULL);
	g_assert_cmpuint(queue->len, ==, 100);
	g_assert_cmpstr(queue->pdata[0], ==, "flood-00000.xml");
	g_assert_cmpstr(queue->pdata[TURN_FILES], ==, "honest.xml");
	bench_free(bench);
}

static void test_put_off(void)
{
	struct bench *bench = bench_new();
	put(bench, "in/a.xml", "<a");
	put(bench, "in/b.xml", "<b/>");
	look(bench, 0);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 2);
	spool_put_off(bench->spool, file(bench, 0), SPOOL_WAITS);
	spool_put_off(bench->spool, file(bench, 1), SPOOL_STAYS);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 0);
	g_assert_cmpint(bench->next_ms, ==, PATIENCE_MS - 2 * QUIET_MS);
	g_assert_cmpuint(look(bench, bench->next_ms), ==, 1);
	g_assert_cmpint(file(bench, 0)->unchanged_ms, ==, PATIENCE_MS);
	/* As it is: not as it becomes. */
	put(bench, "in/b.xml", "<b/> ");
	look(bench, 0);
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 2);
	bench_free(bench);
}

/* What is gone is forgotten, with what was known of it. */
static void test_forgotten(void)
{
	struct bench *bench = bench_new();
	g_autofree char *path = scratch_path(bench->scratch, "in/a.xml");
	for (int i = 0; i < 3; i++) {
		put(bench, "in/a.xml", "<a");
		look(bench, 0);
		g_assert_cmpuint(look(bench, QUIET_MS), ==, 1);
		spool_put_off(bench->spool, file(bench, 0), SPOOL_WAITS);
		g_assert_cmpint(unlink(path), ==, 0);
		look(bench, 0);
		g_assert_cmpuint(g_hash_table_size(bench->spool->seen), ==, 0);
	}
	bench_free(bench);
}

/* Links for ever, so many that no table could hold them. */
static void test_lasting(void)
{
	enum { LINKS = 3000, TOLD = 1000 };
	struct bench *bench = bench_new();
	g_autofree char *in = scratch_path(bench->scratch, "in");
	int dir = open(in, O_RDONLY | O_DIRECTORY);
	for (int i = 0; i < LINKS; i++) {
		g_autofree char *name = g_strdup_printf("%d.xml", i);
		g_assert_cmpint(symlinkat("nowhere", dir, name), ==, 0);
	}
	close(dir);
	put(bench, "in/honest.xml", "<a/>");
	for (int i = 0; i < 3; i++) {
		look(bench, 0);
		g_assert_cmpuint(g_hash_table_size(bench->spool->seen), ==,
		                 TOLD + 1);
	}
	g_assert_cmpuint(look(bench, QUIET_MS), ==, 1);
	bench_free(bench);
}

/* A file of its own trouble: told, left for a minute, and the others go. */
static void test_stuck(void)
{
	static const int flags[] = { FS_IMMUTABLE_FL, FS_APPEND_FL };
	for (guint i = 0; i < G_N_ELEMENTS(flags); i++) {
		struct bench *bench = bench_new();
		g_autofree char *path =
			scratch_path(bench->scratch, "in/a.xml");
		int set = flags[i], none = 0;
		put(bench, "in/a.xml", "<a/>");
		int fd = open(path, O_RDONLY);
		if (ioctl(fd, FS_IOC_SETFLAGS, &set) != 0) {
			close(fd);
			bench_free(bench);
			g_test_skip("no such flags here");
			return;
		}
		put(bench, "in/b.xml", "<b/>");
		look(bench, 0);
		guint ready = look(bench, QUIET_MS);
		bool claimed = claim(bench);
		guint while_stuck = look(bench, QUIET_MS);
		g_autoptr(GPtrArray) obstacles =
			spool_obstacles(bench->spool, bench->now_ms);
		guint after = look(bench, 60 * 1000);
		/* Before anything can fail, or nobody could remove it. */
		g_assert_cmpint(ioctl(fd, FS_IOC_SETFLAGS, &none), ==, 0);
		close(fd);
		g_assert_cmpuint(ready, ==, 2);
		g_assert_false(claimed);
		g_assert_cmpuint(while_stuck, ==, 1);
		g_assert_cmpuint(obstacles->len, ==, 1);
		g_assert_cmpuint(after, ==, 2);
		/* Mended: it goes like any other. */
		look(bench, 0);
		g_assert_cmpuint(look(bench, QUIET_MS), ==, 2);
		g_assert_true(claim(bench));
		g_autoptr(GPtrArray) over =
			spool_obstacles(bench->spool, bench->now_ms);
		g_assert_cmpuint(over->len, ==, 0);
		bench_free(bench);
	}
}

/* in/ with a sticky bit, as many make it: only the owner may move his file. */
static void test_sticky(void)
{
	struct bench *bench;
	if (geteuid() != 0) {
		g_test_skip("needs another user");
		return;
	}
	bench = bench_new();
	g_autofree char *in = scratch_path(bench->scratch, "in");
	g_autofree char *work = scratch_path(bench->scratch, "work");
	g_autofree char *path = scratch_path(bench->scratch, "in/a.xml");
	put(bench, "in/a.xml", "<a/>");
	g_assert_cmpint(chmod(path, 0644), ==, 0);
	g_assert_cmpint(chmod(bench->scratch->root, 0755), ==, 0);
	g_assert_cmpint(chmod(bench->scratch->folder, 0755), ==, 0);
	g_assert_cmpint(chmod(work, 0777), ==, 0);
	g_assert_cmpint(chmod(in, 01777), ==, 0);
	g_assert_cmpint(seteuid(65534), ==, 0);
	look(bench, 0);
	/* No lease for another one's file. */
	guint ready = look(bench, SLOW_MS);
	bool claimed = claim(bench);
	g_autoptr(GPtrArray) obstacles =
		spool_obstacles(bench->spool, bench->now_ms);
	g_assert_cmpint(seteuid(0), ==, 0);
	g_assert_cmpuint(ready, ==, 1);
	g_assert_false(claimed);
	g_assert_cmpuint(obstacles->len, ==, 1);
	scratch_expect(bench->scratch, "in/a.xml", "<a/>");
	bench_free(bench);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/spool_turns/kinds", test_kinds);
	g_test_add_func("/spool_turns/flood", test_flood);
	g_test_add_func("/spool_turns/few", test_few);
	g_test_add_func("/spool_turns/in_and_work", test_in_and_work);
	g_test_add_func("/spool_turns/put_off", test_put_off);
	g_test_add_func("/spool_turns/forgotten", test_forgotten);
	g_test_add_func("/spool_turns/lasting", test_lasting);
	g_test_add_func("/spool_turns/stuck", test_stuck);
	g_test_add_func("/spool_turns/sticky", test_sticky);
	return g_test_run();
}
