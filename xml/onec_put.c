/*
 * What is kept of 1C's objects: an order's record, facts about a thing, a
 * contact of a client. Of several attributes that may play a role the first
 * that is not empty does.
 */
#include "xml/onec_p.h"
#include "xml/value.h"

#include <string.h>

/* What plays a role in an object; all members 0 or NULL where nothing does. */
struct part {
	const char *name; /* of the attribute */
	const char *text;
	guint32 thing;
};

static struct part part_of(const struct onec *onec,
                           const struct onec_object *object, guint id)
{
	const struct onec_value *value = &object->values[id];

	return (struct part){
		.name = onec_names_text(onec->names, id),
		.text = value->at ? object->texts->str + value->at - 1 : NULL,
		.thing = value->thing,
	};
}

static bool said(const struct part *part)
{
	return part->text || part->thing != THING_NONE;
}

static struct part pick(const struct onec *onec,
                        const struct onec_object *object, enum role role)
{
	guint count;
	const guint8 *ids = onec_names_role(onec->names, role, &count);

	for (guint i = 0; i < count; i++) {
		struct part part = part_of(onec, object, ids[i]);

		if (said(&part))
			return part;
	}
	return (struct part){ .thing = THING_NONE };
}

bool onec_plays(const struct onec *onec, const struct onec_object *object,
                enum role role, guint id)
{
	struct part part = pick(onec, object, role);

	return part.name == onec_names_text(onec->names, id);
}

/* Formats without marked references write a GUID as text. */
static struct part pick_thing(const struct onec *onec,
                              const struct onec_object *object, enum role role)
{
	struct things *things = &onec->intake->book->things;
	struct part part = pick(onec, object, role);
	g_autofree char *hold = NULL;
	const char *guid = part.text ? value_guid(part.text, &hold) : NULL;
	g_autoptr(GByteArray) facts = NULL;

	if (!guid)
		return part;
	part.thing = things_find(things, guid, 0);
	if (!things_told(things, part.thing)) {
		facts = g_byte_array_new();
		record_text(facts, FACT_GUID, guid);
		things_tell(things, part.thing, facts);
	}
	part.text = NULL;
	return part;
}

/* ---- orders ---- */

static void put_text(struct onec *onec, const struct onec_object *object,
                     enum role role, int item)
{
	struct part part = pick(onec, object, role);

	if (part.text)
		order_book_text(onec->intake->book, (enum order_item)item,
		                part.text);
}

/* `text_item`: where a plain text goes; `thing_item`: where a reference does.
 */
static void put(struct onec *onec, const struct onec_object *object,
                enum role role, int text_item, int thing_item)
{
	struct order_book *book = onec->intake->book;
	struct part part = pick_thing(onec, object, role);

	if (part.text) {
		order_book_text(book, (enum order_item)text_item, part.text);
	} else if (part.thing != THING_NONE) {
		order_book_text(book, ITEM_ATTRIBUTE, part.name);
		order_book_number(book, (enum order_item)thing_item,
		                  part.thing);
	}
}

static void put_phones(struct onec *onec, const struct onec_object *object)
{
	guint count;
	const guint8 *ids = onec_names_role(onec->names, ROLE_PHONE, &count);

	for (guint i = 0; i < count; i++) {
		struct part part = part_of(onec, object, ids[i]);

		if (part.text)
			order_book_text(onec->intake->book, ITEM_PHONE,
			                part.text);
	}
}

void onec_put_order(struct onec *onec, const struct onec_object *object)
{
	static const struct {
		enum role role;
		int item;
	} texts[] = {
		{ ROLE_NUMBER, ORDER_NUMBER },
		{ ROLE_DATE, ORDER_DATE },
		{ ROLE_CLOSED, ORDER_CLOSED },
		{ ROLE_AMOUNT, ORDER_AMOUNT },
		{ ROLE_MILEAGE, ORDER_CAR_MILEAGE },
	};
	static const struct {
		enum role role;
		int text, thing;
	} either[] = {
		{ ROLE_STATE, ORDER_STATE, ORDER_STATE },
		{ ROLE_ORGANIZATION, ORDER_ORGANIZATION, ORDER_ORGANIZATION },
		{ ROLE_CURRENCY, ITEM_CURRENCY, ITEM_CURRENCY },
		{ ROLE_CLIENT, ITEM_CLIENT_NAME, ITEM_CLIENT },
		{ ROLE_CAR, ORDER_CAR_NAME, ITEM_CAR },
		{ ROLE_REASON, ORDER_REASON, ORDER_REASON },
		{ ROLE_DISPATCHER, ORDER_DISPATCHER, ORDER_DISPATCHER },
		{ ROLE_MASTER, ORDER_MASTER, ORDER_MASTER },
	};
	struct order_book *book = onec->intake->book;

	order_book_begin(book, object->line);
	order_book_text(book, ITEM_REF, object->guid->str);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		put_text(onec, object, texts[i].role, texts[i].item);
	for (gsize i = 0; i < G_N_ELEMENTS(either); i++)
		put(onec, object, either[i].role, either[i].text,
		    either[i].thing);
	put_phones(onec, object);
	if (value_true(pick(onec, object, ROLE_DELETED).text))
		order_book_number(book, ITEM_DELETED, 1);
	order_book_append(book, object->rows);
	order_book_end(book);
}

void onec_put_row(struct onec *onec, const struct onec_object *row,
                  struct onec_object *object)
{
	static const struct {
		enum role role;
		guint8 item;
	} texts[] = {
		{ ROLE_ROW_QUANTITY, ITEM_ROW_QUANTITY },
		{ ROLE_ROW_SUM, ITEM_ROW_SUM },
	};
	struct part name = pick_thing(onec, row, ROLE_ROW_NAME);

	record_number(object->rows,
	              object->section == SECTION_WORKS ? ITEM_WORK : ITEM_GOOD,
	              0);
	if (name.text)
		record_text(object->rows, ITEM_ROW_NAME, name.text);
	else if (name.thing != THING_NONE)
		record_number(object->rows, ITEM_ROW_NAME, name.thing);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct part part = pick(onec, row, texts[i].role);

		if (part.text)
			record_text(object->rows, texts[i].item, part.text);
	}
}

/* ---- contacts of clients ---- */

static void put_part(GByteArray *items, guint8 field, const struct part *part)
{
	if (part->text)
		record_text(items, field, part->text);
	else if (part->thing != THING_NONE)
		record_number(items, field, part->thing);
}

/* The number as 1C shows it, else its parts. */
static char *contact_text(struct onec *onec, const struct onec_object *row)
{
	static const enum role whole[] = { ROLE_CONTACT_TEXT,
		                           ROLE_CONTACT_PHONE,
		                           ROLE_CONTACT_MAIL };
	g_autoptr(GString) text = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(whole); i++) {
		struct part part = pick(onec, row, whole[i]);

		if (part.text)
			return g_strdup(part.text);
	}
	for (int role = ROLE_FIELD_1; role <= ROLE_FIELD_3; role++) {
		struct part part = pick(onec, row, (enum role)role);

		if (part.text)
			g_string_append_printf(text, "%s%s",
			                       text->len ? " " : "", part.text);
	}
	return text->len ? g_strdup(text->str) : NULL;
}

void onec_put_contact(struct onec *onec, const struct onec_object *row,
                      GByteArray *facts)
{
	g_autofree char *text = contact_text(onec, row);
	struct part kind = pick(onec, row, ROLE_CONTACT_KIND);

	if (!text)
		return;
	if (said(&kind)) {
		put_part(facts, FACT_CONTACT_KIND, &kind);
		record_text(facts, FACT_CONTACT, text);
	} else if (pick(onec, row, ROLE_CONTACT_PHONE).text) {
		record_text(facts, FACT_PHONE, text);
	} else if (pick(onec, row, ROLE_CONTACT_MAIL).text) {
		record_text(facts, FACT_MAIL, text);
	}
}

void onec_put_contact_record(struct onec *onec,
                             const struct onec_object *object)
{
	struct part owner = pick_thing(onec, object, ROLE_OWNER);

	if (owner.thing == THING_NONE)
		return;
	g_byte_array_set_size(onec->facts, 0);
	onec_put_contact(onec, object, onec->facts);
	things_tell(&onec->intake->book->things, owner.thing, onec->facts);
}

/* ---- what orders refer to ---- */

static void put_all(struct onec *onec, const struct onec_object *object,
                    enum role role, guint8 fact)
{
	guint count;
	const guint8 *ids = onec_names_role(onec->names, role, &count);

	for (guint i = 0; i < count; i++) {
		struct part part = part_of(onec, object, ids[i]);

		if (part.text)
			record_text(onec->facts, fact, part.text);
	}
}

static void put_facts(struct onec *onec, const struct onec_object *object)
{
	static const struct {
		enum role role;
		guint8 fact;
	} singles[] = {
		{ ROLE_NAME, FACT_NAME },
		{ ROLE_FULL_NAME, FACT_FULL_NAME },
		{ ROLE_CODE, FACT_CODE },
		{ ROLE_LAST, FACT_LAST },
		{ ROLE_FIRST, FACT_FIRST },
		{ ROLE_MIDDLE, FACT_MIDDLE },
		{ ROLE_KIND, FACT_KIND },
		{ ROLE_KIND_2, FACT_KIND_2 },
		{ ROLE_KIND_3, FACT_KIND_3 },
		{ ROLE_VIN, FACT_VIN },
		{ ROLE_PLATE, FACT_PLATE },
		{ ROLE_MODEL, FACT_MODEL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS(singles); i++) {
		struct part part = pick(onec, object, singles[i].role);

		put_part(onec->facts, singles[i].fact, &part);
	}
	put_all(onec, object, ROLE_CLIENT_PHONE, FACT_PHONE);
	put_all(onec, object, ROLE_CLIENT_MAIL, FACT_MAIL);
	if (object->predefined->len)
		record_text(onec->facts, FACT_PREDEFINED,
		            object->predefined->str);
	g_byte_array_append(onec->facts, object->rows->data, object->rows->len);
}

/* Known by GUID and number; without both by all that is said of it. */
static guint32 find(struct onec *onec, const struct onec_object *object)
{
	struct things *things = &onec->intake->book->things;
	const char *guid = object->guid->len ? object->guid->str : NULL;
	guint32 thing;

	if (!object->numbers->len) {
		guint64 key = slots_hash(onec->facts->data, onec->facts->len);

		return things_find(things, guid,
		                   guid ? 0
		                        : (key & ~THINGS_GLOBAL) | THINGS_KEY);
	}
	thing = things_find(things, guid,
	                    g_array_index(object->numbers, guint64, 0));
	for (guint i = 1; i < object->numbers->len; i++)
		things_number(things, thing,
		              g_array_index(object->numbers, guint64, i));
	return thing;
}

guint32 onec_put_thing(struct onec *onec, const struct onec_object *object)
{
	const char *type = object->type->str;
	guint32 thing;

	if (object->kind != TYPE_THING)
		return THING_NONE;
	g_byte_array_set_size(onec->facts, 0);
	put_facts(onec, object);
	if (!onec->facts->len && !object->guid->len && !object->numbers->len)
		return THING_NONE;
	thing = find(onec, object);
	if (*type)
		record_text(onec->facts, FACT_TYPE, type);
	if (object->guid->len) {
		record_text(onec->facts, FACT_GUID, object->guid->str);
	} else if (object->numbers->len) {
		g_autofree char *number = g_strdup_printf(
			"%" G_GUINT64_FORMAT,
			g_array_index(object->numbers, guint64, 0) &
				~THINGS_GLOBAL);

		record_text(onec->facts, FACT_NUMBER, number);
	}
	things_tell(&onec->intake->book->things, thing, onec->facts);
	return thing;
}
