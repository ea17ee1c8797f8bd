/* The floor of a disk. The disks are made up, but for one. */
#include "watcher/floor.h"

#include <string.h>

#define MIB G_GUINT64_CONSTANT(1048576)

/* In blocks of 4 KiB. */
static const guint64 in_mib = 256;

static void test_room(void)
{
	static const struct {
		const char *name;
		guint64 total, free; /* MiB */
		guint64 files, files_free;
		guint64 need; /* MiB */
		bool room, again;
	} rows[] = {
		{ "large, at the floor", 100000, 64, 0, 0, 0, true, false },
		{ "large, below", 100000, 63, 0, 0, 0, false, false },
		{ "small: a twentieth", 100, 5, 0, 0, 0, true, false },
		{ "small, below", 100, 4, 0, 0, 0, false, false },
		{ "half as much again", 100000, 96, 0, 0, 0, true, true },
		{ "not yet", 100000, 95, 0, 0, 0, false, false },
		{ "the file fits", 100000, 164, 0, 0, 100, true, true },
		{ "the file does not", 100000, 163, 0, 0, 100, false, false },
		{ "the largest need", 100000, 90000, 0, 0, 8000000000000, false,
		  false },
		{ "inodes", 1000, 900, 100000, 200, 0, true, false },
		{ "inodes low", 1000, 900, 100000, 199, 0, false, false },
		{ "few inodes", 1000, 900, 60, 3, 0, true, false },
		{ "few inodes low", 1000, 900, 60, 2, 0, false, false },
		{ "inodes again", 1000, 900, 100000, 300, 0, true, true },
	};
	for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct statvfs about = {
			.f_frsize = 4096,
			.f_blocks = rows[i].total * in_mib,
			.f_bavail = rows[i].free * in_mib,
			/* What root alone may use is not there. */
			.f_bfree = rows[i].total * in_mib,
			.f_files = rows[i].files,
			.f_favail = rows[i].files_free,
			.f_ffree = rows[i].files,
		};
		bool low_first = strcmp(rows[i].name, "not yet") == 0;
		g_test_message("%s", rows[i].name);
		g_assert_true(floor_has_room(&about, rows[i].need * MIB, 0,
		                             low_first) == rows[i].room);
		if (rows[i].room && !rows[i].need)
			g_assert_true(floor_has_room(&about, 0, 0, true) ==
			              rows[i].again);
	}
}

/* A place that is not there is somebody else's to tell of. */
static void test_no_place(void)
{
	g_assert_true(floor_path_has_room("/nowhere/at/all", 1, 1, true));
	g_assert_true(floor_path_has_room("/", 0, 0, false));
	g_assert_false(floor_path_has_room("/", G_MAXUINT64 / 4, 0, false));
}

static void test_fault(void)
{
	struct settings settings = { .folder = (char *)"/",
		                     .state = (char *)"/" };
	g_autofree char *fault = floor_fault(&settings, false);
	g_assert_null(fault);
	g_assert_true(floor_fits(&settings, 1000));
	g_assert_false(floor_fits(&settings, G_MAXUINT64));
	g_assert_false(floor_fits(&settings, G_GUINT64_CONSTANT(1) << 60));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/floor/room", test_room);
	g_test_add_func("/floor/no_place", test_no_place);
	g_test_add_func("/floor/fault", test_fault);
	return g_test_run();
}
