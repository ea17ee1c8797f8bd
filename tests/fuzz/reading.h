#ifndef FUZZ_READING_H
#define FUZZ_READING_H

#include <glib.h>

/*
 * Reads bytes as the bridge reads a file of 1C, looks at all that comes of it,
 * and fails where a text is none, a fault says nothing, or a refused file has
 * orders.
 */

struct fuzz_read {
	int reading; /* enum reading */
	guint64 orders;
};

struct fuzz_read fuzz_read(const void *bytes, gsize length);

#endif
