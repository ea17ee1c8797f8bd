/*
 * PKWARE's layout, written by hand, so that no reader of it is tested against
 * itself.
 */
#include "tests/harness/zipped.h"

#include <string.h>
#include <zlib.h>

static void put(GByteArray *to, guint64 number, int bytes)
{
	for (int i = 0; i < bytes; i++) {
		guint8 byte = (guint8)(number >> 8 * i);

		g_byte_array_append(to, &byte, 1);
	}
}

static void put_text(GByteArray *to, const char *text)
{
	g_byte_array_append(to, (const guint8 *)text, (guint)strlen(text));
}

static gsize length_of(const struct zipped_file *file)
{
	return file->length ? file->length : strlen(file->bytes);
}

static GByteArray *pack(const struct zipped_file *file)
{
	GByteArray *packed = g_byte_array_new();
	gsize length = length_of(file);
	z_stream zlib = { .next_in = (Bytef *)(gpointer)file->bytes,
		          .avail_in = (uInt)length };
	int done;

	if (file->stored) {
		g_byte_array_append(packed, file->bytes, (guint)length);
		return packed;
	}
	g_assert_cmpint(
		deflateInit2(&zlib, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY),
		==, Z_OK);
	g_byte_array_set_size(packed, (guint)deflateBound(&zlib, length));
	zlib.next_out = packed->data;
	zlib.avail_out = packed->len;
	done = deflate(&zlib, Z_FINISH);
	g_assert_cmpint(done, ==, Z_STREAM_END);
	g_byte_array_set_size(packed, (guint)zlib.total_out);
	deflateEnd(&zlib);
	return packed;
}

struct member {
	guint64 at, size, packed;
	guint32 crc;
	guint flags, method;
};

static struct member describe(const struct zipped_file *file, guint64 at,
                              const GByteArray *packed)
{
	gsize length = length_of(file);
	struct member member = { .at = at };

	member.size = length + (guint64)file->size_off;
	member.packed = packed->len + (guint64)file->packed_off;
	member.crc =
		(guint32)crc32(0, file->bytes, (uInt)length) + file->crc_off;
	member.flags = file->flags | (file->descriptor ? 1u << 3 : 0);
	member.method = file->stored ? 0 : 8;
	if (file->method)
		member.method = file->method;
	return member;
}

static void put_sizes(GByteArray *to, const struct member *member, bool none)
{
	put(to, none ? 0 : member->crc, 4);
	put(to, none ? 0 : member->packed, 4);
	put(to, none ? 0 : member->size, 4);
}

static struct member put_file(GByteArray *to, const struct zipped_file *file)
{
	g_autoptr(GByteArray) packed = pack(file);
	struct member member = describe(file, to->len, packed);

	put_text(to, "PK\x03\x04");
	put(to, 20, 2);
	put(to, member.flags, 2);
	put(to, member.method, 2);
	put(to, 0x51985918, 4);
	put_sizes(to, &member, file->descriptor);
	put(to, strlen(file->name), 2);
	put(to, 4, 2);
	put_text(to, file->name);
	put(to, 0xCAFE, 2); /* an extra field that the directory has not */
	put(to, 0, 2);
	g_byte_array_append(to, packed->data, packed->len);
	if (file->descriptor) {
		put_text(to, "PK\x07\x08");
		put_sizes(to, &member, false);
	}
	return member;
}

static void put_header(GByteArray *to, const struct zipped_file *file,
                       const struct member *member)
{
	bool zip64 = file->zip64;

	put_text(to, "PK\x01\x02");
	put(to, 20, 2);
	put(to, zip64 ? 45 : 20, 2);
	put(to, member->flags, 2);
	put(to, member->method, 2);
	put(to, 0x51985918, 4);
	put(to, member->crc, 4);
	put(to, zip64 ? 0xFFFFFFFF : member->packed, 4);
	put(to, zip64 ? 0xFFFFFFFF : member->size, 4);
	put(to, strlen(file->name), 2);
	put(to, zip64 ? 32 : 0, 2);
	put(to, 3, 2); /* of the comment */
	put(to, 0, 2); /* disk */
	put(to, 0, 6);
	put(to, zip64 ? 0xFFFFFFFF : member->at, 4);
	put_text(to, file->name);
	if (zip64) {
		put(to, 0x5455, 2); /* another field before it */
		put(to, 0, 2);
		put(to, 1, 2);
		put(to, 24, 2);
		put(to, member->size, 8);
		put(to, member->packed, 8);
		put(to, member->at, 8);
	}
	put_text(to, "abc");
}

static void put_end(GByteArray *to, const struct zipped *archive,
                    guint64 directory)
{
	guint64 length = to->len - directory, end = to->len;
	guint64 entries = archive->count + (guint64)archive->entries_off;
	const char *comment = archive->comment ? archive->comment : "";

	directory += (guint64)archive->directory_off;
	if (archive->zip64) {
		put_text(to, "PK\x06\x06");
		put(to, 44, 8);
		put(to, 45, 2);
		put(to, 45, 2);
		put(to, 0, 8);
		put(to, entries, 8);
		put(to, entries, 8);
		put(to, length, 8);
		put(to, directory, 8);
		put_text(to, "PK\x06\x07");
		put(to, 0, 4);
		put(to, end, 8);
		put(to, 1, 4);
	}
	put_text(to, "PK\x05\x06");
	put(to, archive->disk, 2);
	put(to, archive->disk, 2);
	put(to, archive->zip64 ? 0xFFFF : entries, 2);
	put(to, archive->zip64 ? 0xFFFF : entries, 2);
	put(to, archive->zip64 ? 0xFFFFFFFF : length, 4);
	put(to, archive->zip64 ? 0xFFFFFFFF : directory, 4);
	put(to, strlen(comment), 2);
	put_text(to, comment);
}

GByteArray *zipped_make(const struct zipped *archive)
{
	GByteArray *to = g_byte_array_new();
	g_autofree struct member *members =
		g_new0(struct member, archive->count + 1);
	guint64 directory;

	for (guint i = 0; i < archive->count; i++)
		members[i] = put_file(to, &archive->files[i]);
	directory = to->len;
	for (guint i = 0; i < archive->count; i++)
		put_header(to, &archive->files[i], &members[i]);
	put_end(to, archive, directory);
	return to;
}

GByteArray *zipped_text(const char *name, const char *text)
{
	struct zipped_file file = { .name = name, .bytes = text };
	struct zipped archive = { .files = &file, .count = 1 };

	return zipped_make(&archive);
}
