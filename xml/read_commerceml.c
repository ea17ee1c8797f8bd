/*
 * CommerceML 2.x (root КоммерческаяИнформация), 1C's exchange with web shops.
 * A Документ with ХозОперация «Заказ товара» is an order; what 1C's shops do
 * not know of it (state, organization, car) stands in requisites by name.
 * Real files break 1C's own schema; what an order is made of is in
 * commerceml_order.h. Here is which element is what. Skipped: catalogues,
 * offers, and whatever else may stand between.
 */
#include "xml/commerceml_order.h"

enum where {
	NOWHERE, /* a tag that the XSD refuses, and all inside it */
	ROOT,
	CONTAINER,
	DOCUMENT,
	PARTIES,
	PARTY,
	CONTACTS,
	CONTACT,
	ROWS,
	ROW,
	REQUISITES,
	REQUISITE,
	ROW_REQUISITES,
	ROW_REQUISITE,
	LEAF,
};

enum { NOTHING = -1 };

#define PARTY_LEAF(leaf) (LEAF_PARTY + (leaf))

static const struct rule {
	enum where parent;
	const char *name;
	enum where self;
	int item;
} rules[] = {
	{ ROOT, "Документ", DOCUMENT, NOTHING },
	{ ROOT, "Контейнер", CONTAINER, NOTHING },
	{ CONTAINER, "Документ", DOCUMENT, NOTHING },
	{ DOCUMENT, "Ид", LEAF, CML_REF },
	{ DOCUMENT, "Номер", LEAF, CML_NUMBER },
	{ DOCUMENT, "Номер1С", LEAF, CML_NUMBER_1C },
	{ DOCUMENT, "Дата", LEAF, CML_DATE },
	{ DOCUMENT, "Дата1С", LEAF, CML_DATE_1C },
	{ DOCUMENT, "Время", LEAF, LEAF_TIME },
	{ DOCUMENT, "ХозОперация", LEAF, LEAF_OPERATION },
	{ DOCUMENT, "Роль", LEAF, LEAF_ROLE },
	{ DOCUMENT, "Валюта", LEAF, CML_CURRENCY },
	{ DOCUMENT, "Сумма", LEAF, CML_AMOUNT },
	{ DOCUMENT, "ПометкаУдаления", LEAF, CML_DELETED },
	{ DOCUMENT, "Контрагенты", PARTIES, NOTHING },
	{ DOCUMENT, "Товары", ROWS, NOTHING },
	{ DOCUMENT, "ЗначенияРеквизитов", REQUISITES, NOTHING },
	/* Some writers leave the list out. */
	{ DOCUMENT, "ЗначениеРеквизита", REQUISITE, NOTHING },
	{ REQUISITES, "ЗначениеРеквизита", REQUISITE, NOTHING },
	{ REQUISITE, "Наименование", LEAF, LEAF_KEY },
	{ REQUISITE, "Значение", LEAF, LEAF_VALUE },
	{ PARTIES, "Контрагент", PARTY, NOTHING },
	{ PARTY, "Ид", LEAF, PARTY_LEAF(PARTY_REF) },
	{ PARTY, "Наименование", LEAF, PARTY_LEAF(PARTY_NAME) },
	{ PARTY, "ПолноеНаименование", LEAF, PARTY_LEAF(PARTY_FULL_NAME) },
	{ PARTY, "ОфициальноеНаименование", LEAF,
	  PARTY_LEAF(PARTY_LEGAL_NAME) },
	{ PARTY, "Фамилия", LEAF, PARTY_LEAF(PARTY_LAST) },
	{ PARTY, "Имя", LEAF, PARTY_LEAF(PARTY_FIRST) },
	{ PARTY, "Отчество", LEAF, PARTY_LEAF(PARTY_MIDDLE) },
	{ PARTY, "КПП", LEAF, PARTY_LEAF(PARTY_KPP) },
	{ PARTY, "Роль", LEAF, PARTY_LEAF(PARTY_ROLE) },
	{ PARTY, "Контакты", CONTACTS, NOTHING },
	{ CONTACTS, "Контакт", CONTACT, NOTHING },
	{ CONTACT, "Тип", LEAF, PARTY_LEAF(PARTY_CONTACT_KIND) },
	{ CONTACT, "Значение", LEAF, PARTY_LEAF(PARTY_CONTACT_VALUE) },
	{ ROWS, "Товар", ROW, NOTHING },
	{ ROW, "Наименование", LEAF, LEAF_ROW_NAME },
	{ ROW, "Количество", LEAF, LEAF_ROW_QUANTITY },
	{ ROW, "Сумма", LEAF, LEAF_ROW_SUM },
	{ ROW, "ЗначенияРеквизитов", ROW_REQUISITES, NOTHING },
	{ ROW_REQUISITES, "ЗначениеРеквизита", ROW_REQUISITE, NOTHING },
	{ ROW_REQUISITE, "Наименование", LEAF, LEAF_KEY },
	{ ROW_REQUISITE, "Значение", LEAF, LEAF_VALUE },
};

struct reader {
	const char *names[G_N_ELEMENTS(rules)]; /* as tags have them */
	const char *space;
	GArray *stack; /* of const struct rule *, NULL for NOWHERE */
	struct cml_order *order;
};

static gpointer begin(struct intake *intake, const struct tag *root)
{
	enum { DAY = 10 };
	struct reader *reader = g_new0(struct reader, 1);
	g_autoptr(GString) exported = g_string_new(NULL);

	reader->order = cml_order_new(intake);
	reader->space = root->space;
	reader->stack = g_array_new(FALSE, FALSE, sizeof(const struct rule *));
	for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
		reader->names[i] = intake_name(intake, rules[i].name);
	/* A bare day, as old versions write, is no time: whatever was carried
	 * out on that day would be newer. */
	if (tag_attribute(root, "ДатаФормирования", exported) &&
	    exported->len > DAY)
		intake->exported = g_strdup(exported->str);
	return reader;
}

static void free_reader(gpointer data)
{
	struct reader *reader = data;

	cml_order_free(reader->order);
	g_array_unref(reader->stack);
	g_free(reader);
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

/* Where writers put whatever they like; elsewhere the XSD has a word. */
static bool is_open(enum where where)
{
	switch (where) {
	case ROOT:
	case CONTAINER:
	case DOCUMENT:
	case PARTY:
	case CONTACT:
	case ROW:
	case REQUISITE:
	case ROW_REQUISITE:
		return true;
	default:
		return false;
	}
}

static enum tag_wish open_tag(gpointer data, const struct tag *tag)
{
	struct reader *reader = data;
	enum where parent = where(reader);
	const struct rule *rule = find(reader, parent, tag);

	if (!rule && is_open(parent))
		return TAG_SKIP;
	g_array_append_val(reader->stack, rule);
	switch (rule ? rule->self : NOWHERE) {
	case DOCUMENT:
		cml_order_begin(reader->order, tag->line);
		break;
	case PARTY:
		cml_order_begin_party(reader->order);
		break;
	case CONTACT:
		cml_order_begin_contact(reader->order);
		break;
	case ROW:
		cml_order_begin_row(reader->order);
		break;
	case REQUISITE:
	case ROW_REQUISITE:
		cml_order_begin_requisite(reader->order);
		break;
	case LEAF:
		return TAG_TEXT;
	default:
		break;
	}
	return TAG_CHILDREN;
}

static void close_tag(gpointer data, const char *text)
{
	struct reader *reader = data;
	const struct rule *rule = g_array_index(
		reader->stack, const struct rule *, reader->stack->len - 1);

	g_array_set_size(reader->stack, reader->stack->len - 1);
	switch (rule ? rule->self : NOWHERE) {
	case DOCUMENT:
		cml_order_end(reader->order);
		break;
	case PARTY:
		cml_order_end_party(reader->order);
		break;
	case CONTACT:
		cml_order_end_contact(reader->order);
		break;
	case ROW:
		cml_order_end_row(reader->order);
		break;
	case REQUISITE:
		cml_order_end_requisite(reader->order);
		break;
	case ROW_REQUISITE:
		cml_order_end_row_requisite(reader->order);
		break;
	case LEAF:
		cml_order_leaf(reader->order, rule->item, text);
		break;
	default:
		break;
	}
}

#define READER                                                \
	.begin = begin, .open = open_tag, .close = close_tag, \
	.free = free_reader

const struct format format_commerceml = {
	.name = "commerceml",
	.space = "urn:1C.ru:commerceml_2",
	.is_space_prefix = true,
	.root = "КоммерческаяИнформация",
	.schema = "commerceml.xsd",
	READER,
};

const struct format format_commerceml_nons = {
	.name = "commerceml",
	.root = "КоммерческаяИнформация",
	.schema = "commerceml-nons.xsd",
	READER,
};
