/*
 * Messages of 1C's exchange plans, as ПланыОбмена.СоздатьЗаписьСообщения()
 * writes them: a head with the numbers, a body of serialized objects
 * (v8_object.h). What else a body holds (plans of one's own put anything
 * there) is passed over.
 */
#include "xml/format.h"
#include "xml/v8_object.h"

#include <string.h>

enum where { ROOT, HEADER, HEADER_FIELD, BODY, BODY_OBJECT };

enum field { PLAN, TO, FROM, NUMBER, RECEIVED, FIELDS };

static const char *const field_names[FIELDS] = {
	[PLAN] = "ExchangePlan",   [TO] = "To",
	[FROM] = "From",           [NUMBER] = "MessageNo",
	[RECEIVED] = "ReceivedNo",
};

struct reader {
	struct intake *intake;
	struct v8_object *object;
	const char *header, *body, *names[FIELDS]; /* as tags have them */
	enum where where;
	enum field field;
	GString *values[FIELDS];
};

static gpointer begin(struct intake *intake,
                      const struct tag *root G_GNUC_UNUSED)
{
	struct reader *reader = g_new0(struct reader, 1);

	reader->intake = intake;
	reader->object = v8_object_new(intake);
	reader->header = intake_name(intake, "Header");
	reader->body = intake_name(intake, "Body");
	for (gsize i = 0; i < FIELDS; i++) {
		reader->names[i] = intake_name(intake, field_names[i]);
		reader->values[i] = g_string_new(NULL);
	}
	return reader;
}

static enum tag_wish open_tag(gpointer data, const struct tag *tag)
{
	struct reader *reader = data;

	switch (reader->where) {
	case ROOT:
		if (tag->name == reader->header)
			reader->where = HEADER;
		else if (tag->name == reader->body)
			reader->where = BODY;
		else
			return TAG_SKIP;
		return TAG_CHILDREN;
	case HEADER:
		for (int i = 0; i < FIELDS; i++)
			if (tag->name == reader->names[i]) {
				reader->where = HEADER_FIELD;
				reader->field = (enum field)i;
				return TAG_TEXT;
			}
		return TAG_SKIP;
	case BODY:
	case BODY_OBJECT: {
		enum tag_wish wish = v8_object_open(reader->object, tag);

		if (wish != TAG_SKIP)
			reader->where = BODY_OBJECT;
		return wish;
	}
	default:
		return TAG_SKIP;
	}
}

static void close_tag(gpointer data, const char *text)
{
	struct reader *reader = data;

	switch (reader->where) {
	case HEADER_FIELD:
		g_string_assign(reader->values[reader->field], text);
		reader->where = HEADER;
		break;
	case BODY_OBJECT:
		if (!v8_object_close(reader->object, text))
			reader->where = BODY;
		break;
	default:
		reader->where = ROOT;
	}
}

static char *text_of(const struct reader *reader, enum field field)
{
	return g_strstrip(g_strdup(reader->values[field]->str));
}

static guint64 number_of(const struct reader *reader, enum field field)
{
	g_autofree char *text = text_of(reader, field);

	return g_ascii_strtoull(text, NULL, 10);
}

/* The XSD has seen to the values. */
static void finish(gpointer data)
{
	const struct reader *reader = data;
	struct exchange_message *message = g_new0(struct exchange_message, 1);

	message->plan = text_of(reader, PLAN);
	message->to = text_of(reader, TO);
	message->from = text_of(reader, FROM);
	message->number = number_of(reader, NUMBER);
	message->received = number_of(reader, RECEIVED);
	reader->intake->message = message;
}

static void free_reader(gpointer data)
{
	struct reader *reader = data;

	v8_object_free(reader->object);
	for (gsize i = 0; i < FIELDS; i++)
		g_string_free(reader->values[i], TRUE);
	g_free(reader);
}

const struct format format_v8msg = {
	.name = "v8msg",
	.space = "http://v8.1c.ru/messages",
	.root = "Message",
	.schema = "v8msg.xsd",
	.begin = begin,
	.open = open_tag,
	.close = close_tag,
	.finish = finish,
	.free = free_reader,
};
