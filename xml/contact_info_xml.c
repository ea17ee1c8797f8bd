/*
 * The XML spelling. Namespaces do not count: БСП has written this in at least
 * two. Parts may be attributes, as 1C writes them, or elements; events that
 * came before an error still count, for old bases cut such texts.
 *
 * Refused: a DOCTYPE, nesting that no phone needs, another root. Never set:
 * NOENT, DTDLOAD, HUGE, RECOVER.
 */
#include "xml/contact_info_p.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

/* Making a parser takes four times as long as the text of a phone; but one
 * remembers every name that it met. */
enum { TEXTS_MOST = 1000 };

struct contact_reader {
	xmlParserCtxtPtr parser; /* NULL: none yet */
	guint texts;             /* that it has read */
};

struct reading {
	struct contact_info *info;
	xmlParserCtxtPtr parser;
	struct contact_parts parts;
	guint depth;
	int field; /* that the text belongs to, or -1 */
	GString *text;
	guint put;  /* contacts found */
	bool known; /* the root is the right one */
	bool stopped;
};

static void stop(struct reading *reading)
{
	reading->stopped = true;
	xmlStopParser(reading->parser);
}

/* SAX2 hands out five pointers an attribute. */
enum { NAME, PREFIX, SPACE, VALUE, END, FIVE };

static void read_attributes(struct reading *reading, int count,
                            const xmlChar **attributes)
{
	for (int i = 0; i < count; i++) {
		const xmlChar **attribute = attributes + i * FIVE;
		const char *name = (const char *)attribute[NAME];
		const char *value = (const char *)attribute[VALUE];
		gssize length = attribute[END] - attribute[VALUE];
		int field = attribute[SPACE] ? -1 : contact_field_of(name);

		if (field >= 0)
			contact_set(&reading->parts, field, value, length);
		if (attribute[SPACE] && strcmp(name, "type") == 0) {
			g_autofree char *type = g_strndup(value, (gsize)length);

			reading->parts.kind = contact_kind_of(type);
		}
	}
}

static void on_open(void *data, const xmlChar *name,
                    const xmlChar *prefix G_GNUC_UNUSED,
                    const xmlChar *space G_GNUC_UNUSED,
                    int spaces G_GNUC_UNUSED,
                    const xmlChar **space_list G_GNUC_UNUSED, int count,
                    int defaulted G_GNUC_UNUSED, const xmlChar **attributes)
{
	struct reading *reading = data;

	if (reading->stopped)
		return;
	if (reading->depth == 0)
		reading->known =
			strcmp((const char *)name, "КонтактнаяИнформация") == 0;
	reading->depth++;
	if (!reading->known || reading->depth > CONTACT_DEPTH_MOST) {
		stop(reading);
		return;
	}
	reading->field = contact_field_of((const char *)name);
	if (reading->field < 0 && strcmp((const char *)name, "Телефон") == 0)
		reading->parts.kind = CONTACT_PHONE;
	g_string_truncate(reading->text, 0);
	read_attributes(reading, count, attributes);
}

static void on_close(void *data, const xmlChar *name G_GNUC_UNUSED,
                     const xmlChar *prefix G_GNUC_UNUSED,
                     const xmlChar *space G_GNUC_UNUSED)
{
	struct reading *reading = data;
	struct contact_parts *parts = &reading->parts;

	if (reading->stopped)
		return;
	reading->depth--;
	if (reading->field >= 0) {
		contact_set(parts, reading->field, reading->text->str, -1);
	} else if (parts->field[CONTACT_NUMBER] ||
	           parts->field[CONTACT_VALUE]) {
		contact_put(reading->info, parts);
		reading->put++;
	}
	reading->field = -1;
}

static void on_text(void *data, const xmlChar *text, int length)
{
	struct reading *reading = data;

	if (reading->field >= 0 && !reading->stopped)
		g_string_append_len(reading->text, (const char *)text, length);
}

static void on_doctype(void *data, const xmlChar *name G_GNUC_UNUSED,
                       const xmlChar *external G_GNUC_UNUSED,
                       const xmlChar *system G_GNUC_UNUSED)
{
	stop(data);
}

static void on_error(void *data G_GNUC_UNUSED, xmlError *error G_GNUC_UNUSED)
{
}

static xmlParserCtxtPtr new_parser(void)
{
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.internalSubset = on_doctype,
		.startElementNs = on_open,
		.endElementNs = on_close,
		.characters = on_text,
		.ignorableWhitespace = on_text,
		.serror = on_error,
	};

	return xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
}

struct contact_reader *contact_reader_new(void)
{
	return g_new0(struct contact_reader, 1);
}

void contact_reader_free(struct contact_reader *reader)
{
	if (!reader)
		return;
	if (reader->parser)
		xmlFreeParserCtxt(reader->parser);
	g_free(reader);
}

static void parse(struct contact_reader *reader, struct reading *reading,
                  const char *text, gsize length)
{
	if (reader->parser && reader->texts++ >= TEXTS_MOST) {
		xmlFreeParserCtxt(reader->parser);
		*reader = (struct contact_reader){ 0 };
	}
	if (!reader->parser)
		reader->parser = new_parser();
	else
		xmlCtxtResetPush(reader->parser, NULL, 0, NULL, NULL);
	reading->parser = reader->parser;
	reading->parser->userData = reading;
	/* It is UTF-8 by now, whatever a declaration in it says. */
	xmlCtxtUseOptions(reading->parser,
	                  XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
	xmlParseChunk(reading->parser, text, (int)length, 1);
}

bool contact_info_xml(struct contact_reader *reader, struct contact_info *info,
                      const char *text, gsize length)
{
	struct reading reading = { .info = info,
		                   .field = -1,
		                   .text = g_string_new(NULL) };
	bool left;

	parse(reader, &reading, text, length);
	left = reading.parts.field[CONTACT_NUMBER] ||
	       reading.parts.field[CONTACT_VALUE] || !reading.put;
	if (reading.known && left)
		contact_put(info, &reading.parts);
	for (int i = 0; i < CONTACT_FIELDS; i++)
		g_free(reading.parts.field[i]);
	g_string_free(reading.text, TRUE);
	return reading.known;
}
