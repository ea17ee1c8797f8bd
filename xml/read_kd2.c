/*
 * КД2, 1C's «Универсальный обмен данными в формате XML» (root ФайлОбмена,
 * 2.x and 3.x). An object names its attributes in Свойство elements; a value
 * is a text, nothing, a reference written out (Ссылка, with the GUID and
 * search properties), or the number (Нпп) of an object or reference that the
 * file had before.
 *
 * Skipped whole: the rules of the exchange, which often are most of the file,
 * and what 1C would execute (Алгоритм…).
 */
#include "xml/format.h"
#include "xml/onec.h"

#include <string.h>

enum where {
	NOWHERE, /* a tag that the XSD refuses, and all inside it */
	ROOT,
	PARAMETER, /* ЗначениеПараметра of the file */
	OBJECT,
	OWN,       /* Ссылка of an object: more attributes of it */
	REFERENCE, /* Ссылка as a value */
	PROPERTY,
	SECTION,
	ROW,
	SET, /* НаборЗаписейРегистра */
	SET_ROWS,
	VALUE,
	NUMBER, /* Нпп */
	GLOBAL, /* ГНпп */
	SKIPPED,
	MESSAGE, /* ДанныеПоОбмену */
	EMPTY,   /* Пусто, Выражение */
	PARAMETER_VALUE,
};

static const struct rule {
	enum where parent;
	const char *name;
	enum where self;
} rules[] = {
	{ ROOT, "Объект", OBJECT },
	{ ROOT, "ЗначениеПараметра", PARAMETER },
	{ ROOT, "НаборЗаписейРегистра", SET },
	{ ROOT, "ПравилаОбмена", SKIPPED },
	{ ROOT, "ИнформацияОТипахДанных", SKIPPED },
	{ ROOT, "НастройкаПользовательскогоПоиска", SKIPPED },
	{ ROOT, "АлгоритмПослеЗагрузкиПараметров", SKIPPED },
	{ ROOT, "Алгоритм", SKIPPED },
	{ ROOT, "ОбщиеДанныеУзлов", SKIPPED },
	{ ROOT, "ИнформацияОРегистрацииОбъекта", SKIPPED },
	{ ROOT, "КорректировкаИнформацииРегистрацииОбъекта", SKIPPED },
	{ ROOT, "УдалениеОбъекта", SKIPPED },
	{ ROOT, "ДанныеПоОбмену", MESSAGE },
	{ PARAMETER, "Значение", PARAMETER_VALUE },
	{ OBJECT, "Свойство", PROPERTY },
	{ OBJECT, "ЗначениеПараметра", PROPERTY },
	{ OBJECT, "Ссылка", OWN },
	{ OBJECT, "ТабличнаяЧасть", SECTION },
	{ OBJECT, "НаборЗаписей", SECTION },
	{ OWN, "Свойство", PROPERTY },
	{ OWN, "ЗначениеПараметра", PROPERTY },
	{ REFERENCE, "Свойство", PROPERTY },
	{ REFERENCE, "ЗначениеПараметра", PROPERTY },
	{ ROW, "Свойство", PROPERTY },
	{ ROW, "ЗначениеПараметра", PROPERTY },
	{ PROPERTY, "Значение", VALUE },
	{ PROPERTY, "Ссылка", REFERENCE },
	{ PROPERTY, "Нпп", NUMBER },
	{ PROPERTY, "ГНпп", GLOBAL },
	{ PROPERTY, "Пусто", EMPTY },
	{ PROPERTY, "Выражение", EMPTY },
	{ SECTION, "Запись", ROW },
	{ SET, "СтрокиНабораЗаписей", SET_ROWS },
	{ SET, "Отбор", SKIPPED },
	{ SET_ROWS, "Объект", OBJECT },
};

struct frame {
	enum where where;
	GString *name; /* of a property or a parameter; the type of a set */
	GString *type; /* of a property's reference */
};

struct reader {
	struct intake *intake;
	struct onec *onec;
	const char *names[G_N_ELEMENTS(rules)]; /* as tags have them */
	GPtrArray *frames; /* of struct frame; `depth` are open */
	guint depth;
	GString *scratch;
	GString *count; /* КоличествоОбъектов, as the file says */
	guint64 objects;
};

static void frame_free(gpointer data)
{
	struct frame *frame = data;

	g_string_free(frame->name, TRUE);
	g_string_free(frame->type, TRUE);
	g_free(frame);
}

static struct frame *push(struct reader *reader, enum where where)
{
	struct frame *frame;

	if (reader->depth == reader->frames->len) {
		frame = g_new0(struct frame, 1);
		frame->name = g_string_new(NULL);
		frame->type = g_string_new(NULL);
		g_ptr_array_add(reader->frames, frame);
	}
	frame = g_ptr_array_index(reader->frames, reader->depth++);
	frame->where = where;
	g_string_truncate(frame->name, 0);
	g_string_truncate(frame->type, 0);
	return frame;
}

static struct frame *top(const struct reader *reader)
{
	return g_ptr_array_index(reader->frames, reader->depth - 1);
}

static gpointer begin(struct intake *intake, const struct tag *root)
{
	struct reader *reader = g_new0(struct reader, 1);

	reader->intake = intake;
	reader->onec = onec_new(intake);
	reader->frames = g_ptr_array_new_with_free_func(frame_free);
	reader->scratch = g_string_new(NULL);
	reader->count = g_string_new(NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
		reader->names[i] = intake_name(intake, rules[i].name);
	if (tag_attribute(root, "ДатаВыгрузки", reader->scratch))
		intake->exported = g_strdup(reader->scratch->str);
	push(reader, ROOT);
	return reader;
}

static enum where find(const struct reader *reader, enum where parent,
                       const struct tag *tag)
{
	for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
		if (rules[i].parent == parent && reader->names[i] == tag->name)
			return tag->space ? NOWHERE : rules[i].self;
	return NOWHERE;
}

/* `ДокументСсылка.ЗаказНаряд` is `Документ.ЗаказНаряд` in the configuration. */
static void read_type(const struct tag *tag, GString *type)
{
	static const struct {
		const char *kd2, *type;
	} kinds[] = {
		{ "ДокументСсылка.", "Документ." },
		{ "СправочникСсылка.", "Справочник." },
		{ "РегистрСведенийЗапись.", "РегистрСведений." },
		{ "РегистрСведенийНаборЗаписей.", "РегистрСведений." },
	};

	tag_attribute(tag, "Тип", type);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_prefix(type->str, kinds[i].kd2)) {
			g_string_erase(type, 0, (gssize)strlen(kinds[i].kd2));
			g_string_prepend(type, kinds[i].type);
			return;
		}
}

static void read_numbers(struct reader *reader, const struct tag *tag)
{
	if (tag_attribute(tag, "Нпп", reader->scratch))
		onec_number(reader->onec, reader->scratch->str, false);
	if (tag_attribute(tag, "ГНпп", reader->scratch))
		onec_number(reader->onec, reader->scratch->str, true);
}

static void begin_object(struct reader *reader, const struct frame *parent,
                         const struct tag *tag)
{
	read_type(tag, reader->scratch);
	if (parent->where == SET_ROWS)
		g_string_assign(reader->scratch, parent->type->str);
	else
		reader->objects++;
	onec_begin(reader->onec, reader->scratch->str, tag->line);
	read_numbers(reader, tag);
}

static guint64 read_count(struct reader *reader, const struct tag *tag,
                          const char *name)
{
	guint64 number = 0;

	tag_attribute(tag, name, reader->scratch);
	if (reader->scratch->len > EXCHANGE_MESSAGE_DIGITS ||
	    !g_ascii_string_to_unsigned(reader->scratch->str, 10, 0,
	                                G_MAXUINT64, &number, NULL))
		return 0;
	return number;
}

static char *read_code(struct reader *reader, const struct tag *tag,
                       const char *name)
{
	tag_attribute(tag, name, reader->scratch);
	return g_strdup(reader->scratch->str);
}

/* What the answer has to bear; where it lacks something there is none. */
static void read_message(struct reader *reader, const struct tag *tag)
{
	struct exchange_message *message = g_new0(struct exchange_message, 1);

	message->plan = read_code(reader, tag, "ПланОбмена");
	message->to = read_code(reader, tag, "Кому");
	message->from = read_code(reader, tag, "ОтКого");
	message->number = read_count(reader, tag, "НомерИсходящегоСообщения");
	message->received = read_count(reader, tag, "НомерВходящегоСообщения");
	if (!*message->plan || !*message->to || !*message->from ||
	    !message->number || reader->intake->kd2_message)
		exchange_message_free(message);
	else
		reader->intake->kd2_message = message;
}

static enum tag_wish open_tag(gpointer data, const struct tag *tag)
{
	struct reader *reader = data;
	struct frame *parent = top(reader), *frame;
	enum where where = find(reader, parent->where, tag);

	if (where == MESSAGE)
		read_message(reader, tag);
	if (where == SKIPPED || where == MESSAGE)
		return TAG_SKIP;
	frame = push(reader, where);
	switch (where) {
	case OBJECT:
		begin_object(reader, parent, tag);
		break;
	case OWN:
		read_numbers(reader, tag);
		break;
	case REFERENCE:
		onec_begin(reader->onec, parent->type->str, tag->line);
		read_numbers(reader, tag);
		break;
	case PROPERTY:
	case PARAMETER:
		tag_attribute(tag, "Имя", frame->name);
		read_type(tag, frame->type);
		if (where == PROPERTY)
			onec_attribute(reader->onec, frame->name->str);
		break;
	case SECTION:
		tag_attribute(tag, "Имя", frame->name);
		onec_section(reader->onec, frame->name->str);
		break;
	case ROW:
		onec_begin_row(reader->onec);
		break;
	case SET:
		read_type(tag, frame->type);
		break;
	case SET_ROWS:
		g_string_assign(frame->type, parent->type->str);
		break;
	case VALUE:
	case NUMBER:
	case GLOBAL:
	case PARAMETER_VALUE:
		return TAG_TEXT;
	default:
		break;
	}
	return TAG_CHILDREN;
}

static void take_value(struct reader *reader, const char *name,
                       const char *text)
{
	if (strcmp(name, "{УникальныйИдентификатор}") == 0)
		onec_guid(reader->onec, text);
	else if (strcmp(name, "{ИмяПредопределенногоЭлемента}") == 0)
		onec_predefined(reader->onec, text);
	else
		onec_text(reader->onec, name, text);
}

static void close_tag(gpointer data, const char *text)
{
	struct reader *reader = data;
	enum where where = top(reader)->where;
	const char *name;

	reader->depth--;
	name = top(reader)->name->str;
	switch (where) {
	case OBJECT:
		onec_end_object(reader->onec);
		break;
	case REFERENCE:
		onec_thing(reader->onec, name,
		           onec_end_reference(reader->onec));
		break;
	case ROW:
		onec_end_row(reader->onec);
		break;
	case VALUE:
		take_value(reader, name, text);
		break;
	case NUMBER:
	case GLOBAL:
		onec_thing(reader->onec, name,
		           onec_numbered(reader->onec, text, where == GLOBAL));
		break;
	case PARAMETER_VALUE:
		if (strcmp(name, "КоличествоОбъектов") == 0)
			g_string_assign(reader->count, text);
		break;
	default:
		break;
	}
}

static void finish(gpointer data)
{
	struct reader *reader = data;

	intake_count(reader->intake, reader->count->str, reader->objects,
	             "объектов");
}

static void free_reader(gpointer data)
{
	struct reader *reader = data;

	onec_free(reader->onec);
	g_ptr_array_unref(reader->frames);
	g_string_free(reader->scratch, TRUE);
	g_string_free(reader->count, TRUE);
	g_free(reader);
}

const struct format format_kd2 = {
	.name = "kd2",
	.root = "ФайлОбмена",
	.schema = "kd2.xsd",
	.begin = begin,
	.open = open_tag,
	.close = close_tag,
	.finish = finish,
	.free = free_reader,
};
