/*
 * libxml2's parser hands each tag to the reader of the format and to the XSD
 * validator, which this file calls itself instead of letting libxml2 plug it
 * in (or letting an xmlTextReader do so). That costs no tree; breaches get the
 * column that libxml2's own messages lack; what a reader skips, such as the
 * rules block of an КД2 file, takes no memory in the validator; and a DOCTYPE
 * is refused when its name was read, before anything of it can expand.
 *
 * Refused too: encodings beside UTF-8, UTF-16 with its mark and windows-1251,
 * and a root of no known format. Never set: NOENT, DTDLOAD, HUGE, RECOVER.
 */
#include "xml/pass.h"

#include "core/text.h"
#include "xml/explain.h"
#include "xml/limits.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

/* An error so near to the last byte is one of a file that was cut: the parser
 * says some of them a few bytes early. */
enum {
	CUT_MOST = 8,
	GLANCE_MOST = 400, /* bytes */
	TEXT_FIRST = 1024,
	TEXT_MOST = 1024 * 1024, /* of one element; libxml2 has no bound here */
};

struct run {
	struct pass *pass;
	xmlParserCtxtPtr parser;
	xmlSchemaValidCtxtPtr valid;
	xmlSchemaSAXPlugPtr plug;
	xmlSAXHandlerPtr valid_sax;
	void *valid_data;
	gpointer reader;
	GString *text;
	gsize text_sum;    /* also where it is not wanted */
	bool wanted;       /* the text of the innermost element */
	bool glance;       /* but only its beginning */
	guint skip;        /* how deep in a skipped element; 0: not */
	const char *space; /* of the root */
	guint depth;
	bool begun;   /* behind the declaration */
	bool stopped; /* by us: what the parser says from now on is noise */
	bool garbled; /* bytes that are none of the file's encoding */
	bool fatal;
	int fatal_code;
	gsize left;   /* what the parser had not read of its input then */
	xmlChar next; /* its first letter */
	guint64 size; /* what the file had given then */
};

#define GARBLED "Байты файла не соответствуют объявленной в нём кодировке."

struct place {
	guint line, column;
};

/* The parser's position, or, with `tag`, that of the last '<' before it.
 * Columns are letters, which the parser's own count is not; 0 where the line is
 * too long to know. */
static struct place place_of(const struct run *run, bool tag)
{
	const xmlParserInput *input = run->parser->input;
	struct place place = { 0, 0 };
	const xmlChar *at;

	if (!input)
		return place;
	place.line = (guint)input->line;
	at = input->cur;
	while (tag && at > input->base) {
		place.line -= *--at == '\n';
		if (*at == '<')
			break;
	}
	place.column = 1;
	while (at > input->base && at[-1] != '\n')
		if ((*--at & 0xC0) != 0x80)
			place.column++;
	/* A line that begins before what the parser still holds. */
	if (at == input->base && input->consumed)
		place.column = 0;
	return place;
}

static void say(struct run *run, enum message_code code, const char *text,
                struct place place)
{
	faults_add(run->pass->intake->faults, message_said(code, text),
	           place.line, place.column);
	run->pass->intake->book->spoiled = true;
}

static void stop(struct run *run)
{
	run->stopped = true;
	xmlStopParser(run->parser);
}

static bool encoding_known(const char *name)
{
	static const char *const known[] = { "UTF-8", "UTF8", "windows-1251",
		                             "CP1251" };

	for (gsize i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_ascii_strcasecmp(name, known[i]) == 0)
			return true;
	return false;
}

/* Why the declared encoding is not taken; NULL where it is. Owned. */
static char *encoding_refusal(const struct run *run)
{
	const xmlChar *encoding = run->parser->encoding;
	g_autofree char *name = NULL;

	/* With a mark the declaration does not count. */
	if (run->pass->bytes->kind != BYTES_PLAIN)
		return NULL;
	if (run->parser->input && run->parser->input->encoding)
		encoding = run->parser->input->encoding;
	if (!encoding || encoding_known((const char *)encoding))
		return NULL;
	name = text_plain((const char *)encoding, 100);
	return g_strdup_printf("Кодировка «%s» не принимается. Подходят UTF-8, "
	                       "UTF-16 с меткой и windows-1251.",
	                       name);
}

/* Behind a declaration that changes the encoding nothing makes sense. */
static char *explain(const struct run *run, const xmlError *error)
{
	char *text = run->begun ? NULL : encoding_refusal(run);

	if (text)
		return text;
	return run->garbled ? g_strdup(GARBLED) : explain_error(error);
}

static void on_error(void *data, xmlError *error)
{
	struct run *run = data;
	g_autofree char *text = NULL;
	const xmlParserInput *input = run->parser->input;

	if (run->stopped || run->fatal || error->level == XML_ERR_WARNING)
		return;
	/* Of memory that lacks no file is to be told: as everywhere, the
	 * process ends. After another fault libxml2 says it of its own limits,
	 * as of an attribute that is too long. */
	if (error->code == XML_ERR_NO_MEMORY)
		g_error("libxml2: no memory");
	/* The converter reads ahead: where it is, only the parser will say,
	 * who runs out of letters there. */
	if (error->domain == XML_FROM_I18N || error->domain == XML_FROM_IO) {
		run->garbled = true;
		return;
	}
	run->fatal = true;
	run->fatal_code = error->code;
	run->left = input ? (gsize)(input->end - input->cur) : 0;
	run->next = run->left ? *input->cur : 0;
	run->size = run->pass->bytes->size;
	/* Nothing sensible can follow; the parser ends sooner so. */
	run->pass->bytes->shut = true;
	text = explain(run, error);
	say(run, MESSAGE_INVALID, text, place_of(run, false));
}

static void on_breach(void *data, xmlError *error)
{
	struct run *run = data;
	g_autofree char *text = NULL;

	if (error->level == XML_ERR_WARNING)
		return;
	/* Those that are only counted need no words and no place. */
	if (faults_count(run->pass->intake->faults) >= FAULTS_MOST) {
		run->pass->intake->faults->more++;
		return;
	}
	text = explain_error(error);
	say(run, MESSAGE_INVALID, text, place_of(run, true));
}

static void on_doctype(void *data, const xmlChar *name G_GNUC_UNUSED,
                       const xmlChar *external G_GNUC_UNUSED,
                       const xmlChar *system G_GNUC_UNUSED)
{
	struct run *run = data;

	say(run, MESSAGE_INVALID,
	    "В файле есть объявление <!DOCTYPE>. Такие файлы не принимаются: "
	    "1С их не пишет, а вложить в него можно что угодно.",
	    place_of(run, true));
	stop(run);
}

static void on_document(void *data)
{
	struct run *run = data;
	g_autofree char *text = encoding_refusal(run);

	run->begun = true;
	if (!text)
		return;
	say(run, MESSAGE_INVALID, text, place_of(run, false));
	stop(run);
}

/* The root decides on format, XSD and reader. */
static bool begin(struct run *run, const struct tag *tag)
{
	struct pass *pass = run->pass;
	guint index = 0;

	pass->format = format_of(tag->name, tag->space);
	if (!pass->format) {
		struct place place = place_of(run, true);

		faults_add(pass->intake->faults,
		           message_new(MESSAGE_UNKNOWN_FORMAT, "root",
		                       tag->name, NULL),
		           place.line, place.column);
		stop(run);
		return false;
	}
	while (formats[index] != pass->format)
		index++;
	run->valid = xmlSchemaNewValidCtxt(pass->schemas[index]);
	xmlSchemaSetValidStructuredErrors(run->valid, on_breach, run);
	run->plug =
		xmlSchemaSAXPlug(run->valid, &run->valid_sax, &run->valid_data);
	run->space = tag->space;
	pass->intake->names = run->parser->dict;
	run->reader = pass->format->begin(pass->intake, tag);
	return true;
}

static void say_too_large(struct run *run, const char *text)
{
	say(run, MESSAGE_INVALID, text, place_of(run, true));
	stop(run);
}

static void check_book(struct run *run)
{
	const struct order_book *book = run->pass->intake->book;

	if (book->records.error)
		stop(run);
	else if (book->outgrown && !run->stopped)
		say_too_large(run, "Заказ-наряд или объект так велик, что это "
		                   "не может быть правдой.");
}

/* A version of a format may be told by the namespace alone. */
static const xmlChar *for_schema(const struct run *run, const xmlChar *space)
{
	return space && (const char *)space == run->space
	               ? (const xmlChar *)run->pass->format->space
	               : space;
}

static void on_open(void *data, const xmlChar *name, const xmlChar *prefix,
                    const xmlChar *space, int spaces,
                    const xmlChar **space_list, int count, int defaulted,
                    const xmlChar **attributes)
{
	struct run *run = data;
	struct tag tag = { .name = (const char *)name,
		           .space = (const char *)space,
		           .line = (guint)run->parser->input->line,
		           .attributes = attributes,
		           .count = count };
	enum tag_wish wish = TAG_CHILDREN;

	/* The parser also tells of a tag that a cut file ends in, and says
	 * only then that it has no end. */
	if (*run->parser->input->cur != '>' && *run->parser->input->cur != '/')
		return;
	if (run->skip) {
		run->skip++;
		return;
	}
	if (run->depth == 0) {
		if (!begin(run, &tag))
			return;
	} else {
		wish = run->pass->format->open(run->reader, &tag);
	}
	run->depth++;
	run->glance = wish == TAG_GLANCE;
	run->wanted = wish == TAG_TEXT || run->glance;
	if (wish == TAG_SKIP)
		run->skip = 1;
	g_string_truncate(run->text, 0);
	run->text_sum = 0;
	run->valid_sax->startElementNs(
		run->valid_data, name, prefix, for_schema(run, space), spaces,
		space_list, count, defaulted, attributes);
	check_book(run);
}

static void on_close(void *data, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *space)
{
	struct run *run = data;
	bool skipped = run->skip == 1;

	if (run->skip > 1) {
		run->skip--;
		return;
	}
	run->skip = 0;
	run->valid_sax->endElementNs(run->valid_data, name, prefix,
	                             for_schema(run, space));
	run->depth--;
	if (!skipped && run->depth)
		run->pass->format->close(run->reader,
		                         run->wanted ? run->text->str : "");
	run->wanted = false;
	run->glance = false;
	run->text_sum = 0;
	check_book(run);
}

static void on_text(void *data, const xmlChar *text, int length)
{
	struct run *run = data;

	if (run->skip || run->stopped)
		return;
	run->text_sum += (gsize)length;
	if (run->glance && run->text_sum > GLANCE_MOST)
		return;
	if (run->text_sum > TEXT_MOST) {
		say_too_large(run, "Значение элемента длиннее мегабайта.");
		return;
	}
	if (run->wanted)
		g_string_append_len(run->text, (const char *)text, length);
	if (run->valid_sax)
		run->valid_sax->characters(run->valid_data, text, length);
}

/* The parser asks for more, be it in the middle of a tag. Stopping it there
 * would take the ground from under it: it is given nothing. */
static int feed(void *data, char *buffer, int most)
{
	struct run *run = data;
	const char *excess = run->parser ? limits_exceeded(run->parser) : NULL;

	if (excess && !run->stopped && !run->fatal) {
		say(run, MESSAGE_INVALID, excess,
		    (struct place){ (guint)run->parser->input->line, 0 });
		run->stopped = true;
	}
	if (excess)
		run->pass->bytes->shut = true;
	return bytes_read(run->pass->bytes, buffer, most);
}

static xmlSAXHandler handlers(void)
{
	return (xmlSAXHandler){
		.initialized = XML_SAX2_MAGIC,
		.internalSubset = on_doctype,
		.startDocument = on_document,
		.startElementNs = on_open,
		.endElementNs = on_close,
		/* The same one, so that the parser does not try to tell. */
		.characters = on_text,
		.ignorableWhitespace = on_text,
		.serror = on_error,
	};
}

static bool closed_root(const struct run *run)
{
	return run->pass->format && run->depth == 0;
}

/* Whether the first fatal error is what a file has that ends too early. */
static bool is_cut(const struct run *run)
{
	const struct bytes *bytes = run->pass->bytes;

	if (bytes->nul || (bytes->kind == BYTES_UTF16 && bytes->size % 2 != 0))
		return true;
	if (run->garbled)
		return false;
	if (!run->fatal || run->size != bytes->size || run->left > CUT_MOST)
		return false;
	switch (run->fatal_code) {
	case XML_ERR_TAG_NAME_MISMATCH: /* says so behind the whole tag */
	case XML_ERR_UNSUPPORTED_ENCODING:
		return false;
	case XML_NS_ERR_UNDEFINED_NAMESPACE:
		/* The rest of the tag may have it. */
		return !run->left || (run->left == 1 && run->next == '/');
	case XML_ERR_DOCUMENT_END:
		return !closed_root(run);
	case XML_ERR_DOCUMENT_EMPTY:
		/* Empty, or part of a mark. */
		return run->left == 0 ||
		       (bytes->size <= 3 && bytes->head[0] >= 0x80);
	default:
		return true;
	}
}

static void parse(struct run *run)
{
	struct pass *pass = run->pass;
	xmlSAXHandler sax = handlers();
	int options = XML_PARSE_NONET;

	if (pass->bytes->kind != BYTES_PLAIN)
		options |= XML_PARSE_IGNORE_ENC;
	run->parser = xmlCreateIOParserCtxt(&sax, run, feed, NULL, run,
	                                    XML_CHAR_ENCODING_NONE);
	xmlCtxtUseOptions(run->parser, options);
	/* Converters of encodings know of no parser; their errors would go to
	 * stderr, and the parser then only says that something lacks. */
	xmlSetStructuredErrorFunc(run, on_error);
	xmlParseDocument(run->parser);
	xmlSetStructuredErrorFunc(NULL, NULL);
	bytes_drain(pass->bytes);
	if (run->garbled && !run->fatal && !run->stopped)
		say(run, MESSAGE_INVALID, GARBLED, (struct place){ 0, 0 });
	pass->cut = !run->stopped && is_cut(run);
	pass->fatal = run->fatal && !pass->intake->faults->more;
	pass->whole = !run->stopped && !pass->cut && run->parser->wellFormed &&
	              run->parser->nsWellFormed && closed_root(run) &&
	              xmlSchemaIsValid(run->valid) == 1;
	if (pass->whole && pass->format->finish)
		pass->format->finish(run->reader);
}

static void end(struct run *run)
{
	if (run->reader)
		run->pass->format->free(run->reader);
	if (run->plug)
		xmlSchemaSAXUnplug(run->plug);
	if (run->valid)
		xmlSchemaFreeValidCtxt(run->valid);
	xmlFreeParserCtxt(run->parser);
	g_string_free(run->text, TRUE);
}

void pass_run(struct pass *pass)
{
	struct run run = { .pass = pass,
		           .text = g_string_sized_new(TEXT_FIRST) };

	parse(&run);
	end(&run);
}
