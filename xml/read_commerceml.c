/*
 * CommerceML 2.x (root КоммерческаяИнформация), 1C's exchange with web shops.
 * A Документ with ХозОперация «Заказ товара» is an order; what 1C's shops do
 * not know of it (state, organization, car) stands in requisites by name.
 * Real files keep no order of elements and break 1C's own schema, so an order
 * is put together when its Документ ends.
 *
 * A requisite plays the part that [1c] gives its name; else the one that
 * CommerceML does; else an element says it. Skipped: catalogues, offers, other
 * operations and orders that we place ourselves (Роль Покупатель).
 */
#include "xml/commerceml_names.h"
#include "xml/commerceml_party.h"
#include "xml/format.h"

#include "xml/value.h"

#include <string.h>

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

/* Leaves that are no slot of a document. */
enum leaf {
	LEAF_OPERATION = CML_SLOTS,
	LEAF_TIME,
	LEAF_ROLE,
	LEAF_KEY,   /* of a requisite */
	LEAF_VALUE, /* likewise */
	LEAF_ROW_NAME,
	LEAF_ROW_QUANTITY,
	LEAF_ROW_SUM,
	LEAF_PARTY, /* and behind it the leaves of a party */
	LEAVES = LEAF_PARTY + PARTY_LEAVES,
	NOTHING = -1,
};

#define PARTY_LEAF(leaf) LEAF_PARTY + (leaf)

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

/* What an order says of something, and how good the source is. */
struct said {
	GString *text;
	guint rank; /* the least one wins; of equals the first */
};

struct reader {
	struct intake *intake;
	struct cml_names *requisites;
	const char *names[G_N_ELEMENTS(rules)]; /* as tags have them */
	const char *space;
	GArray *stack; /* of const struct rule *, NULL for NOWHERE */

	/* Of the document that is open. */
	guint line;
	struct said said[CML_SLOTS];
	GString *texts[LEAVES]; /* of other leaves; NULL for slots */
	GByteArray *phones;     /* items: the document's own */
	GByteArray *rows;       /* items */
	struct party *party;    /* that is open */
	struct party *client;   /* the best one so far */
	struct party *seller;
	bool has_client, has_seller;
	enum cml_row_kind row_kind;
};

static gpointer begin(struct intake *intake, const struct tag *root)
{
	enum { DAY = 10 };
	struct reader *reader = g_new0(struct reader, 1);
	g_autoptr(GString) exported = g_string_new(NULL);

	reader->intake = intake;
	reader->requisites = cml_names_new(&intake->settings->names);
	reader->space = root->space;
	reader->stack = g_array_new(FALSE, FALSE, sizeof(const struct rule *));
	for (gsize i = 0; i < G_N_ELEMENTS(rules); i++)
		reader->names[i] = intake_name(intake, rules[i].name);
	for (gsize i = 0; i < CML_SLOTS; i++)
		reader->said[i].text = g_string_new(NULL);
	for (gsize i = CML_SLOTS; i < LEAF_PARTY; i++)
		reader->texts[i] = g_string_new(NULL);
	reader->phones = g_byte_array_new();
	reader->rows = g_byte_array_new();
	reader->party = party_new(reader->requisites);
	reader->client = party_new(reader->requisites);
	reader->seller = party_new(reader->requisites);
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

	cml_names_free(reader->requisites);
	g_array_unref(reader->stack);
	for (gsize i = 0; i < CML_SLOTS; i++)
		g_string_free(reader->said[i].text, TRUE);
	for (gsize i = CML_SLOTS; i < LEAF_PARTY; i++)
		g_string_free(reader->texts[i], TRUE);
	g_byte_array_unref(reader->phones);
	g_byte_array_unref(reader->rows);
	party_free(reader->party);
	party_free(reader->client);
	party_free(reader->seller);
	g_free(reader);
}

/* ---- a document ---- */

static void begin_document(struct reader *reader, guint line)
{
	faults_order_begin(reader->intake->faults);
	reader->line = line;
	for (gsize i = 0; i < CML_SLOTS; i++) {
		g_string_truncate(reader->said[i].text, 0);
		reader->said[i].rank = G_MAXUINT;
	}
	g_string_truncate(reader->texts[LEAF_OPERATION], 0);
	g_string_truncate(reader->texts[LEAF_TIME], 0);
	g_string_truncate(reader->texts[LEAF_ROLE], 0);
	g_byte_array_set_size(reader->phones, 0);
	g_byte_array_set_size(reader->rows, 0);
	reader->has_client = reader->has_seller = false;
}

static void say(struct reader *reader, enum cml_slot slot, guint rank,
                const char *text)
{
	struct said *said = &reader->said[slot];
	g_autofree char *hold = NULL;
	const char *value = value_read(text, &hold);

	if (!value || rank >= said->rank)
		return;
	said->rank = rank;
	g_string_assign(said->text, value);
	if (slot == CML_NUMBER || slot == CML_NUMBER_1C)
		faults_order_number(reader->intake->faults, value);
}

static const char *said(const struct reader *reader, enum cml_slot slot)
{
	return reader->said[slot].text->str;
}

/* Without an operation it is one: then nobody had two kinds to tell apart. */
static bool is_order(const struct reader *reader)
{
	const char *role = reader->texts[LEAF_ROLE]->str;
	const char *operation = reader->texts[LEAF_OPERATION]->str;

	/* What we are to it. */
	if (cml_names_role(reader->requisites, role) == CML_BUYER)
		return false;
	return !*operation || cml_names_order(reader->requisites, operation);
}

/* `2020-12-24` and `9:15:30`, also in one text with a blank between; what has
 * no form of its own comes back as it is. Owned. */
static char *join(const char *date, const char *time)
{
	enum { DAY = 10 };
	size_t length = strlen(date);

	if (length > DAY && date[DAY] == ' ')
		return g_strdup_printf("%.*sT%s", DAY, date, date + DAY + 1);
	if (length != DAY || !*time)
		return g_strdup(date);
	return g_strdup_printf("%sT%s%s", date,
	                       strchr(time, ':') == time + 1 ? "0" : "", time);
}

/* The date as 1C has it; where that is but a day, the time of the element that
 * names the same one. */
static char *date_of(const struct reader *reader)
{
	g_autofree char *hold = NULL;
	const char *time = value_read(reader->texts[LEAF_TIME]->str, &hold);
	const char *date = said(reader, CML_DATE_1C);
	const char *other = said(reader, CML_DATE);

	if (!*date)
		date = other;
	return join(date, time && g_str_has_prefix(other, date) ? time : "");
}

/* Shops write `[N] Принят`: a code and a name. */
static void put_state(struct order_book *book, const char *state,
                      const char *id)
{
	const char *close = *state == '[' ? strchr(state, ']') : NULL;
	g_autofree char *code = NULL;
	g_autofree char *hold = NULL;

	if (close && close[1]) {
		code = g_strndup(state + 1, (gsize)(close - state - 1));
		state = close + 1;
	}
	order_book_text(book, (enum order_item)ORDER_STATE, state);
	if (!*id && code)
		id = code;
	if (value_guid(id, &hold))
		order_book_text(book, ITEM_STATE_REF, id);
	else
		order_book_text(book, ITEM_STATE_PREDEFINED, id);
}

static void put_organization(struct reader *reader)
{
	struct order_book *book = reader->intake->book;
	const char *name = said(reader, CML_ORGANIZATION);

	if (*name) {
		order_book_text(book, (enum order_item)ORDER_ORGANIZATION,
		                name);
	} else if (reader->has_seller) {
		order_book_text(book, (enum order_item)ORDER_ORGANIZATION,
		                party_text(reader->seller, PARTY_NAME));
		order_book_text(book, ITEM_ORGANIZATION_REF,
		                party_text(reader->seller, PARTY_REF));
	}
}

static void put_order(struct reader *reader)
{
	static const struct {
		enum cml_slot slot;
		int item;
	} plain[] = {
		{ CML_REF, ITEM_REF },
		{ CML_AMOUNT, ORDER_AMOUNT },
		{ CML_CURRENCY, ITEM_CURRENCY },
		{ CML_CAR_NAME, ORDER_CAR_NAME },
		{ CML_CAR_VIN, ORDER_CAR_VIN },
		{ CML_CAR_PLATE, ORDER_CAR_PLATE },
		{ CML_MILEAGE, ORDER_CAR_MILEAGE },
		{ CML_REASON, ORDER_REASON },
		{ CML_DISPATCHER, ORDER_DISPATCHER },
		{ CML_MASTER, ORDER_MASTER },
	};
	struct order_book *book = reader->intake->book;
	const char *number = said(reader, CML_NUMBER_1C);
	g_autofree char *date = date_of(reader);
	g_autofree char *closed = join(said(reader, CML_CLOSED), "");

	order_book_begin(book, reader->line);
	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
		order_book_text(book, (enum order_item)plain[i].item,
		                said(reader, plain[i].slot));
	if (!*number)
		number = said(reader, CML_NUMBER);
	order_book_text(book, (enum order_item)ORDER_NUMBER, number);
	order_book_text(book, (enum order_item)ORDER_DATE, date);
	order_book_text(book, (enum order_item)ORDER_CLOSED, closed);
	put_state(book, said(reader, CML_STATE), said(reader, CML_STATE_ID));
	put_organization(reader);
	if (value_true(said(reader, CML_DELETED)))
		order_book_number(book, ITEM_DELETED, 1);
	order_book_append(book, reader->phones);
	if (reader->has_client)
		party_put(reader->client, book);
	order_book_append(book, reader->rows);
	order_book_end(book);
}

/* What [1c] order would call it. */
static void put_other(struct reader *reader)
{
	const char *operation = reader->texts[LEAF_OPERATION]->str;
	g_autofree char *type = g_strconcat("Документ.", operation, NULL);

	if (*operation)
		order_book_other(reader->intake->book, type);
}

static void end_document(struct reader *reader)
{
	if (is_order(reader))
		put_order(reader);
	else
		put_other(reader);
	faults_order_end(reader->intake->faults);
}

/* ---- inside it ---- */

static void swap(struct party **a, struct party **b)
{
	struct party *kept = *a;

	*a = *b;
	*b = kept;
}

static void end_party(struct reader *reader)
{
	enum cml_role role;

	party_end(reader->party);
	role = party_role(reader->party);
	if (role == CML_SELLER) {
		reader->has_seller = true;
		swap(&reader->party, &reader->seller);
	} else if (!reader->has_client || role < party_role(reader->client)) {
		reader->has_client = true;
		swap(&reader->party, &reader->client);
	}
}

static void begin_row(struct reader *reader)
{
	g_string_truncate(reader->texts[LEAF_ROW_NAME], 0);
	g_string_truncate(reader->texts[LEAF_ROW_QUANTITY], 0);
	g_string_truncate(reader->texts[LEAF_ROW_SUM], 0);
	reader->row_kind = CML_ROW_UNSAID;
}

static void end_row(struct reader *reader)
{
	static const struct {
		enum leaf leaf;
		guint8 item;
	} texts[] = {
		{ LEAF_ROW_NAME, ITEM_ROW_NAME },
		{ LEAF_ROW_QUANTITY, ITEM_ROW_QUANTITY },
		{ LEAF_ROW_SUM, ITEM_ROW_SUM },
	};

	record_number(reader->rows,
	              reader->row_kind == CML_ROW_WORK ? ITEM_WORK : ITEM_GOOD,
	              0);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *text = reader->texts[texts[i].leaf]->str;
		g_autofree char *hold = NULL;
		const char *value = value_read(text, &hold);

		if (value)
			record_text(reader->rows, texts[i].item, value);
	}
	order_book_measure(reader->intake->book, reader->rows->len);
}

static void begin_requisite(struct reader *reader)
{
	g_string_truncate(reader->texts[LEAF_KEY], 0);
	g_string_truncate(reader->texts[LEAF_VALUE], 0);
}

static void say_phone(struct reader *reader, const char *text)
{
	g_autofree char *hold = NULL;
	const char *value = value_read(text, &hold);

	if (value)
		record_text(reader->phones, ITEM_PHONE, value);
	order_book_measure(reader->intake->book, reader->phones->len);
}

/* An empty date and an empty time, joined by 1C's own modules. */
static bool is_empty_date(const char *value)
{
	return strcmp(value, "T") == 0;
}

static void end_requisite(struct reader *reader)
{
	const char *value = reader->texts[LEAF_VALUE]->str;
	const struct cml_use *uses;
	guint count;

	if (is_empty_date(value))
		return;
	uses = cml_names_find(reader->requisites, reader->texts[LEAF_KEY]->str,
	                      &count);
	for (guint i = 0; i < count; i++)
		if (uses[i].slot == CML_PHONE)
			say_phone(reader, value);
		else
			say(reader, uses[i].slot, uses[i].rank, value);
}

/* ---- tags ---- */

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
		begin_document(reader, tag->line);
		break;
	case PARTY:
		party_begin(reader->party);
		break;
	case CONTACT:
		party_begin_contact(reader->party);
		break;
	case ROW:
		begin_row(reader);
		break;
	case REQUISITE:
	case ROW_REQUISITE:
		begin_requisite(reader);
		break;
	case LEAF:
		return TAG_TEXT;
	default:
		break;
	}
	return TAG_CHILDREN;
}

static void take(struct reader *reader, int item, const char *text)
{
	if (item < CML_SLOTS)
		say(reader, (enum cml_slot)item, CML_RANK_ELEMENT, text);
	else if (item >= LEAF_PARTY)
		party_say(reader->party, (enum party_leaf)(item - LEAF_PARTY),
		          text);
	else
		g_string_assign(reader->texts[item], text);
}

static void close_tag(gpointer data, const char *text)
{
	struct reader *reader = data;
	const struct rule *rule = g_array_index(
		reader->stack, const struct rule *, reader->stack->len - 1);

	g_array_set_size(reader->stack, reader->stack->len - 1);
	switch (rule ? rule->self : NOWHERE) {
	case DOCUMENT:
		end_document(reader);
		break;
	case PARTY:
		end_party(reader);
		break;
	case CONTACT:
		party_end_contact(reader->party);
		order_book_measure(reader->intake->book,
		                   party_length(reader->party));
		break;
	case ROW:
		end_row(reader);
		break;
	case REQUISITE:
		end_requisite(reader);
		break;
	case ROW_REQUISITE:
		reader->row_kind =
			cml_names_row(reader->requisites, reader->row_kind,
		                      reader->texts[LEAF_KEY]->str,
		                      reader->texts[LEAF_VALUE]->str);
		break;
	case LEAF:
		take(reader, rule->item, text);
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
