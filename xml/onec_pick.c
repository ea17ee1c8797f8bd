/*
 * Which attribute plays a role while an object is read: of several that may,
 * the first that is not empty does. Paths of more than one name are for
 * onec_follow.h.
 */
#include "xml/onec_p.h"
#include "xml/value.h"

#include <string.h>

struct part onec_part_of(const struct onec *onec,
                         const struct onec_object *object, guint id)
{
	const struct onec_value_at *value = &object->values[id];

	return (struct part){
		.name = onec_paths_name(onec->paths, id),
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
	const struct onec_path *list =
		onec_paths_role(onec->paths, role, &count);

	for (guint i = 0; i < count; i++) {
		struct part part;

		if (list[i].count > 1)
			continue;
		part = onec_part_of(onec, object, list[i].step[0]);
		if (onec_said(&part))
			return part;
	}
	return (struct part){ .thing = THING_NONE };
}

bool onec_plays(const struct onec *onec, const struct onec_object *object,
                enum role role, guint id)
{
	struct part part = onec_pick(onec, object, role);

	return part.name == onec_paths_name(onec->paths, id);
}

/* Nearly every text is none. */
static bool like_guid(const char *text)
{
	enum { SHORTEST = 32, LONGEST = 40 };
	gsize length = strlen(text);

	return length >= SHORTEST && length <= LONGEST &&
	       (*text == '{' || g_ascii_isxdigit(*text));
}

guint32 onec_guid_thing(struct onec *onec, const char *text)
{
	struct things *things = &onec->intake->book->things;
	g_autofree char *hold = NULL;
	const char *guid = like_guid(text) ? value_guid(text, &hold) : NULL;
	guint32 thing = guid ? things_find(things, guid, 0) : THING_NONE;
	g_autoptr(GByteArray) facts = NULL;

	if (guid && !things_told(things, thing)) {
		facts = g_byte_array_new();
		record_text(facts, FACT_GUID, guid);
		things_tell(things, thing, facts);
	}
	return thing;
}

/* Formats without marked references write a GUID as text. */
struct part onec_pick_thing(struct onec *onec, const struct onec_object *object,
                            enum role role)
{
	struct part part = onec_pick(onec, object, role);
	guint32 thing =
		part.text ? onec_guid_thing(onec, part.text) : THING_NONE;

	if (thing == THING_NONE)
		return part;
	part.thing = thing;
	part.text = NULL;
	return part;
}
