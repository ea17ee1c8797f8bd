#ifndef XML_EXPLAIN_H
#define XML_EXPLAIN_H

#include <libxml/xmlerror.h>

/*
 * What libxml2 says about a file, in Russian and for a person who knows 1C:
 * which element or attribute, what is wrong, what was expected. Pure.
 */

/* Owned by the caller; never NULL. What is not known is quoted as it is. */
char *explain_error(const xmlError *error);

#endif
