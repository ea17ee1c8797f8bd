/*
 * The one place where a file of 1C is read. It refuses to pass NULs on: a copy
 * by Windows shows a file at its full size, all NUL, before the data arrives,
 * and libxml2 accepts a document with NULs behind it. Of what is packed it
 * unpacks a ZIP archive with one file, once.
 *
 * Hashed with nettle, which uses the processor's instructions for it: GLib's
 * own takes as long as a third of the parsing.
 */
#include "xml/bytes.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { AHEAD = 64 * 1024 };

#define ZIP_MARK "PK\x03\x04"

static enum bytes_kind kind_of(const guchar *head, guint length)
{
	static const struct {
		const char *magic;
		guint length;
		enum bytes_kind kind;
	} marks[] = {
		/* The longer ones first: UTF-32's mark begins with UTF-16's. */
		{ "\xFF\xFE\0\0", 4, BYTES_UTF32 },
		{ "\0\0\xFE\xFF", 4, BYTES_UTF32 },
		{ "<\0\0\0", 4, BYTES_UTF32 },
		{ "\0\0\0<", 4, BYTES_UTF32 },
		{ "\x4C\x6F\xA7\x94", 4, BYTES_EBCDIC }, /* <?xm */
		{ ZIP_MARK, 4, BYTES_ZIP },
		{ "PK\x05\x06", 4, BYTES_ZIP } /* an empty one */,
		{ "\xEF\xBB\xBF", 3, BYTES_UTF8 },
		{ "\xFF\xFE", 2, BYTES_UTF16 },
		{ "\xFE\xFF", 2, BYTES_UTF16 },
		{ "<\0", 2, BYTES_UTF16_BARE },
		{ "\0<", 2, BYTES_UTF16_BARE },
		{ "\x1F\x8B", 2, BYTES_GZIP },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
		if (length >= marks[i].length &&
		    memcmp(head, marks[i].magic, marks[i].length) == 0)
			return marks[i].kind;
	/* One of which next to nothing is there yet. */
	if (length && length < 4 && memcmp(head, ZIP_MARK, length) == 0)
		return BYTES_ZIP;
	return BYTES_PLAIN;
}

/* Makes the next bytes of the file ready: the parser asks for so few at once
 * that a tenth of the time would go into asking. */
static bool read_ahead(struct bytes *bytes)
{
	ssize_t got;

	if (bytes->file_size < bytes->ahead_at + bytes->ahead_length)
		return true;
	do
		got = pread(bytes->fd, bytes->ahead, AHEAD,
		            (off_t)bytes->file_size);
	while (got < 0 && errno == EINTR);
	bytes->ahead_at = bytes->file_size;
	bytes->ahead_length = (gsize)MAX(got, 0);
	if (got < 0)
		bytes->error = errno;
	return got >= 0;
}

/* At most so many bytes of the file; 0 at its end, -1 for an error. */
static int fetch_file(void *data, void *buffer, int most)
{
	struct bytes *bytes = data;
	gsize from, got;

	if (bytes->error || !read_ahead(bytes))
		return -1;
	from = (gsize)(bytes->file_size - bytes->ahead_at);
	got = MIN(bytes->ahead_length - from, (gsize)most);
	memcpy(buffer, bytes->ahead + from, got);
	sha256_update(&bytes->sha256, got, buffer);
	bytes->file_size += got;
	return (int)got;
}

/* The same of the content. */
static int fetch(struct bytes *bytes, void *buffer, int most)
{
	int got;

	if (bytes->refused)
		got = 0;
	else if (bytes->unpack)
		got = unpack_read(bytes->unpack, buffer, most);
	else
		got = fetch_file(bytes, buffer, most);
	if (got > 0)
		bytes->size += (guint64)got;
	if (got == 0)
		bytes->end = true;
	if (got == 0 && bytes->unpack && !bytes->refused)
		bytes->refused = g_strdup(unpack_fault(bytes->unpack));
	return got;
}

/* Where the first U+0000 stands in bytes that begin at `offset`; `length`
 * where there is none. */
static int nul_in(const struct bytes *bytes, const char *buffer, int length,
                  guint64 offset)
{
	const char *at;

	if (bytes->kind != BYTES_UTF16) {
		at = memchr(buffer, '\0', (size_t)length);
		return at ? (int)(at - buffer) : length;
	}
	/* A pair that a read cuts in two is missed; the next one is not, and
	 * preallocated NULs come in many. */
	for (int i = (int)(offset % 2); i + 1 < length; i += 2)
		if (!buffer[i] && !buffer[i + 1])
			return i;
	return length;
}

static void read_head(struct bytes *bytes)
{
	while (bytes->head_length < sizeof(bytes->head)) {
		int got =
			fetch(bytes, bytes->head + bytes->head_length,
		              (int)(sizeof(bytes->head) - bytes->head_length));

		if (got <= 0)
			break;
		bytes->head_length += (guint)got;
	}
	bytes->kind = kind_of(bytes->head, bytes->head_length);
}

/* Up to where the archive's data begins. */
static void skip(struct bytes *bytes, guint64 to)
{
	char buffer[4096];

	while (bytes->file_size < to &&
	       fetch_file(bytes, buffer,
	                  (int)MIN(to - bytes->file_size, sizeof(buffer))) > 0)
		;
}

/* From now on the content is that of the file in the archive. */
static void open_archive(struct bytes *bytes)
{
	struct zip_entry entry;

	bytes->size = 0;
	bytes->head_length = 0;
	switch (zip_find(bytes->fd, &entry, &bytes->refused)) {
	case ZIP_FAILED:
		bytes->error = errno;
		return;
	case ZIP_CUT:
		bytes->unfinished = true;
		return;
	case ZIP_REFUSED:
		return;
	case ZIP_FOUND:
		break;
	}
	skip(bytes, entry.at);
	bytes->unpack = unpack_new(&entry, fetch_file, bytes);
	zip_entry_clear(&entry);
	read_head(bytes);
}

void bytes_init(struct bytes *bytes, int fd)
{
	*bytes = (struct bytes){ .fd = fd };
	bytes->ahead = g_malloc(AHEAD);
	sha256_init(&bytes->sha256);
	read_head(bytes);
	if (bytes->kind == BYTES_ZIP && !bytes->error)
		open_archive(bytes);
}

void bytes_clear(struct bytes *bytes)
{
	g_clear_pointer(&bytes->unpack, unpack_free);
	g_clear_pointer(&bytes->refused, g_free);
	g_clear_pointer(&bytes->ahead, g_free);
}

void bytes_hash(const struct bytes *bytes, char hash[BYTES_HASH])
{
	struct sha256_ctx end = bytes->sha256;
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_digest(&end, sizeof(digest), digest);
	for (gsize i = 0; i < sizeof(digest); i++)
		g_snprintf(hash + 2 * i, 3, "%02x", digest[i]);
}

int bytes_read(void *data, char *buffer, int most)
{
	struct bytes *bytes = data;
	guint waiting = bytes->head_length - bytes->head_given;
	int got, good;

	if (bytes->shut)
		return 0;
	if (waiting) {
		got = (int)MIN(waiting, (guint)most);
		memcpy(buffer, bytes->head + bytes->head_given, (size_t)got);
		bytes->head_given += (guint)got;
	} else {
		got = fetch(bytes, buffer, most);
	}
	if (got <= 0)
		return got;
	good = nul_in(bytes, buffer, got, bytes->sum);
	if (good < got)
		bytes->nul = bytes->shut = true;
	bytes->sum += (guint64)good;
	return good;
}

void bytes_drain(struct bytes *bytes)
{
	char buffer[64 * 1024];
	guint64 offset;
	int got;

	bytes->shut = true;
	for (;;) {
		offset = bytes->size;
		got = fetch(bytes, buffer, sizeof(buffer));
		if (got <= 0)
			break;
		if (!bytes->nul && nul_in(bytes, buffer, got, offset) < got)
			bytes->nul = true;
	}
	while (fetch_file(bytes, buffer, sizeof(buffer)) > 0)
		;
}
