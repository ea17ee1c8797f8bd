/*
 * What objects tell of the things that orders refer to: names, kinds, phones.
 */
#include "xml/onec_p.h"

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
		struct part part = onec_pick(onec, row, whole[i]);

		if (part.text)
			return g_strdup(part.text);
	}
	for (int role = ROLE_FIELD_1; role <= ROLE_FIELD_3; role++) {
		struct part part = onec_pick(onec, row, (enum role)role);

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
	struct part kind = onec_pick(onec, row, ROLE_CONTACT_KIND);

	if (!text)
		return;
	if (onec_said(&kind)) {
		put_part(facts, FACT_CONTACT_KIND, &kind);
		record_text(facts, FACT_CONTACT, text);
	} else if (onec_pick(onec, row, ROLE_CONTACT_PHONE).text) {
		record_text(facts, FACT_PHONE, text);
	} else if (onec_pick(onec, row, ROLE_CONTACT_MAIL).text) {
		record_text(facts, FACT_MAIL, text);
	}
}

void onec_put_contact_record(struct onec *onec,
                             const struct onec_object *object)
{
	struct part owner = onec_pick_thing(onec, object, ROLE_OWNER);

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
		struct part part = onec_part_of(onec, object, ids[i]);

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
		struct part part = onec_pick(onec, object, singles[i].role);

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
