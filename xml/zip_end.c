/*
 * The end of an archive, which says where its directory is. Refused: several
 * volumes, and a directory that would lie outside. What has no end may still
 * be on its way.
 */
#include "xml/zip_p.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
	END = 22, /* sizes, without what varies */
	END64 = 56,
	LOCATOR64 = 20,
	COMMENT_MOST = 65535,
};

#define END_MARK "PK\x05\x06"
#define END64_MARK "PK\x06\x06"
#define LOCATOR64_MARK "PK\x06\x07"

#define CUT                                                                                                                \
	"Архив ZIP обрывается: в его конце нет оглавления. Он передан не " \
	"полностью или повреждён: упакуйте и положите его ещё раз."

bool zip_fail(struct archive *archive, enum zip_state state, char *why)
{
	archive->state = state;
	archive->why = why;
	return false;
}

bool zip_refuse(struct archive *archive, const char *why)
{
	return zip_fail(archive, ZIP_REFUSED, g_strdup(why));
}

bool zip_read_at(struct archive *archive, guint64 at, guint8 *buffer,
                 gsize length)
{
	while (length) {
		ssize_t got = pread(archive->fd, buffer, length, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return zip_fail(archive, ZIP_FAILED, NULL);
		if (got == 0)
			return zip_fail(archive, ZIP_CUT, g_strdup(CUT));
		buffer += got;
		at += (guint64)got;
		length -= (gsize)got;
	}
	return true;
}

/* From behind: a comment may hold the mark too, but then not its own length
 * up to the end of the file. */
static const guint8 *find_end(const guint8 *tail, gsize length)
{
	for (gsize left = END; left <= length; left++) {
		const guint8 *at = tail + length - left;

		if (memcmp(at, END_MARK, 4) == 0 &&
		    zip_16(at + 20) == left - END)
			return at;
	}
	return NULL;
}

static bool take_end64(struct archive *archive, const guint8 *locator)
{
	guint8 end[END64];
	guint64 at = zip_64(locator + 8);

	if (memcmp(locator, LOCATOR64_MARK, 4) != 0 ||
	    at > archive->size - END64)
		return zip_refuse(archive, ZIP_DAMAGED);
	if (!zip_read_at(archive, at, end, sizeof(end)))
		return false;
	if (memcmp(end, END64_MARK, 4) != 0)
		return zip_refuse(archive, ZIP_DAMAGED);
	archive->entries = zip_64(end + 32);
	archive->directory = zip_64(end + 48);
	archive->directory_end = archive->directory + zip_64(end + 40);
	return true;
}

/* `place`: of the end record in the file. */
static bool take_end(struct archive *archive, const guint8 *end, guint64 place)
{
	guint disk = zip_16(end + 4), start = zip_16(end + 6);
	guint8 locator[LOCATOR64];

	archive->entries = zip_16(end + 10);
	archive->directory = zip_32(end + 16);
	archive->directory_end = archive->directory + zip_32(end + 12);
	if (archive->entries == NONE_16 || zip_32(end + 16) == NONE_32 ||
	    zip_32(end + 12) == NONE_32) {
		if (place < LOCATOR64 + END64)
			return zip_refuse(archive, ZIP_DAMAGED);
		if (!zip_read_at(archive, place - LOCATOR64, locator,
		                 sizeof(locator)) ||
		    !take_end64(archive, locator))
			return false;
	} else if (disk || start || zip_16(end + 8) != archive->entries) {
		return zip_refuse(
			archive,
			"Архив ZIP разбит на тома. Положите один архив "
			"с одним файлом XML.");
	}
	if (archive->directory > archive->directory_end ||
	    archive->directory_end > place)
		return zip_refuse(archive, ZIP_DAMAGED);
	return true;
}

bool zip_read_end(struct archive *archive)
{
	gsize length = (gsize)MIN(archive->size, END + COMMENT_MOST);
	g_autofree guint8 *tail = g_malloc(length + 1);
	const guint8 *end;

	if (!zip_read_at(archive, archive->size - length, tail, length))
		return false;
	end = find_end(tail, length);
	if (!end)
		return zip_fail(archive, ZIP_CUT, g_strdup(CUT));
	return take_end(archive, end,
	                archive->size - length + (guint64)(end - tail));
}
