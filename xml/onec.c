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
	g_byte_array_unref(object->said);
	g_string_free(object->texts, TRUE);
	g_string_free(object->type, TRUE);
	g_string_free(object->guid, TRUE);
	g_string_free(object->predefined, TRUE);
	g_string_free(object->section_name, TRUE);
	g_byte_array_unref(object->rows);
	g_byte_array_unref(object->properties);
	g_byte_array_unref(object->left);
	g_array_unref(object->numbers);
	g_free(object);
}

static struct onec_object *object_new(guint count)
{
	struct onec_object *object = g_new0(struct onec_object, 1);

	object->values = g_new(struct onec_value_at, count);
	object->said = g_byte_array_new();
	for (guint i = 0; i < count; i++)
		object->values[i] = (struct onec_value_at){ 0, THING_NONE };
	object->texts = g_string_new(NULL);
	object->type = g_string_new(NULL);
	object->guid = g_string_new(NULL);
	object->predefined = g_string_new(NULL);
	object->section_name = g_string_new(NULL);
	object->rows = g_byte_array_new();
	object->properties = g_byte_array_new();
	object->left = g_byte_array_new();
	object->numbers = g_array_new(FALSE, FALSE, sizeof(guint64));
	return object;
}

struct onec *onec_new_as(struct intake *intake,
                         const struct onec_dialect *dialect)
{
	struct onec *onec = g_new0(struct onec, 1);

	onec->intake = intake;
	onec->names = onec_names_new(intake->settings, dialect);
	onec->paths = onec_names_paths(onec->names);
	onec->objects = g_ptr_array_new_with_free_func(object_free);
	onec->facts = g_byte_array_new();
	onec->left = onec_left_new();
	onec->contacts = contact_reader_new();
	onec_paths_save(onec->paths, intake->book->paths);
	return onec;
}

struct onec *onec_new(struct intake *intake)
{
	return onec_new_as(intake, NULL);
}

void onec_free(struct onec *onec)
{
	if (!onec)
		return;
	g_ptr_array_unref(onec->objects);
	g_byte_array_unref(onec->facts);
	onec_left_free(onec->left);
	contact_reader_free(onec->contacts);
	onec_names_free(onec->names);
	g_free(onec);
}

bool onec_skips(const struct onec *onec, const char *type)
{
	if (onec_names_far(onec->names) ||
	    onec_names_type(onec->names, type) != TYPE_PASSED)
		return false;
	onec_left_document(onec, type);
	return true;
}

bool onec_reads_records(const struct onec *onec, const char *type)
{
	enum onec_type kind = onec_names_type(onec->names, type);

	return kind == TYPE_CONTACTS || kind == TYPE_PROPERTIES;
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

	onec->ended = NULL;
	if (onec->depth == onec->objects->len)
		g_ptr_array_add(onec->objects, object_new(count));
	object = g_ptr_array_index(onec->objects, onec->depth++);
	for (guint i = 0; i < object->said->len; i++)
		object->values[object->said->data[i]] =
			(struct onec_value_at){ 0, THING_NONE };
	g_byte_array_set_size(object->said, 0);
	g_string_truncate(object->texts, 0);
	g_string_truncate(object->type, 0);
	g_string_truncate(object->guid, 0);
	g_string_truncate(object->predefined, 0);
	g_byte_array_set_size(object->rows, 0);
	g_byte_array_set_size(object->properties, 0);
	g_byte_array_set_size(object->left, 0);
	g_array_set_size(object->numbers, 0);
	object->section = SECTION_NONE;
	object->section_id = -1;
	object->kind = TYPE_THING;
	object->is_row = false;
	object->has_amount = false;
	return object;
}

void onec_begin(struct onec *onec, const char *type, guint line)
{
	bool inside = onec->depth > 0;
	struct onec_object *object = push(onec);

	g_string_assign(object->type, type);
	object->line = line;
	object->kind = *type ? onec_names_type(onec->names, type) : TYPE_THING;
	/* A reference to an order is none. */
	if (inside && object->kind == TYPE_ORDER)
		object->kind = TYPE_PASSED;
	if (object->kind == TYPE_ORDER)
		faults_order_begin(onec->intake->faults);
	if (!inside)
		onec_left_begin(onec, object);
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
	case TYPE_PROPERTIES:
		onec_put_property_record(onec, object);
		break;
	default:
		onec_put_thing(onec, object, true);
	}
	onec->depth--;
	if (!onec->depth && object->kind != TYPE_ORDER)
		onec_left_end(onec, object);
}

void onec_end_group(struct onec *onec)
{
	if (top(onec)->kind == TYPE_ORDER)
		faults_order_end(onec->intake->faults);
	onec->depth--;
}

void onec_end_removed(struct onec *onec)
{
	const struct onec_object *object = top(onec);

	if (object->kind == TYPE_ORDER) {
		onec_put_removed(onec, object);
		faults_order_end(onec->intake->faults);
	}
	onec->depth--;
}

void onec_end_filter(struct onec *onec)
{
	const struct onec_object *object = top(onec);

	if (object->kind == TYPE_CONTACTS)
		onec_put_filter(onec, object);
	onec->depth--;
}

guint32 onec_end_reference(struct onec *onec)
{
	const struct onec_object *object = top(onec);
	guint32 thing = object->kind == TYPE_THING
	                        ? onec_put_thing(onec, object, false)
	                        : THING_PASSED;

	onec->depth--;
	onec->ended = object;
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

	if (id >= 0 && onec_paths_plays(onec->paths, ROLE_AMOUNT, (guint)id))
		object->has_amount = true;
}

static void set_value(struct onec_object *object, int id,
                      struct onec_value_at value)
{
	struct onec_value_at *place = &object->values[id];
	guint8 byte = (guint8)id;

	if (!place->at && place->thing == THING_NONE)
		g_byte_array_append(object->said, &byte, 1);
	*place = value;
}

int onec_id(struct onec *onec, const char *name)
{
	return onec_names_id(onec->names, name);
}

bool onec_looks(const struct onec *onec)
{
	return onec_left_looks(onec->left);
}

bool onec_is_section(struct onec *onec, const char *name)
{
	int id = onec_names_id(onec->names, name);

	return onec_names_section(onec->names, name) != SECTION_NONE ||
	       (id >= 0 && onec_names_use(onec->names, (guint)id) & USE_OUTER);
}

void onec_text_as(struct onec *onec, const char *name, int id, const char *text)
{
	struct onec_object *object = top(onec);
	g_autofree char *hold = NULL;
	const char *value = value_read(text, &hold);

	if (value)
		onec_left_value(onec, object, name, id, value, THING_NONE,
		                NULL);
	if (id < 0 || !value)
		return;
	set_value(object, id,
	          (struct onec_value_at){ (guint32)object->texts->len + 1,
	                                  THING_NONE });
	g_string_append_len(object->texts, value, (gssize)strlen(value) + 1);
	order_book_measure(onec->intake->book, object->texts->len);
	if (object->kind == TYPE_ORDER &&
	    onec_plays(onec, object, ROLE_NUMBER, (guint)id))
		faults_order_number(onec->intake->faults, value);
}

void onec_text(struct onec *onec, const char *name, const char *text)
{
	onec_text_as(onec, name, onec_names_id(onec->names, name), text);
}

static guint32 mention(struct onec *onec, const char *type, const char *guid)
{
	struct things *things = &onec->intake->book->things;
	guint32 thing = things_find(things, guid, 0);

	if (things_told(things, thing))
		return thing;
	g_byte_array_set_size(onec->facts, 0);
	if (*type)
		record_text(onec->facts, FACT_TYPE, type);
	record_text(onec->facts, FACT_GUID, guid);
	things_tell(things, thing, onec->facts);
	return thing;
}

void onec_mention_as(struct onec *onec, const char *name, int id,
                     const char *type, const char *guid)
{
	enum onec_type kind = onec_names_type(onec->names, type);
	bool far =
		id >= 0 && onec_names_use(onec->names, (guint)id) & USE_OUTER;
	guint32 thing;

	/* As other documents are: kept only where a path leads on. */
	if (kind != TYPE_THING && !far)
		return;
	thing = mention(onec, type, guid);
	onec_left_value(onec, top(onec), name, id, NULL, thing, NULL);
	if (id >= 0)
		set_value(top(onec), id, (struct onec_value_at){ 0, thing });
}

/* What the object that ended last is to the attribute that it is the value of.
 */
static guint32 passed(struct onec *onec, int id)
{
	const struct onec_object *ended =
		g_ptr_array_index(onec->objects, onec->depth);

	return id >= 0 && onec_names_use(onec->names, (guint)id) & USE_OUTER
	               ? onec_put_passed(onec, ended)
	               : THING_NONE;
}

void onec_thing(struct onec *onec, const char *name, guint32 thing)
{
	struct onec_object *object = top(onec);
	int id = onec_names_id(onec->names, name);
	const GByteArray *inner = NULL;

	if (onec->ended)
		inner = onec->ended->left;
	onec->ended = NULL;
	if (thing == THING_PASSED)
		thing = passed(onec, id);
	if (thing == THING_NONE)
		return;
	onec_left_value(onec, object, name, id, NULL, thing, inner);
	if (id >= 0)
		set_value(object, id, (struct onec_value_at){ 0, thing });
}

guint32 onec_numbered(struct onec *onec, const char *text, bool global)
{
	struct things *things = &onec->intake->book->things;
	guint64 number = number_of(text, global);
	g_autofree char *said = NULL;
	guint32 thing;

	onec->ended = NULL;
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
	struct onec_object *object = top(onec);

	object->section = onec_names_section(onec->names, name);
	object->section_id = onec_names_id(onec->names, name);
	object->rows_taken = 0;
	g_string_assign(object->section_name, name);
}

void onec_begin_row(struct onec *onec)
{
	push(onec)->is_row = true;
}

void onec_end_row(struct onec *onec)
{
	const struct onec_object *row = top(onec);
	struct onec_object *object;

	onec->depth--;
	object = top(onec);
	onec_left_row(onec, row, object);
	object->rows_taken++;
	if (object->section_id >= 0)
		onec_put_properties(onec, row, object);
	if (object->kind == TYPE_ORDER)
		onec_put_row(onec, row, object);
	else if (object->section == SECTION_CONTACTS)
		onec_put_contact(onec, row, object->rows);
	order_book_measure(onec->intake->book,
	                   object->rows->len + object->properties->len);
}
