/*
 * Which attribute plays a role: of several that may, the first that is not
 * empty does.
 */
#include "xml/onec_p.h"
#include "xml/value.h"

struct part onec_part_of(const struct onec *onec,
                         const struct onec_object *object, guint id)
{
	const struct onec_value *value = &object->values[id];

	return (struct part){
		.name = onec_names_text(onec->names, id),
		.text = value->at ? object->texts->str + value->at - 1 : NULL,
		.thing = value->thing,
	};
}

bool onec_said(const struct part *part)
{
	return part->text || part->thing != THING_NONE;
}

struct part onec_pick(const struct onec *onec, const struct onec_object *object,
                      enum role role)
{
	guint count;
	const guint8 *ids = onec_names_role(onec->names, role, &count);

	for (guint i = 0; i < count; i++) {
		struct part part = onec_part_of(onec, object, ids[i]);

		if (onec_said(&part))
			return part;
	}
	return (struct part){ .thing = THING_NONE };
}

bool onec_plays(const struct onec *onec, const struct onec_object *object,
                enum role role, guint id)
{
	struct part part = onec_pick(onec, object, role);

	return part.name == onec_names_text(onec->names, id);
}

/* Formats without marked references write a GUID as text. */
struct part onec_pick_thing(const struct onec *onec,
                            const struct onec_object *object, enum role role)
{
	struct things *things = &onec->intake->book->things;
	struct part part = onec_pick(onec, object, role);
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
