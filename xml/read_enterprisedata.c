/*
 * EnterpriseData, 1C's exchange between configurations (root Message, header
 * and body in namespaces of their own, versions 1.x). Every object is an
 * element named by its type; its attributes are elements named by themselves:
 *
 *     <Документ.ЗаказКлиента>
 *       <КлючевыеСвойства><Ссылка>8d1c…</Ссылка><Номер>…</Номер> …
 *       <Контрагент><Ссылка>3b8f…</Ссылка><Наименование>…     a reference
 *       <Товары><Строка><Количество>…                     a tabular section
 *       <ДополнительныеРеквизиты><Строка><Свойство>… <ЗначениеСвойства>
 *           <Строка>В работе</Строка>                     a value of any type
 *
 * Types are open, so what an element is shows only in what is inside: text, a
 * row, or other elements. Groups of common properties are read as attributes
 * of the object itself. (XDTO packages EnterpriseData_1_2 … 1_25 of БСП.)
 *
 * A version is as good as another, and extensions of the format have
 * namespaces of their own, so inside the body none counts. Refused: a body that
 * is of no version 1.x. Skipped whole: documents that are no orders, deletions.
 */
#include "core/text.h"
#include "xml/format.h"
#include "xml/onec.h"
#include "xml/value.h"

#include <string.h>

#define VERSIONS "http://v8.1c.ru/edi/edi_stnd/EnterpriseData/1."

enum { SPACE_MOST = 200 }; /* bytes of a namespace that are told */

enum where {
	ROOT,
	HEADER,
	CREATED, /* the time of writing */
	ASIDE,   /* all inside is of no use */
	BODY,
	OBJECT,
	SAME,      /* a group: more attributes of what is around it */
	VALUE,     /* an attribute; of what kind, is not known yet */
	REFERENCE, /* an attribute that has attributes */
	SECTION,
	ROW,
	CHOICE, /* a value of any type, and its type an element inside */
};

struct frame {
	enum where where;
	guint line;
	const char *name; /* as the object around it knows it */
};

enum word {
	WORD_HEADER,
	WORD_CREATED,
	WORD_BODY,
	WORD_KEYS,
	WORD_COMMON,
	WORD_REF,
	WORD_ROW,
	WORD_CHOICE,
	WORD_DELETION,
	WORD_ORDER,
	WORD_WORK_ORDER,
	WORDS,
};

struct reader {
	struct intake *intake;
	struct onec *onec;
	const char *words[WORDS]; /* as tags have them */
	GArray *frames;           /* of struct frame, those that are open */
};

static const struct onec_word words_1c[] = {
	{ ROLE_AMOUNT, "Сумма" },
	{ ROLE_CURRENCY, "Валюта" },
	{ ROLE_CLIENT_NAME, "ФИО" },
	{ ROLE_CLIENT_LAST, "ФизическоеЛицо.Фамилия" },
	{ ROLE_CLIENT_FIRST, "ФизическоеЛицо.Имя" },
	{ ROLE_CLIENT_MIDDLE, "ФизическоеЛицо.Отчество" },
	{ ROLE_ROW_NAME, "ДанныеНоменклатуры.Номенклатура" },
	{ ROLE_WORKS, "Услуги" },
	{ 0, NULL },
};

/* No version of the format has a ЗаказНаряд. */
static const struct onec_dialect dialect = {
	.order = "Документ.ЗаказКлиента",
	.words = words_1c,
};

/* Valid until the next push. */
static struct frame *push(struct reader *reader, enum where where,
                          const struct tag *tag)
{
	struct frame frame = { where, tag->line, tag->name };

	g_array_append_val(reader->frames, frame);
	return &g_array_index(reader->frames, struct frame,
	                      reader->frames->len - 1);
}

static struct frame *top(const struct reader *reader)
{
	return &g_array_index(reader->frames, struct frame,
	                      reader->frames->len - 1);
}

static gpointer begin(struct intake *intake, const struct tag *root)
{
	static const char *const words[WORDS] = {
		[WORD_HEADER] = "Header",
		[WORD_CREATED] = "CreationDate",
		[WORD_BODY] = "Body",
		[WORD_KEYS] = "КлючевыеСвойства",
		[WORD_COMMON] = "ОбщиеСвойстваОбъектовФормата",
		[WORD_REF] = "Ссылка",
		[WORD_ROW] = "Строка",
		[WORD_CHOICE] = "ЗначениеСвойства",
		[WORD_DELETION] = "УдалениеОбъекта",
		[WORD_ORDER] = "Документ.ЗаказКлиента",
		[WORD_WORK_ORDER] = "Документ.ЗаказНаряд",
	};
	struct reader *reader = g_new0(struct reader, 1);

	reader->intake = intake;
	reader->onec = onec_new_as(intake, &dialect);
	reader->frames = g_array_new(FALSE, FALSE, sizeof(struct frame));
	for (int i = 0; i < WORDS; i++)
		reader->words[i] = intake_name(intake, words[i]);
	push(reader, ROOT, root);
	return reader;
}

/* ---- what an element is ---- */

static bool is_group(const struct reader *reader, const struct tag *tag)
{
	return tag->name == reader->words[WORD_KEYS] ||
	       tag->name == reader->words[WORD_COMMON];
}

/* An attribute turns out to have elements inside. */
static void unfold(struct reader *reader, struct frame *frame,
                   const struct tag *inside)
{
	if (inside->name == reader->words[WORD_ROW]) {
		frame->where = SECTION;
		onec_section(reader->onec, frame->name);
	} else {
		frame->where = REFERENCE;
		onec_begin(reader->onec, "", frame->line);
	}
}

static enum where inside_body(struct reader *reader, struct frame *parent,
                              const struct tag *tag)
{
	if (parent->where == SECTION)
		return ROW;
	if (is_group(reader, tag))
		return SAME;
	if (tag->name == reader->words[WORD_CHOICE])
		return CHOICE;
	return VALUE;
}

static enum where begin_body(struct reader *reader, const struct tag *tag)
{
	g_autofree char *space = NULL, *text = NULL;

	if (tag->name == reader->words[WORD_BODY] && tag->space &&
	    g_str_has_prefix(tag->space, VERSIONS))
		return BODY;
	space = text_plain(tag->space, SPACE_MOST);
	text = g_strdup_printf("Вместо тела сообщения EnterpriseData версии "
	                       "1.x здесь «%s» (%s). Выгрузите данные из 1С в "
	                       "формате EnterpriseData 1.2 или новее.",
	                       tag->name, space);
	faults_add(reader->intake->faults, message_said(MESSAGE_INVALID, text),
	           tag->line, 0);
	return ASIDE;
}

static enum where find(struct reader *reader, struct frame *parent,
                       const struct tag *tag)
{
	switch (parent->where) {
	case ROOT:
		if (tag->name == reader->words[WORD_HEADER])
			return HEADER;
		return begin_body(reader, tag);
	case HEADER:
		return tag->name == reader->words[WORD_CREATED] ? CREATED
		                                                : ASIDE;
	case BODY:
		return tag->name == reader->words[WORD_DELETION] ? ASIDE
		                                                 : OBJECT;
	case CREATED:
	case ASIDE:
		return ASIDE;
	case CHOICE:
		/* It is what its type says, under the choice's own name. */
		return VALUE;
	case VALUE:
		unfold(reader, parent, tag);
		return inside_body(reader, parent, tag);
	default:
		return inside_body(reader, parent, tag);
	}
}

static bool is_document(const struct reader *reader, const struct tag *tag)
{
	return tag->name == reader->words[WORD_ORDER] ||
	       tag->name == reader->words[WORD_WORK_ORDER];
}

static enum tag_wish open_tag(gpointer data, const struct tag *tag)
{
	struct reader *reader = data;
	struct frame *parent = top(reader), *frame;
	enum where where = find(reader, parent, tag);
	const char *choice = parent->where == CHOICE ? parent->name : NULL;

	if (where == OBJECT && onec_skips(reader->onec, tag->name)) {
		/* What the XSD knows must be whole. */
		if (!is_document(reader, tag))
			return TAG_SKIP;
		where = ASIDE;
	}
	frame = push(reader, where, tag);
	if (choice)
		frame->name = choice;
	switch (where) {
	case OBJECT:
		onec_begin(reader->onec, tag->name, tag->line);
		break;
	case ROW:
		onec_begin_row(reader->onec);
		break;
	case CREATED:
	case VALUE:
		return TAG_TEXT;
	default:
		break;
	}
	return TAG_CHILDREN;
}

/* ---- what it says ---- */

/* 1C writes the time in UTC and without a zone. */
static void take_created(struct reader *reader, const char *text)
{
	enum { SECONDS = 19 };
	g_autofree char *hold = NULL;
	const char *value = value_read(text, &hold);
	bool bare = value && strlen(value) == SECONDS;

	g_free(reader->intake->exported);
	reader->intake->exported =
		value ? g_strconcat(value, bare ? "Z" : "", NULL) : NULL;
}

static void take_value(struct reader *reader, const char *name,
                       const char *text)
{
	if (name == reader->words[WORD_REF]) {
		onec_guid(reader->onec, text);
		return;
	}
	onec_attribute(reader->onec, name);
	onec_text(reader->onec, name, text);
}

static void close_tag(gpointer data, const char *text)
{
	struct reader *reader = data;
	struct frame frame = *top(reader);

	g_array_set_size(reader->frames, reader->frames->len - 1);
	switch (frame.where) {
	case CREATED:
		take_created(reader, text);
		break;
	case OBJECT:
		onec_end_object(reader->onec);
		break;
	case ROW:
		onec_end_row(reader->onec);
		break;
	case VALUE:
		take_value(reader, frame.name, text);
		break;
	case REFERENCE:
		onec_thing(reader->onec, frame.name,
		           onec_end_reference(reader->onec));
		break;
	default:
		break;
	}
}

static void free_reader(gpointer data)
{
	struct reader *reader = data;

	onec_free(reader->onec);
	g_array_unref(reader->frames);
	g_free(reader);
}

const struct format format_enterprisedata = {
	.name = "enterprisedata",
	.root = "Message",
	.schema = "enterprisedata.xsd",
	.begin = begin,
	.open = open_tag,
	.close = close_tag,
	.free = free_reader,
};
