/*
 * The ack on its way to disk, an order at a time. It refuses nothing of what
 * it is given: what XML cannot hold is replaced (text_plain), so that an ack
 * is always one that 1C can read.
 */
#include "xml/ack_writer.h"

#include "core/text.h"
#include "xml/write_all.h"

#include <errno.h>
#include <libxml/xmlwriter.h>

enum { TEXT_MOST = 64 * 1024 };

#define SPACE "urn:b24bridge:ack:1"

struct ack_writer {
	int fd;
	int error; /* errno of the first write that failed, or 0 */
	bool failed;
	xmlTextWriterPtr xml;
};

/* libxml2 is not told of errors: it would print them. */
static int take(void *data, const char *buffer, int length)
{
	struct ack_writer *writer = data;

	if (!writer->error && !write_all(writer->fd, buffer, (size_t)length))
		writer->error = errno;
	return length;
}

/* libxml2 keeps no errno; its every call may fail, and then all later ones do.
 */
static void check(struct ack_writer *writer, int result)
{
	if (result < 0)
		writer->failed = true;
}

static bool result(const struct ack_writer *writer, GError **error)
{
	if (!writer->failed && !writer->error)
		return true;
	g_set_error(error, G_FILE_ERROR,
	            (gint)g_file_error_from_errno(writer->error),
	            "квитанция не пишется: %s",
	            writer->error ? g_strerror(writer->error)
	                          : "ошибка libxml2");
	return false;
}

static void begin(struct ack_writer *writer, const char *name)
{
	check(writer,
	      xmlTextWriterStartElement(writer->xml, (const xmlChar *)name));
}

static void end(struct ack_writer *writer)
{
	check(writer, xmlTextWriterEndElement(writer->xml));
}

/* A NULL is an attribute that is not there. */
static void put(struct ack_writer *writer, const char *name, const char *value)
{
	g_autofree char *plain = value ? text_plain(value, TEXT_MOST) : NULL;

	if (plain)
		check(writer, xmlTextWriterWriteAttribute(
				      writer->xml, (const xmlChar *)name,
				      (const xmlChar *)plain));
}

static void put_number(struct ack_writer *writer, const char *name,
                       guint64 number)
{
	g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, number);

	put(writer, name, text);
}

static void put_id(struct ack_writer *writer, const char *name, gint64 id)
{
	if (id > 0)
		put_number(writer, name, (guint64)id);
}

static void put_text(struct ack_writer *writer, const char *text)
{
	g_autofree char *plain = text_plain(text, TEXT_MOST);

	check(writer,
	      xmlTextWriterWriteString(writer->xml, (const xmlChar *)plain));
}

static void write_header(struct ack_writer *writer,
                         const struct ack_header *header)
{
	check(writer,
	      xmlTextWriterStartDocument(writer->xml, NULL, "UTF-8", NULL));
	begin(writer, "РезультатОбмена");
	put(writer, "xmlns", SPACE);
	put(writer, "Файл", header->file);
	put(writer, "Хеш", header->sha256);
	put(writer, "Формат", header->format);
	put(writer, "Выгружен", header->exported);
	put(writer, "Получен", header->received);
}

struct ack_writer *ack_writer_new(int fd, const struct ack_header *header,
                                  GError **error)
{
	struct ack_writer *writer = g_new0(struct ack_writer, 1);
	xmlOutputBufferPtr out;

	writer->fd = fd;
	out = xmlOutputBufferCreateIO(take, NULL, writer, NULL);
	writer->xml = xmlNewTextWriter(out);
	check(writer, xmlTextWriterSetIndent(writer->xml, 1));
	check(writer,
	      xmlTextWriterSetIndentString(writer->xml, (const xmlChar *)"  "));
	write_header(writer, header);
	if (result(writer, error))
		return writer;
	ack_writer_free(writer);
	return NULL;
}

static void write_contact(struct ack_writer *writer,
                          const struct contact *contact)
{
	g_autoptr(GString) phones = g_string_new(NULL);

	for (guint i = 0; contact->phones && i < contact->phones->len; i++)
		g_string_append_printf(
			phones, "%s%s", i ? ", " : "",
			(const char *)g_ptr_array_index(contact->phones, i));
	begin(writer, "Контакт");
	put(writer, "Фамилия", contact->last ? contact->last : "");
	put(writer, "Имя", contact->first ? contact->first : "");
	put(writer, "Отчество", contact->middle ? contact->middle : "");
	put(writer, "Телефоны", phones->str);
	end(writer);
}

static void write_change(struct ack_writer *writer,
                         const struct outcome_change *change)
{
	begin(writer, "Изменение");
	put(writer, "Объект", outcome_entity_name(change->entity));
	put(writer, "Поле", change->field);
	put(writer, "Было", change->from);
	put(writer, "Стало", change->to ? change->to : "");
	end(writer);
}

static void write_message(struct ack_writer *writer,
                          const struct message *message)
{
	begin(writer, "Сообщение");
	put(writer, "Код", message_name(message->code));
	put(writer, "Вид", message_kind_name(message->kind));
	put_text(writer, message->text);
	end(writer);
}

bool ack_writer_order(struct ack_writer *writer, const struct outcome *outcome,
                      GError **error)
{
	begin(writer, "ЗаказНаряд");
	put(writer, "Номер", outcome->number);
	put(writer, "Ид", outcome->ref);
	put(writer, "Дата", outcome->date);
	put(writer, "Итог", outcome_name(outcome->kind));
	put(writer, "Сопоставлен", outcome_match_name(outcome->match));
	put_id(writer, "ИдСделки", outcome->deal);
	put_id(writer, "ИдКонтакта", outcome->contact);
	put(writer, "Ссылка", outcome->link);
	if (outcome->contact_before)
		write_contact(writer, outcome->contact_before);
	for (guint i = 0; i < outcome->changes->len; i++)
		write_change(writer, g_ptr_array_index(outcome->changes, i));
	for (guint i = 0; i < outcome->messages->len; i++)
		write_message(writer, g_ptr_array_index(outcome->messages, i));
	end(writer);
	return result(writer, error);
}

bool ack_writer_fault(struct ack_writer *writer, const struct message *fault,
                      GError **error)
{
	begin(writer, "Ошибка");
	put(writer, "Код", message_name(fault->code));
	put_id(writer, "Строка", fault->line);
	put_id(writer, "Столбец", fault->column);
	put(writer, "Номер", fault->number);
	put_text(writer, fault->text);
	end(writer);
	return result(writer, error);
}

bool ack_writer_remark(struct ack_writer *writer, const struct message *remark,
                       GError **error)
{
	write_message(writer, remark);
	return result(writer, error);
}

static void write_totals(struct ack_writer *writer, const struct totals *totals)
{
	static const char *const names[OUTCOME_KINDS] = {
		[OUTCOME_CREATED] = "Создано",
		[OUTCOME_UPDATED] = "Обновлено",
		[OUTCOME_UNCHANGED] = "БезИзменений",
		[OUTCOME_SKIPPED] = "Пропущено",
		[OUTCOME_HELD] = "Отложено",
		[OUTCOME_FAILED] = "Ошибок",
	};

	put_number(writer, "Всего", totals->all);
	for (int i = 0; i < OUTCOME_KINDS; i++)
		put_number(writer, names[i], totals->of[i]);
}

bool ack_writer_finish(struct ack_writer *writer, enum ack_result outcome,
                       const struct totals *totals, const char *processed,
                       GError **error)
{
	static const char *const names[] = {
		[ACK_DONE] = "Выполнен",
		[ACK_PARTLY] = "Частично",
		[ACK_REJECTED] = "Отклонен",
		[ACK_HELD] = "Отложен",
	};

	begin(writer, "Итоги");
	put(writer, "Итог", names[outcome]);
	put(writer, "Обработан", processed);
	write_totals(writer, totals);
	end(writer);
	check(writer, xmlTextWriterEndDocument(writer->xml));
	check(writer, xmlTextWriterFlush(writer->xml));
	return result(writer, error);
}

void ack_writer_free(struct ack_writer *writer)
{
	if (!writer)
		return;
	xmlFreeTextWriter(writer->xml);
	g_free(writer);
}
