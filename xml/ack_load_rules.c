/*
 * Rules of exchange that an administrator has put into load files, as they are:
 * the one element, whatever file it comes in. Refuses other documents, and
 * entities, which 1C would read otherwise than we do.
 */
#include "xml/ack_load.h"

#include <libxml/parser.h>
#include <string.h>

static void silence(void *data G_GNUC_UNUSED, xmlError *error G_GNUC_UNUSED)
{
}

/* The element alone, in UTF-8, whatever the file is written in. */
static char *element_of(xmlDoc *document, const char **why_r)
{
	xmlNode *root = xmlDocGetRootElement(document);
	xmlBufferPtr buffer;
	char *text;

	*why_r = "в нём не правила обмена: корневой элемент должен быть "
		 "«ПравилаОбмена»";
	if (!root || root->ns ||
	    strcmp((const char *)root->name, "ПравилаОбмена") != 0)
		return NULL;
	*why_r = "в нём есть <!DOCTYPE>: уберите его";
	if (document->intSubset)
		return NULL;
	buffer = xmlBufferCreate();
	xmlNodeDump(buffer, document, root, 0, 0);
	text = g_strdup((const char *)xmlBufferContent(buffer));
	xmlBufferFree(buffer);
	return text;
}

char *ack_load_rules(const char *text, gsize length, GError **error)
{
	const char *why = "это не XML";
	char *rules = NULL;
	xmlDoc *document;

	xmlSetStructuredErrorFunc(NULL, silence);
	document = length <= G_MAXINT
	                   ? xmlReadMemory(text, (int)length, "rules.xml", NULL,
	                                   XML_PARSE_NONET)
	                   : NULL;
	xmlSetStructuredErrorFunc(NULL, NULL);
	if (document)
		rules = element_of(document, &why);
	xmlFreeDoc(document);
	if (!rules)
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
		            "Файл правил обмена не годится: %s. Выгрузите "
		            "правила из «Конвертации данных» в XML ещё раз.",
		            why);
	return rules;
}
