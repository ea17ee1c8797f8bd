/*
 * The load file on its way to disk, an order at a time, in memory that does
 * not grow with them. Byte order mark and line ends are those of 1C's writer.
 *
 * Refuses to tell of an order that 1C could not find, and to clear what 1C
 * knows of one that was passed over.
 */
#include "xml/ack_load.h"

#include "core/text.h"
#include "xml/write_all.h"

#include <errno.h>

enum { BUFFER = 64 * 1024, TEXT_MOST = 1000 /* bytes of a value */ };

#define EOL "\r\n"
#define DOCUMENT "Документ."
#define REGISTER "РегистрСведений."

struct ack_load {
	int fd;
	int error; /* errno of the first write that failed, or 0 */
	GString *buffer;
	enum settings_load load;
	char *target, *document; /* as types of КД2, or an attribute's name */
	char *written, *sha256;
	guint64 count;  /* of orders */
	guint64 number; /* Нпп of the object or reference written last */
};

/* ---- bytes ---- */

static void flush(struct ack_load *load)
{
	if (!load->error &&
	    !write_all(load->fd, load->buffer->str, load->buffer->len))
		load->error = errno;
	g_string_truncate(load->buffer, 0);
}

static bool result(const struct ack_load *load, GError **error)
{
	if (!load->error)
		return true;
	g_set_error(
		error, G_FILE_ERROR, (gint)g_file_error_from_errno(load->error),
		"файл загрузки для 1С не пишется: %s", g_strerror(load->error));
	return false;
}

static void put(struct ack_load *load, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* Every %s is escaped: nothing that is put in can end what is around it. */
static void put(struct ack_load *load, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_markup_vprintf_escaped(format, args);
	va_end(args);
	g_string_append(load->buffer, text);
	if (load->buffer->len >= BUFFER)
		flush(load);
}

/* ---- the head ---- */

static char *type_of(const char *name, const char *kind, const char *type)
{
	const char *bare = settings_name_of(name, kind);

	return bare ? g_strconcat(type, bare, NULL) : NULL;
}

char *ack_load_document(const char *name)
{
	return type_of(name, DOCUMENT, "ДокументСсылка.");
}

static void put_root(struct ack_load *load,
                     const struct ack_load_header *header)
{
	static const char none[] = "0001-01-01T00:00:00";

	put(load, "\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>" EOL);
	if (header->reply)
		put(load,
		    "<ФайлОбмена ВерсияФормата=\"3.1\" ДатаВыгрузки=\"%s\" "
		    "ИмяКонфигурацииИсточника=\"Битрикс24\" "
		    "ВерсияКонфигурацииИсточника=\"\" "
		    "ИмяКонфигурацииПриемника=\"АльфаАвто\" "
		    "ИдПравилКонвертации=\"\">" EOL,
		    load->written);
	else
		put(load,
		    "<ФайлОбмена ВерсияФормата=\"2.0\" ДатаВыгрузки=\"%s\" "
		    "НачалоПериодаВыгрузки=\"%s\" "
		    "ОкончаниеПериодаВыгрузки=\"%s\" "
		    "ИмяКонфигурацииИсточника=\"Битрикс24\" "
		    "ИмяКонфигурацииПриемника=\"АльфаАвто\" "
		    "ИдПравилКонвертации=\"\" Комментарий=\"\">" EOL,
		    load->written, none, none);
}

/* Codes of nodes come from the message that is answered. */
static void put_reply(struct ack_load *load,
                      const struct exchange_message *reply)
{
	g_autofree char *plan = text_plain(reply->plan, TEXT_MOST);
	g_autofree char *to = text_plain(reply->to, TEXT_MOST);
	g_autofree char *from = text_plain(reply->from, TEXT_MOST);

	put(load,
	    "<ДанныеПоОбмену ПланОбмена=\"%s\" Кому=\"%s\" ОтКого=\"%s\" "
	    "НомерИсходящегоСообщения=\"%" G_GUINT64_FORMAT "\" "
	    "НомерВходящегоСообщения=\"%" G_GUINT64_FORMAT "\" "
	    "УдалитьРегистрациюИзменений=\"true\" ВерсияОтправителя=\"\"/>" EOL,
	    plan, to, from, reply->number, reply->received);
}

static void put_head(struct ack_load *load,
                     const struct ack_load_header *header)
{
	put_root(load, header);
	if (header->rules) {
		g_string_append(load->buffer, header->rules);
		put(load, EOL);
	} else if (header->reply) {
		put(load, "<ПравилаОбмена/>" EOL);
	}
	if (header->reply)
		put_reply(load, header->reply);
}

struct ack_load *ack_load_new(int fd, const struct ack_load_header *header,
                              GError **error)
{
	struct ack_load *load = g_new0(struct ack_load, 1);

	load->fd = fd;
	load->buffer = g_string_new(NULL);
	load->load = header->load;
	load->document = ack_load_document(header->document);
	load->target = header->load == LOAD_REGISTER
	                       ? type_of(header->target, REGISTER,
	                                 "РегистрСведенийЗапись.")
	                       : type_of(header->target, "", "");
	load->written = text_plain(header->written, TEXT_MOST);
	load->sha256 = text_plain(header->sha256, TEXT_MOST);
	if (!load->document || !load->target) {
		g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
		                    "[ack] load_target и [1c] order должны "
		                    "быть именами из 1С.");
		ack_load_free(load);
		return NULL;
	}
	put_head(load, header);
	return load;
}

/* ---- an order ---- */

/* Sealed: everything in it was escaped by put(). */
static void put_property(struct ack_load *load, const char *name,
                         const char *type, const char *value)
{
	g_autofree char *plain = value ? text_plain(value, TEXT_MOST) : NULL;

	put(load, "\t<Свойство Имя=\"%s\" Тип=\"%s\">" EOL, name, type);
	if (plain && *plain)
		put(load, "\t\t<Значение>%s</Значение>" EOL, plain);
	else
		put(load, "\t\t<Пусто/>" EOL);
	put(load, "\t</Свойство>" EOL);
}

static void put_id(struct ack_load *load, const char *name, const char *type,
                   gint64 id)
{
	g_autofree char *value =
		id > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, id) : NULL;

	put_property(load, name, type, value);
}

/* A search property that is not to be written into the document. */
static void put_key(struct ack_load *load, const char *name, const char *type,
                    const char *value)
{
	g_autofree char *plain = text_plain(value, TEXT_MOST);

	put(load,
	    "\t<Свойство Имя=\"%s\" Тип=\"%s\" НеЗамещать=\"true\">" EOL
	    "\t\t<Значение>%s</Значение>" EOL "\t</Свойство>" EOL,
	    name, type, plain);
}

static void put_reference(struct ack_load *load, const struct outcome *outcome,
                          const char *date)
{
	put(load,
	    "<Ссылка Нпп=\"%" G_GUINT64_FORMAT "\" "
	    "НеСоздаватьЕслиНеНайден=\"true\">" EOL,
	    load->number);
	if (outcome->ref) {
		put_property(load, "{УникальныйИдентификатор}", "Строка",
		             outcome->ref);
	} else {
		put_key(load, "Дата", "Дата", date);
		put_key(load, "Номер", "Строка", outcome->number);
	}
	put(load, "</Ссылка>" EOL);
}

/* Why it failed, or what it waits for. */
static char *faults_of(const struct outcome *outcome)
{
	enum message_kind least =
		outcome->kind == OUTCOME_HELD ? MESSAGE_WARNING : MESSAGE_ERROR;
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < outcome->messages->len; i++) {
		const struct message *message = outcome->messages->pdata[i];

		if (message->kind >= least)
			g_string_append_printf(text, "%s%s",
			                       text->len ? " " : "",
			                       message->text);
	}
	return g_strdup(text->str);
}

static void put_record(struct ack_load *load, const struct outcome *outcome,
                       const struct ack_load_known *has, const char *date)
{
	g_autofree char *faults = faults_of(outcome);

	put(load,
	    "<Объект Нпп=\"%" G_GUINT64_FORMAT "\" Тип=\"%s\">" EOL
	    "\t<Свойство Имя=\"Объект\" Тип=\"%s\">",
	    load->number, load->target, load->document);
	load->number++;
	put_reference(load, outcome, date);
	put(load, "</Свойство>" EOL);
	put_id(load, "ИдентификаторСделки", "Число", has->deal);
	put_id(load, "ИдентификаторКонтакта", "Число", has->contact);
	put_property(load, "Результат", "Строка", outcome_name(outcome->kind));
	put_property(load, "ТекстОшибки", "Строка", faults);
	put_property(load, "ДатаОбработки", "Дата", load->written);
	put_property(load, "ХешИсточника", "Строка", load->sha256);
	put(load, "</Объект>" EOL);
}

static void put_attribute(struct ack_load *load, const struct outcome *outcome,
                          gint64 deal, const char *date)
{
	put(load, "<Объект Нпп=\"%" G_GUINT64_FORMAT "\" Тип=\"%s\">",
	    load->number, load->document);
	put_reference(load, outcome, date);
	put_id(load, load->target, "Строка", deal);
	put(load, "</Объект>" EOL);
}

/* What was passed over has no news, and an attribute holds nothing but the
 * deal. */
static bool is_news(const struct ack_load *load, const struct outcome *outcome,
                    gint64 deal)
{
	if (outcome->kind == OUTCOME_SKIPPED)
		return outcome->deal > 0;
	return deal > 0 || load->load == LOAD_REGISTER;
}

static bool can_be_found(const struct outcome *outcome, const char *date)
{
	return outcome->ref || (outcome->number && date && *date);
}

bool ack_load_order(struct ack_load *load, const struct outcome *outcome,
                    const struct ack_load_known *known, const char *date,
                    GError **error)
{
	static const struct ack_load_known none;
	struct ack_load_known has = known ? *known : none;

	if (outcome->deal > 0)
		has.deal = outcome->deal;
	if (outcome->contact > 0)
		has.contact = outcome->contact;
	if (is_news(load, outcome, has.deal) && can_be_found(outcome, date)) {
		load->count++;
		load->number++;
		if (load->load == LOAD_REGISTER)
			put_record(load, outcome, &has, date);
		else
			put_attribute(load, outcome, has.deal, date);
	}
	return result(load, error);
}

guint64 ack_load_count(const struct ack_load *load)
{
	return load->count;
}

bool ack_load_finish(struct ack_load *load, GError **error)
{
	put(load, "</ФайлОбмена>" EOL);
	flush(load);
	return result(load, error);
}

void ack_load_free(struct ack_load *load)
{
	if (!load)
		return;
	g_string_free(load->buffer, TRUE);
	g_free(load->target);
	g_free(load->document);
	g_free(load->written);
	g_free(load->sha256);
	g_free(load);
}
