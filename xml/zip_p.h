#ifndef XML_ZIP_P_H
#define XML_ZIP_P_H

#include "xml/zip.h"

/* Between zip_end.c, which finds the directory of an archive, and zip.c, which
 * reads it. */

#define ZIP_DAMAGED                                                                                                      \
	"Архив ZIP повреждён: его оглавление не сходится с содержимым. " \
	"Упакуйте и положите его ещё раз."

struct archive {
	int fd;
	guint64 size;
	guint64 directory, directory_end; /* of the central directory */
	guint64 entries;
	enum zip_state state; /* of the first failure, else ZIP_FOUND */
	char *why;
};

/* A number that says that it stands elsewhere, in 64 bits. */
#define NONE_16 0xFFFFu
#define NONE_32 0xFFFFFFFFu

static inline guint zip_16(const guint8 *p)
{
	return (guint)p[0] | (guint)p[1] << 8;
}

static inline guint32 zip_32(const guint8 *p)
{
	return (guint32)zip_16(p) | (guint32)zip_16(p + 2) << 16;
}

static inline guint64 zip_64(const guint8 *p)
{
	return (guint64)zip_32(p) | (guint64)zip_32(p + 4) << 32;
}

/* These are false. `why` is taken. */
bool zip_fail(struct archive *archive, enum zip_state state, char *why);
bool zip_refuse(struct archive *archive, const char *why);

/* Exactly so many bytes. A file that got shorter meanwhile is cut. */
bool zip_read_at(struct archive *archive, guint64 at, guint8 *buffer,
                 gsize length);

/* Fills in where the directory is; it lies inside the file. */
bool zip_read_end(struct archive *archive);

#endif
