#ifndef XML_ORDER_SOURCE_H
#define XML_ORDER_SOURCE_H

#include "xml/order_reader.h"

/*
 * The reading side of the record file. Who wrote it has seen hostile bytes and
 * may have become hostile: no offset, length, count or text in it is believed.
 * What is none makes an error of G_FILE_ERROR, now or when it is come upon;
 * memory stays within some times RECORD_MOST (records.h) whatever is there.
 * The file must not change any more.
 */

/* Takes the descriptor, also on failure. Of `file`, which is what the same pass
 * said, the number of orders must be the record file's. */
struct order_source *order_source_new(int fd, const struct order_file *file,
                                      GError **error);

#endif
