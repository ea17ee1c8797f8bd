#ifndef XML_LIMITS_H
#define XML_LIMITS_H

#include <libxml/parser.h>

/*
 * What libxml2 2.9 has no bound for: attributes of an element and namespaces
 * in scope, both of which it compares each with each, and names, of which it
 * keeps every one in a table that stops growing. A few megabytes of them keep
 * it busy for minutes.
 */

enum {
	LIMIT_ATTRIBUTES = 256,
	LIMIT_NAMESPACES = 256,
	LIMIT_NAMES = 100000, /* the largest configurations have some 20,000 */
};

/*
 * What a file has too many of, so far; Russian, or NULL. May be asked while
 * the parser reads its input, inside of a tag: that is when it must be. So it
 * may let somewhat more pass, but never less.
 */
const char *limits_exceeded(const xmlParserCtxt *parser);

#endif
