#ifndef XML_ZIP_H
#define XML_ZIP_H

#include <glib.h>
#include <stdbool.h>

/*
 * A ZIP archive with one file in it, as 1C writes one: where the file's data
 * lies and what they are. Nothing is unpacked here, nothing is ever named by
 * what the archive says: the name in it is for messages alone.
 *
 * The layout is PKWARE's APPNOTE.TXT 6.3, sections 4.3 to 4.5. What is known
 * of the file comes from the central directory at the end, so that data
 * descriptors (sizes behind the data) need no care of their own.
 */

/*
 * The most that a file may take once unpacked: two and a half times what
 * 1,000,000 orders with their rows take (1.5 GB), and no more than whoever can
 * write into in/ could drop there as plain XML. It bounds time (a minute of
 * reading) and disk (only records of orders are written, the XML never is).
 * There is no bound of the ratio: XML of 1C packs 20 to 100 times, so one that
 * lets it pass would keep nothing out, and deflate cannot exceed 1032 times.
 */
#define ZIP_SIZE_MOST (G_GUINT64_CONSTANT(4) << 30)

struct zip_entry {
	char *name;       /* UTF-8, as a message may show it; owned */
	guint64 at;       /* where its data begins */
	guint64 packed;   /* bytes there */
	guint64 size;     /* bytes once unpacked */
	guint32 crc;      /* CRC-32 of those */
	bool is_deflated; /* else stored */
};

enum zip_state {
	ZIP_FOUND,
	ZIP_CUT,     /* no directory at its end: may still be being written */
	ZIP_REFUSED, /* will never be better */
	ZIP_FAILED,  /* the file cannot be read; errno says why */
};

/*
 * Looks at the end of the file and at its first header with pread(); the
 * descriptor stays the caller's. Fills *entry_r (to be cleared) for ZIP_FOUND;
 * *why_r, owned by the caller, for ZIP_CUT and ZIP_REFUSED: Russian, what is
 * wrong and what to do.
 */
enum zip_state zip_find(int fd, struct zip_entry *entry_r, char **why_r);
void zip_entry_clear(struct zip_entry *entry);

#endif
