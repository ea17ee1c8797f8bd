#ifndef XML_ORDER_SOURCE_H
#define XML_ORDER_SOURCE_H

#include "xml/order_reader.h"

/*
 * The reading side of the record file. Besides the descriptor nothing is
 * needed, so the file may have been written by another process.
 */

/* Takes the descriptor, also on failure. */
struct order_source *order_source_new(int fd, GError **error);

#endif
