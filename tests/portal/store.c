/*
 * The store: entities, their slots, the indexes.
 *
 * Knows no rule of Bitrix24 (rules.c) and no JSON. Refuses to search without
 * an index: filter.c walks `all` where it must.
 */
#include "tests/portal/store.h"

#include <string.h>

static void entity_free(gpointer data)
{
	struct entity *entity = data;

	if (entity->comms)
		g_ptr_array_unref(entity->comms);
	g_free(entity->comm_keys);
	if (entity->sorts)
		g_array_unref(entity->sorts);
	g_free(entity->slot);
	g_free(entity);
}

static void free_many(const struct kind *kind, struct entity *entity)
{
	guint slots = MIN(entity->slots, kind->fields->len);

	for (guint i = 0; i < slots; i++) {
		const struct field *field = g_ptr_array_index(kind->fields, i);

		if (field->flags & FIELD_MULTIPLE)
			g_free(entity->slot[i].many);
	}
}

static struct kind *kind_new(int type_id, const char *name, GStringChunk *texts,
                             const struct field_row *rows)
{
	struct kind *kind = g_new0(struct kind, 1);

	kind->type_id = type_id;
	kind->name = name;
	kind->texts = texts;
	kind->fields =
		g_ptr_array_new_with_free_func((GDestroyNotify)field_free);
	kind->by_code = g_hash_table_new(g_str_hash, g_str_equal);
	kind->by_camel = g_hash_table_new(g_str_hash, g_str_equal);
	kind->by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
	kind->all = g_ptr_array_new_with_free_func(entity_free);
	kind->comm_index = index_new();
	for (; rows->code; rows++)
		kind_add_field(kind, field_new(kind->fields->len, rows));
	return kind;
}

static void kind_free(struct kind *kind)
{
	for (guint i = 0; i < kind->all->len; i++)
		free_many(kind, g_ptr_array_index(kind->all, i));
	index_free(kind->comm_index);
	g_ptr_array_unref(kind->all);
	g_hash_table_unref(kind->by_id);
	g_hash_table_unref(kind->by_code);
	g_hash_table_unref(kind->by_camel);
	g_ptr_array_unref(kind->fields);
	g_free(kind);
}

struct store *store_new(void)
{
	struct store *store = g_new0(struct store, 1);

	store->texts = g_string_chunk_new(1 << 16);
	store->deal = kind_new(2, "deal", store->texts, field_deal_rows);
	store->contact =
		kind_new(3, "contact", store->texts, field_contact_rows);
	store->last_field = 100;
	return store;
}

void store_free(struct store *store)
{
	if (!store)
		return;
	kind_free(store->deal);
	kind_free(store->contact);
	g_string_chunk_free(store->texts);
	g_free(store);
}

struct kind *store_kind(const struct store *store, gint64 type_id)
{
	if (type_id == store->deal->type_id)
		return store->deal;
	if (type_id == store->contact->type_id)
		return store->contact;
	return NULL;
}

const char *store_text(struct store *store, const char *text)
{
	return text ? g_string_chunk_insert_const(store->texts, text) : NULL;
}

struct field *kind_field(const struct kind *kind, const char *code)
{
	return g_hash_table_lookup(kind->by_code, code);
}

struct field *kind_camel(const struct kind *kind, const char *camel)
{
	return g_hash_table_lookup(kind->by_camel, camel);
}

void kind_add_field(struct kind *kind, struct field *field)
{
	g_assert(field->slot == kind->fields->len);
	if (field->flags & FIELD_INDEXED)
		field->index = index_new();
	g_ptr_array_add(kind->fields, field);
	g_hash_table_insert(kind->by_code, (char *)field->code, field);
	if (field->camel)
		g_hash_table_insert(kind->by_camel, (char *)field->camel,
		                    field);
}

static guint place_of(const struct kind *kind, gint64 id)
{
	guint low = 0, high = kind->all->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		const struct entity *at = g_ptr_array_index(kind->all, middle);

		if (at->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct entity *store_add(struct kind *kind, gint64 id)
{
	struct entity *entity = g_new0(struct entity, 1);

	entity->slots = kind->fields->len;
	entity->slot = g_new0(union slot, entity->slots);
	entity->id = id ? id : kind->last_id + 1;
	kind->last_id = MAX(kind->last_id, entity->id);
	g_ptr_array_insert(kind->all, (int)place_of(kind, entity->id), entity);
	g_hash_table_insert(kind->by_id, &entity->id, entity);
	return entity;
}

struct entity *kind_find(const struct kind *kind, gint64 id)
{
	return g_hash_table_lookup(kind->by_id, &id);
}

void store_remove(struct kind *kind, struct entity *entity)
{
	kind_comm_index(kind, entity, NULL);
	for (guint i = 0; i < kind->fields->len && i < entity->slots; i++) {
		struct field *field = g_ptr_array_index(kind->fields, i);

		if (field->flags & FIELD_MULTIPLE)
			entity_set_many(NULL, entity, field, NULL);
		else
			entity_set(NULL, entity, field, NULL);
	}
	g_hash_table_remove(kind->by_id, &entity->id);
	g_ptr_array_remove_index(kind->all, place_of(kind, entity->id));
}

struct doubled {
	const struct kind *kind;
	guint count;
};

/* Entities whose ORIGIN_ID is one as the collation sees it. */
static void count_doubled(const GPtrArray *entities, gpointer data)
{
	struct doubled *doubled = data;
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < entities->len; i++) {
		const struct entity *entity = entities->pdata[i];
		const char *originator =
			entity_get(doubled->kind, entity, "ORIGINATOR_ID");
		const char *origin =
			entity_get(doubled->kind, entity, "ORIGIN_ID");

		if (!originator || !*originator)
			continue;
		char *key = g_strconcat(originator, "\n", origin, NULL);
		guint before = GPOINTER_TO_UINT(g_hash_table_lookup(seen, key));
		/* The first of a pair counts when the second shows up. */
		doubled->count += before == 0 ? 0 : before == 1 ? 2 : 1;
		g_hash_table_insert(seen, key, GUINT_TO_POINTER(before + 1));
	}
}

guint kind_doubled_marks(const struct kind *kind)
{
	struct doubled doubled = { .kind = kind };

	index_shared(kind_field(kind, "ORIGIN_ID")->index, count_doubled,
	             &doubled);
	return doubled.count;
}
