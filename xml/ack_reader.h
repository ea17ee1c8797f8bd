#ifndef XML_ACK_READER_H
#define XML_ACK_READER_H

#include "core/outcome.h"

#include <glib.h>
#include <stdbool.h>

/*
 * Reads back an ack that ack_writer wrote (schemas/ack.xsd): what a history
 * that was lost is told anew from. Memory does not grow with the orders.
 *
 * What is no whole ack of ours is refused, whatever it is: others may write
 * into the folder, too. Names of elements, attributes and results are those of
 * ack_writer; messages keep their text.
 */

struct ack_file {
	char *file;
	char *sha256, *format; /* or NULL */
	char *exported;        /* as the source had it, or NULL */
	char *received, *processed;
	char *result; /* "Выполнен", "Частично", "Отклонен", "Отложен" */
	struct totals totals;
	char *why; /* the first error of the file as a whole, or NULL */
};

/* `position` from 0, as in the file. False, with an error: no more of it. */
typedef bool ack_reader_order(void *context, guint64 position,
                              const struct outcome *outcome, GError **error);

/*
 * From the descriptor's beginning to its end. `order` may be NULL; it is called
 * before it is known that the ack is whole. NULL: G_FILE_ERROR of a descriptor
 * that cannot be read, G_MARKUP_ERROR of what is no ack, or `order`'s error.
 */
struct ack_file *ack_reader_read(int fd, ack_reader_order *order, void *context,
                                 GError **error);
void ack_file_free(struct ack_file *file); /* accepts NULL */

#endif
