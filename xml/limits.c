/*
 * Looks at the parser's own tables. It refuses to look at the input itself,
 * which may be on its way to another place just then.
 */
#include "xml/limits.h"

#include <glib.h>

/* In the parser's tables an attribute takes so many places, a namespace so
 * many, and the former doubles what it needs. */
enum { ATTRIBUTE_PLACES = 5, ATTRIBUTE_SPARE = 2, NAMESPACE_PLACES = 2 };

const char *limits_exceeded(const xmlParserCtxt *parser)
{
	if (parser->maxatts >
	    ATTRIBUTE_SPARE * ATTRIBUTE_PLACES * LIMIT_ATTRIBUTES)
		return "У элемента больше 256 атрибутов. 1С таких файлов не "
		       "пишет.";
	if (parser->nsNr > NAMESPACE_PLACES * LIMIT_NAMESPACES)
		return "Объявлено больше 256 пространств имён сразу. 1С таких "
		       "файлов не пишет.";
	if (xmlDictSize(parser->dict) > LIMIT_NAMES)
		return "В файле больше 100 000 разных имён элементов и "
		       "атрибутов. 1С таких файлов не пишет.";
	return NULL;
}
