/*
 * Attributes that the names of [1c] do not mention: of the first orders of a
 * file, and of the first objects of each other type, with an example of their
 * values, so that a person sees what there is to be named. A few dozen objects
 * and some kilobytes each, whatever the file.
 */
#include "xml/onec_p.h"

#include "core/text.h"

#include <string.h>

enum {
	ORDERS_MOST = 3,
	OBJECTS_MOST = 3, /* of a type */
	TYPES_MOST = 40,
	LEFT_MOST = 16 * 1024, /* bytes of an object */
	EXAMPLE_MOST = 120,
	PATH_MOST = 300,
};

struct onec_left {
	bool looking;
	guint orders;
	GHashTable *types; /* type → how many of it were looked at */
	GString *path;
};

struct onec_left *onec_left_new(void)
{
	struct onec_left *left = g_new0(struct onec_left, 1);

	left->types =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	left->path = g_string_new(NULL);
	return left;
}

void onec_left_free(struct onec_left *left)
{
	g_hash_table_unref(left->types);
	g_string_free(left->path, TRUE);
	g_free(left);
}

bool onec_left_looks(const struct onec_left *left)
{
	return left->looking;
}

/* Of a document that is no order it is told that there are such: perhaps one of
 * them is what [1c] should call an order. */
void onec_left_document(const struct onec *onec, const char *type)
{
	GHashTable *types = onec->left->types;

	if (!g_str_has_prefix(type, "Документ.") ||
	    g_hash_table_size(types) >= TYPES_MOST ||
	    !g_hash_table_insert(types, g_strdup(type), GUINT_TO_POINTER(1)))
		return;
	order_book_other(onec->intake->book, type);
}

static bool look_at_type(struct onec_left *left, const char *type)
{
	guint count = GPOINTER_TO_UINT(g_hash_table_lookup(left->types, type));

	if (!*type || g_str_has_prefix(type, "Документ.") ||
	    count >= OBJECTS_MOST ||
	    (!count && g_hash_table_size(left->types) >= TYPES_MOST))
		return false;
	g_hash_table_insert(left->types, g_strdup(type),
	                    GUINT_TO_POINTER(count + 1));
	return true;
}

void onec_left_begin(struct onec *onec, const struct onec_object *object)
{
	struct onec_left *left = onec->left;

	if (object->kind == TYPE_PASSED)
		onec_left_document(onec, object->type->str);
	if (object->kind == TYPE_ORDER)
		left->looking = left->orders++ < ORDERS_MOST;
	else
		left->looking = look_at_type(left, object->type->str);
}

/* Whether the names mention it at this place. */
static bool is_known(const struct onec *onec, const struct onec_object *object,
                     int id)
{
	unsigned use;

	if (id < 0)
		return false;
	use = onec_names_use(onec->names, (guint)id);
	if (object->is_row)
		return use & (USE_ROW | USE_INNER);
	switch (object->kind) {
	case TYPE_ORDER:
		return use & USE_ORDER;
	case TYPE_CONTACTS:
	case TYPE_PROPERTIES:
		return true;
	default:
		return use & (USE_THING | USE_INNER);
	}
}

static void put(struct onec_object *object, const char *path, const char *text,
                guint32 thing)
{
	g_autofree char *short_path = text_plain(path, PATH_MOST);

	/* What has no name cannot be named. */
	if (!*short_path || object->left->len > LEFT_MOST)
		return;
	record_text(object->left, ONEC_ITEM_LEFT, short_path);
	if (text) {
		g_autofree char *example = text_plain(text, EXAMPLE_MOST);

		record_text(object->left, ONEC_ITEM_EXAMPLE, example);
	} else {
		record_number(object->left, ONEC_ITEM_EXAMPLE, thing);
	}
}

/* What is inside, under the name that it has here. */
static void put_inner(struct onec *onec, struct onec_object *object,
                      const char *name, const GByteArray *inner)
{
	GString *path = onec->left->path;
	struct record_item item;
	gsize at = 0;

	if (!*name)
		return;
	while (record_next(inner->data, inner->len, &at, &item)) {
		g_autofree char *text =
			item.is_text ? g_strndup(item.text, item.length) : NULL;

		if (item.field == ONEC_ITEM_LEFT)
			g_string_printf(path, "%s.%s", name, text);
		else
			put(object, path->str, text, item.number);
	}
}

void onec_left_value(struct onec *onec, struct onec_object *object,
                     const char *name, int id, const char *text, guint32 thing,
                     const GByteArray *inner)
{
	if (!onec->left->looking)
		return;
	if (!is_known(onec, object, id))
		put(object, name, text, thing);
	if (inner)
		put_inner(onec, object, name, inner);
}

void onec_left_row(struct onec *onec, const struct onec_object *row,
                   struct onec_object *object)
{
	/* One row shows what all of them have; properties and contacts are
	 * known by what they say. */
	if (!onec->left->looking || object->rows_taken ||
	    object->section == SECTION_PROPERTIES ||
	    object->section == SECTION_CONTACTS)
		return;
	put_inner(onec, object, object->section_name->str, row->left);
}

void onec_left_end(struct onec *onec, const struct onec_object *object)
{
	GByteArray *book = onec->intake->book->left;

	if (!onec->left->looking || !object->left->len)
		return;
	record_text(book, LEFT_TYPE, object->type->str);
	g_byte_array_append(book, object->left->data, object->left->len);
}
