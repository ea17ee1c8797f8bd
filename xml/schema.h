#ifndef XML_SCHEMA_H
#define XML_SCHEMA_H

#include <glib.h>

/*
 * The XSDs of schemas/, built into the program (see packaging/embed): the
 * folder beside it may be missing, old or somebody else's. libxml2 gets no way
 * to load anything else, neither from disk nor from the network.
 */

struct schema_text {
	const char *name; /* "orders.xsd" */
	const unsigned char *text;
	size_t length;
};

/* Made by packaging/embed at build; ends with a NULL name. */
extern const struct schema_text schema_texts[];

/* The text of a schema by its file's name, or NULL. */
const struct schema_text *schema_text(const char *name);

#endif
