#ifndef TESTS_HARNESS_ZIPPED_H
#define TESTS_HARNESS_ZIPPED_H

#include <glib.h>
#include <stdbool.h>

/*
 * Makes ZIP archives for tests, also wrong ones: what the headers say can be
 * set apart from what is there.
 */

struct zipped_file {
	const char *name;
	const void *bytes;
	gsize length;    /* 0: up to the NUL */
	bool stored;     /* else deflated */
	bool descriptor; /* sizes and CRC behind the data, not before */
	bool zip64;      /* sizes in an extra field */
	guint flags;     /* more of them */
	guint method;    /* another one than is used; 0: the one */
	guint32 crc_off; /* added to the CRC */
	gint64 size_off; /* added to the size that is said */
	gint64 packed_off;
};

struct zipped {
	const struct zipped_file *files;
	guint count;
	const char *comment; /* or NULL */
	bool zip64;          /* with a ZIP64 end */
	guint disk;
	gint64 directory_off; /* added to where the directory is said to be */
	gint64 entries_off;
};

GByteArray *zipped_make(const struct zipped *archive);

/* One file, deflated. */
GByteArray *zipped_text(const char *name, const char *text);

#endif
