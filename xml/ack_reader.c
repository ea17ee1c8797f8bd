/*
 * An ack read back, an order at a time.
 *
 * GLib's small parser and not libxml2: an ack is UTF-8 without declarations,
 * and here is nothing that could be expanded or loaded. Refused: declarations
 * and comments, elements where ack_writer puts none, a tag of more than 4 MiB
 * (an attribute of ours has 64 KiB at most), and what does not come to the
 * totals at its end.
 */
#include "xml/ack_reader.h"

#include "core/text.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
	CHUNK = 64 * 1024,
	TAG_MOST = 4 * 1024 * 1024,
	TEXT_MOST = 256 * 1024,
	DEPTH = 3,
	IN_ORDER_MOST = 10000, /* changes, and messages */
};

struct reading {
	struct ack_file *file;
	struct outcome *outcome; /* of the order that is being read, or NULL */
	GString *text;
	int code; /* of the message that is being read; -1: none */
	guint depth;
	gsize tag; /* bytes since the last end of a tag */
	guint64 position;
	bool whole;
	ack_reader_order *order;
	void *context;
};

static bool refuse(GError **error, const char *why)
{
	g_set_error_literal(error, G_MARKUP_ERROR,
	                    G_MARKUP_ERROR_INVALID_CONTENT, why);
	return false;
}

/* ---- attributes ---- */

struct attributes {
	const char **names, **values;
};

static const char *value(const struct attributes *attributes, const char *name)
{
	for (gsize i = 0; attributes->names[i] != NULL; i++)
		if (strcmp(attributes->names[i], name) == 0)
			return attributes->values[i];
	return NULL;
}

static guint64 number(const struct attributes *attributes, const char *name)
{
	const char *text = value(attributes, name);
	guint64 read = 0;

	if (text == NULL ||
	    !g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &read, NULL))
		return 0;
	return read;
}

/* What an enum's names say of this text; -1: none of them. */
static int find(const char *text, int count, const char *(*name)(int))
{
	for (int i = 0; text != NULL && i < count; i++)
		if (g_strcmp0(text, name(i)) == 0)
			return i;
	return -1;
}

static const char *kind_name(int kind)
{
	return outcome_name((enum outcome_kind)kind);
}

static const char *match_word(int match)
{
	return outcome_match_name((enum match)match);
}

static const char *entity_name(int entity)
{
	return outcome_entity_name((enum entity)entity);
}

static const char *code_name(int code)
{
	return message_name((enum message_code)code);
}

/* ---- elements ---- */

static bool begin_file(struct reading *reading, const struct attributes *all,
                       GError **error)
{
	struct ack_file *file = reading->file;
	const char *space = value(all, "xmlns");

	if (g_strcmp0(space, "urn:b24bridge:ack:1") != 0 ||
	    value(all, "Файл") == NULL || value(all, "Получен") == NULL)
		return refuse(error, "не квитанция");
	file->file = g_strdup(value(all, "Файл"));
	file->sha256 = g_strdup(value(all, "Хеш"));
	file->format = g_strdup(value(all, "Формат"));
	file->exported = g_strdup(value(all, "Выгружен"));
	file->received = g_strdup(value(all, "Получен"));
	return true;
}

static bool begin_order(struct reading *reading, const struct attributes *all,
                        GError **error)
{
	int kind = find(value(all, "Итог"), OUTCOME_KINDS, kind_name);
	int match = find(value(all, "Сопоставлен"), MATCH_NEW + 1, match_word);
	struct outcome *outcome;

	if (kind < 0)
		return refuse(error, "заказ-наряд без итога");
	outcome = outcome_blank();
	outcome->kind = (enum outcome_kind)kind;
	outcome->match = match < 0 ? MATCH_NONE : (enum match)match;
	outcome->number = g_strdup(value(all, "Номер"));
	outcome->ref = g_strdup(value(all, "Ид"));
	outcome->date = g_strdup(value(all, "Дата"));
	outcome->deal = (gint64)number(all, "ИдСделки");
	outcome->contact = (gint64)number(all, "ИдКонтакта");
	outcome->link = g_strdup(value(all, "Ссылка"));
	reading->outcome = outcome;
	return true;
}

static bool begin_contact(struct reading *reading, const struct attributes *all,
                          GError **error)
{
	struct outcome *outcome = reading->outcome;
	const char *phones = value(all, "Телефоны");
	g_auto(GStrv) list = NULL;

	if (outcome->contact_before != NULL)
		return refuse(error, "второй контакт");
	outcome->contact_before = contact_new(outcome->contact);
	text_set(&outcome->contact_before->last, value(all, "Фамилия"));
	text_set(&outcome->contact_before->first, value(all, "Имя"));
	text_set(&outcome->contact_before->middle, value(all, "Отчество"));
	list = g_strsplit(phones != NULL ? phones : "", ", ", -1);
	for (gsize i = 0; list[i] != NULL; i++)
		if (list[i][0] != '\0')
			g_ptr_array_add(outcome->contact_before->phones,
			                g_strdup(list[i]));
	return true;
}

static bool begin_change(struct reading *reading, const struct attributes *all,
                         GError **error)
{
	int entity = find(value(all, "Объект"), 2, entity_name);
	struct outcome_change *change;

	if (entity < 0 || value(all, "Поле") == NULL ||
	    reading->outcome->changes->len >= IN_ORDER_MOST)
		return refuse(error, "изменение не читается");
	change = g_new0(struct outcome_change, 1);
	change->entity = (enum entity)entity;
	change->field = g_strdup(value(all, "Поле"));
	change->from = g_strdup(value(all, "Было"));
	change->to = g_strdup(value(all, "Стало"));
	g_ptr_array_add(reading->outcome->changes, change);
	return true;
}

/* A code of a newer program is none that we could tell. */
static bool begin_text(struct reading *reading, const struct attributes *all)
{
	reading->code = find(value(all, "Код"), MESSAGE_CODES, code_name);
	g_string_truncate(reading->text, 0);
	return true;
}

static bool take_totals(struct reading *reading, const struct attributes *all,
                        GError **error)
{
	struct ack_file *file = reading->file;
	static const char *const names[OUTCOME_KINDS] = {
		[OUTCOME_CREATED] = "Создано",
		[OUTCOME_UPDATED] = "Обновлено",
		[OUTCOME_UNCHANGED] = "БезИзменений",
		[OUTCOME_SKIPPED] = "Пропущено",
		[OUTCOME_HELD] = "Отложено",
		[OUTCOME_FAILED] = "Ошибок",
	};

	if (reading->whole || value(all, "Итог") == NULL ||
	    value(all, "Обработан") == NULL)
		return refuse(error, "итоги не читаются");
	file->result = g_strdup(value(all, "Итог"));
	file->processed = g_strdup(value(all, "Обработан"));
	file->totals.all = number(all, "Всего");
	for (int i = 0; i < OUTCOME_KINDS; i++)
		file->totals.of[i] = number(all, names[i]);
	reading->whole = true;
	return true;
}

static bool begin_in_file(struct reading *reading, const char *name,
                          const struct attributes *all, GError **error)
{
	if (strcmp(name, "ЗаказНаряд") == 0 && !reading->whole)
		return begin_order(reading, all, error);
	if (strcmp(name, "Ошибка") == 0 || strcmp(name, "Сообщение") == 0)
		return begin_text(reading, all);
	if (strcmp(name, "Итоги") == 0)
		return take_totals(reading, all, error);
	return refuse(error, "посторонний элемент");
}

static bool begin_in_order(struct reading *reading, const char *name,
                           const struct attributes *all, GError **error)
{
	if (reading->outcome == NULL)
		return refuse(error, "элемент вне заказ-наряда");
	if (strcmp(name, "Контакт") == 0)
		return begin_contact(reading, all, error);
	if (strcmp(name, "Изменение") == 0)
		return begin_change(reading, all, error);
	if (strcmp(name, "Сообщение") == 0)
		return begin_text(reading, all);
	return refuse(error, "посторонний элемент");
}

static bool begin_at(struct reading *reading, const char *name,
                     const struct attributes *all, GError **error)
{
	switch (reading->depth) {
	case 0:
		return strcmp(name, "РезультатОбмена") == 0
		               ? begin_file(reading, all, error)
		               : refuse(error, "не квитанция");
	case 1:
		return begin_in_file(reading, name, all, error);
	default:
		return begin_in_order(reading, name, all, error);
	}
}

static void begin(GMarkupParseContext *parser, const char *name,
                  const char **names, const char **values, gpointer data,
                  GError **error)
{
	struct reading *reading = data;
	struct attributes all = { names, values };

	(void)parser;
	reading->tag = 0;
	if (reading->depth >= DEPTH)
		refuse(error, "слишком глубоко");
	else if (begin_at(reading, name, &all, error))
		reading->depth++;
}

static void end_message(struct reading *reading)
{
	struct ack_file *file = reading->file;

	if (reading->depth == 1 && file->why == NULL)
		file->why = g_strdup(reading->text->str);
	if (reading->depth == 2 && reading->outcome != NULL &&
	    reading->code >= 0 &&
	    reading->outcome->messages->len < IN_ORDER_MOST)
		g_ptr_array_add(reading->outcome->messages,
		                message_said((enum message_code)reading->code,
		                             reading->text->str));
	reading->code = -1;
}

static void end(GMarkupParseContext *parser, const char *name, gpointer data,
                GError **error)
{
	struct reading *reading = data;

	(void)parser;
	reading->tag = 0;
	reading->depth--;
	if (strcmp(name, "Сообщение") == 0 || strcmp(name, "Ошибка") == 0)
		end_message(reading);
	if (strcmp(name, "ЗаказНаряд") != 0 || reading->depth != 1)
		return;
	if (reading->order != NULL)
		reading->order(reading->context, reading->position,
		               reading->outcome, error);
	reading->position++;
	g_clear_pointer(&reading->outcome, outcome_free);
}

static void take_text(GMarkupParseContext *parser, const char *text,
                      gsize length, gpointer data, GError **error)
{
	struct reading *reading = data;

	(void)parser;
	if (reading->text->len + length > TEXT_MOST)
		refuse(error, "слишком длинный текст");
	else
		g_string_append_len(reading->text, text, (gssize)length);
}

/* The XML declaration; nothing else of its kind is ours. */
static void pass(GMarkupParseContext *parser, const char *text, gsize length,
                 gpointer data, GError **error)
{
	(void)parser, (void)data;
	if (length < 5 || strncmp(text, "<?xml", 5) != 0)
		refuse(error, "не квитанция");
}

/* ---- the whole ---- */

static bool feed(struct reading *reading, GMarkupParseContext *parser,
                 const char *bytes, gsize length, GError **error)
{
	reading->tag += length;
	if (reading->tag > TAG_MOST)
		return refuse(error, "слишком длинный элемент");
	return g_markup_parse_context_parse(parser, bytes, (gssize)length,
	                                    error);
}

static bool read_all(struct reading *reading, GMarkupParseContext *parser,
                     int fd, GError **error)
{
	g_autofree char *bytes = g_malloc(CHUNK);
	off_t at = 0;

	for (;;) {
		ssize_t got = pread(fd, bytes, CHUNK, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			g_set_error_literal(
				error, G_FILE_ERROR,
				(gint)g_file_error_from_errno(errno),
				g_strerror(errno));
			return false;
		}
		if (got == 0)
			break;
		if (!feed(reading, parser, bytes, (gsize)got, error))
			return false;
		at += got;
	}
	return g_markup_parse_context_end_parse(parser, error) &&
	       (reading->whole || refuse(error, "квитанция без итогов"));
}

struct ack_file *ack_reader_read(int fd, ack_reader_order *order, void *context,
                                 GError **error)
{
	static const GMarkupParser parts = { .start_element = begin,
		                             .end_element = end,
		                             .text = take_text,
		                             .passthrough = pass };
	struct reading reading = { .file = g_new0(struct ack_file, 1),
		                   .text = g_string_new(NULL),
		                   .code = -1,
		                   .order = order,
		                   .context = context };
	GMarkupParseContext *parser =
		g_markup_parse_context_new(&parts, 0, &reading, NULL);

	if (!read_all(&reading, parser, fd, error))
		g_clear_pointer(&reading.file, ack_file_free);
	g_markup_parse_context_free(parser);
	outcome_free(reading.outcome);
	g_string_free(reading.text, TRUE);
	return reading.file;
}

void ack_file_free(struct ack_file *file)
{
	if (file == NULL)
		return;
	g_free(file->file);
	g_free(file->sha256);
	g_free(file->format);
	g_free(file->exported);
	g_free(file->received);
	g_free(file->processed);
	g_free(file->result);
	g_free(file->why);
	g_free(file);
}
