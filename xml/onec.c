/*
 * Objects of 1C while they are read. Only attributes with a meaning are kept,
 * and only of the objects that are open: of a whole base in one file the
 * order, its references and a row are in memory.
 */
#include "xml/onec.h"

#include "xml/onec_p.h"
#include "xml/value.h"

#include <string.h>

static void object_free(gpointer data)
{
	struct onec_object *object = data;

	g_free(object->values);
	g_string_free(object->texts, TRUE);
	g_string_free(object->type, TRUE);
	g_string_free(object->guid, TRUE);
	g_string_free(object->predefined, TRUE);
	g_byte_array_unref(object->rows);
	g_array_unref(object->numbers);
	g_free(object);
}

static struct onec_object *object_new(guint count)
{
	struct onec_object *object = g_new0(struct onec_object, 1);

	object->values = g_new0(struct onec_value, count);
	object->texts = g_string_new(NULL);
	object->type = g_string_new(NULL);
	object->guid = g_string_new(NULL);
	object->predefined = g_string_new(NULL);
	object->rows = g_byte_array_new();
	object->numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	return object;
}

struct onec *onec_new(struct intake *intake)
{
	struct onec *onec = g_new0(struct onec, 1);

	onec->intake = intake;
	onec->names = onec_names_new(&intake->settings->names);
	onec->objects = g_ptr_array_new_with_free_func(object_free);
	onec->facts = g_byte_array_new();
	return onec;
}

void onec_free(struct onec *onec)
{
	if (!onec)
		return;
	g_ptr_array_unref(onec->objects);
	g_byte_array_unref(onec->facts);
	onec_names_free(onec->names);
	g_free(onec);
}

static struct onec_object *top(const struct onec *onec)
{
	return g_ptr_array_index(onec->objects, onec->depth - 1);
}

/* Objects are used again: a file opens millions. */
static struct onec_object *push(struct onec *onec)
{
	guint count = onec_names_count(onec->names);
	struct onec_object *object;

	if (onec->depth == onec->objects->len)
		g_ptr_array_add(onec->objects, object_new(count));
	object = g_ptr_array_index(onec->objects, onec->depth++);
	for (guint i = 0; i < count; i++)
		object->values[i] = (struct onec_value){ 0, THING_NONE };
	g_string_truncate(object->texts, 0);
	g_string_truncate(object->type, 0);
	g_string_truncate(object->guid, 0);
	g_string_truncate(object->predefined, 0);
	g_byte_array_set_size(object->rows, 0);
	g_array_set_size(object->numbers, 0);
	object->section = SECTION_NONE;
	object->kind = TYPE_THING;
	object->has_amount = false;
	return object;
}

void onec_begin(struct onec *onec, const char *type, guint line)
{
	bool inside = onec->depth > 0;
	struct onec_object *object = push(onec);

	g_string_assign(object->type, type);
	object->line = line;
	object->kind = onec_names_type(onec->names, type);
	/* A reference to an order is none. */
	if (inside && object->kind == TYPE_ORDER)
		object->kind = TYPE_PASSED;
	if (object->kind == TYPE_ORDER)
		faults_order_begin(onec->intake->faults);
}

void onec_end_object(struct onec *onec)
{
	struct onec_object *object = top(onec);

	switch (object->kind) {
	case TYPE_ORDER:
		onec_put_order(onec, object);
		faults_order_end(onec->intake->faults);
		break;
	case TYPE_CONTACTS:
		onec_put_contact_record(onec, object);
		break;
	default:
		onec_put_thing(onec, object);
	}
	onec->depth--;
}

guint32 onec_end_reference(struct onec *onec)
{
	guint32 thing = onec_put_thing(onec, top(onec));

	onec->depth--;
	return thing;
}

void onec_guid(struct onec *onec, const char *text)
{
	g_autofree char *hold = NULL;
	const char *guid = value_guid(text, &hold);

	if (guid)
		g_string_assign(top(onec)->guid, guid);
}

void onec_predefined(struct onec *onec, const char *text)
{
	g_autofree char *hold = NULL;
	const char *value = value_read(text, &hold);

	if (value)
		g_string_assign(top(onec)->predefined, value);
}

/* 0 where it is no number. */
static guint64 number_of(const char *text, bool global)
{
	g_autofree char *hold = NULL;
	const char *value = value_read(text, &hold);
	guint64 number;

	if (!value || !g_ascii_string_to_unsigned(value, 10, 1, THINGS_KEY - 1,
	                                          &number, NULL))
		return 0;
	return global ? number | THINGS_GLOBAL : number;
}

void onec_number(struct onec *onec, const char *text, bool global)
{
	enum { MOST = 8 };
	guint64 number = number_of(text, global);
	GArray *numbers = top(onec)->numbers;

	if (number && numbers->len < MOST)
		g_array_append_val(numbers, number);
}

void onec_attribute(struct onec *onec, const char *name)
{
	struct onec_object *object = top(onec);
	int id = object->kind == TYPE_ORDER ? onec_names_id(onec->names, name)
	                                    : -1;
	guint count;
	const guint8 *ids = onec_names_role(onec->names, ROLE_AMOUNT, &count);

	for (guint i = 0; id >= 0 && i < count; i++)
		object->has_amount = object->has_amount || ids[i] == id;
}

void onec_text(struct onec *onec, const char *name, const char *text)
{
	struct onec_object *object = top(onec);
	g_autofree char *hold = NULL;
	const char *value = value_read(text, &hold);
	int id = value ? onec_names_id(onec->names, name) : -1;

	if (id < 0)
		return;
	object->values[id].at = (guint32)object->texts->len + 1;
	object->values[id].thing = THING_NONE;
	g_string_append_len(object->texts, value, (gssize)strlen(value) + 1);
	order_book_measure(onec->intake->book, object->texts->len);
	if (object->kind == TYPE_ORDER &&
	    onec_plays(onec, object, ROLE_NUMBER, (guint)id))
		faults_order_number(onec->intake->faults, value);
}

void onec_thing(struct onec *onec, const char *name, guint32 thing)
{
	int id = thing == THING_NONE ? -1 : onec_names_id(onec->names, name);

	if (id >= 0)
		top(onec)->values[id] = (struct onec_value){ 0, thing };
}

guint32 onec_numbered(struct onec *onec, const char *text, bool global)
{
	struct things *things = &onec->intake->book->things;
	guint64 number = number_of(text, global);
	g_autofree char *said = NULL;
	guint32 thing;

	if (!number)
		return THING_NONE;
	thing = things_find(things, NULL, number);
	if (!things_told(things, thing)) {
		said = g_strdup_printf("%" G_GUINT64_FORMAT,
		                       number & ~THINGS_GLOBAL);
		g_byte_array_set_size(onec->facts, 0);
		record_text(onec->facts, FACT_NUMBER, said);
		things_tell(things, thing, onec->facts);
	}
	return thing;
}

void onec_section(struct onec *onec, const char *name)
{
	top(onec)->section = onec_names_section(onec->names, name);
}

void onec_begin_row(struct onec *onec)
{
	push(onec);
}

void onec_end_row(struct onec *onec)
{
	const struct onec_object *row = top(onec);
	struct onec_object *object;

	onec->depth--;
	object = top(onec);
	if (object->section == SECTION_CONTACTS)
		onec_put_contact(onec, row, object->rows);
	else if (object->section != SECTION_NONE && object->kind == TYPE_ORDER)
		onec_put_row(onec, row, object);
	order_book_measure(onec->intake->book, object->rows->len);
}
