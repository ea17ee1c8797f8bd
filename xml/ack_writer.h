#ifndef XML_ACK_WRITER_H
#define XML_ACK_WRITER_H

#include "core/outcome.h"

#include <glib.h>
#include <stdbool.h>

/*
 * Writes an ack (schemas/ack.xsd, contract "Ack") to a descriptor, order by
 * order, in memory that does not grow with them. It writes elements of its
 * own only: no text of the input can become one. Naming, syncing and renaming
 * are the caller's.
 */

struct ack_writer;

struct ack_header {
	const char *file;     /* the source's name */
	const char *sha256;   /* or NULL */
	const char *format;   /* or NULL */
	const char *exported; /* as the source has it, or NULL */
	const char *received; /* zoned time */
};

enum ack_result { ACK_DONE, ACK_PARTLY, ACK_REJECTED, ACK_HELD };

struct ack_writer *ack_writer_new(int fd, const struct ack_header *header,
                                  GError **error);
bool ack_writer_order(struct ack_writer *writer, const struct outcome *outcome,
                      GError **error);
/* An error of the file as a whole; after all orders. */
bool ack_writer_fault(struct ack_writer *writer, const struct message *fault,
                      GError **error);
/* What else there is to say of it; after all faults. */
bool ack_writer_remark(struct ack_writer *writer, const struct message *remark,
                       GError **error);
/* Writes the totals and the end; the writer is used up but not freed. */
bool ack_writer_finish(struct ack_writer *writer, enum ack_result outcome,
                       const struct totals *totals, const char *processed,
                       GError **error);
void ack_writer_free(struct ack_writer *writer);

#endif
