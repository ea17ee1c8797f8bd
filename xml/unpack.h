#ifndef XML_UNPACK_H
#define XML_UNPACK_H

#include "xml/zip.h"

/*
 * The content of an archive's file as a stream: some 60 KB of memory, however
 * large it is. It gives out what the archive announced and no byte more.
 */

struct unpack;

/* Gives the packed bytes, in order from entry->at: at most `most`, 0 at the
 * end, -1 for an error. */
typedef int (*unpack_source)(void *data, void *buffer, int most);

struct unpack *unpack_new(const struct zip_entry *entry, unpack_source source,
                          void *data);
void unpack_free(struct unpack *unpack);

/* At most `most` bytes; 0 at the end, and where the archive is damaged; -1
 * where the source failed. Only after a 0 is known whether all was well. */
int unpack_read(struct unpack *unpack, char *buffer, int most);

/* What is wrong with the archive, Russian, with what to do; NULL: nothing. */
const char *unpack_fault(const struct unpack *unpack);

#endif
