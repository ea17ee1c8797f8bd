/*
 * Finds the built-in schemas. Compiling them is order_reader.c's.
 */
#include "xml/schema.h"

#include <string.h>

const struct schema_text *schema_text(const char *name)
{
	for (const struct schema_text *text = schema_texts; text->name; text++)
		if (strcmp(text->name, name) == 0)
			return text;
	return NULL;
}
