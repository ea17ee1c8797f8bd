/*
 * Serialized objects of 1C become objects of onec.h. What is a tabular section
 * only shows when an element has children, and an object may be a million
 * elements long, so everything is decided tag by tag.
 */
#include "xml/v8_object_p.h"

#include "xml/value.h"

#include <string.h>

static void frame_free(gpointer data)
{
	struct frame *frame = data;

	g_string_free(frame->type, TRUE);
	g_free(frame);
}

struct v8_object *v8_object_new(struct intake *intake)
{
	struct v8_object *object = g_new0(struct v8_object, 1);

	object->onec = onec_new(intake);
	v8_names_init(object, intake);
	object->frames = g_ptr_array_new_with_free_func(frame_free);
	object->type = g_string_new(NULL);
	object->item_name = g_string_new(NULL);
	object->item_value = g_string_new(NULL);
	object->item_type = g_string_new(NULL);
	object->scratch = g_string_new(NULL);
	return object;
}

void v8_object_free(struct v8_object *object)
{
	if (!object)
		return;
	onec_free(object->onec);
	g_hash_table_unref(object->known);
	g_ptr_array_unref(object->frames);
	g_string_free(object->type, TRUE);
	g_string_free(object->item_name, TRUE);
	g_string_free(object->item_value, TRUE);
	g_string_free(object->item_type, TRUE);
	g_string_free(object->scratch, TRUE);
	g_free(object);
}

struct frame *v8_push(struct v8_object *object, enum where where,
                      const struct tag *tag)
{
	struct frame *frame;

	if (object->depth == object->frames->len) {
		frame = g_new0(struct frame, 1);
		frame->type = g_string_new(NULL);
		g_ptr_array_add(object->frames, frame);
	}
	frame = g_ptr_array_index(object->frames, object->depth++);
	frame->where = where;
	frame->name = tag->name;
	frame->line = tag->line;
	frame->row = false;
	g_string_truncate(frame->type, 0);
	if (tag->count)
		tag_attribute_in(tag, V8_XSI, "type", frame->type);
	return frame;
}

/* ---- values ---- */

void v8_put(struct v8_object *object, const char *name, int id,
            const char *type, const char *text)
{
	enum { GUID = 36 };
	g_autofree char *hold = NULL;
	bool maybe = strlen(text) >= GUID;
	const char *guid = maybe ? value_guid(text, &hold) : NULL;

	if (!guid) {
		onec_text_as(object->onec, name, id, text);
		return;
	}
	v8_reference_type(type, object->scratch);
	onec_mention_as(object->onec, name, id, object->scratch->str, guid);
}

/* ---- tags ---- */

/* The namespaces that 1C ever used for objects begin so. */
static bool is_ours(const char *space)
{
	return !space || g_str_has_prefix(space, "http://v8.1c.ru/");
}

static enum tag_wish open_object(struct v8_object *object,
                                 const struct tag *tag)
{
	const char *type;

	if (!is_ours(tag->space))
		return TAG_SKIP;
	if (tag->name == object->names[OBJECT_DELETION]) {
		v8_push(object, DELETION, tag);
		return TAG_CHILDREN;
	}
	if (!v8_object_type(tag->name, object->type))
		return TAG_SKIP;
	type = object->type->str;
	if (g_str_has_prefix(type, REGISTER)) {
		if (!onec_reads_records(object->onec, type))
			return TAG_SKIP;
		v8_push(object, SET, tag);
		return TAG_CHILDREN;
	}
	if (onec_skips(object->onec, type))
		return TAG_SKIP;
	object->group = false;
	object->section = NULL;
	v8_push(object, OBJECT, tag);
	onec_begin(object->onec, type, tag->line);
	return TAG_CHILDREN;
}

/* An attribute that nobody knows a use for is worth a look where people are to
 * see what there is; it may be a picture. */
static enum tag_wish look(struct v8_object *object, enum where where,
                          const struct tag *tag, const struct meaning *meaning)
{
	if (!onec_looks(object->onec))
		return TAG_SKIP;
	v8_push(object, where, tag)->meaning = *meaning;
	return TAG_GLANCE;
}

static enum tag_wish open_field(struct v8_object *object, const struct tag *tag)
{
	struct meaning meaning = v8_meaning(object, tag->name);

	if (meaning.id < 0 && !meaning.section && !meaning.platform)
		return look(object, FIELD, tag, &meaning);
	v8_push(object, FIELD, tag)->meaning = meaning;
	return TAG_TEXT;
}

enum tag_wish v8_open_cell(struct v8_object *object, enum where where,
                           const struct tag *tag)
{
	struct meaning meaning = v8_meaning(object, tag->name);

	if (meaning.id < 0)
		return look(object, where, tag, &meaning);
	v8_push(object, where, tag)->meaning = meaning;
	return TAG_TEXT;
}

static void begin_row(struct v8_object *object, const struct frame *field)
{
	if (object->section != field->name)
		onec_section(object->onec, field->name);
	object->section = field->name;
	onec_begin_row(object->onec);
}

/* A child makes a row of an attribute, or Row a section of it. */
static enum tag_wish open_in_field(struct v8_object *object,
                                   const struct tag *tag)
{
	struct frame *field = v8_top(object);

	if (!field->meaning.section && !onec_looks(object->onec))
		return TAG_SKIP;
	if (tag->name == object->names[ROW_NAME] && !field->row) {
		begin_row(object, field);
		v8_push(object, ROW, tag);
		return TAG_CHILDREN;
	}
	if (!field->row) {
		field->row = true;
		begin_row(object, field);
	}
	return v8_open_cell(object, CELL, tag);
}

static enum tag_wish open_in_deletion(struct v8_object *object,
                                      const struct tag *tag)
{
	if (tag->name != object->names[REF])
		return TAG_SKIP;
	v8_push(object, DELETED, tag);
	return TAG_TEXT;
}

enum tag_wish v8_object_open(struct v8_object *object, const struct tag *tag)
{
	if (!object->depth)
		return open_object(object, tag);
	switch (v8_top(object)->where) {
	case OBJECT:
		return open_field(object, tag);
	case FIELD:
		return open_in_field(object, tag);
	case ROW:
		return v8_open_cell(object, CELL, tag);
	case SET:
	case RECORDS:
	case FILTER:
	case ITEM:
	case RECORD:
		return v8_records_open(object, tag);
	case DELETION:
		return open_in_deletion(object, tag);
	default:
		return TAG_SKIP;
	}
}

static void close_field(struct v8_object *object, const struct frame *field,
                        const char *text)
{
	if (field->row)
		onec_end_row(object->onec);
	else if (field->name == object->names[REF])
		onec_guid(object->onec, text);
	else if (field->name == object->names[IS_FOLDER])
		object->group = value_true(text);
	else if (field->name == object->names[PREDEFINED])
		onec_predefined(object->onec, text);
	else
		v8_put(object, field->meaning.attribute, field->meaning.id,
		       field->type->str, text);
}

/* An order that was removed from 1C is one more order; whatever else was
 * removed is of no use. */
static void close_deleted(struct v8_object *object, const struct frame *ref,
                          const char *text)
{
	v8_reference_type(ref->type->str, object->scratch);
	onec_begin(object->onec, object->scratch->str, ref->line);
	onec_guid(object->onec, text);
	onec_end_removed(object->onec);
}

bool v8_object_close(struct v8_object *object, const char *text)
{
	const struct frame *frame = v8_top(object);

	object->depth--;
	switch (frame->where) {
	case OBJECT:
		if (object->group)
			onec_end_group(object->onec);
		else
			onec_end_object(object->onec);
		break;
	case FIELD:
		close_field(object, frame, text);
		break;
	case ROW:
		onec_end_row(object->onec);
		break;
	case CELL:
	case CONDITION:
	case RECORD_FIELD:
		v8_put(object, frame->meaning.attribute, frame->meaning.id,
		       frame->type->str, text);
		break;
	case DELETED:
		close_deleted(object, frame, text);
		break;
	default:
		v8_records_close(object, frame, text);
	}
	return object->depth > 0;
}

void v8_object_predefined(struct v8_object *object, const char *table,
                          const char *ref, const char *name)
{
	onec_begin(object->onec, table, 0);
	onec_guid(object->onec, ref);
	onec_predefined(object->onec, name);
	onec_end_reference(object->onec);
}
