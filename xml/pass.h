#ifndef XML_PASS_H
#define XML_PASS_H

#include "xml/bytes.h"
#include "xml/format.h"

#include <libxml/xmlschemas.h>

/*
 * The one pass over a file: parser, XSD and reader at once. It ends at the
 * first thing that makes the file no XML, or goes on to the end to tell of
 * every breach of the XSD.
 */

struct pass {
	struct bytes *bytes;
	struct intake *intake;
	/* The schema of formats[i] is schemas[i]. */
	xmlSchemaPtr const *schemas;

	/* Results. */
	const struct format *format; /* NULL: not known */
	bool whole;
	bool cut;   /* the bytes end before the document does */
	bool fatal; /* the last fault is the parser's word on where it ended */
};

void pass_run(struct pass *pass);

#endif
