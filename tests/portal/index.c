/*
 * The index: a hash table whose values are one entity, a short list of them,
 * or a set; the lowest bits of the pointer tell which.
 *
 * Refuses to fold texts or to know fields: entity.c does.
 */
#include "tests/portal/index.h"

#include <stdbool.h>

#define LISTED 32 /* more than so many become a set */

enum held { HELD_ONE = 0, HELD_LIST = 1, HELD_SET = 2, HELD_BITS = 3 };

struct list {
	guint length, room;
	struct entity *at[];
};

struct index {
	GHashTable *held; /* text → tagged pointer */
};

static enum held held_of(gpointer tagged)
{
	return (enum held)(GPOINTER_TO_SIZE(tagged) & HELD_BITS);
}

static gpointer tag(gpointer pointer, enum held held)
{
	return GSIZE_TO_POINTER(GPOINTER_TO_SIZE(pointer) | (gsize)held);
}

static gpointer untag(gpointer tagged)
{
	return GSIZE_TO_POINTER(GPOINTER_TO_SIZE(tagged) & ~(gsize)HELD_BITS);
}

static void free_held(gpointer tagged)
{
	if (held_of(tagged) == HELD_LIST)
		g_free(untag(tagged));
	if (held_of(tagged) == HELD_SET)
		g_hash_table_unref(untag(tagged));
}

struct index *index_new(void)
{
	struct index *index = g_new0(struct index, 1);

	index->held = g_hash_table_new(g_str_hash, g_str_equal);
	return index;
}

void index_free(struct index *index)
{
	GHashTableIter iter;
	gpointer tagged;

	if (!index)
		return;
	g_hash_table_iter_init(&iter, index->held);
	while (g_hash_table_iter_next(&iter, NULL, &tagged))
		free_held(tagged);
	g_hash_table_unref(index->held);
	g_free(index);
}

static struct list *list_new(guint room)
{
	struct list *list =
		g_malloc(sizeof(*list) + room * sizeof(list->at[0]));

	list->length = 0;
	list->room = room;
	return list;
}

static bool is_listed(const struct list *list, const struct entity *entity)
{
	for (guint i = 0; i < list->length; i++) {
		if (list->at[i] == entity)
			return true;
	}
	return false;
}

static gpointer set_of(struct list *list)
{
	GHashTable *set = g_hash_table_new(NULL, NULL);

	for (guint i = 0; i < list->length; i++)
		g_hash_table_add(set, list->at[i]);
	g_free(list);
	return tag(set, HELD_SET);
}

/* Both give back what is to be kept in place of `tagged`. */
static gpointer add_to_one(gpointer tagged, struct entity *entity)
{
	struct list *list;

	if (tagged == entity)
		return tagged;
	list = list_new(2);
	list->at[list->length++] = tagged;
	list->at[list->length++] = entity;
	return tag(list, HELD_LIST);
}

static gpointer add_to_list(gpointer tagged, struct entity *entity)
{
	struct list *list = untag(tagged);

	if (is_listed(list, entity))
		return tagged;
	if (list->length == LISTED) {
		tagged = set_of(list);
		g_hash_table_add(untag(tagged), entity);
		return tagged;
	}
	if (list->length == list->room) {
		list->room *= 2;
		list = g_realloc(
			list, sizeof(*list) + list->room * sizeof(list->at[0]));
	}
	list->at[list->length++] = entity;
	return tag(list, HELD_LIST);
}

void index_add(struct index *index, const char *text, struct entity *entity)
{
	gpointer old = g_hash_table_lookup(index->held, text);
	gpointer new = entity;

	if (old && held_of(old) == HELD_SET) {
		g_hash_table_add(untag(old), entity);
		return;
	}
	if (old)
		new = held_of(old) == HELD_ONE ? add_to_one(old, entity)
		                               : add_to_list(old, entity);
	if (new != old)
		g_hash_table_insert(index->held, (char *)text, new);
}

/* False where nothing is left. */
static bool remove_from_list(struct list *list, const struct entity *entity)
{
	for (guint i = 0; i < list->length; i++) {
		if (list->at[i] == entity)
			list->at[i--] = list->at[--list->length];
	}
	return list->length > 0;
}

void index_remove(struct index *index, const char *text, struct entity *entity)
{
	gpointer held = g_hash_table_lookup(index->held, text);
	bool left = true;

	if (!held)
		return;
	switch (held_of(held)) {
	case HELD_LIST:
		left = remove_from_list(untag(held), entity);
		break;
	case HELD_SET:
		g_hash_table_remove(untag(held), entity);
		left = g_hash_table_size(untag(held)) > 0;
		break;
	default:
		left = held != entity;
	}
	if (left)
		return;
	free_held(held);
	g_hash_table_remove(index->held, text);
}

static guint count_held(gpointer held)
{
	if (!held)
		return 0;
	if (held_of(held) == HELD_ONE)
		return 1;
	if (held_of(held) == HELD_LIST)
		return ((struct list *)untag(held))->length;
	return g_hash_table_size(untag(held));
}

guint index_count(const struct index *index, const char *text)
{
	return count_held(g_hash_table_lookup(index->held, text));
}

static void collect_held(gpointer held, GPtrArray *to)
{
	GHashTableIter iter;
	gpointer entity;

	if (held_of(held) == HELD_ONE) {
		g_ptr_array_add(to, held);
	} else if (held_of(held) == HELD_LIST) {
		const struct list *list = untag(held);

		for (guint i = 0; i < list->length; i++)
			g_ptr_array_add(to, list->at[i]);
	} else {
		g_hash_table_iter_init(&iter, untag(held));
		while (g_hash_table_iter_next(&iter, &entity, NULL))
			g_ptr_array_add(to, entity);
	}
}

void index_collect(const struct index *index, const char *text, GPtrArray *to)
{
	gpointer held = g_hash_table_lookup(index->held, text);

	if (held)
		collect_held(held, to);
}

void index_shared(const struct index *index,
                  void (*visit)(const GPtrArray *entities, gpointer data),
                  gpointer data)
{
	g_autoptr(GPtrArray) entities = g_ptr_array_new();
	GHashTableIter iter;
	gpointer held;

	g_hash_table_iter_init(&iter, index->held);
	while (g_hash_table_iter_next(&iter, NULL, &held)) {
		if (count_held(held) < 2)
			continue;
		g_ptr_array_set_size(entities, 0);
		collect_held(held, entities);
		visit(entities, data);
	}
}
