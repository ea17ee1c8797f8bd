/*
 * A file of 1C becomes orders, or a list of what is wrong with it. The pass
 * touches nothing but the two descriptors that it is given: it can be made in
 * a process that may do nothing else.
 *
 * Refused before a parser sees it: archives that are not as 1C writes them,
 * UTF-32, and UTF-16 without its mark.
 */
#include "xml/order_reader.h"

#include "core/when.h"
#include "xml/order_book.h"
#include "xml/order_source.h"
#include "xml/pass.h"
#include "xml/schema.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <string.h>
#include <unistd.h>

enum { FORMATS_MOST = 16 };

struct order_reader {
	xmlSchemaPtr schemas[FORMATS_MOST]; /* of formats[], by index */
};

/* Schemas name each other; those that there are travel in the program. */
static xmlParserInputPtr built_in(const char *address,
                                  const char *id G_GNUC_UNUSED,
                                  xmlParserCtxtPtr parser)
{
	const struct schema_text *text = address ? schema_text(address) : NULL;
	xmlParserInputBufferPtr buffer;

	if (!text)
		return NULL;
	buffer = xmlParserInputBufferCreateMem((const char *)text->text,
	                                       (int)text->length,
	                                       XML_CHAR_ENCODING_NONE);
	return xmlNewIOInputStream(parser, buffer, XML_CHAR_ENCODING_NONE);
}

/* And nothing comes from anywhere else, least of all what a file names. */
static xmlParserInputPtr deny(const char *address G_GNUC_UNUSED,
                              const char *id G_GNUC_UNUSED,
                              xmlParserCtxtPtr parser G_GNUC_UNUSED)
{
	return NULL;
}

static void keep_first(void *data, xmlError *error)
{
	char **first = data;

	if (!*first)
		*first = g_strdup_printf("строка %d: %s", error->line,
		                         error->message);
}

static xmlSchemaPtr compile(const char *name, GError **error)
{
	const struct schema_text *text = schema_text(name);
	g_autofree char *fault = NULL;
	xmlSchemaParserCtxtPtr parser;
	xmlSchemaPtr schema;

	if (!text) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
		            "в программе нет схемы %s, соберите её заново",
		            name);
		return NULL;
	}
	parser = xmlSchemaNewMemParserCtxt((const char *)text->text,
	                                   (int)text->length);
	xmlSchemaSetParserStructuredErrors(parser, keep_first, &fault);
	schema = xmlSchemaParse(parser);
	xmlSchemaFreeParserCtxt(parser);
	if (!schema)
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
		            "схема %s не читается: %s", name,
		            fault ? fault : "причина неизвестна");
	return schema;
}

struct order_reader *order_reader_new(GError **error)
{
	/* The loader is the whole process's, and libxml2 sets up its types
	 * with the first schema: one thread at a time (settings page). */
	static GMutex compiling;
	struct order_reader *reader = g_new0(struct order_reader, 1);

	g_mutex_lock(&compiling);
	xmlInitParser();
	xmlSetExternalEntityLoader(built_in);
	for (guint i = 0; formats[i]; i++) {
		g_assert(i < FORMATS_MOST);
		reader->schemas[i] = compile(formats[i]->schema, error);
		if (!reader->schemas[i]) {
			g_clear_pointer(&reader, order_reader_free);
			break;
		}
	}
	xmlSetExternalEntityLoader(deny);
	g_mutex_unlock(&compiling);
	return reader;
}

void order_reader_free(struct order_reader *reader)
{
	if (!reader)
		return;
	for (guint i = 0; i < FORMATS_MOST; i++)
		if (reader->schemas[i])
			xmlSchemaFree(reader->schemas[i]);
	g_free(reader);
}

/* What needs no parser to be refused; NULL where there is nothing. */
static const char *refusal(enum bytes_kind kind)
{
	switch (kind) {
	case BYTES_GZIP:
		return "Это сжатый файл gzip. Положите сам "
		       "XML или архив .zip.";
	case BYTES_ZIP:
		return "В архиве лежит ещё один архив. Положите архив, в "
		       "котором сам файл XML.";
	case BYTES_UTF32:
		return "Кодировка UTF-32 не принимается. Подходят UTF-8, "
		       "UTF-16 с меткой и windows-1251.";
	case BYTES_EBCDIC:
		return "Кодировка EBCDIC не принимается. Подходят UTF-8, "
		       "UTF-16 с меткой и windows-1251.";
	case BYTES_UTF16_BARE:
		return "Файл в UTF-16 должен начинаться с метки порядка байтов "
		       "(BOM). Проще всего выгружать в UTF-8.";
	default:
		return NULL;
	}
}

/* What the person reads when the file stays as it is. */
static void say_cut(struct faults *faults, const struct bytes *bytes)
{
	const char *inside = bytes->unpack ? " в архиве" : "";
	g_autofree char *text = NULL;

	if (bytes->size == 0)
		text = g_strdup_printf("Файл%s пуст.", inside);
	else if (bytes->nul)
		text = g_strdup_printf("В файле%s стоят нулевые байты: место "
		                       "под него занято, а данные записаны не "
		                       "полностью.",
		                       inside);
	else
		text = g_strdup_printf(
			"Файл%s обрывается на байте %" G_GUINT64_FORMAT
			", раньше конца документа.%s",
			inside, bytes->size,
			bytes->unpack ? " Выгрузите его из 1С ещё раз." : "");
	faults_add(faults, message_said(MESSAGE_INCOMPLETE, text), 0, 0);
}

/* Of a damaged archive nothing that the parser said of its content counts. */
static int refuse_archive(const struct bytes *bytes, struct faults *faults)
{
	enum message_code code =
		bytes->unfinished ? MESSAGE_INCOMPLETE : MESSAGE_INVALID;

	g_ptr_array_set_size(faults->list, 0);
	faults->more = 0;
	faults_add(faults, message_said(code, bytes->refused), 0, 0);
	return bytes->unfinished ? READING_INCOMPLETE : READING_REJECTED;
}

static int verdict(const struct pass *pass, struct faults *faults)
{
	if (pass->bytes->refused)
		return refuse_archive(pass->bytes, faults);
	if (pass->cut) {
		/* The parser's own words about the end say less. */
		if (pass->fatal)
			g_ptr_array_set_size(faults->list,
			                     (gint)faults->list->len - 1);
		say_cut(faults, pass->bytes);
		/* An archive is whole: what is cut in it stays so. */
		return pass->bytes->unpack ? READING_REJECTED
		                           : READING_INCOMPLETE;
	}
	if (faults_count(faults))
		return READING_REJECTED;
	if (!pass->whole) {
		faults_add(faults,
		           message_said(MESSAGE_INVALID,
		                        "Файл прочесть не удалось."),
		           0, 0);
		return READING_REJECTED;
	}
	return READING_WHOLE;
}

static int look(struct order_reader *reader, struct bytes *bytes,
                struct intake *intake, struct order_file *file_r)
{
	const char *refused = refusal(bytes->kind);
	struct pass pass = { .bytes = bytes,
		             .intake = intake,
		             .schemas = reader->schemas };
	int result;

	if (bytes->refused) {
		bytes_drain(bytes);
		return refuse_archive(bytes, intake->faults);
	}
	if (refused) {
		bytes_drain(bytes);
		faults_add(intake->faults,
		           message_said(MESSAGE_INVALID, refused), 0, 0);
		return READING_REJECTED;
	}
	pass_run(&pass);
	result = verdict(&pass, intake->faults);
	if (pass.format)
		file_r->format = pass.format->name;
	return result;
}

static void fill(struct order_file *file_r, struct bytes *bytes,
                 struct intake *intake)
{
	file_r->size = bytes->file_size;
	bytes_hash(bytes, file_r->sha256);
	file_r->orders = intake->book->orders;
	file_r->exported_text = g_steal_pointer(&intake->exported);
	file_r->message = g_steal_pointer(&intake->message);
	file_r->kd2_message = g_steal_pointer(&intake->kd2_message);
	file_r->faults = g_steal_pointer(&intake->faults->list);
	file_r->faults_more = intake->faults->more;
}

void order_file_date(struct order_file *file, GTimeZone *timezone)
{
	file->exported = WHEN_NONE;
	if (file->exported_text)
		when_read(file->exported_text, timezone, &file->exported);
}

/* What of the pass is no fault of the file's content; or its verdict. */
static int finish(struct order_book *book, const struct bytes *bytes,
                  int verdict, GError **error)
{
	if (bytes->error) {
		g_set_error(error, G_FILE_ERROR,
		            (gint)g_file_error_from_errno(bytes->error),
		            "файл не читается: %s", g_strerror(bytes->error));
		return -1;
	}
	if (book->records.error) {
		g_propagate_error(error, g_steal_pointer(&book->records.error));
		return -1;
	}
	if (verdict == READING_WHOLE && order_book_finish(book, error) < 0)
		return -1;
	return verdict;
}

int order_reader_scan(struct order_reader *reader, int fd,
                      const struct settings *settings, int records,
                      struct order_file *file_r, GError **error)
{
	struct order_book book;
	struct faults faults;
	struct bytes bytes;
	struct intake intake = { .settings = settings,
		                 .book = &book,
		                 .faults = &faults };
	struct order_file file = { .exported = WHEN_NONE };
	int result;

	order_book_open(&book, records);
	faults_init(&faults);
	bytes_init(&bytes, fd);
	result = look(reader, &bytes, &intake, &file);
	fill(&file, &bytes, &intake);
	result = finish(&book, &bytes, result, error);
	if (result < 0)
		order_file_clear(&file);
	else
		*file_r = file;
	bytes_clear(&bytes);
	faults_clear(&faults);
	records_take(&book.records);
	order_book_clear(&book);
	return result;
}

int order_reader_read(struct order_reader *reader, int fd,
                      const struct settings *settings,
                      struct order_file *file_r, struct order_source **source_r,
                      GError **error)
{
	struct order_file file;
	struct order_source *source = NULL;
	int records = records_file(error);
	int result;

	if (records < 0)
		return -1;
	result = order_reader_scan(reader, fd, settings, records, &file, error);
	if (result < 0) {
		close(records);
		return -1;
	}
	order_file_date(&file, settings->timezone);
	if (result == READING_WHOLE)
		source = order_source_new(records, &file, error);
	else
		close(records);
	if (result == READING_WHOLE && !source) {
		order_file_clear(&file);
		return -1;
	}
	*file_r = file;
	if (source)
		*source_r = source;
	return result;
}

void order_file_clear(struct order_file *file)
{
	g_clear_pointer(&file->exported_text, g_free);
	g_clear_pointer(&file->message, exchange_message_free);
	g_clear_pointer(&file->kd2_message, exchange_message_free);
	g_clear_pointer(&file->faults, g_ptr_array_unref);
}
