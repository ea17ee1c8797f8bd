#ifndef XML_BYTES_H
#define XML_BYTES_H

#include "xml/unpack.h"

#include <glib.h>
#include <nettle/sha2.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * The bytes of one file on their way to the parser: unpacked where they are
 * an archive, counted, hashed, and looked at for what a parser would let pass.
 * The descriptor is read with pread(), an archive's end first and then the
 * whole file once from its start, and stays the caller's.
 *
 * The file is what was dropped; the content is the document in it. They differ
 * for archives alone.
 */

enum { BYTES_HASH = 2 * SHA256_DIGEST_SIZE + 1 };

enum bytes_kind {
	BYTES_PLAIN, /* no mark: the declaration names the encoding */
	BYTES_UTF8,  /* with its mark */
	BYTES_UTF16, /* with its mark */
	BYTES_UTF16_BARE,
	BYTES_UTF32,
	BYTES_EBCDIC,
	BYTES_GZIP,
	BYTES_ZIP, /* of the content: an archive in an archive */
};

struct bytes {
	int fd;
	struct sha256_ctx sha256; /* of the file, read so far */
	guint64 file_size;        /* of the file, read so far */
	guint64 size;             /* of the content, read so far */
	enum bytes_kind kind;     /* of the content */
	struct unpack *unpack;    /* NULL: the file is no archive */
	char *refused;   /* what is wrong with the archive, Russian, or NULL */
	bool unfinished; /* it is refused because it has no end yet */
	bool shut;       /* hand out nothing more */
	bool end;        /* all of the content was read */
	bool nul;        /* a U+0000 was met: who writes it is not ready */
	int error;       /* errno of a failed read, or 0 */
	guint64 sum;     /* bytes handed out */
	char *ahead;     /* what was read at once, and where it begins */
	guint64 ahead_at;
	gsize ahead_length;
	guchar head[4];
	guint head_length, head_given;
};

/* Reads the first bytes, to learn the kind. */
void bytes_init(struct bytes *bytes, int fd);
void bytes_clear(struct bytes *bytes);

/* At most `most` bytes; 0 at the end, where a NUL stands, and once shut; -1
 * for an error. */
int bytes_read(void *bytes, char *buffer, int most);

/* The hash of what was read of the file, in lower case. */
void bytes_hash(const struct bytes *bytes, char hash[BYTES_HASH]);

/* Reads what the parser left, so that hash and size are the file's, and an
 * archive has been checked to its end. */
void bytes_drain(struct bytes *bytes);

#endif
