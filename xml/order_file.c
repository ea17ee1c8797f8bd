/*
 * The answer of the reading process. Numbers wider than an item are digits.
 *
 * Refuses whatever the pass does not say: a hash that is none, a format that
 * there is not, a file that is whole and has faults.
 */
#include "xml/order_file.h"

#include "core/when.h"
#include "xml/faults.h"
#include "xml/format.h"
#include "xml/records.h"

#include <string.h>

enum field {
	FIELD_READING, /* plus one: items have no sign */
	FIELD_FORMAT,
	FIELD_EXPORTED,
	FIELD_SHA256,
	FIELD_SIZE,
	FIELD_ORDERS,
	FIELD_FAULTS_MORE,
	FIELD_MESSAGE,     /* a head begins: of v8msg, */
	FIELD_KD2_MESSAGE, /* … of КД2 */
	FIELD_PLAN,
	FIELD_TO,
	FIELD_FROM,
	FIELD_NUMBER,
	FIELD_RECEIVED,
	FIELD_FAULT, /* a fault begins: its code */
	FIELD_FAULT_TEXT,
	FIELD_FAULT_NUMBER,
	FIELD_FAULT_LINE,
	FIELD_FAULT_COLUMN,
	FIELD_FAILURE, /* the code of G_FILE_ERROR */
	FIELD_FAILURE_TEXT,
};

/* Of a text in a fault. The rest may be as long as a value of the file. */
enum { FAULT_TEXT_MOST = 16 * 1024 };

/* ---- packing ---- */

static void put_text(GByteArray *to, enum field field, const char *text)
{
	if (text)
		record_text(to, (guint8)field, text);
}

static void put_long(GByteArray *to, enum field field, guint64 number)
{
	g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT, number);

	put_text(to, field, text);
}

/* Cut at a letter: an order's number may be as long as any text. */
static void put_cut(GByteArray *to, enum field field, const char *text)
{
	g_autofree char *cut = NULL;
	const char *end;

	if (!text)
		return;
	cut = g_strndup(text, FAULT_TEXT_MOST);
	if (!g_utf8_validate(cut, -1, &end))
		cut[end - cut] = '\0';
	put_text(to, field, cut);
}

static void put_message(GByteArray *to, enum field field,
                        const struct exchange_message *message)
{
	if (!message)
		return;
	record_number(to, (guint8)field, 0);
	put_text(to, FIELD_PLAN, message->plan);
	put_text(to, FIELD_TO, message->to);
	put_text(to, FIELD_FROM, message->from);
	put_long(to, FIELD_NUMBER, message->number);
	put_long(to, FIELD_RECEIVED, message->received);
}

static void put_fault(GByteArray *to, const struct message *fault)
{
	record_number(to, FIELD_FAULT, fault->code);
	put_cut(to, FIELD_FAULT_TEXT, fault->text);
	put_cut(to, FIELD_FAULT_NUMBER, fault->number);
	record_number(to, FIELD_FAULT_LINE, fault->line);
	record_number(to, FIELD_FAULT_COLUMN, fault->column);
}

static void put_file(GByteArray *to, const struct order_file *file)
{
	put_text(to, FIELD_FORMAT, file->format);
	put_text(to, FIELD_EXPORTED, file->exported_text);
	put_text(to, FIELD_SHA256, file->sha256);
	put_long(to, FIELD_SIZE, file->size);
	put_long(to, FIELD_ORDERS, file->orders);
	put_long(to, FIELD_FAULTS_MORE, file->faults_more);
	put_message(to, FIELD_MESSAGE, file->message);
	put_message(to, FIELD_KD2_MESSAGE, file->kd2_message);
	for (guint i = 0; i < file->faults->len; i++)
		put_fault(to, file->faults->pdata[i]);
}

void order_file_pack(GByteArray *to, int reading, const struct order_file *file,
                     const GError *failure)
{
	record_number(to, FIELD_READING, (guint32)(reading + 1));
	if (reading >= 0) {
		put_file(to, file);
		return;
	}
	record_number(to, FIELD_FAILURE, (guint32)failure->code);
	put_cut(to, FIELD_FAILURE_TEXT, failure->message);
}

/* ---- unpacking ---- */

struct unpacking {
	struct order_file file;
	int reading;
	bool bad;
	struct exchange_message *message; /* being unpacked; not owned */
	struct message *fault;            /* likewise */
	guint32 failure;
	char *failure_text;
};

static void take_text(struct unpacking *unpacking, char **to,
                      const struct record_item *item)
{
	if (!to || *to || !item->is_text)
		unpacking->bad = true;
	else
		*to = g_strndup(item->text, item->length);
}

static void take_long(struct unpacking *unpacking, guint64 *to,
                      const struct record_item *item)
{
	g_autofree char *text =
		item->is_text ? g_strndup(item->text, item->length) : NULL;

	if (!to || !text ||
	    !g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, to, NULL))
		unpacking->bad = true;
}

static void take_format(struct unpacking *unpacking,
                        const struct record_item *item)
{
	for (guint i = 0; item->is_text && formats[i]; i++)
		if (strlen(formats[i]->name) == item->length &&
		    memcmp(formats[i]->name, item->text, item->length) == 0)
			unpacking->file.format = formats[i]->name;
	if (!unpacking->file.format)
		unpacking->bad = true;
}

static void take_sha256(struct unpacking *unpacking,
                        const struct record_item *item)
{
	char *to = unpacking->file.sha256;

	if (!item->is_text ||
	    item->length + 1 != sizeof(unpacking->file.sha256))
		unpacking->bad = true;
	for (gsize i = 0; !unpacking->bad && i < item->length; i++) {
		to[i] = item->text[i];
		if (!g_ascii_isdigit(to[i]) && (to[i] < 'a' || to[i] > 'f'))
			unpacking->bad = true;
	}
}

static void begin_message(struct unpacking *unpacking,
                          struct exchange_message **to)
{
	if (*to)
		unpacking->bad = true;
	else
		*to = g_new0(struct exchange_message, 1);
	unpacking->message = *to;
}

static void begin_fault(struct unpacking *unpacking, guint32 code)
{
	GPtrArray *faults = unpacking->file.faults;

	if (code >= MESSAGE_CODES || faults->len >= FAULTS_MOST) {
		unpacking->bad = true;
		return;
	}
	unpacking->fault = message_said((enum message_code)code, "");
	g_clear_pointer(&unpacking->fault->text, g_free);
	g_ptr_array_add(faults, unpacking->fault);
}

static void take_of_message(struct unpacking *unpacking,
                            const struct record_item *item)
{
	struct exchange_message *message = unpacking->message;

	switch ((enum field)item->field) {
	case FIELD_PLAN:
		take_text(unpacking, message ? &message->plan : NULL, item);
		break;
	case FIELD_TO:
		take_text(unpacking, message ? &message->to : NULL, item);
		break;
	case FIELD_FROM:
		take_text(unpacking, message ? &message->from : NULL, item);
		break;
	case FIELD_NUMBER:
		take_long(unpacking, message ? &message->number : NULL, item);
		break;
	default:
		take_long(unpacking, message ? &message->received : NULL, item);
	}
}

static void take_of_fault(struct unpacking *unpacking,
                          const struct record_item *item)
{
	struct message *fault = unpacking->fault;

	if (!fault) {
		unpacking->bad = true;
		return;
	}
	switch ((enum field)item->field) {
	case FIELD_FAULT_TEXT:
		take_text(unpacking, &fault->text, item);
		break;
	case FIELD_FAULT_NUMBER:
		take_text(unpacking, &fault->number, item);
		break;
	case FIELD_FAULT_LINE:
		fault->line = item->number;
		break;
	default:
		fault->column = item->number;
	}
}

static void take_item(struct unpacking *unpacking,
                      const struct record_item *item)
{
	struct order_file *file = &unpacking->file;

	switch ((enum field)item->field) {
	case FIELD_READING:
		unpacking->reading = (int)MIN(item->number, G_MAXINT16) - 1;
		break;
	case FIELD_FORMAT:
		take_format(unpacking, item);
		break;
	case FIELD_EXPORTED:
		take_text(unpacking, &file->exported_text, item);
		break;
	case FIELD_SHA256:
		take_sha256(unpacking, item);
		break;
	case FIELD_SIZE:
		take_long(unpacking, &file->size, item);
		break;
	case FIELD_ORDERS:
		take_long(unpacking, &file->orders, item);
		break;
	case FIELD_FAULTS_MORE:
		take_long(unpacking, &file->faults_more, item);
		break;
	case FIELD_MESSAGE:
		begin_message(unpacking, &file->message);
		break;
	case FIELD_KD2_MESSAGE:
		begin_message(unpacking, &file->kd2_message);
		break;
	case FIELD_FAULT:
		begin_fault(unpacking, item->number);
		break;
	case FIELD_FAILURE:
		unpacking->failure = item->number;
		break;
	case FIELD_FAILURE_TEXT:
		take_text(unpacking, &unpacking->failure_text, item);
		break;
	default:
		if (item->field >= FIELD_PLAN && item->field <= FIELD_RECEIVED)
			take_of_message(unpacking, item);
		else if (item->field <= FIELD_FAULT_COLUMN)
			take_of_fault(unpacking, item);
		else
			unpacking->bad = true;
	}
}

/* NULL is none. */
static bool is_head(const struct exchange_message *message)
{
	guint64 most = 1;

	for (int i = 0; i < EXCHANGE_MESSAGE_DIGITS; i++)
		most *= 10;
	return !message || (message->plan && message->to && message->from &&
	                    message->number < most && message->received < most);
}

static bool is_answer(const struct unpacking *unpacking)
{
	const struct order_file *file = &unpacking->file;
	bool whole = unpacking->reading == READING_WHOLE;

	if (unpacking->bad)
		return false;
	if (unpacking->reading == -1)
		return unpacking->failure_text != NULL;
	if (!is_head(file->message) || !is_head(file->kd2_message))
		return false;
	for (guint i = 0; i < file->faults->len; i++)
		if (!((struct message *)file->faults->pdata[i])->text)
			return false;
	return unpacking->reading <= READING_INCOMPLETE && file->sha256[0] &&
	       whole == (file->faults->len == 0) && (!whole || file->format);
}

int order_file_unpack(const guint8 *bytes, gsize length,
                      struct order_file *file_r, GError **error)
{
	struct unpacking unpacking = { .file.exported = WHEN_NONE,
		                       .reading = ORDER_FILE_NONE };
	struct record_item item;
	gsize at = 0;
	int result;

	unpacking.file.faults =
		g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
	while (!unpacking.bad && record_next(bytes, length, &at, &item))
		take_item(&unpacking, &item);
	if (at != length)
		unpacking.bad = true;
	result = is_answer(&unpacking) ? unpacking.reading : ORDER_FILE_NONE;
	if (result == -1)
		g_set_error_literal(error, G_FILE_ERROR,
		                    (gint)unpacking.failure,
		                    unpacking.failure_text);
	if (result >= 0)
		*file_r = unpacking.file;
	else
		order_file_clear(&unpacking.file);
	g_free(unpacking.failure_text);
	return result;
}
