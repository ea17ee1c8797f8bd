/*
 * «Выгрузка и загрузка данных XML», 1C's service tool that carries any part of
 * a base: serialized objects (v8_object.h), then a list of which of them are
 * predefined, which is where the states' predefined names stand.
 */
#include "xml/format.h"
#include "xml/v8_object.h"

#include <string.h>

enum where { ROOT, DATA, DATA_OBJECT, PREDEFINED, TABLE, TABLE_ITEM };

struct reader {
	struct intake *intake;
	struct v8_object *object;
	const char *data, *predefined, *item; /* as tags have them */
	enum where where;
	bool had_data;
	GString *table, *ref, *name;
};

static gpointer begin(struct intake *intake,
                      const struct tag *root G_GNUC_UNUSED)
{
	struct reader *reader = g_new0(struct reader, 1);

	reader->intake = intake;
	reader->object = v8_object_new(intake);
	reader->data = intake_name(intake, "Data");
	reader->predefined = intake_name(intake, "PredefinedData");
	reader->item = intake_name(intake, "item");
	reader->table = g_string_new(NULL);
	reader->ref = g_string_new(NULL);
	reader->name = g_string_new(NULL);
	return reader;
}

/* What comes behind the data is known by its local name alone, by 1C too, so
 * that the XSD cannot ask for it. */
static enum tag_wish open_in_root(struct reader *reader, const struct tag *tag)
{
	if (!reader->had_data) {
		if (tag->name != reader->data)
			return TAG_SKIP;
		reader->had_data = true;
		reader->where = DATA;
		return TAG_CHILDREN;
	}
	if (tag->name != reader->predefined) {
		g_autofree char *text = g_strdup_printf(
			"Элемент «%s» здесь не ожидается; ожидается: "
			"«PredefinedData».",
			tag->name);

		faults_add(reader->intake->faults,
		           message_said(MESSAGE_INVALID, text), tag->line, 0);
		return TAG_SKIP;
	}
	reader->where = PREDEFINED;
	return TAG_CHILDREN;
}

/* `Справочник.X`, as a query would name it, in either language. */
static void open_table(struct reader *reader, const struct tag *tag)
{
	static const char english[] = "Catalog.";

	g_string_assign(reader->table, tag->name);
	if (g_str_has_prefix(tag->name, english)) {
		g_string_assign(reader->table, "Справочник.");
		g_string_append(reader->table, tag->name + strlen(english));
	}
	reader->where = TABLE;
}

static enum tag_wish open_item(struct reader *reader, const struct tag *tag)
{
	if (tag->name != reader->item)
		return TAG_SKIP;
	reader->where = TABLE_ITEM;
	if (tag_attribute(tag, "Ref", reader->ref) &&
	    tag_attribute(tag, "PredefinedDataName", reader->name))
		v8_object_predefined(reader->object, reader->table->str,
		                     reader->ref->str, reader->name->str);
	return TAG_CHILDREN;
}

static enum tag_wish open_tag(gpointer data, const struct tag *tag)
{
	struct reader *reader = data;
	enum tag_wish wish;

	switch (reader->where) {
	case ROOT:
		return open_in_root(reader, tag);
	case DATA:
	case DATA_OBJECT:
		wish = v8_object_open(reader->object, tag);
		if (wish != TAG_SKIP)
			reader->where = DATA_OBJECT;
		return wish;
	case PREDEFINED:
		open_table(reader, tag);
		return TAG_CHILDREN;
	case TABLE:
		return open_item(reader, tag);
	default:
		return TAG_SKIP;
	}
}

static void close_tag(gpointer data, const char *text)
{
	struct reader *reader = data;

	switch (reader->where) {
	case DATA_OBJECT:
		if (!v8_object_close(reader->object, text))
			reader->where = DATA;
		break;
	case TABLE_ITEM:
		reader->where = TABLE;
		break;
	case TABLE:
		reader->where = PREDEFINED;
		break;
	default:
		reader->where = ROOT;
	}
}

static void free_reader(gpointer data)
{
	struct reader *reader = data;

	v8_object_free(reader->object);
	g_string_free(reader->table, TRUE);
	g_string_free(reader->ref, TRUE);
	g_string_free(reader->name, TRUE);
	g_free(reader);
}

const struct format format_v8exch = {
	.name = "v8exch",
	.space = "http://www.1c.ru/V8/1CV8DtUD/",
	.root = "_1CV8DtUD",
	.schema = "v8exch.xsd",
	.begin = begin,
	.open = open_tag,
	.close = close_tag,
	.free = free_reader,
};
