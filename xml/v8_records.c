/*
 * Sets of records of an information register: what they were selected by, and
 * the records. The filter counts even where no record follows: then there are
 * none any more.
 */
#include "xml/v8_object_p.h"

static enum tag_wish open_in_set(struct v8_object *object,
                                 const struct tag *tag)
{
	if (tag->name == object->names[FILTER_NAME]) {
		v8_push(object, FILTER, tag);
		onec_begin(object->onec, object->type->str, tag->line);
		return TAG_CHILDREN;
	}
	if (tag->name == object->names[RECORDS_NAME]) {
		v8_push(object, RECORDS, tag);
		return TAG_CHILDREN;
	}
	if (tag->name != object->names[RECORD_NAME])
		return TAG_SKIP;
	v8_push(object, RECORD, tag);
	onec_begin(object->onec, object->type->str, tag->line);
	return TAG_CHILDREN;
}

static enum tag_wish open_in_filter(struct v8_object *object,
                                    const struct tag *tag)
{
	if (tag->name != object->names[FILTER_ITEM])
		return v8_open_cell(object, CONDITION, tag);
	v8_push(object, ITEM, tag);
	g_string_truncate(object->item_name, 0);
	g_string_truncate(object->item_value, 0);
	g_string_truncate(object->item_type, 0);
	return TAG_CHILDREN;
}

static enum tag_wish open_in_item(struct v8_object *object,
                                  const struct tag *tag)
{
	if (tag->name == object->names[FILTER_ITEM_NAME])
		v8_push(object, ITEM_NAME, tag);
	else if (tag->name == object->names[FILTER_ITEM_VALUE])
		v8_push(object, ITEM_VALUE, tag);
	else
		return TAG_SKIP;
	return TAG_TEXT;
}

enum tag_wish v8_records_open(struct v8_object *object, const struct tag *tag)
{
	switch (v8_top(object)->where) {
	case SET:
	case RECORDS:
		return open_in_set(object, tag);
	case FILTER:
		return open_in_filter(object, tag);
	case ITEM:
		return open_in_item(object, tag);
	case RECORD:
		return v8_open_cell(object, RECORD_FIELD, tag);
	default:
		return TAG_SKIP;
	}
}

static void close_item(struct v8_object *object)
{
	const char *name = object->item_name->str;

	v8_put(object, name, onec_id(object->onec, name),
	       object->item_type->str, object->item_value->str);
}

void v8_records_close(struct v8_object *object, const struct frame *frame,
                      const char *text)
{
	switch (frame->where) {
	case FILTER:
		onec_end_filter(object->onec);
		break;
	case ITEM:
		close_item(object);
		break;
	case ITEM_NAME:
		g_string_assign(object->item_name, text);
		break;
	case ITEM_VALUE:
		g_string_assign(object->item_value, text);
		g_string_assign(object->item_type, frame->type->str);
		break;
	case RECORD:
		onec_end_object(object->onec);
		break;
	default:
		break;
	}
}
