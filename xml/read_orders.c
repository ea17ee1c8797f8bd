/*
 * The format `orders`, our own (contract, "Input"): what a tag means depends
 * only on its name and on the tag around it, so one table is the reader.
 */
#include "xml/format.h"

#include "xml/value.h"

enum where {
	NOWHERE, /* a tag that the XSD refuses, and all inside it */
	ROOT,
	ORDER,
	CLIENT,
	CAR,
	WORKS,
	GOODS,
	WORK,
	GOOD,
	LEAF,
};

/* Beside those of the book. */
enum { NOTHING = -1 };

static const struct rule {
	enum where parent;
	const char *name;
	enum where self;
	int item;
} rules[] = {
	{ ROOT, "ЗаказНаряд", ORDER, NOTHING },
	{ ORDER, "Ид", LEAF, ITEM_REF },
	{ ORDER, "Номер", LEAF, ORDER_NUMBER },
	{ ORDER, "Дата", LEAF, ORDER_DATE },
	{ ORDER, "Состояние", LEAF, ORDER_STATE },
	{ ORDER, "Организация", LEAF, ORDER_ORGANIZATION },
	{ ORDER, "Сумма", LEAF, ORDER_AMOUNT },
	{ ORDER, "Валюта", LEAF, ITEM_CURRENCY },
	{ ORDER, "Телефон", LEAF, ITEM_PHONE },
	{ ORDER, "Клиент", CLIENT, NOTHING },
	{ ORDER, "ДатаЗакрытия", LEAF, ORDER_CLOSED },
	{ ORDER, "Автомобиль", CAR, NOTHING },
	{ ORDER, "ПричинаОбращения", LEAF, ORDER_REASON },
	{ ORDER, "Диспетчер", LEAF, ORDER_DISPATCHER },
	{ ORDER, "Мастер", LEAF, ORDER_MASTER },
	{ ORDER, "Работы", WORKS, NOTHING },
	{ ORDER, "Товары", GOODS, NOTHING },
	{ ORDER, "ПометкаУдаления", LEAF, ITEM_DELETED },
	{ CLIENT, "Ид", LEAF, ITEM_CLIENT_REF },
	{ CLIENT, "Наименование", LEAF, ITEM_CLIENT_NAME },
	{ CLIENT, "Фамилия", LEAF, ITEM_CLIENT_LAST },
	{ CLIENT, "Имя", LEAF, ITEM_CLIENT_FIRST },
	{ CLIENT, "Отчество", LEAF, ITEM_CLIENT_MIDDLE },
	{ CLIENT, "Вид", LEAF, ITEM_CLIENT_KIND },
	{ CLIENT, "Телефон", LEAF, ITEM_CLIENT_PHONE },
	{ CLIENT, "Почта", LEAF, ITEM_CLIENT_MAIL },
	{ CAR, "Наименование", LEAF, ORDER_CAR_NAME },
	{ CAR, "VIN", LEAF, ORDER_CAR_VIN },
	{ CAR, "ГосНомер", LEAF, ORDER_CAR_PLATE },
	{ CAR, "Пробег", LEAF, ORDER_CAR_MILEAGE },
	{ WORKS, "Строка", WORK, ITEM_WORK },
	{ GOODS, "Строка", GOOD, ITEM_GOOD },
	{ WORK, "Наименование", LEAF, ITEM_ROW_NAME },
	{ WORK, "Количество", LEAF, ITEM_ROW_QUANTITY },
	{ WORK, "Цена", LEAF, NOTHING },
	{ WORK, "Сумма", LEAF, ITEM_ROW_SUM },
	{ GOOD, "Наименование", LEAF, ITEM_ROW_NAME },
	{ GOOD, "Количество", LEAF, ITEM_ROW_QUANTITY },
	{ GOOD, "Цена", LEAF, NOTHING },
	{ GOOD, "Сумма", LEAF, ITEM_ROW_SUM },
};

struct reader {
	struct intake *intake;
	const char *names[G_N_ELEMENTS(rules)]; /* as tags have them */
	const char *space;
	GArray *stack; /* of const struct rule *, NULL for NOWHERE */
	GString *count;
};

static gpointer begin(struct intake *intake, const struct tag *root)
{
	struct reader *reader = g_new0(struct reader, 1);
	g_autoptr(GString) exported = g_string_new(NULL);

	reader->intake = intake;
	reader->space = root->space;
	reader->count = g_string_new(NULL);
	reader->stack = g_array_new(FALSE, FALSE, sizeof(const struct rule *));
	for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
		reader->names[i] = intake_name(intake, rules[i].name);
	if (tag_attribute(root, "Выгружен", exported))
		intake->exported = g_strdup(exported->str);
	tag_attribute(root, "Количество", reader->count);
	return reader;
}

static enum where where(const struct reader *reader)
{
	const struct rule *top;

	if (!reader->stack->len)
		return ROOT;
	top = g_array_index(reader->stack, const struct rule *,
	                    reader->stack->len - 1);
	return top ? top->self : NOWHERE;
}

static const struct rule *find(const struct reader *reader, enum where parent,
                               const struct tag *tag)
{
	if (tag->space != reader->space)
		return NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
		if (rules[i].parent == parent && reader->names[i] == tag->name)
			return &rules[i];
	return NULL;
}

static enum tag_wish open_tag(gpointer data, const struct tag *tag)
{
	struct reader *reader = data;
	const struct rule *rule = find(reader, where(reader), tag);

	g_array_append_val(reader->stack, rule);
	if (!rule)
		return TAG_CHILDREN;
	if (rule->self == ORDER) {
		faults_order_begin(reader->intake->faults);
		order_book_begin(reader->intake->book, tag->line);
	} else if (rule->self == WORK || rule->self == GOOD) {
		order_book_number(reader->intake->book,
		                  (enum order_item)rule->item, 0);
	}
	return rule->self == LEAF ? TAG_TEXT : TAG_CHILDREN;
}

static void take(struct reader *reader, int item, const char *text)
{
	struct order_book *book = reader->intake->book;
	g_autofree char *hold = NULL;

	if (item == NOTHING)
		return;
	if (item == ITEM_DELETED) {
		if (value_true(value_read(text, &hold)))
			order_book_number(book, ITEM_DELETED, 1);
		return;
	}
	if (item == ORDER_NUMBER)
		faults_order_number(reader->intake->faults, text);
	order_book_text(book, (enum order_item)item, text);
}

static void close_tag(gpointer data, const char *text)
{
	struct reader *reader = data;
	const struct rule *rule = g_array_index(
		reader->stack, const struct rule *, reader->stack->len - 1);

	g_array_set_size(reader->stack, reader->stack->len - 1);
	if (!rule)
		return;
	switch (rule->self) {
	case ORDER:
		order_book_end(reader->intake->book);
		faults_order_end(reader->intake->faults);
		break;
	case LEAF:
		take(reader, rule->item, text);
		break;
	default:
		break;
	}
}

static void finish(gpointer data)
{
	struct reader *reader = data;

	intake_count(reader->intake, reader->count->str,
	             reader->intake->book->orders, "заказ-нарядов");
}

static void free_reader(gpointer data)
{
	struct reader *reader = data;

	g_array_unref(reader->stack);
	g_string_free(reader->count, TRUE);
	g_free(reader);
}

#define READER                                                \
	.begin = begin, .open = open_tag, .close = close_tag, \
	.finish = finish, .free = free_reader

const struct format format_orders = {
	.name = "orders",
	.space = "urn:b24bridge:orders:1",
	.root = "ЗаказНаряды",
	.schema = "orders.xsd",
	READER,
};

const struct format format_orders_nons = {
	.name = "orders",
	.root = "ЗаказНаряды",
	.schema = "orders-nons.xsd",
	READER,
};
