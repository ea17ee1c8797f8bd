#ifndef XML_ORDER_FILE_H
#define XML_ORDER_FILE_H

#include "xml/order_reader.h"

/*
 * What a pass says of a file, as bytes between two processes of one program:
 * the items of records.h. Who packs it has seen hostile bytes and is not
 * believed: what is unpacked is bounded, is UTF-8, and is one of the answers
 * that order_reader_scan() can give.
 */

/* What a packed answer may take. */
enum { ORDER_FILE_MOST = 16 * 1024 * 1024 };

/* An enum reading with its file; or with `failure` -1, and no file. */
void order_file_pack(GByteArray *to, int reading, const struct order_file *file,
                     const GError *failure);

/*
 * The same that order_reader_scan() returns: the reading with *file_r to be
 * cleared; or -1 with the error of G_FILE_ERROR that the pass ended with. What
 * is no answer gives ORDER_FILE_NONE and nothing else.
 */
enum { ORDER_FILE_NONE = -2 };
int order_file_unpack(const guint8 *bytes, gsize length,
                      struct order_file *file_r, GError **error);

#endif
