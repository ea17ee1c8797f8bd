/*
 * What objects tell of the things that orders refer to: attributes, phones.
 */
#include "xml/onec_p.h"

static void put_part(GByteArray *items, guint8 field, const struct part *part)
{
	if (part->text)
		record_text(items, field, part->text);
	else if (part->thing != THING_NONE)
		record_number(items, field, part->thing);
}

static void put_list(GByteArray *facts, guint8 fact, const GPtrArray *list)
{
	for (guint i = 0; i < list->len; i++)
		record_text(facts, fact, list->pdata[i]);
}

/* ---- rows and records of contact information ---- */

/* A text of the kind that the row says. */
static void put_by_kind(struct onec *onec, const struct onec_object *row,
                        const char *text, GByteArray *facts)
{
	struct part kind = onec_pick(onec, row, ROLE_CONTACT_KIND);
	enum contact_kind said = contact_kind_of(kind.text);

	if (kind.thing != THING_NONE) {
		put_part(facts, FACT_CONTACT_KIND, &kind);
		record_text(facts, FACT_CONTACT, text);
		return;
	}
	if (!kind.text && onec_pick(onec, row, ROLE_CONTACT_PHONE).text)
		said = CONTACT_PHONE;
	else if (!kind.text && onec_pick(onec, row, ROLE_CONTACT_MAIL).text)
		said = CONTACT_MAIL;
	if (said == CONTACT_PHONE)
		record_text(facts, FACT_PHONE, text);
	else if (said == CONTACT_MAIL)
		record_text(facts, FACT_MAIL, text);
}

/* True where the packed text said all that there is to say; else, where it
 * does not say of what kind it is, the text itself in *text_r. */
static bool put_packed(struct onec *onec, const char *packed, GByteArray *facts,
                       char **text_r)
{
	struct contact_info info;
	bool done;

	if (!contact_info_read(onec->contacts, &info, packed))
		return false;
	put_list(facts, FACT_PHONE, info.phones);
	put_list(facts, FACT_MAIL, info.mails);
	done = info.phones->len || info.mails->len || info.other;
	if (!done && !*text_r)
		*text_r = g_steal_pointer(&info.unsorted);
	contact_info_clear(&info);
	return done;
}

/* The number as 1C shows it, else its parts; NULL where there is none. */
static char *plain_text(struct onec *onec, const struct onec_object *row)
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
	guint count;
	const struct onec_path *list =
		onec_paths_role(onec->paths, ROLE_CONTACT_PACKED, &count);
	g_autofree char *unsorted = NULL, *text = NULL;
	const char *bare = NULL;

	for (guint i = 0; i < count; i++) {
		struct part part = onec_part_of(onec, row, list[i].step[0]);

		if (part.text && put_packed(onec, part.text, facts, &unsorted))
			return;
		if (part.text && *part.text != '<' && *part.text != '{')
			bare = part.text;
	}
	text = plain_text(onec, row);
	if (!text && unsorted)
		text = g_steal_pointer(&unsorted);
	if (text || bare)
		put_by_kind(onec, row, text ? text : bare, facts);
}

/* What a part of a slot is, in this file and in others; false where that
 * cannot be told. */
static bool put_slot_part(struct onec *onec, const struct onec_object *object,
                          const char *name, GString *slot)
{
	int id = onec_names_id(onec->names, name);
	struct part part;
	char guid[37];

	if (id < 0)
		return true;
	part = onec_part_of(onec, object, (guint)id);
	if (part.text)
		g_string_append(slot, part.text);
	if (part.text || part.thing == THING_NONE)
		return true;
	if (!things_guid(&onec->intake->book->things, part.thing, guid))
		return false;
	g_string_append(slot, guid);
	return true;
}

static bool put_slot(struct onec *onec, const struct onec_object *object,
                     enum fact fact)
{
	g_autoptr(GString) slot = g_string_new(NULL);

	if (!put_slot_part(onec, object, "Тип", slot))
		return false;
	g_string_append_c(slot, '/');
	if (!put_slot_part(onec, object, "Вид", slot))
		return false;
	record_text(onec->facts, (guint8)fact, slot->str);
	return true;
}

void onec_put_filter(struct onec *onec, const struct onec_object *object)
{
	struct part owner = onec_pick_thing(onec, object, ROLE_OWNER);

	g_byte_array_set_size(onec->facts, 0);
	if (owner.thing != THING_NONE && put_slot(onec, object, FACT_REGISTER))
		things_tell(&onec->intake->book->things, owner.thing,
		            onec->facts);
}

void onec_put_contact_record(struct onec *onec,
                             const struct onec_object *object)
{
	struct part owner = onec_pick_thing(onec, object, ROLE_OWNER);

	if (owner.thing == THING_NONE)
		return;
	g_byte_array_set_size(onec->facts, 0);
	record_number(onec->facts, FACT_RECORD, 0);
	put_slot(onec, object, FACT_SLOT);
	onec_put_contact(onec, object, onec->facts);
	things_tell(&onec->intake->book->things, owner.thing, onec->facts);
}

/* ---- what orders refer to ---- */

/* Phones or mail in attributes of the thing itself. */
static void put_all(struct onec *onec, const struct onec_object *object,
                    enum role role, guint8 fact)
{
	guint count;
	const struct onec_path *list =
		onec_paths_role(onec->paths, role, &count);

	for (guint i = 0; i < count; i++) {
		struct part part = onec_part_of(onec, object, list[i].step[0]);
		g_autofree char *unsorted = NULL;

		if (list[i].count > 1 || !part.text ||
		    put_packed(onec, part.text, onec->facts, &unsorted))
			continue;
		record_text(onec->facts, fact, unsorted ? unsorted : part.text);
	}
}

static void put_facts(struct onec *onec, const struct onec_object *object)
{
	onec_put_values(onec, object, USE_THING | USE_INNER, onec->facts);
	put_all(onec, object, ROLE_CLIENT_PHONE, FACT_PHONE);
	put_all(onec, object, ROLE_CLIENT_MAIL, FACT_MAIL);
	if (object->predefined->len)
		record_text(onec->facts, FACT_PREDEFINED,
		            object->predefined->str);
	g_byte_array_append(onec->facts, object->properties->data,
	                    object->properties->len);
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

/* Tells the facts, and which thing they are of. */
static guint32 put_thing(struct onec *onec, const struct onec_object *object,
                         bool card)
{
	const char *type = object->type->str;
	guint32 thing = find(onec, object);

	if (card)
		record_number(onec->facts, FACT_CARD, 0);
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

guint32 onec_put_thing(struct onec *onec, const struct onec_object *object,
                       bool card)
{
	bool is_thing = object->kind == TYPE_THING;

	g_byte_array_set_size(onec->facts, 0);
	if (is_thing)
		put_facts(onec, object);
	else if (object->kind == TYPE_PASSED)
		onec_put_values(onec, object, USE_INNER, onec->facts);
	if (!onec->facts->len &&
	    (!is_thing || (!object->guid->len && !object->numbers->len)))
		return THING_NONE;
	return put_thing(onec, object, card);
}

guint32 onec_put_passed(struct onec *onec, const struct onec_object *object)
{
	if (!object->guid->len && !object->numbers->len)
		return THING_NONE;
	g_byte_array_set_size(onec->facts, 0);
	onec_put_values(onec, object, USE_INNER, onec->facts);
	return put_thing(onec, object, false);
}
