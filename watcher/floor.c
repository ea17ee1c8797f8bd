/*
 * Counts what is free. Refuses to count what only root may use.
 */
#include "watcher/floor.h"

enum {
	SHARE = 20,
	FILES = 200,
	FILE_FILES = 8,     /* copy, ack, load file, day folders */
	FILE_COPIES = 3,    /* the copy, its orders, the ack */
	FILE_EXTRA = 65536, /* of a small file the rest is more than it */
	PLACES = 3,
};

static const guint64 least_bytes = 64 * G_GUINT64_CONSTANT(1048576);

static guint64 raised(guint64 floor, bool again)
{
	return again ? floor + floor / 2 : floor;
}

bool floor_has_room(const struct statvfs *about, guint64 bytes, guint64 files,
                    bool again)
{
	guint64 unit = about->f_frsize;
	guint64 floor = MIN(about->f_blocks / SHARE * unit, least_bytes);
	guint64 nodes = MIN(about->f_files / SHARE, (guint64)FILES);
	return about->f_bavail * unit >= raised(floor, again) + bytes &&
	       (about->f_files == 0 ||
	        about->f_favail >= raised(nodes, again) + files);
}

bool floor_path_has_room(const char *path, guint64 bytes, guint64 files,
                         bool again)
{
	struct statvfs about;
	return statvfs(path, &about) != 0 ||
	       floor_has_room(&about, bytes, files, again);
}

static void list_places(const struct settings *settings,
                        const char *places[PLACES])
{
	places[0] = settings->folder;
	places[1] = settings->state;
	places[2] = g_get_tmp_dir();
}

char *floor_fault(const struct settings *settings, bool again)
{
	const char *places[PLACES];
	list_places(settings, places);
	for (guint i = 0; i < PLACES; i++) {
		struct statvfs about;
		double free_mb;
		if (statvfs(places[i], &about) != 0 ||
		    floor_has_room(&about, 0, 0, again))
			continue;
		free_mb = (double)about.f_bavail * (double)about.f_frsize / 1e6;
		return g_strdup_printf(
			"На диске с папкой «%s» осталось %.0f МБ и %.0f inode: "
			"обмен приостановлен, файлы ждут. Освободите место, и "
			"он продолжится сам.",
			places[i], free_mb, (double)about.f_favail);
	}
	return NULL;
}

bool floor_fits(const struct settings *settings, guint64 size)
{
	const char *places[PLACES];
	guint64 most = G_MAXUINT64 / 2 / FILE_COPIES;
	guint64 bytes = MIN(size, most) * FILE_COPIES + FILE_EXTRA;
	list_places(settings, places);
	return floor_path_has_room(places[0], bytes, FILE_FILES, false) &&
	       floor_path_has_room(places[1], FILE_EXTRA, 1, false) &&
	       floor_path_has_room(places[2], MIN(size, most), 1, false);
}
