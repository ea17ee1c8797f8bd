/*
 * Inflates with zlib, counts, and checks the CRC at the end.
 *
 * Refuses to go on where more comes out than the archive says: that is how a
 * bomb looks whose headers lie.
 */
#include "xml/unpack.h"

#include <zlib.h>

enum { PIECE = 16 * 1024, RAW_WINDOW = -15 /* no zlib header: as in ZIP */ };

#define AGAIN "Упакуйте и положите его ещё раз."

struct unpack {
	z_stream zlib;
	bool is_deflated;
	guint64 packed; /* left to read */
	guint64 size;   /* left to give */
	guint32 crc, wanted;
	unpack_source source;
	void *data;
	bool ended; /* nothing more comes */
	const char *fault;
	guint8 piece[PIECE];
};

/* Out of memory ends the program, here as everywhere. */
static voidpf allocate(voidpf opaque G_GNUC_UNUSED, uInt count, uInt size)
{
	return g_malloc_n(count, size);
}

static void release(voidpf opaque G_GNUC_UNUSED, voidpf memory)
{
	g_free(memory);
}

struct unpack *unpack_new(const struct zip_entry *entry, unpack_source source,
                          void *data)
{
	struct unpack *unpack = g_new0(struct unpack, 1);

	unpack->is_deflated = entry->is_deflated;
	unpack->packed = entry->packed;
	unpack->size = entry->size;
	unpack->wanted = entry->crc;
	unpack->crc = (guint32)crc32(0, NULL, 0);
	unpack->source = source;
	unpack->data = data;
	unpack->zlib.zalloc = allocate;
	unpack->zlib.zfree = release;
	if (unpack->is_deflated &&
	    inflateInit2(&unpack->zlib, RAW_WINDOW) != Z_OK)
		g_error("zlib: %s", unpack->zlib.msg);
	return unpack;
}

void unpack_free(struct unpack *unpack)
{
	if (!unpack)
		return;
	if (unpack->is_deflated)
		inflateEnd(&unpack->zlib);
	g_free(unpack);
}

const char *unpack_fault(const struct unpack *unpack)
{
	return unpack->fault;
}

static int damaged(struct unpack *unpack, const char *fault)
{
	unpack->ended = true;
	unpack->fault = fault;
	return 0;
}

static int from_source(struct unpack *unpack, void *buffer, guint64 most)
{
	int got = unpack->source(unpack->data, buffer,
	                         (int)MIN(most, unpack->packed));

	if (got > 0)
		unpack->packed -= (guint64)got;
	return got;
}

static int end(struct unpack *unpack)
{
	unpack->ended = true;
	if (unpack->size || unpack->packed || unpack->zlib.avail_in)
		return damaged(unpack,
		               "Архив ZIP повреждён: длина файла в "
		               "нём не та, что сказана в оглавлении. " AGAIN);
	if (unpack->crc != unpack->wanted)
		return damaged(unpack, "Архив ZIP повреждён: контрольная сумма "
		                       "файла в нём не сходится. " AGAIN);
	return 0;
}

static int give(struct unpack *unpack, const char *buffer, guint64 count)
{
	if (count > unpack->size)
		return damaged(unpack, "Из архива ZIP распаковывается больше, "
		                       "чем сказано в его оглавлении. Такой "
		                       "архив не принимается: упакуйте файл "
		                       "заново.");
	unpack->size -= count;
	unpack->crc =
		(guint32)crc32(unpack->crc, (const Bytef *)buffer, (uInt)count);
	return (int)count;
}

static int read_stored(struct unpack *unpack, char *buffer, int most)
{
	int got =
		unpack->packed ? from_source(unpack, buffer, (guint64)most) : 0;

	if (got < 0)
		return -1;
	return got ? give(unpack, buffer, (guint64)got) : end(unpack);
}

/* More input where there is none; 0 where nothing is left, -1: error. */
static int refill(struct unpack *unpack)
{
	int got;

	if (unpack->zlib.avail_in)
		return 1;
	if (!unpack->packed)
		return 0;
	got = from_source(unpack, unpack->piece, PIECE);
	if (got <= 0)
		return got;
	unpack->zlib.next_in = unpack->piece;
	unpack->zlib.avail_in = (uInt)got;
	return 1;
}

static int read_deflated(struct unpack *unpack, char *buffer, int most)
{
	z_stream *zlib = &unpack->zlib;
	int result = Z_OK;

	zlib->next_out = (Bytef *)buffer;
	zlib->avail_out = (uInt)most;
	while (result == Z_OK && zlib->avail_out == (uInt)most) {
		int filled = refill(unpack);

		if (filled < 0)
			return -1;
		/* An end of the input before that of the stream is told by
		 * zlib as a lack of progress. */
		result = inflate(zlib, Z_NO_FLUSH);
	}
	if (result == Z_STREAM_END)
		unpack->ended = true;
	else if (result != Z_OK)
		return damaged(unpack, "Архив ZIP повреждён: файл в нём не "
		                       "распаковывается. " AGAIN);
	if (zlib->avail_out == (uInt)most)
		return end(unpack);
	return give(unpack, buffer, (guint64)((uInt)most - zlib->avail_out));
}

int unpack_read(struct unpack *unpack, char *buffer, int most)
{
	if (unpack->fault)
		return 0;
	if (unpack->ended)
		return end(unpack);
	if (most <= 0)
		return 0;
	return unpack->is_deflated ? read_deflated(unpack, buffer, most)
	                           : read_stored(unpack, buffer, most);
}
