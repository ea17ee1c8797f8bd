/*
 * Values as items of a record: what onec_node.h reads.
 */
#include "xml/onec_p.h"

#include <string.h>

static void append_all(GString *to, const GPtrArray *list)
{
	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(to, "%s%s", to->len ? ", " : "",
		                       (char *)list->pdata[i]);
}

/* A phone may be packed wherever it stands; NULL where the text is plain. */
static char *unpacked(struct onec *onec, const char *text)
{
	struct contact_info info;
	GString *plain;

	if (!contact_info_read(onec->contacts, &info, text))
		return NULL;
	plain = g_string_new(NULL);
	append_all(plain, info.phones);
	append_all(plain, info.mails);
	if (!plain->len && info.unsorted)
		g_string_append(plain, info.unsorted);
	contact_info_clear(&info);
	return g_string_free(plain, FALSE);
}

static void put_text(struct onec *onec, GByteArray *items, guint8 field,
                     const char *text)
{
	guint32 thing = onec_guid_thing(onec, text);
	g_autofree char *plain = NULL;

	if (thing != THING_NONE) {
		record_number(items, field, thing);
		return;
	}
	plain = unpacked(onec, text);
	record_text(items, field, plain ? plain : text);
}

static void put_part(struct onec *onec, GByteArray *items, guint8 field,
                     const struct part *part)
{
	if (part->text)
		put_text(onec, items, field, part->text);
	else if (part->thing != THING_NONE)
		record_number(items, field, part->thing);
}

void onec_put_values(struct onec *onec, const struct onec_object *object,
                     unsigned uses, GByteArray *items)
{
	for (guint i = 0; i < object->said->len; i++) {
		guint id = object->said->data[i];
		struct part part;

		if (!(onec_names_use(onec->names, id) & uses))
			continue;
		part = onec_part_of(onec, object, id);
		put_part(onec, items, (guint8)(ONEC_ITEM + id), &part);
	}
}

/* ---- rows by their names ---- */

static void put_keyed(struct onec *onec, guint section, const struct part *key,
                      const struct part *value, GByteArray *items)
{
	put_part(onec, items, ONEC_ITEM_KEY, key);
	put_part(onec, items, (guint8)(ONEC_ITEM + section), value);
}

static void put_property(struct onec *onec, const struct onec_object *row,
                         guint section, GByteArray *items)
{
	struct part name = onec_pick_thing(onec, row, ROLE_PROPERTY);
	struct part value = onec_pick(onec, row, ROLE_PROPERTY_VALUE);

	if (onec_said(&name) && onec_said(&value))
		put_keyed(onec, section, &name, &value, items);
}

/* Whether an earlier row of the section has this attribute. */
static bool is_put(const GByteArray *items, guint section, const char *name)
{
	struct record_item item;
	bool key = false;
	gsize at = 0;

	while (record_next(items->data, items->len, &at, &item)) {
		if (key && item.field == ONEC_ITEM + section)
			return true;
		key = item.field == ONEC_ITEM_KEY && item.is_text &&
		      item.length == strlen(name) &&
		      memcmp(item.text, name, item.length) == 0;
	}
	return false;
}

static void put_attributes(struct onec *onec, const struct onec_object *row,
                           guint section, GByteArray *items)
{
	for (guint i = 0; i < row->said->len; i++) {
		guint id = row->said->data[i];
		struct part value = onec_part_of(onec, row, id);
		struct part name = { .text = onec_paths_name(onec->paths, id),
			             .thing = THING_NONE };

		if (onec_names_use(onec->names, id) & USE_INNER &&
		    !is_put(items, section, name.text))
			put_keyed(onec, section, &name, &value, items);
	}
}

void onec_put_properties(struct onec *onec, const struct onec_object *row,
                         struct onec_object *object)
{
	guint section = (guint)object->section_id;

	if (object->section == SECTION_PROPERTIES)
		put_property(onec, row, section, object->properties);
	else if (onec_names_use(onec->names, section) & USE_OUTER)
		put_attributes(onec, row, section, object->properties);
}

void onec_put_property_record(struct onec *onec,
                              const struct onec_object *object)
{
	struct part owner = onec_pick_thing(onec, object, ROLE_OWNER);
	int section =
		onec_names_id(onec->names, onec_names_last(object->type->str));

	if (owner.thing == THING_NONE || section < 0)
		return;
	g_byte_array_set_size(onec->facts, 0);
	record_number(onec->facts, FACT_RECORD, 0);
	put_property(onec, object, (guint)section, onec->facts);
	things_tell(&onec->intake->book->things, owner.thing, onec->facts);
}
